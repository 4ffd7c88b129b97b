"""How sessions pass to another unit: whoever takes over goes on with what is open, and reads what was read before.
Sessions that have their notice stay with the unit of that day. A direction that nobody was given yet is proposed to
whoever takes over from its lead; the duty of one that was given has moved by itself."""

from django.utils.translation import gettext_lazy as _

from tinhso.domain.sessions.workflow import OPEN, RemarkState
from tinhso.kernel.units import movers
from tinhso.kernel.units.movers import Batch, Mover, hand_over, heir, heir_of, origin, readers_gain

_SESSIONS = "sessions_workingsession"
_STATES = ", ".join(f"'{state}'" for state in sorted(OPEN))
_MINE = f"s.owner_unit_id = any(%(sources)s::bigint[]) and s.state in ({_STATES})"

SESSION_PIECES = f"""
select s.owner_unit_id, null::bigint, o.came_from, count(*)
  from {_SESSIONS} s {origin("o", unit="s.owner_unit_id", subject="s.id", ledger="'sessions'")}
 where {_MINE} group by 1, 2, 3 order by 1, 3 nulls first"""

SESSION_SAMPLES = f"""
select s.owner_unit_id, null::bigint, o.came_from, s.id,
       concat_ws(', ', s.title, to_char(s.starts_at at time zone 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY'))
  from {_SESSIONS} s {origin("o", unit="s.owner_unit_id", subject="s.id", ledger="'sessions'")}
 where {_MINE}"""

# A form that shows the session as it was is refused from now on: its version goes up.
MOVE_SESSIONS = f"""
with seen as materialized (
  select s.id, s.owner_unit_id from {_SESSIONS} s
   where s.id > %(after)s and s.id <= %(until)s and {_MINE} order by s.id for update
), heirs as materialized (
  select seen.id, seen.owner_unit_id as old, {heir_of("h")} as new
    from seen
    {heir("h", unit="seen.owner_unit_id", subject="seen.id", kind="sessions", ledger="sessions")}
), moved as (
  update {_SESSIONS} s
     set owner_unit_id = heirs.new, version = s.version + 1, changed_at = %(at)s,
         readers = case when s.readers @> array[heirs.new] then s.readers else s.readers || heirs.new end
    from heirs where heirs.id = s.id and heirs.new <> heirs.old
  returning s.id, heirs.old, heirs.new
), record as ({hand_over("sessions", "moved", old="old", new="new")})
select count(*) from moved"""


def move_sessions(batch: Batch) -> int:
    """A window of sessions: the owner of the open ones, and who may read any."""
    moved = int(movers.run(MOVE_SESSIONS, batch.parameters)[0][0])
    movers.run(readers_gain(_SESSIONS, kind="sessions"), batch.parameters)
    return moved


_NOTED = f"r.state = '{RemarkState.NOTED}'"
_REMARKS = f"""(
  select r.id, r.unit_id as unit, 'remarks.lead' as side, left(r.words, 200) as words
    from sessions_remark r where {_NOTED} and r.unit_id = any(%(sources)s::bigint[])
  union all
  select r.id, c.unit_id, 'remarks.helper', left(r.words, 200)
    from sessions_remarkcoordination c join sessions_remark r on r.id = c.remark_id
   where {_NOTED} and c.unit_id = any(%(sources)s::bigint[])
)"""
_CAME = origin("came", unit="o.unit", subject="o.id", ledger="o.side")

REMARK_PIECES = f"""
select o.unit, null::bigint, came.came_from, count(*) from {_REMARKS} o {_CAME}
 group by 1, 2, 3 order by 1, 3 nulls first"""

REMARK_SAMPLES = f"""
select distinct o.unit, null::bigint, came.came_from, o.id, o.words from {_REMARKS} o {_CAME}"""

_LEADS = heir("h", unit="r.unit_id", subject="r.id", kind="remarks", ledger="remarks.lead")
_HELPS = heir("h", unit="c.unit_id", subject="r.id", kind="remarks", ledger="remarks.helper")

LEADS = f"""
with heirs as materialized (
  select r.id, r.unit_id as old, {heir_of("h")} as new
    from sessions_remark r {_LEADS}
   where r.id > %(after)s and r.id <= %(until)s and {_NOTED} and r.unit_id = any(%(sources)s::bigint[])
), moved as (
  update sessions_remark r set unit_id = heirs.new, version = r.version + 1, changed_at = %(at)s
    from heirs where heirs.id = r.id and heirs.new <> heirs.old and {_NOTED}
  returning r.id, heirs.old, heirs.new
), record as ({hand_over("remarks.lead", "moved", old="old", new="new")})
select count(*) from moved"""

HELPERS = f"""
with heirs as materialized (
  select c.id as row, r.id, c.unit_id as old, {heir_of("h")} as new
    from sessions_remarkcoordination c
    join sessions_remark r on r.id = c.remark_id and {_NOTED} {_HELPS}
   where r.id > %(after)s and r.id <= %(until)s and c.unit_id = any(%(sources)s::bigint[])
), moving as materialized (
  select *, row_number() over (partition by id, new order by row) as turn from heirs where new <> old
), doubled as materialized (
  select m.row from moving m
   where m.turn > 1 or exists (select 1 from sessions_remarkcoordination o
                                where o.remark_id = m.id and o.unit_id = m.new and o.unit_id <> all(%(ended)s::bigint[]))
), gone as (
  delete from sessions_remarkcoordination c using doubled where c.id = doubled.row
), passed as (
  update sessions_remarkcoordination c set unit_id = moving.new
    from moving where c.id = moving.row and moving.row not in (select row from doubled)
), record as ({hand_over("remarks.helper", "moving", old="old", new="new")})
select count(*) from moving"""


def move_remarks(batch: Batch) -> int:
    """A window of remarks that are noted and not given."""
    movers.run(HELPERS, batch.parameters)
    return int(movers.run(LEADS, batch.parameters)[0][0])


SESSIONS = Mover(
    kind="sessions",
    label=_("Buổi làm việc chưa có thông báo"),
    table=_SESSIONS,
    place=24,
    pieces=SESSION_PIECES,
    samples=SESSION_SAMPLES,
    batch=move_sessions,
    ledgers=("sessions",),
)
REMARKS = Mover(
    kind="remarks",
    label=_("Ý kiến tại buổi làm việc, chưa giao"),
    table="sessions_remark",
    place=42,
    pieces=REMARK_PIECES,
    samples=REMARK_SAMPLES,
    batch=move_remarks,
    ledgers=("remarks.lead", "remarks.helper"),
)
