"""When a period of recurring work opens, and what it is called."""

from datetime import date

from django.utils.translation import gettext as _

from tinhso.kernel.calendar import WorkingCalendar
from tinhso.kernel.duties.models import Recurrence
from tinhso.kernel.duties.rhythm import Every
from tinhso.kernel.text.formats import format_date

_ROMAN = ("I", "II", "III", "IV")


def opens_on(row: Recurrence, days: WorkingCalendar) -> date | None:
    """The day on which row.next_period opens; None where its deadline lies after the last day."""
    due_on = row.rhythm.due_on(row.next_period, days)
    if row.ends_on is not None and due_on > row.ends_on:
        return None
    return days.add_working_days(due_on, -row.days_ahead)


def name_of(row: Recurrence, period: date) -> str:
    """'tháng 12/2026', 'quý IV/2026', 'tuần từ 23/11/2026', 'năm 2026'."""
    match Every(row.every):
        case Every.WEEK:
            return _("tuần từ %(day)s") % {"day": format_date(period)}
        case Every.MONTH:
            return _("tháng %(month)d/%(year)d") % {"month": period.month, "year": period.year}
        case Every.QUARTER:
            return _("quý %(number)s/%(year)d") % {"number": _ROMAN[period.month // 3], "year": period.year}
        case Every.YEAR:
            return _("năm %(year)d") % {"year": period.year}
