"""To give a part of a duty onward: from a department to a commune."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tinhso.kernel.duties import clock, sources, steps
from tinhso.kernel.duties.actions.open_duty import Deadline, open_duty
from tinhso.kernel.duties.models import Duty, Priority
from tinhso.kernel.people.scope import Scope


class DueAfterParent(ValueError):
    """A part cannot be due after the whole."""


class ToTheLeadItself(ValueError):
    """A unit does not give a part of its duty to itself."""


@transaction.atomic
def give_subduty(
    duty: Duty,
    *,
    title: str,
    lead_unit_id: int,
    deadline: Deadline,
    token: str,
    by: Scope,
    at: datetime,
    product: str = "",
    coordinating: Iterable[int] = (),
    priority: str = Priority.THUONG,
) -> Duty:
    """Open a duty below this one, given by its lead unit. The same `token` twice opens it once.

    Raises NotAllowed, AlreadyMoved, DueAfterParent, ToTheLeadItself, NoDeadlineAndNoReason.
    """
    Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)  # the second of two waits here
    if found := Duty.objects.filter(source=sources.SUBDUTY, source_id=token, parent=duty).first():
        return found
    if lead_unit_id == duty.lead_unit_id:
        raise ToTheLeadItself(lead_unit_id)
    late_from = deadline.at or clock.late_from(deadline.on, deadline.bound, on=clock.day_of(at))
    if duty.due_at and late_from and late_from > duty.due_at:
        raise DueAfterParent(deadline.on)
    steps.make(duty, "give_subduty", by=by, at=at, note=title, trace={"lead": lead_unit_id})
    return open_duty(
        source=sources.SUBDUTY,
        source_id=token,
        origin=duty.origin,
        title=title,
        product=product,
        lead_unit_id=lead_unit_id,
        assigner_unit_id=duty.lead_unit_id,
        coordinating=coordinating,
        deadline=deadline,
        priority=priority,
        field_of_work_id=duty.field_of_work_id,
        parent=duty,
        by=by,
        at=at,
    )
