from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.people.walls import READ_BY_UNITS, province_or

# The cascade and the work programmes are public inside the province: whoever holds a post reads them. The duty and the
# document behind a node have walls of their own.
_KNOWN = "(select tinhso_reach()) <> ''"
_OWNED = province_or("owner_unit_id = any((select tinhso_units())::bigint[])")


def _with(table: str, column: str) -> str:
    return province_or(
        f"exists (select 1 from {table} o where o.id = {column}"
        " and o.owner_unit_id = any((select tinhso_units())::bigint[]))"
    )


# Whoever tends the child says what it serves; the parent's side may take a wrong child away.
_CHILD = _with("programmes_node", "child_id")
_EITHER_SIDE = province_or(
    "exists (select 1 from programmes_node o where o.id in (child_id, parent_id)"
    " and o.owner_unit_id = any((select tinhso_units())::bigint[]))"
)
_OF_TARGET = _with("programmes_node", "target_id")
_OF_PROGRAMME = _with("programmes_workprogramme", "programme_id")
_OF_NODE = _with("programmes_node", "node_id")


class Programmes(AppConfig):
    name = "tinhso.domain.programmes"
    walls: dict[str, dict[str, str]] = {
        "programmes_node": {"select": _KNOWN, "insert": _OWNED, "update": _OWNED},
        "programmes_link": {"select": _KNOWN, "insert": _CHILD, "delete": _EITHER_SIDE},
        "programmes_descent": {"select": _KNOWN},  # triggers write it, and the next
        "programmes_clock": {"select": READ_BY_UNITS},  # the duty's own wall
        "programmes_target": {"select": _KNOWN, "insert": _OF_NODE, "update": _OF_NODE},
        "programmes_milestone": {"select": _KNOWN, "insert": _OF_TARGET, "delete": _OF_TARGET},
        "programmes_workprogramme": {"select": _KNOWN, "insert": _OWNED, "update": _OWNED},
        "programmes_workitem": {"select": _KNOWN, "insert": _OF_PROGRAMME, "update": _OF_PROGRAMME},
    }
    unit_columns: dict[str, str] = {
        "programmes_node.owner_unit_id": "moves",
        "programmes_clock.readers": "follows the duty's readers by trigger (migration 0002)",
        "programmes_workprogramme.owner_unit_id": "moves",
        "programmes_workitem.lead_unit_id": "moves",
    }

    def ready(self) -> None:
        """Stand in the navigation, say why a duty exists, carry owners and leads over when units change."""
        from tinhso.domain.programmes.actions.open_item_duty import SOURCE
        from tinhso.domain.programmes.queries.chains import reason_of
        from tinhso.domain.programmes.queries.work import url_of_item
        from tinhso.domain.programmes.succession import ITEMS, NODES, PROGRAMMES
        from tinhso.kernel.duties import sources
        from tinhso.kernel.people.roles import Permission
        from tinhso.kernel.ui import menu
        from tinhso.kernel.units import movers

        menu.register(
            "programmes",
            _("Chương trình, mục tiêu"),
            "programmes:tops",
            permission=Permission.READ_DIRECTIVES,
            group=_("Chỉ đạo"),
            order=22,
            icon="flag",
        )
        sources.register(SOURCE, label=_("Chương trình công tác"), url_of=url_of_item)
        sources.register_reason("programmes", reason_of)
        for mover in (NODES, PROGRAMMES, ITEMS):
            movers.register(mover)
