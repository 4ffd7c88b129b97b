"""Figures of units that are no more, brought into the units of another day: where only one took over the whole.

A unit that was shared among several, or gave its fields to different ones, is not divided by guess: it stands
apart, and totals stay equal.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from tinhso.kernel.units.models import Extent, Unit
from tinhso.kernel.units.succession import Link, heirs_of


@dataclass
class Fold:
    """One unit of the day with those whose figures it takes in; `apart`: it could not be brought into one."""

    unit: Unit
    members: list[Unit] = field(default_factory=list)
    apart: bool = False


def folded(unit_ids: Iterable[int], day: date) -> list[Fold]:
    """Each asked unit in exactly one fold, by the boundaries of `day`. Three queries."""
    units = Unit.objects.in_bulk(list(unit_ids))
    ended = [unit for unit in units.values() if day not in unit.during]
    heirs = heirs_of(ended, by=day)
    folds: dict[int, Fold] = {}
    for unit in units.values():
        target = unit if day in unit.during else _only_heir(heirs[unit.pk], day)
        key = target.pk if target else unit.pk
        fold = folds.setdefault(key, Fold(target or unit, apart=target is None))
        fold.members.append(unit)
    return list(folds.values())


def _only_heir(links: list[Link], day: date) -> Unit | None:
    if len(links) == 1 and links[0].extent == Extent.WHOLE and day in links[0].unit.during:
        return links[0].unit
    return None
