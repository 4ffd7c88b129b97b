"""How the cascade and work programmes pass to another unit: whoever takes over tends the nodes and keeps the
programmes; a planned line is prepared by whoever takes over. Lines that were carried over or dropped, and those whose
duty is closed, keep the unit of their day."""

from django.utils.translation import gettext_lazy as _

from tinhso.domain.programmes.workflow import ItemState
from tinhso.kernel.units import movers
from tinhso.kernel.units.movers import Batch, Mover, hand_over, heir, heir_of, origin


def _sql(table: str, column: str, kind: str, words: str, condition: str = "true") -> tuple[str, str, str]:
    """Pieces, samples and the move of one table with one unit column."""
    came = origin("came", unit=f"t.{column}", subject="t.id", ledger=f"'{kind}'")
    owned = f"t.{column} = any(%(sources)s::bigint[]) and {condition}"
    pieces = f"""
select t.{column}, null::bigint, came.came_from, count(*) from {table} t {came}
 where {owned} group by 1, 2, 3 order by 1, 3 nulls first"""
    samples = f"""
select t.{column}, null::bigint, came.came_from, t.id, {words} from {table} t {came} where {owned}"""
    taking = heir("h", unit=f"t.{column}", subject="t.id", kind=kind, ledger=kind)
    # A form that shows the row as it was is refused from now on: its version goes up.
    move = f"""
with heirs as materialized (
  select t.id, t.{column} as old, {heir_of("h")} as new from {table} t {taking}
   where t.id > %(after)s and t.id <= %(until)s and {owned}
), moved as (
  update {table} t set {column} = heirs.new, version = t.version + 1, changed_at = %(at)s
    from heirs where heirs.id = t.id and heirs.new <> heirs.old
  returning t.id, heirs.old, heirs.new
), record as ({hand_over(kind, "moved", old="old", new="new")})
select count(*) from moved"""
    return pieces, samples, move


_NODES = _sql(
    "programmes_node", "owner_unit_id", "cascade",
    "coalesce(nullif(t.number, ''), t.title)", "t.dropped_at is null",
)  # fmt: skip
_PROGRAMMES = _sql(
    "programmes_workprogramme", "owner_unit_id", "work_programmes",
    "t.body_text || ' ' || t.year || case when t.quarter > 0 then '/' || t.quarter else '' end",
)  # fmt: skip
_ITEMS = _sql(
    "programmes_workitem", "lead_unit_id", "work_items", "t.content",
    f"t.state = '{ItemState.PLANNED}' and not exists"
    " (select 1 from duties_duty d where d.id = t.duty_id and d.closed_at is not null)",
)  # fmt: skip


def move_nodes(batch: Batch) -> int:
    """A window of live nodes."""
    return int(movers.run(_NODES[2], batch.parameters)[0][0])


def move_programmes(batch: Batch) -> int:
    """A window of work programmes."""
    return int(movers.run(_PROGRAMMES[2], batch.parameters)[0][0])


def move_items(batch: Batch) -> int:
    """A window of planned lines."""
    return int(movers.run(_ITEMS[2], batch.parameters)[0][0])


NODES = Mover(
    kind="cascade",
    label=_("Mục tiêu, chỉ tiêu, nhiệm vụ trong cây mục tiêu"),
    table="programmes_node",
    place=44,
    pieces=_NODES[0],
    samples=_NODES[1],
    batch=move_nodes,
    ledgers=("cascade",),
)
PROGRAMMES = Mover(
    kind="work_programmes",
    label=_("Chương trình công tác"),
    table="programmes_workprogramme",
    place=45,
    pieces=_PROGRAMMES[0],
    samples=_PROGRAMMES[1],
    batch=move_programmes,
    ledgers=("work_programmes",),
)
ITEMS = Mover(
    kind="work_items",
    label=_("Nội dung chương trình công tác chưa xong"),
    table="programmes_workitem",
    place=46,
    pieces=_ITEMS[0],
    samples=_ITEMS[1],
    batch=move_items,
    ledgers=("work_items",),
)
