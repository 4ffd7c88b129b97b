"""To pass a proposal on to whoever has the authority."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tinhso.domain.proposals import claims, notices
from tinhso.domain.proposals.models import Answer, Proposal
from tinhso.domain.proposals.policies import demand, may_answer
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


class WrongTarget(ValueError):
    """The own unit, or the proposer."""


@transaction.atomic
def pass_on(proposal: Proposal, *, to_unit_id: int, text: str, by: Scope, at: datetime) -> Proposal:
    """The addressee has no authority: another unit becomes the addressee, the due day stays, both keep reading it.

    Raises NotAllowed, claims.Moved, claims.TextNeeded, WrongTarget.
    """
    proposal = claims.claim(proposal, "pass_on", by=by)
    demand(proposal.addressee_id is not None and may_answer(by, proposal))
    if not text.strip():
        raise claims.TextNeeded(proposal.pk)
    if to_unit_id in (proposal.proposer_id, proposal.addressee_id):
        raise WrongTarget(to_unit_id)
    was = proposal.addressee_id
    Answer.objects.create(
        proposal=proposal,
        text=text.strip(),
        unit_id=was,
        passed_to_id=to_unit_id,
        answered_on=timezone.localdate(at),
        at=at,
        by_id=by.person_id,
    )
    readers = sorted({*proposal.readers, to_unit_id})
    claims.move(proposal, "pass_on", addressee_id=to_unit_id, readers=readers)
    audit.record("proposal.passed_on", proposal, by=by, at=at, was=was, now=to_unit_id)
    notices.to_the_addressee(proposal, "proposal.passed_on", by=by, at=at)
    return proposal
