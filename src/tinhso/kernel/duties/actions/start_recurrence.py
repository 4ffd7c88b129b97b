"""To let work return: each week, month, quarter or year."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tinhso.kernel import audit, calendar, rules
from tinhso.kernel.duties.actions.open_duty import MayNotAssign
from tinhso.kernel.duties.clock import day_of
from tinhso.kernel.duties.models import Bound, Priority, Recurrence
from tinhso.kernel.duties.opening import opens_on
from tinhso.kernel.duties.rhythm import Rhythm
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise


@transaction.atomic
def start_recurrence(
    *,
    source: str,
    source_id: str | int,
    title: str,
    rhythm: Rhythm,
    begins_on: date,
    assigner_unit_id: int,
    by: Scope | None,
    at: datetime,
    lead_unit_id: int | None = None,
    group: str = "",
    ends_on: date | None = None,
    bound: str = Bound.BY,
    product: str = "",
    coordinating: Iterable[int] = (),
    priority: str = Priority.THUONG,
    days_ahead: int | None = None,
    field_of_work_id: int | None = None,
    accountable_text: str = "",
    due_text: str = "",
    origin: str = "",
    replaces: Recurrence | None = None,
) -> Recurrence:
    """Write the recurrence down; its duties are opened by open_period, one for each period from `begins_on` on.

    For one unit (`lead_unit_id`), or for a `group` of units as it is when a period opens. `days_ahead` working days
    before its deadline a period opens (default: rule duty.recurrence_days_ahead). The same `source`/`source_id`
    twice is the same recurrence. Raises MayNotAssign.
    """
    if by is not None and not (by.may(Permission.ASSIGN_DUTIES) and by.reaches(assigner_unit_id)):
        raise MayNotAssign(f"unit {assigner_unit_id}")
    days = calendar.current()
    row = Recurrence(
        source=source,
        source_id=str(source_id),
        origin=origin,
        title=normalise(title),
        product=normalise(product),
        lead_unit_id=lead_unit_id,
        group=group,
        assigner_unit_id=assigner_unit_id,
        assigner_post_id=by.post_id if by else None,
        unit_ids=[unit for unit in dict.fromkeys(coordinating) if unit != lead_unit_id],
        field_of_work_id=field_of_work_id,
        accountable_text=normalise(accountable_text),
        priority=priority,
        every=rhythm.every,
        on=rhythm.on,
        day=rhythm.day,
        month=rhythm.month,
        day_off=rhythm.day_off,
        bound=bound,
        due_text=due_text.strip(),
        days_ahead=rules.value("duty.recurrence_days_ahead", day_of(at))
        if days_ahead is None
        else days_ahead,
        begins_on=begins_on,
        ends_on=ends_on,
        next_period=rhythm.first_due(begins_on, days),
        replaces=replaces,
    )
    row.next_opens_on = opens_on(row, days)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as there:
        if "a_source_begins_a_recurrence_once" not in str(there):
            raise
        return Recurrence.objects.get(source=source, source_id=str(source_id))
    audit.record("recurrence.started", row, by=by, at=at, lead=lead_unit_id, group=group, every=rhythm.every)
    return row
