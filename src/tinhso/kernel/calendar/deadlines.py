"""Deadlines: from a term to a day, and from a day to the instant after which it is late. Pure functions.

The first day is not counted and a last day off moves to the next working day (Civil Code 147–148; whether
that holds for administrative tasks is unverified, so both are rules of the province, given by the caller).
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

from tinhso.kernel.calendar.working import WorkingCalendar
from tinhso.kernel.text.dates import VIETNAM

Bound = Literal["by", "within", "before"]
LateRule = Literal["late_from_day", "late_after_day"]
Unit = Literal["working_day", "calendar_day", "week", "month"]


def hours_after(calendar: WorkingCalendar, start: datetime, n: int | float | Decimal) -> datetime:
    """The instant when ``n`` office hours have passed since ``start``."""
    return calendar.add_working_hours(start, n)


def working_days_after(
    calendar: WorkingCalendar, start: date, n: int, *, first_day_counts: bool = False
) -> date:
    """The last day of a term of ``n`` working days."""
    if first_day_counts and calendar.is_working(start):
        return calendar.add_working_days(start, n - 1)
    return calendar.add_working_days(start, n)


def calendar_days_after(
    calendar: WorkingCalendar,
    start: date,
    n: int,
    *,
    first_day_counts: bool = False,
    last_day_off_moves: bool = True,
) -> date:
    """The last day of a term of ``n`` days of the calendar."""
    last = start + timedelta(days=n - 1 if first_day_counts else n)
    return calendar.next_working(last) if last_day_off_moves else last


def months_after(calendar: WorkingCalendar, start: date, n: int, *, last_day_off_moves: bool = True) -> date:
    """The same day of the n-th month after ``start``; the month's last day where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    last = date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    return calendar.next_working(last) if last_day_off_moves else last


def last_day(
    calendar: WorkingCalendar,
    start: date,
    n: int,
    unit: Unit,
    *,
    first_day_counts: bool = False,
    last_day_off_moves: bool = True,
) -> date:
    """The last day of a term of ``n`` units that runs from ``start``. Raises ``ValueError`` for n < 1."""
    if n < 1:
        raise ValueError("a term has at least one unit")
    if unit == "working_day":
        return working_days_after(calendar, start, n, first_day_counts=first_day_counts)
    if unit == "month":
        return months_after(calendar, start, n, last_day_off_moves=last_day_off_moves)
    days = n * 7 if unit == "week" else n
    return calendar_days_after(
        calendar, start, days, first_day_counts=first_day_counts, last_day_off_moves=last_day_off_moves
    )


def due_instant(day: date, bound: Bound | str | None, late_rule: LateRule | str) -> datetime:
    """The first instant that is late for a deadline ``day`` with its bound.

    By and within D: the midnight that ends D. Before D: 0:00 of D when the rule ``deadline.before_day`` says
    'late_from_day', the end of D when it says 'late_after_day'. No bound is read as by.
    """
    if bound not in ("by", "within", "before", "", None):
        raise ValueError(f"unknown bound of a deadline: {bound!r}")
    if late_rule not in ("late_from_day", "late_after_day"):
        raise ValueError(f"unknown reading of 'trước ngày': {late_rule!r}")
    late_from = day if bound == "before" and late_rule == "late_from_day" else day + timedelta(days=1)
    return datetime.combine(late_from, time(), VIETNAM)


def last_day_in_time(day: date, bound: Bound | str | None, late_rule: LateRule | str) -> date:
    """The last whole day on which the deadline can still be met: what a page shows as the due day."""
    return (due_instant(day, bound, late_rule) - timedelta(days=1)).date()
