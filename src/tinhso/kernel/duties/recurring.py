"""Opening what is due of recurring work, from wherever the last run stopped."""

import logging
from datetime import datetime

from django.db.models import Q

from tinhso.kernel.duties.actions.open_period import open_period
from tinhso.kernel.duties.clock import day_of
from tinhso.kernel.duties.models import Recurrence
from tinhso.kernel.people.scope import Scope

log = logging.getLogger(__name__)


def open_due(*, at: datetime) -> int:
    """Open every period whose day has come, also those that were missed; each in its own transaction, so that a run
    that is killed goes on where it stopped. One recurrence that fails stops no other. Returns how many it opened."""
    waiting = Recurrence.objects.filter(Q(next_opens_on__lte=day_of(at)), paused_at__isnull=True)
    opened = 0
    for recurrence in list(waiting.order_by("next_opens_on", "id").values_list("pk", flat=True)):
        try:
            opened += _open_all(recurrence, by=None, at=at)
        except Exception:  # the next run tries it again; the others must not wait for it
            log.exception("recurrence %d could not be opened", recurrence)
    return opened


def open_now(row: Recurrence, *, by: Scope, at: datetime) -> int:
    """What of a recurrence is due to be opened already; in the transaction of whoever asks."""
    return _open_all(row.pk, by=by, at=at)


def _open_all(recurrence: int, *, by: Scope | None, at: datetime) -> int:
    opened = 0
    while open_period(recurrence, by=by, at=at) is not None:
        opened += 1
    return opened
