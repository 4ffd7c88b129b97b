"""What hangs on units and how it passes to others: each app registers its own objects from its `apps.py: ready()`.

    movers.register(Mover(kind="duties", label=_("Việc"), table="duties_duty", place=30, …))

and says of every column that names units, in its AppConfig, whether it moves or why it stays:

    unit_columns = {"duties_duty.lead_unit_id": movers.MOVES, "duties_step.unit_id": "history: who acted then"}

A test compares these words with the models and the database's catalogue.

A mover works in windows of ids: one transaction per window, a few statements over all of its rows. The SQL of a
batch may use the parameters of `Batch.parameters` and the joins that `heir` writes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from tinhso.kernel.units.models import Reorganisation
from tinhso.kernel.units.plan import Plan

MOVES = "moves"
SAMPLES = 5
WINDOW = 10_000


@dataclass(frozen=True, slots=True)
class Piece:
    """So many objects of a kind that a unit owns, of one field of work or of none; `came_from`: brought from
    there by the act that is being reversed."""

    kind: str
    unit: int
    number: int
    field: int | None = None
    came_from: int | None = None

    @property
    def about(self) -> tuple[str, int, int | None, int | None]:
        """The question whose answer decides about it."""
        return self.kind, self.unit, self.field, None


@dataclass(frozen=True, slots=True)
class Batch:
    """One window of one kind: ids above `after` up to `until`, on the day of `at`."""

    act: Reorganisation
    plan: Plan
    after: int
    until: int
    day: date
    at: datetime
    words: str  # the act's document, for a line of a history

    @property
    def parameters(self) -> dict[str, Any]:
        """For the SQL of a mover."""
        return {
            "act": self.act.pk,
            "reverses": self.act.reverses_id or 0,
            "sources": self.plan.sources,
            "readers_of": self.plan.read_before,
            "ended": self.plan.ends,
            "after": self.after,
            "until": self.until,
            "day": self.day,
            "at": self.at,
            "words": self.words,
            "person": self.act.decided_by,
            "post": self.act.decided_in_post,
            "unit": self.act.decided_for,
        }


@dataclass(frozen=True, slots=True)
class Mover:
    """How one kind of object is counted, shown and moved.

    kind      the key of routes and decisions
    label     what people call the objects
    table     whose ids the windows run over
    place     in which order kinds go: posts before duties
    pieces    SQL: unit, field or null, came_from or null, how many; parameters act, reverses, sources
    samples   SQL: unit, field, came_from as above, id, text of each object; a few of each piece are shown
    batch     moves a window; returns how many objects have a new owner
    ledgers   the kinds of its hand-over records, one for each way in which a unit owns such an object
    asks      whether a person must decide where several take over; else all who take over may read
    elsewhere SQL: unit, id, text of objects that a reversal leaves, because people have moved them since
    closing   after the last window of the kind, in a transaction of its own
    """

    kind: str
    label: object
    table: str
    place: int
    pieces: str
    samples: str
    batch: Callable[[Batch], int]
    ledgers: tuple[str, ...] = ()
    asks: bool = True
    elsewhere: str = ""
    closing: Callable[[Batch], None] | None = None


_known: dict[str, Mover] = {}


def register(mover: Mover) -> None:
    """Make a mover known; the same kind replaces."""
    _known[mover.kind] = mover


def known() -> list[Mover]:
    """All movers in the order in which they go."""
    return sorted(_known.values(), key=lambda mover: (mover.place, mover.kind))


def by_kind(kind: str) -> Mover:
    """One of them. KeyError for a kind that nobody registered."""
    return _known[kind]


# --- SQL that every mover shares --------------------------------------------------------------------------

# What is decided object by object, in the window or in all: a table of the session, because a server that knows
# how many rows it has and where they are joins them to any number of objects without going through them again.
WAYS = """
create temporary table if not exists units_ways (
  ledger text not null, unit bigint not null, id bigint not null, heir bigint, came_from bigint
) on commit delete rows;
create index if not exists units_ways_of_object on units_ways (ledger, unit, id);
truncate units_ways"""

ONE_BY_ONE = """
insert into units_ways (ledger, unit, id, heir)
select l.ledger, r.predecessor_id, r.subject_id, r.successor_id
  from units_route r cross join unnest(%(ledgers)s::text[]) as l(ledger)
 where r.reorganisation_id = %(act)s and r.kind = %(kind)s
   and r.subject_id > %(after)s and r.subject_id <= %(until)s"""

# Back where the reversed act took it from, unless somebody said otherwise for this one object.
BACK = """
insert into units_ways (ledger, unit, id, heir, came_from)
select m.kind, m.successor_id, x.id, r.successor_id, m.predecessor_id
  from units_moved m
  cross join unnest(m.ids) as x(id)
  left join units_route r on r.reorganisation_id = %(act)s and r.kind = %(kind)s
   and r.predecessor_id = m.successor_id and r.came_from_id = m.predecessor_id
 where m.reorganisation_id = %(reverses)s and m.kind = any(%(ledgers)s::text[])
   and m.low <= %(until)s and m.high > %(after)s and x.id > %(after)s and x.id <= %(until)s
   and not exists (select 1 from units_ways w
                    where w.ledger = m.kind and w.unit = m.successor_id and w.id = x.id)"""


def lay_ways(mover: Mover, parameters: Mapping[str, Any]) -> None:
    """Fill units_ways for the joins below; to be called before any SQL of a mover, in its transaction."""
    run(WAYS, {})
    more = {**parameters, "kind": mover.kind, "ledgers": list(mover.ledgers)}
    run(ONE_BY_ONE, more)
    if parameters["reverses"]:
        run(BACK, more)
    run("analyze units_ways", {})


def heir(name: str, *, unit: str, subject: str, kind: str, ledger: str, field: str = "null::bigint") -> str:
    """Joins that find who takes an object over from `unit`; `heir_of(name)` is the answer, null where undecided.

    The object itself decides first, then where it came from before a reversed act, then its field of work, then
    the rest.
    """
    return f"""
  left join units_ways {name}_way
    on {name}_way.ledger = '{ledger}' and {name}_way.unit = {unit} and {name}_way.id = {subject}
  left join units_route {name}_field on {name}_field.reorganisation_id = %(act)s
   and {name}_field.kind = '{kind}' and {name}_field.predecessor_id = {unit}
   and {name}_field.field_id = {field}
   and {name}_field.subject_id is null and {name}_field.came_from_id is null
  left join units_route {name}_rest on {name}_rest.reorganisation_id = %(act)s
   and {name}_rest.kind = '{kind}' and {name}_rest.predecessor_id = {unit} and {name}_rest.field_id is null
   and {name}_rest.subject_id is null and {name}_rest.came_from_id is null"""


def heir_of(name: str) -> str:
    """Who takes over, by the joins of `heir`."""
    return f"coalesce({name}_way.heir, {name}_field.successor_id, {name}_rest.successor_id)"


def origin(name: str, *, unit: str, subject: str, ledger: str) -> str:
    """A join that tells from where an act that is being reversed had brought an object: `<name>.came_from`."""
    return f"""
  left join units_ways {name} on {name}.ledger = {ledger} and {name}.unit = {unit} and {name}.id = {subject}
   and {name}.came_from is not null"""


def readers_gain(table: str, *, kind: str) -> str:
    """SQL: whoever takes over from a reader of the window's rows becomes a reader too; nobody loses the right."""
    return f"""
with seen as materialized (
  select t.id, x.unit from {table} t cross join unnest(t.readers) as x(unit)
   where t.id > %(after)s and t.id <= %(until)s and t.readers && %(readers_of)s::bigint[]
     and x.unit = any(%(readers_of)s::bigint[])
), more as materialized (
  select seen.id, array_agg(distinct coalesce(rest.successor_id, archive.successor_id)) as units
    from seen
    left join units_route rest on rest.reorganisation_id = %(act)s and rest.kind = '{kind}'
     and rest.predecessor_id = seen.unit and rest.field_id is null
     and rest.subject_id is null and rest.came_from_id is null
    left join units_route archive on rest.id is null and archive.reorganisation_id = %(act)s
     and archive.kind = 'archive' and archive.predecessor_id = seen.unit
   where coalesce(rest.successor_id, archive.successor_id) is not null
   group by seen.id
)
update {table} t set readers = t.readers || array(select u from unnest(more.units) u where u <> all(t.readers))
  from more where more.id = t.id and not t.readers @> more.units"""


def hand_over(kind: str, source: str, *, old: str, new: str) -> str:
    """SQL: the hand-over record of what stands in the rows `source` (id, old, new)."""
    return f"""
insert into units_moved (reorganisation_id, kind, predecessor_id, successor_id, ids, low, high, at)
select %(act)s, '{kind}', {old}, {new}, array_agg(id order by id), min(id), max(id), %(at)s
  from {source} where {old} <> {new} group by {old}, {new}"""


def run(sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """One statement; its rows where it returns any."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []
