from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.people.walls import READ_BY_UNITS, province_or

MOVES = "moves"
_MINE = "any((select tinhso_units())::bigint[])"
_OURS = "(select tinhso_units())::bigint[]"


def _of_dossier(condition: str) -> str:
    return f"exists (select 1 from drafting_dossier d where d.id = dossier_id and {condition})"


_OWNED = province_or(f"owner_unit_id = {_MINE}")
_OF_OWN = province_or(_of_dossier(f"d.owner_unit_id = {_MINE}"))
_OF_READ = province_or(_of_dossier(f"d.readers && {_OURS}"))
_ASKED_OR_READ = province_or(f"unit_id = {_MINE} or " + _of_dossier(f"d.readers && {_OURS}"))
_ASKED_OR_OWN = province_or(f"unit_id = {_MINE} or " + _of_dossier(f"d.owner_unit_id = {_MINE}"))
_OF_CONSULTATION = (
    "exists (select 1 from drafting_consultation c where c.id = consultation_id and {condition})"
)
_ITS_AUTHOR = province_or(_OF_CONSULTATION.format(condition=f"c.unit_id = {_MINE}"))
_ITS_DRAFTER = province_or(
    "exists (select 1 from drafting_consultation c join drafting_dossier d on d.id = c.dossier_id"
    f" where c.id = consultation_id and d.owner_unit_id = {_MINE})"
)


class Drafting(AppConfig):
    name = "tinhso.domain.drafting"
    # Nothing is ever deleted. A consulted unit sees the head of the dossier, the version that it was asked about and
    # its own question; not the other units' answers.
    walls = {
        "drafting_dossier": {
            "select": province_or(f"readers && {_OURS} or consulted && {_OURS}"),
            "insert": _OWNED,
            "update": READ_BY_UNITS,
        },
        "drafting_spell": {
            "select": province_or(_of_dossier("true")),
            "insert": _OF_READ,
            "update": _OF_READ,
        },
        "drafting_version": {"select": READ_BY_UNITS, "insert": _OF_OWN, "update": _OF_OWN},
        "drafting_consultation": {"select": _ASKED_OR_READ, "insert": _OF_OWN, "update": _ASKED_OR_OWN},
        "drafting_comment": {
            "select": province_or(_OF_CONSULTATION.format(condition="true")),
            "insert": _ITS_AUTHOR,
            "update": _ITS_DRAFTER,
        },
        "drafting_appraisal": {"select": _OF_READ, "insert": _OF_OWN, "update": _ASKED_OR_OWN},
        "drafting_submission": {"select": _OF_READ, "insert": _OF_OWN, "update": _OF_READ},
        "drafting_delivery": {"select": _ASKED_OR_READ, "insert": _OF_READ, "update": _ASKED_OR_READ},
    }
    unit_columns = {
        "drafting_dossier.owner_unit_id": MOVES,
        "drafting_dossier.issuer_unit_id": MOVES,
        "drafting_dossier.asked_issuer_id": "history: whom the task named at first",
        "drafting_dossier.readers": MOVES,
        "drafting_dossier.consulted": MOVES,
        "drafting_spell.unit_id": "history: who held it on those days; a new spell follows",
        "drafting_version.readers": MOVES,
        "drafting_consultation.unit_id": MOVES,
        "drafting_appraisal.unit_id": MOVES,
        "drafting_submission.signer_unit_id": MOVES,
        "drafting_delivery.unit_id": MOVES,
    }

    def ready(self) -> None:
        """Stand in the navigation, name the duties that drafts raise, offer to write for a duty."""
        from tinhso.domain.drafting import sources as own
        from tinhso.domain.drafting.queries import drafts_of_duty, usage_of_file, waiting_for
        from tinhso.domain.drafting.succession import DOSSIERS
        from tinhso.kernel.documents import usage
        from tinhso.kernel.duties import sequels, sources
        from tinhso.kernel.outbox import kinds
        from tinhso.kernel.people.roles import Permission
        from tinhso.kernel.ui import menu
        from tinhso.kernel.units import movers

        def waiting(request: Any) -> int:
            return waiting_for(request.scope)

        menu.register(
            "drafting",
            _("Soạn thảo"),
            "drafting:list",
            permission=Permission.READ_DIRECTIVES,
            group=_("Văn bản"),
            order=30,
            icon="edit",
            count=waiting,
        )
        for key, label in own.LABELS.items():
            sources.register(key, label=label, url_of=own.url_of(key))
        sequels.register(drafts_of_duty)
        usage.register(usage_of_file)
        kinds.register(
            "draft.to_do",
            _("Dự thảo gửi lấy ý kiến, thẩm định, trình ký; văn bản gửi đến"),
            events={"draft.sent", "draft.answered", "draft.returned"},
        )
        movers.register(DOSSIERS)
