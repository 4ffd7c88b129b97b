"""Who took over from a unit, and from whom it took over, through any number of reorganisations.

A takeover without a field speaks of everything that no other takeover of that unit names. A unit may also
live on after giving a field away. Where several heirs share a unit, nothing here chooses between them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tinhso.kernel.units.models import Extent, FieldOfWork, Succession, Unit

CHAIN = """
with recursive chain as (
    select s.id, s.{far} as far from units_succession s where s.{near} = any(%s)
  union
    select s.id, s.{far} from units_succession s join chain c on s.{near} = c.far
) select id from chain"""


@dataclass(frozen=True, slots=True)
class Link:
    """A unit reached by takeovers: since when, of what extent, for which field (None = all the rest)."""

    unit: Unit
    on: date | None  # None: the unit itself goes on
    extent: str
    field: FieldOfWork | None
    verified: bool
    depth: int


def successors(unit: Unit, field: FieldOfWork | None = None, *, by: date | None = None) -> list[Link]:
    """The units that answer for `unit` in the end, in the order of time; takeovers after `by` do not count.

    With `field` only the line of that field of work: its own takeover where there is one, else the one of the
    rest. A unit that goes on stands in the list itself, with `on` None when nothing was taken over. More than
    one link of extent "part" and the same field means: ask. Two queries, whatever the number of steps.
    """
    return heirs_of([unit], field, by=by)[unit.pk]


def heirs_of(
    units: Iterable[Unit], field: FieldOfWork | None = None, *, by: date | None = None
) -> dict[int, list[Link]]:
    """`successors` of many units at once, by the unit's id. Two queries in all."""
    every = list(units)
    rows = _chain([unit.pk for unit in every], forward=True)
    answers = {}
    for unit in every:
        found: dict[tuple[int, int | None], Link] = {}
        for link in _heirs(unit, field, by, rows, None, Extent.WHOLE, None, True, 0, {unit.pk}):
            found.setdefault((link.unit.pk, link.field.pk if link.field else None), link)
        answers[unit.pk] = sorted(
            found.values(), key=lambda link: (link.on or date.min, link.unit.sort_key, link.unit.pk)
        )
    return answers


def predecessors(unit: Unit, field: FieldOfWork | None = None, *, since: date | None = None) -> list[Link]:
    """Every unit from which `unit` took over, directly or through others, the newest takeover first.

    With `field` only takeovers of that field or of everything. Takeovers before the day `since` do not count.
    """
    rows = _chain([unit.pk], forward=False)
    found: dict[tuple[int, int | None], Link] = {}
    waiting: list[tuple[Unit, str, bool, int]] = [(unit, Extent.WHOLE, True, 0)]
    while waiting:
        heir, extent, verified, depth = waiting.pop(0)
        for row in rows[heir.pk]:
            if (since and row.on < since) or (field and row.field_id not in (None, field.pk)):
                continue
            link = Link(
                unit=row.predecessor,
                on=row.on,
                extent=_together(extent, row.extent),
                field=row.field,
                verified=verified and row.verified,
                depth=depth + 1,
            )
            key = (link.unit.pk, row.field_id)
            if key not in found and link.unit.pk != unit.pk:
                found[key] = link
                waiting.append((link.unit, link.extent, link.verified, link.depth))
    return sorted(
        found.values(),
        key=lambda link: (-(link.on or date.min).toordinal(), link.unit.sort_key, link.unit.pk),
    )


def direct(units: Iterable[Unit], *, forward: bool) -> list[Succession]:
    """The takeovers out of (or into) these units, one step."""
    rows = Succession.objects.select_related("predecessor__parent", "successor", "field").order_by("on", "id")
    near = "predecessor" if forward else "successor"
    return list(rows.filter(**{f"{near}__in": list(units)}))


def _chain(start: list[int], *, forward: bool) -> dict[int, list[Succession]]:
    """Every takeover reachable from the units, by the unit where it begins (or, backward, ends)."""
    near, far = ("predecessor_id", "successor_id") if forward else ("successor_id", "predecessor_id")
    ids = [row.pk for row in Succession.objects.raw(CHAIN.format(near=near, far=far), [start])]
    rows: dict[int, list[Succession]] = defaultdict(list)
    if ids:
        reachable = Succession.objects.filter(pk__in=ids).order_by("on", "id")
        for row in reachable.select_related("predecessor", "successor", "field"):
            rows[getattr(row, near)].append(row)
    return rows


def _heirs(
    unit: Unit,
    field: FieldOfWork | None,
    by: date | None,
    rows: dict[int, list[Succession]],
    on: date | None,
    extent: str,
    moved: FieldOfWork | None,
    verified: bool,
    depth: int,
    seen: set[int],
) -> Iterator[Link]:
    """Walks down; `moved` is the field by which this line left its first unit."""
    ways = [r for r in rows[unit.pk] if (by is None or r.on <= by) and (on is None or r.on >= on)]
    if field is not None:
        named = [row for row in ways if row.field_id == field.pk]
        ways = named or [row for row in ways if row.field_id is None]
    # A reversed merger: whoever brings a unit of this line back takes its line, not its neighbours'.
    ways = [row for row in ways if row.successor.restores_id in seen] or ways
    lives_on = all(_outlives(unit, row.on) for row in ways)
    named_away = field is not None and any(row.field_id == field.pk for row in ways)
    if not ways or (lives_on and not named_away):
        yield Link(unit, on, extent, moved, verified, depth)
    for row in ways:
        if row.successor_id in seen:
            continue
        yield from _heirs(
            row.successor,
            field or row.field,
            by,
            rows,
            row.on,
            _together(extent, row.extent),
            moved or row.field,
            verified and row.verified,
            depth + 1,
            seen | {row.successor_id},
        )


def _outlives(unit: Unit, day: date) -> bool:
    return unit.during.upper is None or unit.during.upper > day


def _together(first: str, second: str) -> str:
    """A part of a part, or of the whole, is a part."""
    return Extent.WHOLE if first == second == Extent.WHOLE else Extent.PART
