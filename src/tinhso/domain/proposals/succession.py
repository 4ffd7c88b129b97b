"""How proposals pass to another unit: what waits for an answer waits at whoever takes over, and the answer goes to
whoever took over from the proposer. What is answered keeps the names of its day; heirs read it."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.units import movers
from tinhso.kernel.units.movers import Batch, Mover, hand_over, heir, heir_of, origin, readers_gain

_TABLE = "proposals_proposal"
_OPEN = "p.state in ('sent', 'answered')"
_SIDES = {"proposer_id": "proposals.proposer", "addressee_id": "proposals.addressee"}

_OWNED = (
    "("
    + " union all ".join(
        f"select p.id, p.{column} as unit, p.field_of_work_id as field, '{ledger}' as side, p.title from {_TABLE} p"
        f" where {_OPEN} and p.{column} = any(%(sources)s::bigint[])"
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
    """A side whose heir is the other side stays with the former unit (nobody proposes to themselves); the heir
    reads it."""
    other = "addressee_id" if column == "proposer_id" else "proposer_id"
    mine = heir(
        "h", unit=f"p.{column}", subject="p.id", kind="proposals", ledger=ledger, field="p.field_of_work_id"
    )
    return f"""
with heirs as materialized (
  select p.id, p.{column} as old, {heir_of("h")} as new from {_TABLE} p {mine}
   where p.id > %(after)s and p.id <= %(until)s and {_OPEN} and p.{column} = any(%(sources)s::bigint[])
), moved as (
  update {_TABLE} p set {column} = heirs.new,
         readers = case when p.readers @> array[heirs.new] then p.readers else p.readers || heirs.new end
    from heirs where heirs.id = p.id and heirs.new <> heirs.old and p.{other} is distinct from heirs.new
  returning p.id, heirs.old, heirs.new
), record as ({hand_over(ledger, "moved", old="old", new="new")})
select count(*) from moved"""


def move(batch: Batch) -> int:
    """A window of proposals."""
    moved = sum(int(movers.run(_moving(*side), batch.parameters)[0][0]) for side in _SIDES.items())
    movers.run(readers_gain(_TABLE, kind="proposals"), batch.parameters)
    return moved


PROPOSALS = Mover(
    kind="proposals",
    label=_("Kiến nghị, đề xuất"),
    table=_TABLE,
    place=44,
    pieces=PIECES,
    samples=SAMPLES,
    batch=move,
    ledgers=tuple(_SIDES.values()),
)
