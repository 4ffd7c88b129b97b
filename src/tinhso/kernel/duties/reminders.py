"""Whose business a reminder is, and what a day's notice says to them.

An *audience* is what somebody is reminded of: as handler and as head of units that lead, as assigner. People with the
same audience get the same notice, so that a day costs as many questions as there are audiences, not people.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from tinhso.kernel import calendar
from tinhso.kernel.duties.clock import midnight
from tinhso.kernel.duties.models import Duty, Reminder
from tinhso.kernel.duties.phrases import left
from tinhso.kernel.people.models import Tenure
from tinhso.kernel.people.roles import GRANTS, Permission, Role
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import format_number

MOST_LINES = 12

Units = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Audience:
    """As whom somebody is reminded: units whose work they handle, head, or gave."""

    holder: Units = ()
    head: Units = ()
    assigner: Units = ()

    @property
    def condition(self) -> Q:
        """Their reminders."""
        return (
            Q(to_holder=True, lead_unit_id__in=self.holder)
            | Q(to_head=True, lead_unit_id__in=self.head)
            | Q(to_assigner=True, assigner_unit_id__in=self.assigner)
        )

    def sql(self) -> tuple[str, dict[str, list[int]]]:
        """The same for a statement on duties_reminder r, without what is empty."""
        parts = {
            "r.to_holder and r.lead_unit_id = any(%(holder)s)": self.holder,
            "r.to_head and r.lead_unit_id = any(%(head)s)": self.head,
            "r.to_assigner and r.assigner_unit_id = any(%(assigner)s)": self.assigner,
        }
        wanted = " or ".join(f"({part})" for part, units in parts.items() if units)
        values = {"holder": self.holder, "head": self.head, "assigner": self.assigner}
        return f"({wanted})", {name: list(units) for name, units in values.items()}


def audiences(day: date, unit_ids: Iterable[int] | None = None) -> dict[int, Audience]:
    """Person -> audience, by the posts of the day. Where a unit has nobody who handles but its head, the head is
    reminded as both; where it has no head, so are those who handle."""
    tenures = Tenure.objects.filter(during__contains=day)
    if unit_ids is not None:
        tenures = tenures.filter(post__unit__in=list(unit_ids))
    seats: dict[int, list[tuple[int, frozenset[Permission]]]] = defaultdict(list)
    for person, unit, role in tenures.order_by("pk").values_list("person_id", "post__unit_id", "post__role"):
        seats[unit].append((person, GRANTS[Role(role)]))
    found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for unit, people in seats.items():
        for side, persons in _sides(people).items():
            for person in persons:
                found[person][side].add(unit)
    return {
        person: Audience(**{side: tuple(sorted(units)) for side, units in sides.items()})
        for person, sides in found.items()
    }


def _sides(people: Sequence[tuple[int, frozenset[Permission]]]) -> dict[str, set[int]]:
    handling = {person for person, granted in people if Permission.HANDLE_DUTIES in granted}
    assigning = {person for person, granted in people if Permission.ASSIGN_DUTIES in granted}
    heads, holders = handling & assigning, handling - assigning
    return {"holder": holders or heads, "head": heads or holders, "assigner": assigning}


def mine(scope: Scope, day: date) -> QuerySet[Reminder]:
    """What the post was reminded of on a day, worst first: longest overdue, then soonest due."""
    person = scope.acting_for_id or scope.person_id
    audience = audiences(day, [scope.unit_id]).get(person, Audience())
    seen = Reminder.objects.filter(audience.condition, on=day)
    return seen.filter(duty__in=Duty.objects.readable_by(scope)).order_by("due_at", "duty_id")


# --- the notice of a day ----------------------------------------------------------------------------------

# What was closed, paused or put off since the reminder was written is reminded of no more.
_MINE = """
  from duties_reminder r
  join duties_duty d on d.id = r.duty_id and d.due_at = r.due_at and d.closed_at is null and d.paused_at is null
 where r."on" = %(day)s and not r.urgent and {wanted}"""
_COUNTS = f"select count(*) filter (where r.moment > 0), count(*) filter (where r.moment <= 0) {_MINE}"
_WORST = f"select d.id {_MINE} order by r.due_at, d.id limit {MOST_LINES}"


@dataclass(frozen=True, slots=True)
class Said:
    """The text of a day's notice, its rows with their addresses, and where all of them are."""

    text: str
    lines: list[tuple[str, str]]
    url: str


def said(audience: Audience, day: date, *, at: datetime) -> Said | None:
    """What the people of an audience are told today; None where there is nothing."""
    wanted, units = audience.sql()
    values: dict[str, Any] = {"day": day, **units}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS.format(wanted=wanted), values)
        late, soon = cursor.fetchone()
        if not late and not soon:
            return None
        cursor.execute(_WORST.format(wanted=wanted), values)
        ids = [pk for (pk,) in cursor.fetchall()]
    duties = Duty.objects.filter(pk__in=ids).select_related("lead_unit").in_bulk()
    with override(settings.LANGUAGE_CODE):
        lines = [_line(duties[pk], at=at) for pk in ids]
        url = f"{reverse('duties:reminders')}?ngay={day.isoformat()}"
        return Said(_words(late, soon), lines, url)


def _line(duty: Duty, *, at: datetime) -> tuple[str, str]:
    time = left(duty, at=at, days=calendar.current(), soon=0).words
    title = duty.title if len(duty.title) <= 160 else duty.title[:159].rsplit(" ", 1)[0] + "…"
    text = _("%(title)s – %(unit)s, %(left)s") % {"title": title, "unit": duty.lead_unit.name, "left": time}
    return text, reverse("duties:duty", args=[duty.pk])


def _words(late: int, soon: int) -> str:
    parts = []
    if late:
        number = format_number(late)
        parts.append(
            ngettext("%(number)s việc quá hạn", "%(number)s việc quá hạn", late) % {"number": number}
        )
    if soon:
        number = format_number(soon)
        words = ngettext("%(number)s việc sắp đến hạn", "%(number)s việc sắp đến hạn", soon)
        parts.append(words % {"number": number})
    return _("Nhắc việc hôm nay: %(what)s.") % {"what": ", ".join(parts)}


def term_of(day: date) -> tuple[datetime, datetime]:
    """Duties whose last day of term is the day are late after the first instant, up to the second."""
    return midnight(day), midnight(date.fromordinal(day.toordinal() + 1))
