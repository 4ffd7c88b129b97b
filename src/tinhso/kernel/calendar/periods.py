"""Reporting periods and their cut-offs (Decree 09/2019, Article 12); the nine months are the provinces' own.

The data of a period run from the day after the cut-off of the month before it to the cut-off of its last
month: with the decree's cut-off on the 14th the third quarter is 15/6 – 14/9 and the year 15/12 – 14/12. A
province that cuts off on another day says so by the rule ``report.cut_off_day`` (31: the calendar's own).
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from tinhso.kernel.calendar.working import WorkingCalendar

CUT_OFF_DAY = 14
SEND_DAY = 25


class PeriodKind(StrEnum):
    """The reporting periods; the value is what is stored."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    NINE_MONTHS = "nine_months"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months a period of this kind has."""
        return {"month": 1, "quarter": 3, "half": 6, "nine_months": 9, "year": 12}[self.value]

    @property
    def in_a_year(self) -> int:
        """How many periods of this kind a year has."""
        return 12 // self.months


@dataclass(frozen=True, order=True)
class Period:
    """A reporting period of a year; ``data_from`` and ``data_to`` are both included."""

    data_from: date
    data_to: date
    kind: PeriodKind
    year: int
    number: int

    @property
    def ends_before(self) -> date:
        """The end of the half-open span of its data: the day after the cut-off."""
        return self.data_to + timedelta(days=1)

    @property
    def last_month(self) -> int:
        """The number of its last month."""
        return self.number * self.kind.months

    @property
    def label(self) -> str:
        """The name that reports use, in the language of the page: 'quý III năm 2021', '9 tháng năm 2021'."""
        values = {"year": self.year, "number": self.number}
        if self.kind is PeriodKind.MONTH:
            return _("tháng %(number)s năm %(year)s") % values
        if self.kind is PeriodKind.QUARTER:
            return _("quý %(number)s năm %(year)s") % {
                **values,
                "number": ("I", "II", "III", "IV")[self.number - 1],
            }
        if self.kind is PeriodKind.HALF:
            first = self.number == 1
            return (_("6 tháng đầu năm %(year)s") if first else _("6 tháng cuối năm %(year)s")) % values
        if self.kind is PeriodKind.NINE_MONTHS:
            return _("9 tháng năm %(year)s") % values
        return _("năm %(year)s") % values

    def holds(self, day: date) -> bool:
        """Whether a day's data belong to the period."""
        return self.data_from <= day <= self.data_to


def period(kind: PeriodKind | str, year: int, number: int = 1, *, cut_off_day: int = CUT_OFF_DAY) -> Period:
    """The ``number``-th period of a kind in a year. Raises ``ValueError`` when a year has none such."""
    kind = PeriodKind(kind)
    if not 1 <= number <= kind.in_a_year:
        raise ValueError(f"a year has no {kind} number {number}")
    last_month = number * kind.months
    before = _cut_off(year, last_month - kind.months, cut_off_day)
    return Period(before + timedelta(days=1), _cut_off(year, last_month, cut_off_day), kind, year, number)


def period_of(kind: PeriodKind | str, day: date, *, cut_off_day: int = CUT_OFF_DAY) -> Period | None:
    """The period whose data a day belongs to; None for the months after the nine."""
    kind = PeriodKind(kind)
    after_cut_off = day > _cut_off(day.year, day.month, cut_off_day)
    year, month = divmod(day.year * 12 + day.month - 1 + after_cut_off, 12)
    number = month // kind.months + 1
    return period(kind, year, number, cut_off_day=cut_off_day) if number <= kind.in_a_year else None


def periods_of_year(year: int, *, cut_off_day: int = CUT_OFF_DAY) -> Iterator[Period]:
    """Every period of a year, kind by kind: what a calendar of reports lists."""
    for kind in PeriodKind:
        for number in range(1, kind.in_a_year + 1):
            yield period(kind, year, number, cut_off_day=cut_off_day)


def send_to_government_by(of: Period, calendar: WorkingCalendar, *, send_day: int = SEND_DAY) -> date:
    """The last day to send: the 25th of the last month, at least one working day after the cut-off."""
    month_end = monthrange(of.year, of.last_month)[1]
    return max(
        date(of.year, of.last_month, min(send_day, month_end)), calendar.add_working_days(of.data_to, 1)
    )


def send_to_province_by(of: Period, calendar: WorkingCalendar, *, working_days: int = 2) -> date:
    """The last day for a unit to send its report: so many working days after the cut-off."""
    return calendar.add_working_days(of.data_to, working_days)


def _cut_off(year: int, month: int, cut_off_day: int) -> date:
    """The cut-off of a month; month 0 is December of the year before."""
    if month == 0:
        year, month = year - 1, 12
    return date(year, month, min(cut_off_day, monthrange(year, month)[1]))
