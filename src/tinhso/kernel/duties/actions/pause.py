"""To stop the duty's clock for a reason that the lead unit does not answer for."""

from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_noop

from tinhso.kernel.duties import clock, notices, steps
from tinhso.kernel.duties.models import Duty, Pause
from tinhso.kernel.people.scope import Scope


class AlreadyLate(ValueError):
    """A clock that has run out cannot be stopped; ask for an extension instead."""


@transaction.atomic
def pause(duty: Duty, *, reason: str, by: Scope | None, at: datetime) -> Duty:
    """The clock stands from `at` on; the duty cannot become overdue meanwhile. Raises NotAllowed, NoteNeeded,
    AlreadyMoved, AlreadyLate."""
    if duty.due_at and duty.due_at <= at:
        raise AlreadyLate(duty.due_on)
    step = steps.make(duty, "pause", by=by, at=at, note=reason, paused_at=at)
    Pause.objects.create(duty=duty, during=DateTimeTZRange(at, None), reason=reason.strip())
    clock.stand(duty, at=at)
    text = notices.words(gettext_noop("Tạm dừng tính thời hạn: %(title)s."), duty)
    notices.tell_the_lead(duty, step, text, by=by, at=at)
    return duty
