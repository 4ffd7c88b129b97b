"""Who may do what with a proposal."""

from django.core.exceptions import PermissionDenied

from tinhso.domain.proposals.models import Proposal
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope


class NotAllowed(PermissionDenied):
    """The post may read the proposal, not do this."""


def may_propose(by: Scope) -> bool:
    """Whoever handles duties speaks for the own unit."""
    return by.may(Permission.HANDLE_DUTIES)


def may_answer(by: Scope, proposal: Proposal) -> bool:
    """Who gives duties in the addressee's name. An answer from outside the province is entered by the proposer."""
    if proposal.addressee_id is None:
        return may_settle(by, proposal)
    return by.may(Permission.ASSIGN_DUTIES) and by.unit_id == proposal.addressee_id


def may_settle(by: Scope, proposal: Proposal) -> bool:
    """The proposer says what came of it, and may withdraw what is not answered."""
    return may_propose(by) and by.unit_id == proposal.proposer_id


def demand(allowed: bool) -> None:
    """Raise NotAllowed unless allowed."""
    if not allowed:
        raise NotAllowed("proposals")
