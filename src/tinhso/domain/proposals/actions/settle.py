"""To say what came of a proposal."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.proposals import claims
from tinhso.domain.proposals.models import Proposal
from tinhso.domain.proposals.policies import demand, may_settle
from tinhso.kernel import audit
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def settle(
    proposal: Proposal, *, outcome: str, duty_id: int | None = None, by: Scope, at: datetime
) -> Proposal:
    """What followed from the answer: in words, and the duty that it led to, if one.

    Raises NotAllowed, claims.Moved, claims.TextNeeded; OutOfReach for a duty that the post does not read.
    """
    proposal = claims.claim(proposal, "settle", by=by)
    demand(may_settle(by, proposal))
    if not outcome.strip():
        raise claims.TextNeeded(proposal.pk)
    if duty_id is not None and not Duty.objects.readable_by(by).filter(pk=duty_id).exists():
        raise OutOfReach("duties.duty", duty_id)
    claims.move(proposal, "settle", outcome=outcome.strip(), duty_id=duty_id, settled_at=at)
    audit.record("proposal.settled", proposal, by=by, at=at, duty=duty_id)
    return proposal
