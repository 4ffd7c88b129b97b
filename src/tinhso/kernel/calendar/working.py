"""The working calendar: which days and hours count, and arithmetic on them without walking over days.

Monday to Friday are worked unless listed off; Saturday and Sunday are off unless listed as worked (a swap).
Everything rests on two counts that a few divisions and a bisection give: the working days before a day, and
the working seconds before a day. Adding is the inverse of counting. Cost: O(log n) in the special days.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate

from tinhso.kernel.text.dates import VIETNAM

MORNING_ONLY = "morning"
AFTERNOON_ONLY = "afternoon"


@dataclass(frozen=True)
class OfficeHours:
    """The two parts of a working day; the end of a part does not belong to it."""

    morning: tuple[time, time] = (time(7, 30), time(11, 30))
    afternoon: tuple[time, time] = (time(13), time(17))

    def parts(self, half: str | None = None) -> list[tuple[int, int]]:
        """The worked parts in seconds of the day; ``half`` names the only part of a half day."""
        spans = {MORNING_ONLY: [self.morning], AFTERNOON_ONLY: [self.afternoon]}
        return [(_seconds(a), _seconds(b)) for a, b in spans.get(half or "", [self.morning, self.afternoon])]

    def length(self, half: str | None = None) -> int:
        """Working seconds of a full day, or of a half day."""
        return sum(end - begin for begin, end in self.parts(half))


class WorkingCalendar:
    """Immutable. ``off`` and ``worked`` are the exceptions to the week; a day in both is worked.

    ``halves`` maps a day to the only part that is worked (``MORNING_ONLY`` or ``AFTERNOON_ONLY``); a half day
    counts as a working day and as half of its hours.
    """

    __slots__ = ("_before", "_changes", "_half_days", "_halves", "_missing", "_worked", "hours")

    def __init__(
        self,
        off: Iterable[date] = (),
        worked: Iterable[date] = (),
        hours: OfficeHours | None = None,
        halves: Mapping[date, str] | None = None,
    ) -> None:
        self.hours = hours or OfficeHours()
        self._halves = dict(halves or {})
        worked_days = {_plain(day) for day in worked} | set(self._halves)
        off_days = {_plain(day) for day in off} - worked_days
        changes = {day.toordinal(): -1 for day in off_days if day.weekday() < 5}
        changes |= {day.toordinal(): 1 for day in worked_days if day.weekday() >= 5}
        # The days that break the week, and the working days before each of them.
        self._changes = sorted(changes)
        sums = accumulate((changes[day] for day in self._changes), initial=0)
        self._before = [_weekdays_before(day) + s for day, s in zip(self._changes, sums, strict=False)]
        self._worked = frozenset(day for day, change in changes.items() if change > 0)
        # The half days, and the seconds that they and those before them lack.
        self._half_days = sorted(day.toordinal() for day in self._halves)
        full = self.hours.length()
        lacks = (full - self.hours.length(self._halves[date.fromordinal(day)]) for day in self._half_days)
        self._missing = list(accumulate(lacks, initial=0))

    # --- days ---------------------------------------------------------------------------------------------

    def is_working(self, day: date) -> bool:
        """Whether offices work on the day, if only for half of it."""
        ordinal = day.toordinal()
        return self._days_before(ordinal + 1) > self._days_before(ordinal)

    def next_working(self, day: date) -> date:
        """The day itself if it is a working day, else the first one after it."""
        return self._day_number(self._days_before(day.toordinal()))

    def previous_working(self, day: date) -> date:
        """The day itself if it is a working day, else the last one before it."""
        return self._day_number(self._days_before(day.toordinal() + 1) - 1)

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after ``day``, which is not counted itself; before it when n is negative.

        For n = 0 the next working day on or after ``day``.
        """
        if n > 0:
            return self._day_number(self._days_before(day.toordinal() + 1) + n - 1)
        return self._day_number(self._days_before(day.toordinal()) + n)

    def working_days_between(self, a: date, b: date) -> int:
        """The inverse of adding: working days after ``a`` up to and with ``b``.

        When ``b`` is before ``a``: minus the working days from ``b`` up to the day before ``a``.
        """
        if b >= a:
            return self._days_before(b.toordinal() + 1) - self._days_before(a.toordinal() + 1)
        return self._days_before(b.toordinal()) - self._days_before(a.toordinal())

    def working_days_in(self, first: date, last: date) -> int:
        """Working days of a span, both ends included; 0 for an empty span."""
        return max(self._days_before(last.toordinal() + 1) - self._days_before(first.toordinal()), 0)

    # --- hours --------------------------------------------------------------------------------------------

    def add_working_hours(self, at: datetime, hours: int | float | Decimal | timedelta) -> datetime:
        """The instant when so much office time has passed since ``at`` (aware); on the clock of Việt Nam.

        Out of office hours the clock waits. A term that fills a day ends at that day's close, not at the next
        day's opening. Zero hours give the next instant at which an office works.
        """
        seconds = round(hours.total_seconds()) if isinstance(hours, timedelta) else round(hours * 3600)
        if seconds < 0:
            raise ValueError("a term of hours cannot be negative")
        target = self._seconds_until(_local(at)) + seconds
        full = self.hours.length()
        # Days are at most `full` long, and at most all half days are shorter: the day lies between these two.
        low = max((target - 1) // full, 0)
        high = low + len(self._half_days) + 1
        number = bisect_left(range(low, high), target, key=lambda n: self._seconds_before(n + 1)) + low
        if seconds == 0 and self._seconds_before(number + 1) == target:
            number += 1  # at the close of a day nothing is left of it
        day = self._day_number(number)
        rest = target - self._seconds_before(number)
        return self._moment(day, rest, opening=seconds == 0)

    def working_time_between(self, a: datetime, b: datetime) -> timedelta:
        """Office time from ``a`` to ``b`` (aware); negative when ``b`` is before ``a``."""
        return timedelta(seconds=self._seconds_until(_local(b)) - self._seconds_until(_local(a)))

    # --- counting -----------------------------------------------------------------------------------------

    def _days_before(self, ordinal: int) -> int:
        """Working days before a day, from the year 1 on."""
        index = bisect_left(self._changes, ordinal)
        if index == 0:
            return _weekdays_before(ordinal)
        last = self._changes[index - 1]
        upto = self._before[index - 1] + (last in self._worked)
        return upto + _weekdays_before(ordinal) - _weekdays_before(last + 1)

    def _day_number(self, number: int) -> date:
        """The working day that has ``number`` working days before it."""
        index = bisect_right(self._before, number)
        if index == 0:
            return date.fromordinal(_weekday_number(number))
        last = self._changes[index - 1]
        if last in self._worked:
            if self._before[index - 1] == number:
                return date.fromordinal(last)
            number -= 1
        rest = number - self._before[index - 1]
        return date.fromordinal(_weekday_number(_weekdays_before(last + 1) + rest))

    def _seconds_before(self, number: int) -> int:
        """Office seconds before the working day of that number."""
        day = self._day_number(number).toordinal()
        return number * self.hours.length() - self._missing[bisect_left(self._half_days, day)]

    def _seconds_until(self, at: datetime) -> int:
        """Office seconds before a moment on the local clock."""
        before = self._seconds_before(self._days_before(at.toordinal()))
        if not self.is_working(at.date()):
            return before
        clock = _seconds(at.time())
        parts = self.hours.parts(self._halves.get(at.date()))
        return before + sum(min(max(clock - begin, 0), end - begin) for begin, end in parts)

    def _moment(self, day: date, rest: int, *, opening: bool) -> datetime:
        """When ``rest`` office seconds of a day have passed; ``opening`` takes the later of two moments."""
        parts = self.hours.parts(self._halves.get(day))
        for begin, end in parts:
            if rest < end - begin or (rest == end - begin and not opening):
                break
            rest -= end - begin
        return datetime.combine(day, time(), VIETNAM) + timedelta(seconds=begin + rest)


def _weekdays_before(ordinal: int) -> int:
    """Mondays to Fridays before a day; 1/1/0001 was a Monday."""
    weeks, rest = divmod(ordinal - 1, 7)
    return weeks * 5 + min(rest, 5)


def _weekday_number(number: int) -> int:
    """The ordinal of the weekday that has ``number`` weekdays before it."""
    weeks, rest = divmod(number, 5)
    return weeks * 7 + rest + 1


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def _plain(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return at.astimezone(VIETNAM)
