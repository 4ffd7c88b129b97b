"""To hold a channel: nothing leaves by it, everything waits."""

from datetime import datetime

from django.db import transaction

from tinhso.kernel.audit import record
from tinhso.kernel.audit.trail import Actor
from tinhso.kernel.outbox.models import Line


@transaction.atomic
def pause_channel(channel: str, *, by: Actor, at: datetime) -> None:
    """Senders see it before their next round; a message that is being sent is finished."""
    line, _made = Line.objects.select_for_update().get_or_create(pk=channel)
    if line.paused_at is None:
        line.paused_at = at
        line.save(update_fields=["paused_at"])
        record("notices.channel_paused", line, by=by, at=at)
