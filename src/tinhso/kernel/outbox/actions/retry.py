"""To try again what failed: one delivery, or all of a channel that failed for the same reason."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from tinhso.kernel.audit import record
from tinhso.kernel.audit.trail import Actor
from tinhso.kernel.outbox.models import Delivery, State


@transaction.atomic
def retry(deliveries: QuerySet[Delivery], *, by: Actor, at: datetime, **which: str) -> int:
    """Put those of them that failed back into the queue, as if they were made now; returns how many. A second
    press finds nothing to do. `which` goes into the trace."""
    count = deliveries.filter(state=State.FAILED).update(
        state=State.WAITING, created_at=Now(), next_try_at=Now(), ended_at=None, problem=""
    )
    if count:
        record("notices.retried", "outbox.delivery", by=by, at=at, count=count, **which)
    return count
