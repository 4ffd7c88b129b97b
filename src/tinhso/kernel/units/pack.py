"""Reads the organisations of a province pack. Pure Python: extraction uses it where there is no database.

The files and their columns are described in the pack's own pack.toml. Days are half-open: a fact holds from
`Period.begins` (None = since before we look) until the day before `Period.ends` (None = still).
"""

import csv
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

KINDS = ("province", "district", "commune", "department", "party", "council", "front", "outside", "other")
ALIAS_ROLES = ("short", "abbreviation", "spelling", "sector")
WHATS = ("name", "code", "parent")
AREA_CODES = "gso"  # the statistics office's system of area codes


class BadPack(ValueError):
    """A pack that contradicts itself; the message names the file and the row."""


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open stretch of days; None is an open side."""

    begins: date | None = None
    ends: date | None = None

    def __contains__(self, day: object) -> bool:
        return (
            isinstance(day, date)
            and (self.begins is None or self.begins <= day)
            and (self.ends is None or day < self.ends)
        )

    def within(self, other: "Period") -> bool:
        """True when every day of this period lies in the other."""
        begins_late = other.begins is None or (self.begins is not None and self.begins >= other.begins)
        ends_early = other.ends is None or (self.ends is not None and self.ends <= other.ends)
        return begins_late and ends_early

    def cut(self, other: "Period") -> "Period":
        """What both have in common; may be empty (begins >= ends)."""
        begins = max((day for day in (self.begins, other.begins) if day), default=None)
        ends = min((day for day in (self.ends, other.ends) if day), default=None)
        return Period(begins, ends)


@dataclass(frozen=True, slots=True)
class Fact:
    """One value with its days and where it comes from."""

    value: str
    during: Period
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Alias:
    text: str
    role: str
    during: Period
    source: str
    verified: bool


@dataclass(slots=True)
class PackUnit:
    key: str
    kind: str
    during: Period
    source: str
    verified: bool
    note: str
    names: list[Fact] = field(default_factory=list)
    codes: list[Fact] = field(default_factory=list)
    parents: list[Fact] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)
    ours: Period | None = None  # the days on which it belongs to the province of the pack; None = never


@dataclass(frozen=True, slots=True)
class Takeover:
    """`successor` takes over from `predecessor` on a day: all of it, a part, or one field of work."""

    predecessor: str
    successor: str
    on: date
    extent: str  # whole | part
    field: str
    source: str
    verified: bool
    note: str


@dataclass(frozen=True, slots=True)
class Field:
    key: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Holder:
    field: str
    unit: str
    during: Period
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Pack:
    key: str
    homes: tuple[str, ...]
    complete_from: date
    coverage_note: str
    sources: dict[str, str]
    units: dict[str, PackUnit]
    takeovers: tuple[Takeover, ...]
    fields: dict[str, Field]
    holders: tuple[Holder, ...]

    def alive(self, day: date, *, everything: bool = False) -> Iterator[PackUnit]:
        """The units of a day; only the province's own unless `everything`."""
        for unit in self.units.values():
            if day in unit.during and (everything or (unit.ours is not None and day in unit.ours)):
                yield unit

    def name_on(self, key: str, day: date) -> str:
        """The official name on a day, or the nearest one outside the unit's life."""
        return on(self.units[key].names, day)

    def parent_on(self, key: str, day: date) -> str | None:
        return on(self.units[key].parents, day, default="") or None


def on(facts: list[Fact], day: date, default: str | None = None) -> str:
    """The value of a day; outside every period the default, or (without one) the last value."""
    for fact in facts:
        if day in fact.during:
            return fact.value
    return facts[-1].value if default is None else default


def read(folder: Path) -> Pack:
    """The organisations of the pack in a folder. Raises BadPack, or FileNotFoundError."""
    return _read(folder.resolve(), _stamp(folder))


def _stamp(folder: Path) -> tuple[tuple[str, int], ...]:
    return tuple(
        sorted((p.name, p.stat().st_mtime_ns) for p in folder.iterdir() if p.suffix in (".csv", ".toml"))
    )


@lru_cache(maxsize=4)
def _read(folder: Path, _stamp: tuple[tuple[str, int], ...]) -> Pack:
    about = tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8"))
    files = {name: folder / path for name, path in about["files"].items()}
    homes = tuple(about["pack"]["homes"])
    units = _units(files["units"], files["changes"])
    _aliases(units, files["aliases"])
    fields = {row["key"]: Field(row["key"], row["name"], row["words"]) for row in _rows(files["fields"])}
    pack = Pack(
        key=about["pack"]["key"],
        homes=homes,
        complete_from=about["coverage"]["from"],
        coverage_note=about["coverage"]["note"],
        sources=dict(about["sources"]),
        units=units,
        takeovers=tuple(_takeover(row) for row in _rows(files["successions"])),
        fields=fields,
        holders=tuple(
            Holder(row["field"], row["unit"], _period(row), row["source"], row["verified"] == "yes")
            for row in _rows(files["holders"])
        ),
    )
    _belonging(pack)
    _check(pack)
    return pack


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), start=2):
            if None in row or None in row.values():
                raise BadPack(f"{path.name}:{number}: the row does not fit the header")
            yield row


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _period(row: dict[str, str]) -> Period:
    return Period(_day(row["from"]), _day(row["until"]))


def _units(path: Path, changes: Path) -> dict[str, PackUnit]:
    later: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in _rows(changes):
        if row["what"] not in WHATS:
            raise BadPack(f"{changes.name}: {row['unit']}: unknown change {row['what']!r}")
        later[row["unit"], row["what"]].append(row)
    units: dict[str, PackUnit] = {}
    for row in _rows(path):
        if row["key"] in units:
            raise BadPack(f"{path.name}: {row['key']} stands there twice")
        if row["kind"] not in KINDS:
            raise BadPack(f"{path.name}: {row['key']}: unknown kind {row['kind']!r}")
        verified = row["verified"] == "yes"
        unit = PackUnit(row["key"], row["kind"], _period(row), row["source"], verified, row["note"])
        for what, facts in (("name", unit.names), ("code", unit.codes), ("parent", unit.parents)):
            facts.extend(_history(row[what], unit, later.pop((unit.key, what), [])))
        units[unit.key] = unit
    if later:
        raise BadPack(f"{changes.name}: no such unit: {', '.join(sorted({key for key, _ in later}))}")
    return units


def _history(first: str, unit: PackUnit, changes: list[dict[str, str]]) -> Iterator[Fact]:
    """A value and its later changes as facts that touch and never overlap."""
    changes = sorted(changes, key=lambda row: row["on"])
    begins, value, source, verified = unit.during.begins, first, unit.source, unit.verified
    for row in changes:
        day = date.fromisoformat(row["on"])
        if value:
            yield Fact(value, Period(begins, day), source, verified)
        begins, value, source, verified = day, row["value"], row["source"], row["verified"] == "yes"
    if value:
        yield Fact(value, Period(begins, unit.during.ends), source, verified)


def _aliases(units: dict[str, PackUnit], path: Path) -> None:
    for row in _rows(path):
        if row["unit"] not in units or row["role"] not in ALIAS_ROLES:
            raise BadPack(f"{path.name}: {row['unit']}: unknown unit or role {row['role']!r}")
        unit = units[row["unit"]]
        alias = Alias(row["alias"], row["role"], _period(row), row["source"], row["verified"] == "yes")
        unit.aliases.append(alias)


def _takeover(row: dict[str, str]) -> Takeover:
    return Takeover(
        row["predecessor"],
        row["successor"],
        date.fromisoformat(row["on"]),
        row["extent"],
        row["field"],
        row["source"],
        row["verified"] == "yes",
        row["note"],
    )


def _belonging(pack: Pack) -> None:
    """Fills `ours`: the days on which a unit hangs below a home province, or below nobody."""
    known: dict[str, Period | None] = {}

    def ours(key: str) -> Period | None:
        if key not in known:
            known[key] = None  # a circle of parents belongs nowhere
            known[key] = _ours_of(pack, key, ours)
        return known[key]

    for key, unit in pack.units.items():
        unit.ours = ours(key)


def _ours_of(pack: Pack, key: str, ours: Callable[[str], Period | None]) -> Period | None:
    unit = pack.units[key]
    if unit.kind == "province":
        return unit.during if key in pack.homes else None
    if not unit.parents:
        return unit.during
    parts = []
    for fact in unit.parents:
        if fact.value not in pack.units:
            raise BadPack(f"{key}: no such parent {fact.value}")
        above = ours(fact.value)
        if above is not None:
            parts.append(fact.during.cut(above))
    if not parts:
        return None
    return Period(parts[0].begins, parts[-1].ends)


def _check(pack: Pack) -> None:
    """Refuses what the database would refuse later, with better words."""
    for unit in pack.units.values():
        if not unit.names:
            raise BadPack(f"{unit.key} has no name")
        for fact in (*unit.names, *unit.codes, *unit.parents):
            if not fact.during.within(unit.during):
                raise BadPack(f"{unit.key}: {fact.value} holds outside the unit's life")
        for fact in unit.parents:
            if not fact.during.within(pack.units[fact.value].during):
                raise BadPack(f"{unit.key}: its parent {fact.value} does not exist all that time")
    for takeover in pack.takeovers:
        for key in (takeover.predecessor, takeover.successor):
            if key not in pack.units:
                raise BadPack(f"successions: no such unit {key}")
        if takeover.on not in pack.units[takeover.successor].during:
            raise BadPack(f"successions: {takeover.successor} does not exist on {takeover.on}")
        if takeover.field and takeover.field not in pack.fields:
            raise BadPack(f"successions: no such field {takeover.field}")
    for holder in pack.holders:
        if holder.field not in pack.fields or holder.unit not in pack.units:
            raise BadPack(f"field holders: {holder.field} or {holder.unit} does not exist")
        if not holder.during.within(pack.units[holder.unit].during):
            raise BadPack(f"field holders: {holder.unit} does not exist all that time")
    _check_sources(pack)


def _check_sources(pack: Pack) -> None:
    facts: Iterable[str] = (
        *(unit.source for unit in pack.units.values()),
        *(fact.source for unit in pack.units.values() for fact in (*unit.names, *unit.codes, *unit.parents)),
        *(alias.source for unit in pack.units.values() for alias in unit.aliases),
        *(takeover.source for takeover in pack.takeovers),
        *(holder.source for holder in pack.holders),
    )
    if unknown := sorted(set(facts) - set(pack.sources)):
        raise BadPack(f"pack.toml: no such source: {', '.join(unknown)}")
