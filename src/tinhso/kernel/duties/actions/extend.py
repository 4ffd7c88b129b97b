"""To give more time without being asked: the assigner's own decision."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel.duties import clock, notices, steps
from tinhso.kernel.duties.actions.ask_extension import NoMoreExtensions, NotLater, left
from tinhso.kernel.duties.actions.decide_extension import grant_extension
from tinhso.kernel.duties.models import Duty, Extension
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def extend(duty: Duty, *, due_on: date, reason: str, by: Scope | None, at: datetime) -> Duty:
    """A later deadline, bound as before; past days keep the old one. It counts as one of the extensions that rule
    duty.max_extensions allows; where one is asked for, this is the answer to it.

    Raises NotAllowed, NoteNeeded, AlreadyMoved, NotLater, NoMoreExtensions.
    """
    if duty.due_on is None or due_on <= duty.due_on:
        raise NotLater(due_on)
    if duty.extension_asked_at is not None:
        return grant_extension(duty, due_on=due_on, note=reason, by=by, at=at)
    due_at = clock.late_from(due_on, duty.due_bound, on=clock.day_of(duty.given_at))
    step = steps.make(
        duty, "extend", by=by, at=at, note=reason, due_on=due_on, due_at=due_at, trace={"until": due_on}
    )
    if not left(duty):  # counted while the row is locked by the step
        raise NoMoreExtensions
    person = by.person_id if by else None
    Extension.objects.create(
        duty=duty,
        state=Extension.State.GRANTED,
        asked_due_on=due_on,
        granted_due_on=due_on,
        reason=reason.strip(),
        asked_at=at,
        asked_by_id=person,
        decided_at=at,
        decided_by_id=person,
    )
    clock.stand(duty, at=at)
    text = notices.words(gettext_noop("Được cho thêm thời gian: %(title)s%(due)s."), duty)
    notices.tell_the_lead(duty, step, text, by=by, at=at)
    return duty
