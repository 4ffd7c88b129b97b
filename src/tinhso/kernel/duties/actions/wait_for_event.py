"""To let a deadline run from an event that has not happened yet."""

from datetime import datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.duties.models import Duty, Term, Waiting
from tinhso.kernel.people.scope import Scope


class HasADeadline(ValueError):
    """Only a duty without a deadline can wait for an event."""


def reason_of(event: str, n: int | None, unit: str) -> str:
    """Why such a duty has no deadline yet: what open_duty asks for."""
    return Waiting(event=event, n=n, unit=unit).words[:300]


@transaction.atomic
def wait_for_event(
    duty: Duty, *, event: str, n: int | None, unit: str, by: Scope | None, at: datetime
) -> Waiting:
    """The open duty counts as undated until event_happened enters the event's day. Twice is once.

    Called by whoever opens the duty, in its transaction. Raises HasADeadline.
    """
    if duty.due_on is not None or not duty.is_open:
        raise HasADeadline(duty.pk)
    length = None if unit == Term.AT_ONCE else n
    waiting, new = Waiting.objects.get_or_create(
        duty=duty, defaults={"event": event.strip()[:200], "n": length, "unit": unit}
    )
    if new:
        audit.record("duty.waits_for_event", duty, by=by, at=at, n=length, unit=unit)
    return waiting
