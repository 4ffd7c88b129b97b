"""When recurring work returns: weeks, months, quarters and years that follow one another, and the day of each on
which something is due. Pure: no ORM, no clock."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tinhso.kernel.calendar import WorkingCalendar


class Every(StrEnum):
    """How often."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class On(StrEnum):
    """Which day of the period."""

    DAY = "day"
    LAST_DAY = "last_day"
    LAST_WORKING_DAY = "last_working"


class DayOff(StrEnum):
    """Where a deadline goes that falls on a day off."""

    NEXT = "next"
    PREVIOUS = "previous"
    STAY = "stay"


MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A period and a day in it: "trước ngày 20 hằng tháng".

    day    of the month, its last day where the month is shorter; of the week (Monday is 1)
    month  which month of a quarter (1 to 3) or a year (1 to 12); None is the last one
    """

    every: Every
    on: On = On.DAY
    day: int | None = None
    month: int | None = None
    day_off: DayOff = DayOff.NEXT

    def period_of(self, day: date) -> date:
        """The first day of the period that holds the day."""
        if self.every == Every.WEEK:
            return day - timedelta(days=day.weekday())
        length = MONTHS[self.every]
        return date(day.year, (day.month - 1) // length * length + 1, 1)

    def after(self, period: date) -> date:
        """The first day of the next period."""
        if self.every == Every.WEEK:
            return period + timedelta(days=7)
        year, month = divmod(period.year * 12 + period.month - 1 + MONTHS[self.every], 12)
        return date(year, month + 1, 1)

    def due_on(self, period: date, days: WorkingCalendar) -> date:
        """The deadline in the period, moved off a day off as the rhythm says."""
        if self.on == On.LAST_WORKING_DAY:
            return days.previous_working(self._last(period))
        named = self._named(period)
        if self.day_off == DayOff.NEXT:
            return days.next_working(named)
        if self.day_off == DayOff.PREVIOUS:
            return days.previous_working(named)
        return named

    def first_due(self, begins_on: date, days: WorkingCalendar) -> date:
        """The first period whose deadline is not before the day."""
        period = self.period_of(begins_on)
        return period if self.due_on(period, days) >= begins_on else self.after(period)

    def _last(self, period: date) -> date:
        return self.after(period) - timedelta(days=1)

    def _named(self, period: date) -> date:
        if self.on == On.LAST_DAY:
            return self._last(period)
        day = self.day or 1
        if self.every == Every.WEEK:
            return period + timedelta(days=min(day, 7) - 1)
        length = MONTHS[self.every]
        number = period.month - 1 + min(self.month or length, length)
        return date(period.year, number, min(day, monthrange(period.year, number)[1]))
