"""Deadlines in words, for pages, sheets and messages."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.kernel.calendar import WorkingCalendar
from tinhso.kernel.duties.clock import day_of, midnight
from tinhso.kernel.duties.models import Bound, Duty
from tinhso.kernel.text.formats import format_date, format_datetime


@dataclass(frozen=True, slots=True)
class Left:
    """How much time is left, in words, and how loudly to say it (a tone of the interface)."""

    words: str
    tone: str


def due_words(duty: Duty) -> str:
    """'trước ngày 15/10/2021', 'chậm nhất ngày …'; with the hour where the deadline is one; else why none."""
    if duty.due_on is None or duty.due_at is None:
        return _("không có thời hạn")
    if duty.due_at != midnight(day_of(duty.due_at)):
        return _("trước %(time)s") % {"time": format_datetime(duty.due_at)}
    return f"{Bound(duty.due_bound or Bound.BY).label} {format_date(duty.due_on)}"


def last_day(due_at: datetime) -> date:
    """The last day on which the deadline can still be met."""
    return day_of(due_at - timedelta(microseconds=1))


def left(duty: Duty, *, at: datetime, days: WorkingCalendar, soon: int) -> Left:
    """Working days left or overdue as seen at `at`; `soon` is the rule duty.soon_working_days."""
    if duty.closed_at:
        return Left("", "mute")
    if duty.paused:
        return Left(_("tạm dừng tính thời hạn"), "info")
    if duty.due_at is None:
        return Left("", "mute")
    today, last = day_of(at), last_day(duty.due_at)
    if duty.due_at <= at:
        return Left(_overdue(days.working_days_between(last, today)), "error")
    if last == today:
        return Left(_("hết hạn hôm nay"), "warn")
    n = days.working_days_between(today, last)
    words = ngettext("còn %(n)d ngày làm việc", "còn %(n)d ngày làm việc", n) % {"n": n}
    return Left(words, "warn" if n <= soon else "ok")


def _overdue(n: int) -> str:
    if n <= 0:
        return _("đã quá hạn")
    return ngettext("quá hạn %(n)d ngày làm việc", "quá hạn %(n)d ngày làm việc", n) % {"n": n}
