"""From a term and the event it runs from to a deadline, by the province's calendar and rules."""

from datetime import date, datetime

from tinhso.kernel import calendar, rules
from tinhso.kernel.calendar.deadlines import last_day
from tinhso.kernel.duties.clock import day_of, late_from
from tinhso.kernel.duties.models import Bound, Term, Waiting


def deadline_of(waiting: Waiting, happened_at: datetime) -> tuple[date, datetime | None]:
    """The last day of the term, and the instant from which the duty is late.

    Whether the first day counts, a last day off moves, and how many working days "at once" leaves are rules.
    """
    days, day = calendar.current(), day_of(happened_at)
    if waiting.unit == Term.WORKING_HOUR:
        until = days.add_working_hours(happened_at, waiting.n or 1)
        return day_of(until), until
    at_once = waiting.unit == Term.AT_ONCE
    due_on = last_day(
        days,
        day,
        rules.value("duty.at_once_working_days", day) if at_once else (waiting.n or 1),
        "working_day" if at_once else waiting.unit,  # type: ignore[arg-type]
        first_day_counts=rules.value("deadline.first_day_counts", day),
        last_day_off_moves=rules.value("deadline.last_day_off_moves", day),
    )
    return due_on, late_from(due_on, Bound.BY, on=day)
