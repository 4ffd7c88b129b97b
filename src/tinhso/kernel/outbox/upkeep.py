"""Once a night: what was delivered long ago goes, and so do the finished jobs."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from tinhso.kernel.outbox import beats
from tinhso.kernel.outbox.models import Delivery, Notice, State
from tinhso.kernel.outbox.policy import Policy

NAME = "outbox.upkeep"
NOT_BEFORE = time(2)
DONE = [State.SENT, State.SKIPPED, State.REDIRECTED]
JOBS_KEPT_HOURS = 7 * 24  # finished ones; failed ones stay until an operator decides
CLEAR_JOBS = "builtin:procrastinate.builtin_tasks.remove_old_jobs"


@transaction.atomic
def nightly(policy: Policy, *, now: datetime) -> bool:
    """Do it if the night has come and nobody did it today."""
    local = timezone.localtime(now)
    if local.time() < NOT_BEFORE or not beats.first_today(NAME, local.date()):
        return False
    clear(now - timedelta(days=policy.keep_days))
    app.configure_task(CLEAR_JOBS, queue="builtin").defer(
        max_hours=JOBS_KEPT_HOURS, remove_cancelled=True, remove_aborted=True
    )
    return True


def clear(before: datetime) -> tuple[int, int]:
    """Remove deliveries that ended before, then notices read before that nothing speaks of any more. Failures
    and what is unread stay. Returns (deliveries, notices)."""
    old = Delivery.objects.filter(ended_at__lt=before, state__in=DONE)
    deliveries, _rows = old.filter(carried_by__isnull=False).delete()
    more, _rows = old.delete()
    notices, _rows = Notice.objects.filter(told_at__lt=before, read_at__lt=before, deliveries=None).delete()
    return deliveries + more, notices
