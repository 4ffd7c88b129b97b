"""One after the other: a proposal is locked while somebody moves it, and who comes second learns what happened."""

from typing import Any

from tinhso.domain.proposals.models import Proposal
from tinhso.domain.proposals.workflow import MOVES, ProposalState
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


class Moved(Exception):
    """Its state does not allow this (any more)."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(proposal.pk)
        self.proposal = proposal


class TextNeeded(ValueError):
    """The move needs words."""


def claim(proposal: Proposal, move: str, *, by: Scope) -> Proposal:
    """The locked row, where the move may still be made. Raises Moved, OutOfReach."""
    rows = Proposal.objects.visible_to(by).select_for_update(of=("self",))
    locked = rows.filter(pk=proposal.pk).first()
    if locked is None:
        raise OutOfReach("proposals.proposal", proposal.pk)
    if ProposalState(locked.state) not in MOVES[move][0]:
        raise Moved(locked)
    return locked


def move(proposal: Proposal, name: str, **changes: Any) -> None:
    """Change state and columns of a claimed proposal."""
    proposal.state = MOVES[name][1]
    for column, value in changes.items():
        setattr(proposal, column, value)
    proposal.save(update_fields=["state", "folded", *changes])
