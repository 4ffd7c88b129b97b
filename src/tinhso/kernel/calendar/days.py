"""The special days of the table as a calendar, and loading those of a pack.

``holidays.csv`` of a pack: on, kind, name, source, verified (yes|no), rule (the switch that a day hangs on).
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import OperationalError, transaction

from tinhso.kernel import rules
from tinhso.kernel.calendar.working import AFTERNOON_ONLY, MORNING_ONLY, OfficeHours, WorkingCalendar
from tinhso.kernel.rules.keys import KNOWN
from tinhso.kernel.rules.memory import Memory

FILE = "holidays.csv"
KINDS = ("off", "worked", "half_morning", "half_afternoon", "ordinary")
_HALVES = {"half_morning": MORNING_ONLY, "half_afternoon": AFTERNOON_ONLY}


@dataclass(frozen=True)
class Special:
    """A special day without the database."""

    on: date
    kind: str
    name: str = ""
    source: str = ""
    verified: bool = False
    rule: str = ""


class Days:
    """The special days of a scope as once read, and the calendar that they made last."""

    def __init__(self, specials: Iterable[Special]) -> None:
        self._specials = tuple(specials)
        self._switched = [special for special in self._specials if special.rule]
        self._made: tuple[tuple[bool, ...], OfficeHours, WorkingCalendar] | None = None

    def calendar(self, hours: OfficeHours) -> WorkingCalendar:
        """The calendar under the rules of this moment; the same object until a rule changes."""
        switches = tuple(bool(rules.value(special.rule, special.on)) for special in self._switched)
        if self._made is None or self._made[:2] != (switches, hours):
            self._made = (switches, hours, self._build(switches, hours))
        return self._made[2]

    def _build(self, switches: tuple[bool, ...], hours: OfficeHours) -> WorkingCalendar:
        off_by_rule = {special for special, on in zip(self._switched, switches, strict=True) if not on}
        # In the order of the scopes: the later row, of the unit, wins over the province's.
        kinds = {special.on: special.kind for special in self._specials if special not in off_by_rule}
        return WorkingCalendar(
            off=[day for day, kind in kinds.items() if kind == "off"],
            worked=[day for day, kind in kinds.items() if kind == "worked"],
            halves={day: _HALVES[kind] for day, kind in kinds.items() if kind in _HALVES},
            hours=hours,
        )


_days: Memory[Days] = Memory()


def current(scope: str = "") -> WorkingCalendar:
    """The calendar of the whole province, or of a unit with its own closures over the province's days.

    Remembered until a row or a rule changes. Without a database or rows: weekends only.
    """
    return _read(scope).calendar(_office_hours())


def of_pack(pack_dir: Path) -> WorkingCalendar:
    """The calendar of a pack, without the database."""
    return Days(read_pack(pack_dir)).calendar(_office_hours())


def forget() -> None:
    """Drop what this process remembers of the days. The model does it on save; call it after a bulk write."""
    _days.forget()


def load(pack_dir: Path) -> int:
    """Bring the days of a pack into the table; returns the number of rows written, none the second time.

    Rows that the province changed itself stay. Raises ``ValueError`` naming the file and line of a mistake.
    """
    from tinhso.kernel.calendar.models import SpecialDay

    written = 0
    with transaction.atomic():
        there = {row.on: row for row in SpecialDay.objects.filter(scope="")}
        new = []
        for special in read_pack(pack_dir):
            row = there.get(special.on)
            wanted = vars(special)
            if row is None:
                new.append(SpecialDay(**wanted))
            elif not row.changed_here and any(getattr(row, name) != wanted[name] for name in wanted):
                SpecialDay.objects.filter(pk=row.pk).update(**wanted)
                written += 1
        written += len(SpecialDay.objects.bulk_create(new))
        if written:
            forget()
    return written


def read_pack(pack_dir: Path) -> list[Special]:
    """The days of a pack's ``holidays.csv``, checked; none when the pack has no such file."""
    path = Path(pack_dir) / FILE
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [_special(path, line, row) for line, row in enumerate(csv.DictReader(file), start=2)]


def _read(scope: str) -> Days:
    if not apps.ready or not apps.is_installed("tinhso.kernel.calendar"):
        return Days(())
    try:
        return _days.get(scope, lambda: _from_table(scope))
    except OperationalError:  # no server: the command line has no holidays
        return Days(())


def _from_table(scope: str) -> Days:
    from tinhso.kernel.calendar.models import SpecialDay

    rows = SpecialDay.objects.filter(scope__in={"", scope}).order_by("scope", "on")
    fields = ("on", "kind", "name", "source", "verified", "rule")
    return Days(Special(**row) for row in rows.values(*fields))


def _office_hours() -> OfficeHours:
    return OfficeHours(rules.value("working_hours.morning"), rules.value("working_hours.afternoon"))


def _special(path: Path, line: int, row: dict[str, Any]) -> Special:
    try:
        special = Special(
            on=date.fromisoformat(row["on"]),
            kind=row["kind"],
            name=row["name"],
            source=row["source"],
            verified={"yes": True, "no": False}[row["verified"]],
            rule=row["rule"],
        )
    except (KeyError, ValueError, TypeError) as wrong:
        raise ValueError(f"{path.name}, line {line}: {wrong}") from wrong
    if special.kind not in KINDS:
        raise ValueError(f"{path.name}, line {line}: unknown kind {special.kind!r}")
    if special.rule and special.rule not in KNOWN:
        raise ValueError(f"{path.name}, line {line}: unknown rule {special.rule!r}")
    return special
