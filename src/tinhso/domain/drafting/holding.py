"""Who held the draft, for how many working days. Pure: spans of days and a calendar. No ORM here.

The day on which a draft changes hands counts for whoever gives it away, so that the spells of a draft add up to the
working days of its whole way.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Days(Protocol):
    """What is asked of kernel.calendar."""

    def working_days_between(self, a: date, b: date) -> int: ...


@dataclass(frozen=True, slots=True)
class Held:
    """One stage in one unit's hands, from the day it came to the day it went (or today)."""

    stage: str
    unit: str
    since: date
    until: date
    open: bool
    days: int


def held(stage: str, unit: str, since: date, until: date | None, *, today: date, days: Days) -> Held:
    """The spell with its working days so far."""
    last = until or today
    return Held(stage, unit, since, last, until is None, max(days.working_days_between(since, last), 0))


def per_stage(spells: Iterable[Held]) -> dict[str, int]:
    """Working days per stage, in the order in which the draft first came to them."""
    totals: dict[str, int] = {}
    for spell in spells:
        totals[spell.stage] = totals.get(spell.stage, 0) + spell.days
    return totals
