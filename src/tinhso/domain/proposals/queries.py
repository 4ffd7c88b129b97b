"""Questions about proposals."""

from tinhso.domain.proposals.models import Proposal, ProposalQuerySet
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


def listed(scope: Scope) -> ProposalQuerySet:
    """What the post may read, newest first, with what a list shows."""
    return Proposal.objects.visible_to(scope).select_related("proposer", "addressee")


def readable(pk: int, scope: Scope) -> Proposal:
    """One proposal. Raises OutOfReach (404 and a trace)."""
    related = ("proposer", "addressee", "field_of_work", "made_by", "duty")
    found = Proposal.objects.visible_to(scope).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise OutOfReach("proposals.proposal", pk)
    return found
