from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.people.walls import province_or

# A directive and its tasks are seen by whoever may read the document; that table's own wall decides.
_SEEN = province_or("exists (select 1 from documents_officialdocument d where d.id = {column})")
# Handled within the reach of the unit that took the document in.
_HANDLED = province_or(
    "exists (select 1 from documents_officialdocument d"
    " where d.id = {column} and d.owner_unit_id = any((select tinhso_units())::bigint[]))"
)
_OF_A_TASK = province_or(
    "exists (select 1 from directives_directivetask t join documents_officialdocument d"
    " on d.id = t.directive_id where t.id = task_id{and_mine})"
)
_SEEN_WITH_ITS_TASK = _OF_A_TASK.format(and_mine="")
_HANDLED_WITH_ITS_TASK = _OF_A_TASK.format(
    and_mine=" and d.owner_unit_id = any((select tinhso_units())::bigint[])"
)

_OF_AN_ANNEX = province_or(
    "exists (select 1 from directives_annex a join documents_officialdocument d"
    " on d.id = a.directive_id where a.id = annex_id{and_mine})"
)
_SEEN_WITH_ITS_ANNEX = _OF_AN_ANNEX.format(and_mine="")
_HANDLED_WITH_ITS_ANNEX = _OF_AN_ANNEX.format(
    and_mine=" and d.owner_unit_id = any((select tinhso_units())::bigint[])"
)
_PART_OF_AN_ANNEX = {
    "select": _SEEN_WITH_ITS_ANNEX,
    "insert": _HANDLED_WITH_ITS_ANNEX,
    "update": _HANDLED_WITH_ITS_ANNEX,
    "delete": _HANDLED_WITH_ITS_ANNEX,
}


def _walls(column: str, *, delete: bool = False) -> dict[str, str]:
    seen, handled = _SEEN.format(column=column), _HANDLED.format(column=column)
    walls = {"select": seen, "insert": handled, "update": handled}
    return walls | ({"delete": handled} if delete else {})


class Directives(AppConfig):
    name = "tinhso.domain.directives"
    walls = {
        "directives_directive": _walls("document_id"),
        # Candidates that nobody touched go when the document is read anew with another date.
        "directives_directivetask": _walls("directive_id", delete=True),
        # What people decided is never changed afterwards.
        "directives_tasklabel": {
            "select": _SEEN.format(column="directive_id"),
            "insert": _HANDLED.format(column="directive_id"),
        },
        "directives_taskcoordination": {
            "select": _SEEN_WITH_ITS_TASK,
            "insert": _HANDLED_WITH_ITS_TASK,
            "update": _HANDLED_WITH_ITS_TASK,
            "delete": _HANDLED_WITH_ITS_TASK,
        },
        "directives_annex": _walls("directive_id"),
        # A preview is replaced when the table is read anew.
        "directives_annexrow": _PART_OF_AN_ANNEX,
        "directives_annexname": _PART_OF_AN_ANNEX,
        "directives_annexreference": _walls("directive_id", delete=True),
    }

    unit_columns = {
        "directives_directivetask.lead_unit_id": "moves",
        "directives_taskcoordination.unit_id": "moves",
        "directives_annexname.unit_id": "moves",
    }

    def ready(self) -> None:
        """Stand in the navigation, and tell the duties where they came from."""
        from tinhso.domain.directives.actions.confirm import SOURCE
        from tinhso.domain.directives.changing import changes_of
        from tinhso.domain.directives.jobs import let_read
        from tinhso.domain.directives.queries import leads_of, names_of_origins, url_of_task
        from tinhso.domain.directives.succession import ANNEX_NAMES, TASKS
        from tinhso.kernel.documents import leads
        from tinhso.kernel.duties import sources
        from tinhso.kernel.outbox import kinds
        from tinhso.kernel.people.roles import Permission
        from tinhso.kernel.ui import menu
        from tinhso.kernel.units import movers

        menu.register(
            "directives",
            _("Văn bản chỉ đạo"),
            "directives:list",
            permission=Permission.READ_DIRECTIVES,
            group=_("Chỉ đạo"),
            order=21,
            icon="document",
        )
        kinds.register("directive", _("Văn bản chỉ đạo tôi đã nhập"), events={"directive.confirmed"})
        sources.register(
            SOURCE,
            label=_("Nhiệm vụ của văn bản"),
            url_of=url_of_task,
            names_of=names_of_origins,
            let_read=let_read,
            changes_of=changes_of,
        )
        leads.register(leads_of)
        movers.register(TASKS)
        movers.register(ANNEX_NAMES)
