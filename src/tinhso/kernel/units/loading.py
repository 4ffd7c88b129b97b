"""Brings the organisations of a province pack into the tables. A second run changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tinhso.kernel import audit
from tinhso.kernel.text import fold, sort_key
from tinhso.kernel.units import pack as packs
from tinhso.kernel.units.models import (
    FieldHolder,
    FieldOfWork,
    Involved,
    NameRole,
    State,
    Succession,
    Unit,
    UnitCode,
    UnitName,
    UnitParent,
)

UNIT_COLUMNS = (
    "kind",
    "during",
    "ours",
    "name",
    "folded",
    "sort_key",
    "code",
    "parent",
    "source",
    "verified",
    "note",
)
LOCK = 0x756E697473  # "units": two loads at once would create the same units


@dataclass
class Loaded:
    """What a run did, in rows."""

    units: int = 0
    created: int = 0
    changed: int = 0
    removed: int = 0
    left_alone: int = 0  # units that an act changed: from then on the act is right about them

    @property
    def nothing_new(self) -> bool:
        return not (self.created or self.changed or self.removed)

    def __str__(self) -> str:
        return (
            f"{self.units} units; rows created {self.created}, changed {self.changed}, removed {self.removed}"
            + (f"; {self.left_alone} units left to the acts that changed them" if self.left_alone else "")
        )


@transaction.atomic
def load(pack_dir: Path, *, at: datetime) -> Loaded:
    """Load units.csv and its companions of a pack. `at` says which day is today for the newest names.

    Rows of the pack are made equal to it; units and facts with another source (entered by hand) are left
    alone, and so is every fact of a unit that an act of reorganisation has changed; a unit that left the pack
    stays, because duties and people hang on it. Raises
    pack.BadPack before any change, IntegrityError where the pack contradicts what was entered by hand.
    """
    pack = packs.read(pack_dir)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
    done = Loaded(units=len(pack.units))
    changed = _changed_by_acts()
    ids = _units(pack, at.astimezone(ZoneInfo(settings.TIME_ZONE)).date(), changed, done)
    fields = _fields(pack, done)
    free = [unit for unit in ids.values() if unit not in changed]
    done.left_alone = len(ids) - len(free)
    mine = {"source__in": list(pack.sources), "unit__in": free}
    _sync(UnitName, mine, ("unit_id", "role", "text"), _free(_names(pack, ids), changed), done)
    _sync(UnitCode, mine, ("unit_id", "system", "code"), _free(_codes(pack, ids), changed), done)
    _sync(UnitParent, mine, ("unit_id", "parent_id"), _free(_parents(pack, ids), changed), done)
    _sync(FieldHolder, mine, ("field_id", "unit_id"), _free(_holders(pack, ids, fields), changed), done)
    of_pack = {"source__in": list(pack.sources), "predecessor__in": free}
    columns = ("predecessor_id", "successor_id", "on", "extent", "field_id", "note")
    takeovers = (row for row in _successions(pack, ids, fields) if row.predecessor_id not in changed)
    _sync(Succession, of_pack, columns, takeovers, done)
    if not done.nothing_new:
        audit.record(
            "units.loaded", pack.key, by=None, at=at,
            created=done.created, changed=done.changed, removed=done.removed,
        )  # fmt: skip
    return done


def _changed_by_acts() -> set[int]:
    """Units that an act has changed, as their own and their dated rows now say. A withdrawn act changed none."""
    involved = Involved.objects.exclude(reorganisation__state=State.WITHDRAWN)
    below = UnitParent.objects.filter(source__startswith="act/").values_list("unit_id", flat=True)
    return {*involved.values_list("unit_id", flat=True), *below}


def _free(rows: Iterable[Any], changed: set[int]) -> Iterable[Any]:
    return (row for row in rows if row.unit_id not in changed)


def _range(period: packs.Period) -> DateRange:
    return DateRange(period.begins, period.ends)


def newest(facts: Sequence[packs.Fact], during: packs.Period, today: date) -> str:
    """The value of today; the last one of a unit that has ended, the first of one that is still to come."""
    if not facts:
        return ""
    if during.begins is not None and today < during.begins:
        return facts[0].value
    ended = during.ends is not None and during.ends <= today
    return facts[-1].value if ended else packs.on(list(facts), today, default="")


def _units(pack: packs.Pack, today: date, left: set[int], done: Loaded) -> dict[str, int]:
    """Creates units, parents before children, and changes what differs; returns key -> id."""
    known = Unit.objects.in_bulk(list(pack.units), field_name="key")
    ids = {key: unit.pk for key, unit in known.items()}
    above = {key: newest(unit.parents, unit.during, today) for key, unit in pack.units.items()}
    waiting = [key for key in pack.units if key not in known]
    while waiting:
        ready = [key for key in waiting if not above[key] or above[key] in ids]
        if not ready:
            raise packs.BadPack(f"units: a circle of parents among {', '.join(waiting[:5])}")
        new = [Unit(key=key, **_unit_values(pack.units[key], ids.get(above[key]), today)) for key in ready]
        ids |= {unit.key: unit.pk for unit in Unit.objects.bulk_create(new)}
        waiting = [key for key in waiting if key not in ids]
        done.created += len(new)
    changed = [
        unit
        for key, unit in known.items()
        if unit.pk not in left and _changed(unit, _unit_values(pack.units[key], ids.get(above[key]), today))
    ]
    if changed:
        Unit.objects.bulk_update(changed, UNIT_COLUMNS)
    done.changed += len(changed)
    return ids


def _unit_values(unit: packs.PackUnit, parent: int | None, today: date) -> dict[str, Any]:
    name = newest(unit.names, unit.during, today)
    return {
        "kind": unit.kind,
        "during": _range(unit.during),
        "ours": _range(unit.ours) if unit.ours else None,
        "name": name,
        "folded": fold(name),
        "sort_key": sort_key(name),
        "code": newest(unit.codes, unit.during, today),
        "parent_id": parent,
        "source": unit.source,
        "verified": unit.verified,
        "note": unit.note,
    }


def _changed(row: models.Model, values: dict[str, Any]) -> bool:
    """Sets the values; True when one of them differs."""
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def _fields(pack: packs.Pack, done: Loaded) -> dict[str, int]:
    wanted: dict[str, dict[str, Any]] = {
        field.key: {
            "name": field.name,
            "folded": fold(f"{field.name}; {field.words}")[:200],
            "sort_key": sort_key(field.name),
            "words": field.words,
        }
        for field in pack.fields.values()
    }
    known = FieldOfWork.objects.in_bulk(list(wanted), field_name="key")
    new = [FieldOfWork(key=key, **values) for key, values in wanted.items() if key not in known]
    FieldOfWork.objects.bulk_create(new)
    changed = [row for row in known.values() if _changed(row, wanted[row.key])]
    if changed:
        FieldOfWork.objects.bulk_update(changed, ["name", "folded", "sort_key", "words"])
    done.created += len(new)
    done.changed += len(changed)
    return {row.key: row.pk for row in (*known.values(), *new)}


def _names(pack: packs.Pack, ids: dict[str, int]) -> Iterable[UnitName]:
    for key, unit in pack.units.items():
        for fact in unit.names:
            yield UnitName.made(
                unit_id=ids[key], role=NameRole.OFFICIAL, text=fact.value, during=_range(fact.during),
                source=fact.source, verified=fact.verified,
            )  # fmt: skip
        for alias in unit.aliases:
            yield UnitName.made(
                unit_id=ids[key], role=alias.role, text=alias.text, during=_range(alias.during),
                source=alias.source, verified=alias.verified,
            )  # fmt: skip


def _codes(pack: packs.Pack, ids: dict[str, int]) -> Iterable[UnitCode]:
    for key, unit in pack.units.items():
        for fact in unit.codes:
            yield UnitCode(
                unit_id=ids[key], system=packs.AREA_CODES, code=fact.value, during=_range(fact.during),
                source=fact.source, verified=fact.verified,
            )  # fmt: skip


def _parents(pack: packs.Pack, ids: dict[str, int]) -> Iterable[UnitParent]:
    for key, unit in pack.units.items():
        for fact in unit.parents:
            yield UnitParent(
                unit_id=ids[key], parent_id=ids[fact.value], during=_range(fact.during),
                source=fact.source, verified=fact.verified,
            )  # fmt: skip


def _holders(pack: packs.Pack, ids: dict[str, int], fields: dict[str, int]) -> Iterable[FieldHolder]:
    for holder in pack.holders:
        yield FieldHolder(
            field_id=fields[holder.field], unit_id=ids[holder.unit], during=_range(holder.during),
            source=holder.source, verified=holder.verified,
        )  # fmt: skip


def _successions(pack: packs.Pack, ids: dict[str, int], fields: dict[str, int]) -> Iterable[Succession]:
    for takeover in pack.takeovers:
        yield Succession(
            predecessor_id=ids[takeover.predecessor], successor_id=ids[takeover.successor], on=takeover.on,
            extent=takeover.extent, field_id=fields[takeover.field] if takeover.field else None,
            source=takeover.source, verified=takeover.verified, note=takeover.note,
        )  # fmt: skip


def _sync(
    model: type[models.Model],
    mine: dict[str, Any],
    columns: tuple[str, ...],
    rows: Iterable[Any],
    done: Loaded,
) -> None:
    """Make the table hold these rows: what differs goes, what is missing comes. Old rows go first, so that a
    period that moved does not meet itself."""
    columns = (*columns, "source", "verified")
    if issubclass(model, Succession):
        periods: tuple[str, ...] = ()
    else:
        periods = ("during",)
    wanted = {tuple(getattr(row, name) for name in (*columns, *periods)): row for row in rows}
    manager = model._default_manager
    known = {
        values[1:]: values[0]
        for values in manager.filter(**mine).order_by().values_list("pk", *columns, *periods)
    }
    gone = [pk for values, pk in known.items() if values not in wanted]
    if gone:
        manager.filter(pk__in=gone).delete()
    new = [row for values, row in wanted.items() if values not in known]
    manager.bulk_create(new)
    done.removed += len(gone)
    done.created += len(new)
