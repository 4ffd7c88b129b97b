"""What a task's words say about work that returns, or that waits for an event: read from the machine's answer, as long
as no person has given the task a day or said why it has none."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tinhso.domain.directives.models import DirectiveTask
from tinhso.domain.directives.models.task import DeadlineKind
from tinhso.kernel.duties.models import Bound, Term
from tinhso.kernel.duties.rhythm import Every, On, Rhythm

_EVERY = {"weekly": Every.WEEK, "monthly": Every.MONTH, "quarterly": Every.QUARTER, "yearly": Every.YEAR}
# What a rhythm of ours can say; others ("hai lần một tháng", "trước 01 ngày họp") stay with a person.
_SAYABLE = {"freq", "day", "weekday", "month", "month_of_quarter"}
_UNITS = {
    "working_day": Term.WORKING_DAY,
    "day": Term.DAY,
    "week": Term.WEEK,
    "month": Term.MONTH,
    "working_hour": Term.WORKING_HOUR,
}
_AFTER = ("ngay sau khi", "ngay khi", "ngay sau", "sau khi", "khi có", "khi nhận được")
_LEADING = ("ngày ", "khi ", "thời điểm ", "lúc ", "sau khi ")


@dataclass(frozen=True, slots=True)
class Waits:
    """A term and the event it runs from."""

    event: str
    n: int | None
    unit: str


def rhythm_of(task: DirectiveTask) -> Rhythm | None:
    """The rhythm of a recurring task that still has no day of its own; None where we cannot say it."""
    said = (task.machine or {}).get("recurrence") or {}
    if task.deadline_kind != DeadlineKind.RECURRING or _settled(task):
        return None
    every = _EVERY.get(said.get("freq", ""))
    if every is None or set(said) - _SAYABLE:
        return None
    month = said.get("month_of_quarter") if every == Every.QUARTER else said.get("month")
    if every == Every.WEEK:
        day = said.get("weekday")
        return Rhythm(every, On.DAY, day) if day else Rhythm(every, On.LAST_WORKING_DAY)
    day = said.get("day")
    if day == -1:
        return Rhythm(every, On.LAST_DAY)
    if not day:
        return Rhythm(every, On.LAST_WORKING_DAY) if month is None else None
    return Rhythm(every, On.DAY, day, month)


def waits_of(task: DirectiveTask) -> Waits | None:
    """The event for which a task waits; None where its words name none, or one that the deadline runs up to."""
    if _settled(task):
        return None
    machine = task.machine or {}
    if task.deadline_kind == DeadlineKind.RELATIVE:
        said = machine.get("relative") or {}
        unit, event = _UNITS.get(said.get("unit", "")), _bare(said.get("from") or "")
        return Waits(event, int(said["n"]), unit) if unit and event and said.get("n") else None
    if task.deadline_kind == DeadlineKind.EVENT and task.deadline_raw.lower().startswith(_AFTER):
        event = _bare(machine.get("event") or "")
        return Waits(event, None, Term.AT_ONCE) if event else None
    return None


def _settled(task: DirectiveTask) -> bool:
    return task.due_on is not None or bool(task.no_deadline_reason)


def _bare(event: str) -> str:
    for word in _LEADING:
        if event.lower().startswith(word):
            return event[len(word) :].strip()
    return event.strip()


def reason_of(task: DirectiveTask) -> str:
    """Why the task has no day of its own, in words; "" where a person has to say."""
    if rhythm_of(task) is not None:
        return _("mở mỗi kỳ một việc: %(words)s") % {"words": task.deadline_raw}
    if waits_of(task) is not None:
        return _("chờ sự kiện: %(words)s") % {"words": task.deadline_raw}
    return ""


def bound_of(task: DirectiveTask) -> str:
    """How the days of a recurring task are meant."""
    said = (task.machine or {}).get("deadline_bound")
    return said if said in Bound.values else Bound.BY


def begins_on(document_day: date | None, today: date) -> date:
    """Periods are asked for from the document's day on, but nothing is asked of days that are over."""
    return max(document_day or today, today)
