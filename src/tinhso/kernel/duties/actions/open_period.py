"""To open the next period of recurring work: its duty, or its order for a group of units."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from tinhso.kernel import audit, calendar
from tinhso.kernel.duties import groups, sources
from tinhso.kernel.duties.actions.give_order import give_order
from tinhso.kernel.duties.actions.open_duty import Deadline, open_duty
from tinhso.kernel.duties.clock import day_of
from tinhso.kernel.duties.models import Duty, Occurrence, Order, Recurrence
from tinhso.kernel.duties.opening import name_of, opens_on
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def open_period(
    recurrence_id: int, *, by: Scope | None, at: datetime, early: bool = False
) -> Occurrence | None:
    """Open the period that is due to be opened, and move on to the next; None where none is due, or somebody else
    has just opened it. `early` opens it before its day.

    One transaction: a period is opened and passed together or not at all; the database refuses it twice.
    """
    row = Recurrence.objects.select_for_update(skip_locked=not early).filter(pk=recurrence_id).first()
    if row is None or row.paused_at is not None or row.next_opens_on is None:
        return None
    if not early and row.next_opens_on > day_of(at):
        return None
    days = calendar.current()
    due_on = row.rhythm.due_on(row.next_period, days)
    given = _give(row, Deadline(on=due_on, bound=row.bound, text=row.due_text), by=by, at=at)
    opened = Occurrence.objects.create(
        recurrence=row,
        period=row.next_period,
        due_on=due_on,
        duty=given if isinstance(given, Duty) else None,
        order=given if isinstance(given, Order) else None,
    )
    audit.record("recurrence.period_opened", row, by=by, at=at, period=row.next_period, due=due_on)
    pass_on(row)
    return opened


def pass_on(row: Recurrence) -> None:
    """The period is dealt with: look at the next one."""
    row.next_period = row.rhythm.after(row.next_period)
    row.next_opens_on = opens_on(row, calendar.current())
    row.save(update_fields=["next_period", "next_opens_on"])


def _give(row: Recurrence, deadline: Deadline, *, by: Scope | None, at: datetime) -> Duty | Order | None:
    with override(settings.LANGUAGE_CODE):
        title = f"{row.title} ({name_of(row, row.next_period)})"
    common: dict[str, Any] = {
        "source": sources.RECURRENCE,
        "source_id": f"{row.pk}/{row.next_period.isoformat()}",
        "title": title,
        "product": row.product,
        "assigner_unit_id": row.assigner_unit_id,
        "assigner_post_id": row.assigner_post_id,
        "coordinating": row.unit_ids,
        "priority": row.priority,
        "field_of_work_id": row.field_of_work_id,
        "accountable_text": row.accountable_text,
        "deadline": deadline,
        "by": by,
        "at": at,
    }
    if row.lead_unit_id:
        return open_duty(lead_unit_id=row.lead_unit_id, origin=row.origin, **common)
    units = groups.members(row.group, day_of(at), without=row.assigner_unit_id)
    if not units:
        return None
    return give_order(
        lead_unit_ids=[unit.pk for unit in units],
        to_whom=str(groups.GROUPS[row.group].label),
        origin=row.origin,
        **common,
    )
