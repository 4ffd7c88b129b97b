"""How limitations pass to another unit: what is not closed belongs to whoever takes over; what is closed keeps the
names of its day, and heirs read it."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.units import movers
from tinhso.kernel.units.movers import Batch, Mover, hand_over, heir, heir_of, origin, readers_gain

_TABLE = "limitations_limitation"
_OPEN = "l.state <> 'closed'"
_SIDES = {"owner_id": "limitations.owner", "recorder_id": "limitations.recorder"}

_OWNED = (
    "("
    + " union all ".join(
        f"select l.id, l.{column} as unit, l.field_of_work_id as field, '{ledger}' as side, l.title from {_TABLE} l"
        f" where {_OPEN} and l.{column} = any(%(sources)s::bigint[])"
        for column, ledger in _SIDES.items()
    )
    + ")"
)
_ORIGIN = origin("came", unit="o.unit", subject="o.id", ledger="o.side")

PIECES = f"""
select o.unit, o.field, came.came_from, count(*) from {_OWNED} o {_ORIGIN}
 group by 1, 2, 3 order by 1, 2 nulls first, 3 nulls first"""
SAMPLES = f"select distinct o.unit, o.field, came.came_from, o.id, o.title from {_OWNED} o {_ORIGIN}"


def _moving(column: str, ledger: str) -> str:
    mine = heir(
        "h", unit=f"l.{column}", subject="l.id", kind="limitations", ledger=ledger, field="l.field_of_work_id"
    )
    return f"""
with heirs as materialized (
  select l.id, l.{column} as old, {heir_of("h")} as new from {_TABLE} l {mine}
   where l.id > %(after)s and l.id <= %(until)s and {_OPEN} and l.{column} = any(%(sources)s::bigint[])
), moved as (
  update {_TABLE} l set {column} = heirs.new, version = l.version + 1,
         readers = case when l.readers @> array[heirs.new] then l.readers else l.readers || heirs.new end
    from heirs where heirs.id = l.id and heirs.new <> heirs.old
  returning l.id, heirs.old, heirs.new
), record as ({hand_over(ledger, "moved", old="old", new="new")})
select count(*) from moved"""


def move(batch: Batch) -> int:
    """A window of limitations."""
    moved = sum(int(movers.run(_moving(*side), batch.parameters)[0][0]) for side in _SIDES.items())
    movers.run(readers_gain(_TABLE, kind="limitations"), batch.parameters)
    return moved


LIMITATIONS = Mover(
    kind="limitations",
    label=_("Tồn tại, hạn chế"),
    table=_TABLE,
    place=45,
    pieces=PIECES,
    samples=SAMPLES,
    batch=move,
    ledgers=tuple(_SIDES.values()),
)
