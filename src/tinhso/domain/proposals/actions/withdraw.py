"""To withdraw a proposal that nobody has answered."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.proposals import claims
from tinhso.domain.proposals.models import Proposal
from tinhso.domain.proposals.policies import demand, may_settle
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def withdraw(proposal: Proposal, *, by: Scope, at: datetime) -> Proposal:
    """The proposer takes it back. Raises NotAllowed, claims.Moved."""
    proposal = claims.claim(proposal, "withdraw", by=by)
    demand(may_settle(by, proposal))
    claims.move(proposal, "withdraw")
    audit.record("proposal.withdrawn", proposal, by=by, at=at)
    return proposal
