"""To let a channel send again, at once, also when it waits after a failure."""

from datetime import datetime

from django.db import transaction

from tinhso.kernel.audit import record
from tinhso.kernel.audit.trail import Actor
from tinhso.kernel.outbox.models import Line


@transaction.atomic
def resume_channel(channel: str, *, by: Actor, at: datetime) -> None:
    """What waits is sent in its order."""
    resumed = Line.objects.filter(pk=channel).update(paused_at=None, next_try_at=None)
    if resumed:
        record("notices.channel_resumed", Line(channel=channel), by=by, at=at)
