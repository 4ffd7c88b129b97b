"""To pause, resume, end or change recurring work. What was opened stays as it was asked."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tinhso.kernel import audit, calendar
from tinhso.kernel.duties.actions.open_period import pass_on
from tinhso.kernel.duties.actions.start_recurrence import start_recurrence
from tinhso.kernel.duties.clock import day_of
from tinhso.kernel.duties.models import Occurrence, Recurrence
from tinhso.kernel.duties.opening import opens_on
from tinhso.kernel.duties.rhythm import Rhythm
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope


class RecurrenceChanged(Exception):
    """It is not as it was when the page was made: paused, resumed, ended or changed meanwhile."""


class ReasonNeeded(ValueError):
    """Ending and changing need a reason."""


def may_change(by: Scope | None, row: Recurrence) -> bool:
    """The assigner's unit; for the province, its leaders and offices."""
    return by is None or by.may(Permission.ASSIGN_DUTIES) and by.reaches(row.assigner_unit_id)


@transaction.atomic
def pause_recurrence(row: Recurrence, *, by: Scope | None, at: datetime) -> Recurrence:
    """Open nothing until it is resumed. Raises NotAllowed (PermissionDenied), RecurrenceChanged."""
    return _change(row, "paused", lambda r: r.paused_at is None, by=by, at=at, paused_at=at)


@transaction.atomic
def resume_recurrence(row: Recurrence, *, by: Scope | None, at: datetime) -> Recurrence:
    """Go on from now: periods whose deadline passed meanwhile are left out, and the list of periods says so."""
    _change(row, "resumed", lambda r: r.paused_at is not None, by=by, at=at, paused_at=None)
    days, today = calendar.current(), day_of(at)
    while row.next_opens_on and (due_on := row.rhythm.due_on(row.next_period, days)) < today:
        Occurrence.objects.create(recurrence=row, period=row.next_period, due_on=due_on)
        pass_on(row)
    return row


@transaction.atomic
def end_recurrence(row: Recurrence, *, reason: str, by: Scope | None, at: datetime) -> Recurrence:
    """No period is opened any more; open duties stay open until somebody stops them. Raises ReasonNeeded too."""
    if not reason.strip():
        raise ReasonNeeded
    return _change(row, "ended", lambda r: True, by=by, at=at, ended_at=at, next_opens_on=None,
                   end_reason=reason.strip())  # fmt: skip


@transaction.atomic
def change_recurrence(
    row: Recurrence,
    *,
    from_day: date,
    reason: str,
    rhythm: Rhythm,
    by: Scope | None,
    at: datetime,
    **facts: Any,
) -> Recurrence:
    """From a day on it is asked otherwise: this row ends with the day before, another one begins.

    Deadlines before the day are asked as before, those from the day on by the new rhythm; a period that was opened
    ahead is not asked for again. `facts` as for start_recurrence. Raises what end_recurrence raises.
    """
    if not reason.strip():
        raise ReasonNeeded
    if from_day <= day_of(at):
        raise RecurrenceChanged(str(from_day))
    keep = {
        "title": row.title, "product": row.product, "lead_unit_id": row.lead_unit_id, "group": row.group,
        "coordinating": row.unit_ids, "priority": row.priority, "bound": row.bound, "ends_on": row.ends_on,
        "days_ahead": row.days_ahead, "field_of_work_id": row.field_of_work_id, "origin": row.origin,
        "accountable_text": row.accountable_text,
    }  # fmt: skip
    if from_day <= row.begins_on:
        end_recurrence(row, reason=reason, by=by, at=at)
    else:
        last = date.fromordinal(from_day.toordinal() - 1)
        _change(row, "changed", lambda r: True, by=by, at=at, ends_on=last, end_reason=reason.strip())
        row.next_opens_on = opens_on(row, calendar.current())
        row.save(update_fields=["next_opens_on"])
    begins = from_day
    if row.next_opens_on is None:  # periods that were opened ahead of the day are not asked for again
        opened = row.occurrences.order_by("-due_on").first()
        if opened and opened.due_on >= from_day:
            begins = max(from_day, rhythm.after(rhythm.period_of(opened.due_on)))
    return start_recurrence(
        source="duties.recurrence_change",
        source_id=row.pk,
        rhythm=rhythm,
        begins_on=begins,
        assigner_unit_id=row.assigner_unit_id,
        replaces=row,
        by=by,
        at=at,
        **{**keep, **facts},
    )


def _change(
    row: Recurrence,
    what: str,
    still: Callable[[Recurrence], bool],
    *,
    by: Scope | None,
    at: datetime,
    **columns: Any,
) -> Recurrence:
    if not may_change(by, row):
        raise PermissionDenied("only the assigner changes what returns")
    now = Recurrence.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if now.version != row.version or now.ended_at is not None or not still(now):
        raise RecurrenceChanged(row.pk)
    columns["version"] = now.version + 1
    row.next_period, row.next_opens_on = now.next_period, now.next_opens_on
    for column, value in columns.items():
        setattr(row, column, value)
    row.save(update_fields=list(columns))
    audit.record(f"recurrence.{what}", row, by=by, at=at)
    return row
