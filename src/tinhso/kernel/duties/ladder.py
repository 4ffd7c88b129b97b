"""The ladder: at which moments around a deadline whom to remind. Pure; the rungs are rule duty.reminder_ladder.

A moment is a number of working days: -3 is the third working day before the last day of the term, 0 that last day,
1 the first working day after it. Every moment of a deadline falls on one working day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tinhso.kernel.calendar import WorkingCalendar
from tinhso.kernel.rules.kinds import Rung

LOOK_BACK = 366  # days; what is overdue for longer stands on every board and is a leader's matter


@dataclass(frozen=True, slots=True)
class Hit:
    """A last day of term whose duties are reminded of, as having reached `moment` on the day `reached`."""

    deadline: date
    moment: int
    reached: date
    whom: frozenset[str]


def whom_at(rungs: Sequence[Rung], moment: int) -> frozenset[str]:
    """Who is reminded at a moment; nobody where the ladder has no rung."""
    for rung in rungs:
        if not rung.again and rung.day == moment:
            return rung.whom
    last = max([0, *(rung.day for rung in rungs if not rung.again)])
    for rung in rungs:
        if rung.again and moment > last and (moment - last) % rung.day == 0:
            return rung.whom
    return frozenset()


def moment_of(deadline: date, today: date, days: WorkingCalendar) -> int:
    """How many working days a working day lies after the last day of term; before it, the number is negative."""
    if today <= deadline:
        return -days.working_days_between(today, deadline)
    return days.working_days_between(deadline, today)


def hits(rungs: Sequence[Rung], since: date, today: date, days: WorkingCalendar) -> list[Hit]:
    """Every deadline that has reached a moment after `since` up to `today`, by deadline; its last moment where
    several were missed. Nothing is reached on days off."""
    ahead = 2 * max([0, *(-rung.day for rung in rungs)]) + 15
    found: dict[date, Hit] = {}
    for n in range((today - since).days):
        reached = since + timedelta(days=n + 1)
        if not days.is_working(reached):
            continue
        for distance in range(-LOOK_BACK, ahead):
            deadline = reached + timedelta(days=distance)
            moment = moment_of(deadline, reached, days)
            if whom := whom_at(rungs, moment):
                found[deadline] = Hit(deadline, moment, reached, whom)
    return [found[deadline] for deadline in sorted(found)]
