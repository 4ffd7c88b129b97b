"""To remind the units of what falls due and of what is late: one notice a person and day, not one a duty."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from tinhso.kernel import audit, calendar, rules
from tinhso.kernel.duties.clock import day_of, midnight
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.notices import people_of
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope

LOOK_BACK = 366  # days; what is overdue for longer stands on every board and is a leader's matter


@dataclass(frozen=True, slots=True)
class Due:
    """The last days of term that are reminded of today."""

    soon: tuple[date, ...]
    late: tuple[date, ...]


def reminded_on(today: date) -> Due:
    """Which deadlines are reminded of on a working day: rules duty.reminder_days, duty.reminder_overdue_every.

    A deadline of a day off is reminded of with the working day before it. Nothing on days off.
    """
    days = calendar.current()
    if not days.is_working(today):
        return Due((), ())
    ahead = rules.value("duty.reminder_days", today)
    every = rules.value("duty.reminder_overdue_every", today)
    soon = [
        day
        for n in range(2 * max(ahead, default=0) + 15)
        if days.working_days_between(today, day := today + timedelta(days=n)) in ahead
    ]
    late = [
        day
        for n in range(1, LOOK_BACK)
        if _is_reminded(days.working_days_between(day := today - timedelta(days=n), today), every)
    ]
    return Due(tuple(soon), tuple(late))


def _is_reminded(working_days: int, every: int) -> bool:
    """On the first working day after the deadline, and then after each `every` of them."""
    return working_days == 1 or (every > 0 and working_days > 1 and working_days % every == 0)


@transaction.atomic
def remind(*, by: Scope | None, at: datetime) -> int:
    """Tell the people who handle duties in each lead unit how many fall due soon and how many are late.

    Once a unit, person and day, however often it runs and wherever it was killed. Returns how many persons were
    told. Duties whose clock stands are left out.
    """
    today = day_of(at)
    due = reminded_on(today)
    soon, late = _with_last_day(due.soon), _with_last_day(due.late)
    waiting = Duty.objects.open().filter(soon | late, paused_at__isnull=True)
    units = waiting.order_by().values("lead_unit").annotate(
        soon=Count("pk", filter=soon), late=Count("pk", filter=late)
    )  # fmt: skip
    told = 0
    for unit in units:
        people = people_of([unit["lead_unit"]], Permission.HANDLE_DUTIES, at=at)
        key = f"duties.reminder/{unit['lead_unit']}/{today.isoformat()}"
        url = f"{reverse('duties:inbox')}?thoi_han={'qua-han' if unit['late'] else 'sap-den-han'}"
        text = _words(unit["soon"], unit["late"])
        told += tell(people, event="duty.reminder", text=text, url=url, at=at, key=key)
    if told:
        audit.record("duty.reminders_sent", "duties.duty", by=by, at=at, day=today, people=told)
    return told


def _with_last_day(days: tuple[date, ...]) -> Q:
    """Duties whose last day of term is one of the days (phrases.last_day): late from the midnight after it, or
    from an hour of it."""
    wanted = Q(pk__in=[])
    for day in days:
        wanted |= Q(due_at__gt=midnight(day), due_at__lte=midnight(day + timedelta(days=1)))
    return wanted


def _words(soon: int, late: int) -> str:
    with override(settings.LANGUAGE_CODE):
        parts = []
        if late:
            parts.append(ngettext("%(n)d việc quá hạn", "%(n)d việc quá hạn", late) % {"n": late})
        if soon:
            parts.append(ngettext("%(n)d việc sắp đến hạn", "%(n)d việc sắp đến hạn", soon) % {"n": soon})
        return _("Nhắc việc: đơn vị có %(what)s.") % {"what": ", ".join(parts)}
