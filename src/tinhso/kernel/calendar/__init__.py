"""Working days and hours as data, deadlines, reporting periods.

    from tinhso.kernel import calendar
    calendar.current().add_working_days(day, 5)

``working`` is the calendar itself, ``deadlines`` the terms counted in it, ``periods`` the reporting periods;
all three are pure. ``days`` reads and loads the table of special days.
"""

from tinhso.kernel.calendar.days import current, forget, load, of_pack
from tinhso.kernel.calendar.working import OfficeHours, WorkingCalendar

__all__ = ["OfficeHours", "WorkingCalendar", "current", "forget", "load", "of_pack"]
