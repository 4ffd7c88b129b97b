"""To let the duty's clock run again; the deadline moves by the working days it stood."""

from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_noop

from tinhso.kernel.duties import clock, notices, steps
from tinhso.kernel.duties.models import Duty, Pause
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def resume(duty: Duty, *, by: Scope | None, at: datetime, note: str = "") -> Duty:
    """End the pause. Raises NotAllowed, AlreadyMoved."""
    begun = duty.paused_at
    due_on, due_at = clock.moved_by_pause(duty, begun, at) if begun else (duty.due_on, duty.due_at)
    step = steps.make(
        duty,
        "resume",
        by=by,
        at=at,
        note=note,
        paused_at=None,
        due_on=due_on,
        due_at=due_at,
        trace={"due": due_on},
    )
    end_pause(duty, at=at)
    clock.stand(duty, at=at)
    text = notices.words(gettext_noop("Tính tiếp thời hạn: %(title)s%(due)s."), duty)
    notices.tell_the_lead(duty, step, text, by=by, at=at)
    return duty


def end_pause(duty: Duty, *, at: datetime) -> None:
    """Close the open pause, if there is one."""
    for row in Pause.objects.filter(duty=duty, during__upper_inf=True):
        row.during = DateTimeTZRange(
            row.during.lower, max(at, row.during.lower), "[]" if at <= row.during.lower else "[)"
        )
        row.save(update_fields=["during"])
