"""How candidate tasks pass to another unit: what nobody has confirmed yet is proposed to whoever takes over, and the
names in the preview of an annex mean whoever takes over. A confirmed task keeps the lead that its document named;
its duty has moved by itself."""

from django.utils.translation import gettext_lazy as _

from tinhso.domain.directives.workflow import AnnexState, TaskState
from tinhso.kernel.units import movers
from tinhso.kernel.units.movers import Batch, Mover, hand_over, heir, heir_of, origin

_OWNED = f"""(
  select t.id, t.lead_unit_id as unit, t.field_of_work_id as field, 'tasks.lead' as side, t.title
    from directives_directivetask t
   where t.state = '{TaskState.DRAFT}' and t.lead_unit_id = any(%(sources)s::bigint[])
  union all
  select t.id, c.unit_id, t.field_of_work_id, 'tasks.helper', t.title
    from directives_taskcoordination c join directives_directivetask t on t.id = c.task_id
   where t.state = '{TaskState.DRAFT}' and c.unit_id = any(%(sources)s::bigint[])
)"""
_ORIGIN = origin("came", unit="o.unit", subject="o.id", ledger="o.side")

PIECES = f"""
select o.unit, o.field, came.came_from, count(*) from {_OWNED} o {_ORIGIN}
 group by 1, 2, 3 order by 1, 2 nulls first, 3 nulls first"""

SAMPLES = f"""
select distinct o.unit, o.field, came.came_from, o.id, o.title from {_OWNED} o {_ORIGIN}"""

_LEADS = heir(
    "h", unit="t.lead_unit_id", subject="t.id", kind="tasks", ledger="tasks.lead", field="t.field_of_work_id"
)
_HELPS = heir(
    "h", unit="c.unit_id", subject="t.id", kind="tasks", ledger="tasks.helper", field="t.field_of_work_id"
)

# A form that shows the task as it was is refused from now on: its version goes up.
LEADS = f"""
with heirs as materialized (
  select t.id, t.lead_unit_id as old, {heir_of("h")} as new
    from directives_directivetask t {_LEADS}
   where t.id > %(after)s and t.id <= %(until)s and t.state = '{TaskState.DRAFT}'
     and t.lead_unit_id = any(%(sources)s::bigint[])
), moved as (
  update directives_directivetask t set lead_unit_id = heirs.new, version = t.version + 1, changed_at = %(at)s
    from heirs where heirs.id = t.id and heirs.new <> heirs.old and t.state = '{TaskState.DRAFT}'
  returning t.id, heirs.old, heirs.new
), record as ({hand_over("tasks.lead", "moved", old="old", new="new")})
select count(*) from moved"""

HELPERS = f"""
with heirs as materialized (
  select c.id as row, t.id, c.unit_id as old, {heir_of("h")} as new
    from directives_taskcoordination c
    join directives_directivetask t on t.id = c.task_id and t.state = '{TaskState.DRAFT}' {_HELPS}
   where t.id > %(after)s and t.id <= %(until)s and c.unit_id = any(%(sources)s::bigint[])
), moving as materialized (
  select *, row_number() over (partition by id, new order by row) as turn from heirs where new <> old
), doubled as materialized (
  select m.row from moving m
   where m.turn > 1 or exists (select 1 from directives_taskcoordination o
                                where o.task_id = m.id and o.unit_id = m.new and o.unit_id <> all(%(ended)s::bigint[]))
), gone as (
  delete from directives_taskcoordination c using doubled where c.id = doubled.row
), passed as (
  update directives_taskcoordination c set unit_id = moving.new
    from moving where c.id = moving.row and moving.row not in (select row from doubled)
), record as ({hand_over("tasks.helper", "moving", old="old", new="new")})
select count(*) from moving"""


def move(batch: Batch) -> int:
    """A window of candidate tasks."""
    movers.run(HELPERS, batch.parameters)
    return int(movers.run(LEADS, batch.parameters)[0][0])


TASKS = Mover(
    kind="tasks",
    label=_("Việc dự kiến, chưa giao"),
    table="directives_directivetask",
    place=40,
    pieces=PIECES,
    samples=SAMPLES,
    batch=move,
    ledgers=("tasks.lead", "tasks.helper"),
)


# --- names in annexes that are not imported yet -----------------------------------------------------------

_WAITING = f"""(
  select n.id, n.unit_id as unit, n.text
    from directives_annexname n join directives_annex a on a.id = n.annex_id
   where a.state in ('{AnnexState.CHECKING}', '{AnnexState.IMPORTING}') and n.unit_id = any(%(sources)s::bigint[])
)"""
_NAME_ORIGIN = origin("came", unit="o.unit", subject="o.id", ledger="'annex.name'")

NAME_PIECES = f"""
select o.unit, null::bigint, came.came_from, count(*) from {_WAITING} o {_NAME_ORIGIN}
 group by 1, 3 order by 1, 3 nulls first"""

NAME_SAMPLES = f"""
select distinct o.unit, null::bigint, came.came_from, o.id, o.text from {_WAITING} o {_NAME_ORIGIN}"""

_NAMED = heir("h", unit="n.unit_id", subject="n.id", kind="annex_names", ledger="annex.name")

# The preview's page is refused from now on: what it showed is no longer what would be imported.
NAMES = f"""
with heirs as materialized (
  select n.id, n.annex_id, n.unit_id as old, {heir_of("h")} as new
    from directives_annexname n join directives_annex a on a.id = n.annex_id {_NAMED}
   where n.id > %(after)s and n.id <= %(until)s and n.unit_id = any(%(sources)s::bigint[])
     and a.state in ('{AnnexState.CHECKING}', '{AnnexState.IMPORTING}')
), moved as (
  update directives_annexname n set unit_id = heirs.new
    from heirs where heirs.id = n.id and heirs.new <> heirs.old
  returning n.id, heirs.annex_id, heirs.old, heirs.new
), stale as (
  update directives_annex a set version = a.version + 1 where a.id in (select annex_id from moved)
), record as ({hand_over("annex.name", "moved", old="old", new="new")})
select count(*) from moved"""


def move_names(batch: Batch) -> int:
    """A window of names."""
    return int(movers.run(NAMES, batch.parameters)[0][0])


ANNEX_NAMES = Mover(
    kind="annex_names",
    label=_("Tên đơn vị trong phụ lục chờ nhập"),
    table="directives_annexname",
    place=41,
    pieces=NAME_PIECES,
    samples=NAME_SAMPLES,
    batch=move_names,
    ledgers=("annex.name",),
)
