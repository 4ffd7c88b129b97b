from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.people.walls import READ_BY_UNITS, province_or

_OF_A_READ_PROPOSAL = province_or("exists (select 1 from proposals_proposal p where p.id = proposal_id)")


class Proposals(AppConfig):
    name = "tinhso.domain.proposals"
    # Both sides write: the one asks, the other answers. A proposal is never deleted.
    walls = {
        "proposals_proposal": {"select": READ_BY_UNITS, "insert": READ_BY_UNITS, "update": READ_BY_UNITS},
        "proposals_answer": {"select": _OF_A_READ_PROPOSAL, "insert": _OF_A_READ_PROPOSAL},
    }
    unit_columns = {
        "proposals_proposal.proposer_id": "moves",
        "proposals_proposal.addressee_id": "moves",
        "proposals_proposal.readers": "moves",
        "proposals_answer.unit_id": "history: who answered then",
        "proposals_answer.passed_to_id": "history: to whom it was passed then",
    }

    def ready(self) -> None:
        """Stand in the navigation; tell the outbox its events and the units how proposals move."""
        from tinhso.domain.proposals import notices
        from tinhso.domain.proposals.succession import PROPOSALS
        from tinhso.kernel.outbox import kinds
        from tinhso.kernel.people.roles import Permission
        from tinhso.kernel.ui import menu
        from tinhso.kernel.units import movers

        menu.register(
            "proposals",
            _("Kiến nghị, đề xuất"),
            "proposals:list",
            permission=Permission.READ_DUTIES,
            group=_("Chỉ đạo"),
            order=23,
            icon="send",
        )
        kinds.register("proposals", _("Kiến nghị và trả lời"), events=notices.EVENTS)
        movers.register(PROPOSALS)
