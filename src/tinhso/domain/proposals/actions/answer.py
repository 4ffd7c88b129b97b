"""To answer a proposal."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tinhso.domain.proposals import claims, notices
from tinhso.domain.proposals.models import Answer, Proposal
from tinhso.domain.proposals.policies import demand, may_answer
from tinhso.domain.proposals.workflow import Verdict
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def answer(
    proposal: Proposal,
    *,
    verdict: Verdict,
    text: str,
    document_text: str = "",
    answered_on: date | None = None,
    by: Scope,
    at: datetime,
) -> Answer:
    """The addressee's answer; for an addressee outside the province the proposer enters what came by letter.

    Raises NotAllowed, claims.Moved, claims.TextNeeded.
    """
    proposal = claims.claim(proposal, "answer", by=by)
    demand(may_answer(by, proposal))
    if not text.strip():
        raise claims.TextNeeded(proposal.pk)
    claims.move(proposal, "answer")
    made = Answer.objects.create(
        proposal=proposal,
        verdict=verdict,
        text=text.strip(),
        document_text=document_text.strip(),
        unit_id=proposal.addressee_id,
        answered_on=answered_on or timezone.localdate(at),
        at=at,
        by_id=by.person_id,
    )
    audit.record("proposal.answered", proposal, by=by, at=at, verdict=verdict)
    notices.to_the_proposer(proposal, by=by, at=at)
    return made
