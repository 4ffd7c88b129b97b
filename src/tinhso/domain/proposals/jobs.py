"""What the worker does for proposals."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from tinhso.domain.proposals import notices
from tinhso.domain.proposals.models import Proposal
from tinhso.domain.proposals.workflow import ProposalState


@app.periodic(cron="10 0 * * *")  # ten past seven in the morning in Việt Nam
@app.task(queue="notices", queueing_lock="proposals.remind")
def remind(timestamp: int) -> None:
    """Tell addressees once, the day before an answer is due. Twice is once: a notice has its key."""
    at = timezone.now()
    due = Proposal.objects.filter(
        state=ProposalState.SENT,
        addressee__isnull=False,
        answer_due_on__lte=timezone.localdate(at) + timedelta(days=1),
    )
    for proposal in due.iterator(chunk_size=500):
        with transaction.atomic():
            notices.to_the_addressee(proposal, "proposal.due", by=None, at=at)
