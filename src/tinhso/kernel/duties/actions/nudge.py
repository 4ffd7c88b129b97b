"""To remind a unit of one duty, by hand: the assigner asks how it stands."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel.duties import notices, steps
from tinhso.kernel.duties.clock import day_of, midnight
from tinhso.kernel.duties.models import Duty, Step
from tinhso.kernel.people.scope import Scope


class NudgedToday(Exception):
    """Once a day is enough."""


@transaction.atomic
def nudge(duty: Duty, *, by: Scope | None, at: datetime, note: str = "") -> Duty:
    """Tell whoever handles the duty in its lead unit, once a day. Raises NotAllowed, AlreadyMoved, NudgedToday."""
    step = steps.make(
        duty, "nudge", by=by, at=at, note=note
    )  # locks the row: the second of two sees the first
    today = Step.objects.filter(duty=duty, move="nudge", at__gte=midnight(day_of(at))).exclude(pk=step.pk)
    if today.exists():
        raise NudgedToday
    text = notices.words(gettext_noop("Nhắc việc: %(title)s%(due)s."), duty)
    notices.tell_the_lead(duty, step, text, by=by, at=at)
    return duty
