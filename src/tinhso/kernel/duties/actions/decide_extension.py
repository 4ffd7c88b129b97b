"""To grant or refuse a request for more time."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel.duties import clock, notices, steps
from tinhso.kernel.duties.actions.ask_extension import NotLater
from tinhso.kernel.duties.basis import Basis
from tinhso.kernel.duties.models import Duty, Extension
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def grant_extension(
    duty: Duty,
    *,
    by: Scope | None,
    at: datetime,
    due_on: date | None = None,
    note: str = "",
    basis: Basis | None = None,
) -> Duty:
    """Grant the pending request, until the day asked for or another one. Past days keep the old deadline.

    The bound stays as it was ("trước ngày" stays "trước ngày"). Raises NotAllowed, AlreadyMoved, NotLater.
    """
    asked = _pending(duty)
    until = due_on or asked.asked_due_on
    if duty.due_on is None or until <= duty.due_on:
        raise NotLater(until)
    due_at = clock.late_from(until, duty.due_bound, on=clock.day_of(duty.given_at))
    step = steps.make(
        duty,
        "grant_extension",
        by=by,
        at=at,
        note=note,
        basis=basis,
        due_on=until,
        due_at=due_at,
        extension_asked_at=None,
        trace={"until": until},
    )
    _decide(asked, Extension.State.GRANTED, by=by, at=at, note=note, until=until)
    clock.stand(duty, at=at)
    text = notices.words(gettext_noop("Đã đồng ý gia hạn: %(title)s%(due)s."), duty)
    notices.tell_the_lead(duty, step, text, by=by, at=at)
    return duty


@transaction.atomic
def refuse_extension(
    duty: Duty, *, reason: str, by: Scope | None, at: datetime, basis: Basis | None = None
) -> Duty:
    """Refuse the pending request; the deadline stays. Raises NotAllowed, NoteNeeded, AlreadyMoved."""
    asked = _pending(duty)
    step = steps.make(
        duty, "refuse_extension", by=by, at=at, note=reason, basis=basis, extension_asked_at=None
    )
    _decide(asked, Extension.State.REFUSED, by=by, at=at, note=reason, until=None)
    text = notices.words(gettext_noop("Không đồng ý gia hạn: %(title)s%(due)s."), duty)
    notices.tell_the_lead(duty, step, text, by=by, at=at)
    return duty


def _pending(duty: Duty) -> Extension:
    asked = duty.extensions.filter(state=Extension.State.REQUESTED).first()
    if asked is None:
        raise steps.AlreadyMoved(duty)
    return asked


def _decide(
    asked: Extension, state: str, *, by: Scope | None, at: datetime, note: str, until: date | None
) -> None:
    decided = Extension.objects.filter(pk=asked.pk, state=Extension.State.REQUESTED).update(
        state=state,
        decided_at=at,
        decided_by_id=by.person_id if by else None,
        decision_note=note.strip(),
        granted_due_on=until,
    )
    if not decided:
        raise steps.AlreadyMoved(asked.duty)
