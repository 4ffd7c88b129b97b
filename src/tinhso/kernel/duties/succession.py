"""How duties pass to another unit: the lead, the assigner and the helpers of what is open; what is closed stays
with whoever did it, and who takes over may read it.

A deadline in flight does not move, a paused clock stays paused, a state stays as it is: nobody accepts anew. The
standings close and open on the day of the move, so that the board of no past day changes.
"""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.duties import sources
from tinhso.kernel.duties.workflow import SUCCEEDED
from tinhso.kernel.units import movers
from tinhso.kernel.units.movers import Batch, Mover, hand_over, heir, heir_of, origin

# --- counting ---------------------------------------------------------------------------------------------

# The three ways in which a unit has an open duty; a duty of two sources counts for each.
_OWNED = """(
  select d.id, d.lead_unit_id as unit, d.field_of_work_id as field, 'duties.lead' as side, d.title
    from duties_duty d where d.closed_at is null and d.lead_unit_id = any(%(sources)s::bigint[])
  union all
  select d.id, d.assigner_unit_id, d.field_of_work_id, 'duties.assigner', d.title
    from duties_duty d where d.closed_at is null and d.assigner_unit_id = any(%(sources)s::bigint[])
  union all
  select d.id, c.unit_id, d.field_of_work_id, 'duties.helper', d.title
    from duties_coordination c join duties_duty d on d.id = c.duty_id and d.closed_at is null
   where c.unit_id = any(%(sources)s::bigint[])
)"""

_ORIGIN = origin("came", unit="o.unit", subject="o.id", ledger="o.side")

PIECES = f"""
select o.unit, o.field, came.came_from, count(*) from {_OWNED} o {_ORIGIN}
 group by 1, 2, 3 order by 1, 2 nulls first, 3 nulls first"""

SAMPLES = f"""
select distinct o.unit, o.field, came.came_from, o.id, o.title from {_OWNED} o {_ORIGIN}"""

ELSEWHERE = """
select d.lead_unit_id, d.id, left(d.title, 120)
  from units_ways w
  join duties_duty d on d.id = w.id and d.closed_at is null and d.lead_unit_id <> w.unit
 where w.ledger = 'duties.lead' and w.came_from is not null order by d.id"""

# --- moving -----------------------------------------------------------------------------------------------

_OF_HELPERS = heir(
    "h", unit="c.unit_id", subject="d.id", kind="duties", ledger="duties.helper", field="d.field_of_work_id"
)

# First the helpers: a unit that already leads or helps does not help twice. Back from a merger each comes back.
HELPERS = f"""
with heirs as materialized (
  select c.id as row, d.id, c.unit_id as old, {heir_of("h")} as new
    from duties_coordination c
    join duties_duty d on d.id = c.duty_id and d.closed_at is null
    {_OF_HELPERS}
   where d.id > %(after)s and d.id <= %(until)s and d.readers && %(sources)s::bigint[]
     and c.unit_id = any(%(sources)s::bigint[])
), moving as materialized (
  select *, row_number() over (partition by id, new order by row) as turn,
         row_number() over (partition by row order by new) as copy
    from heirs where new <> old
), doubled as materialized (
  select m.row from moving m
   where m.turn > 1
      or exists (select 1 from duties_coordination o where o.duty_id = m.id and o.unit_id = m.new
                   and o.unit_id <> all(%(ended)s::bigint[]))
), gone as (
  delete from duties_coordination c using doubled where c.id = doubled.row
), passed as (
  update duties_coordination c set unit_id = moving.new
    from moving where c.id = moving.row and moving.copy = 1 and moving.row not in (select row from doubled)
), copied as (
  insert into duties_coordination (duty_id, unit_id)
  select id, new from moving where copy > 1
  union
  select d.id, w.heir
    from units_ways w join duties_duty d on d.id = w.id and d.closed_at is null and d.lead_unit_id = w.unit
   where w.ledger = 'duties.helper' and w.came_from is not null and w.heir is not null
     and not exists (select 1 from duties_coordination o where o.duty_id = d.id and o.unit_id = w.unit)
  on conflict do nothing
), record as ({hand_over("duties.helper", "moving", old="old", new="new")})
select count(*) from moving"""

# Whoever came to lead a duty no longer helps with it.
LEAD_AND_HELP = """
delete from duties_coordination c using duties_duty d
 where d.id = any(%(ids)s::bigint[]) and c.duty_id = d.id and c.unit_id = d.lead_unit_id"""

_SIDES = heir(
    "l", unit="s.lead", subject="s.id", kind="duties", ledger="duties.lead", field="s.field"
) + heir("a", unit="s.assigner", subject="s.id", kind="duties", ledger="duties.assigner", field="s.field")

# Lead, assigner and readers of a window, its hand-over and its lines of history. Readers of an open duty: units
# that end leave, their heirs come; readers of a closed one only grow.
DUTIES = f"""
with seen as materialized (
  select d.id, d.lead_unit_id as lead, d.assigner_unit_id as assigner, d.assigner_post_id as post,
         d.field_of_work_id as field, d.readers, d.state, d.closed_at is null as open
    from duties_duty d
   where d.id > %(after)s and d.id <= %(until)s and d.readers && %(readers_of)s::bigint[]
   order by d.id for update
), heirs as materialized (
  select s.*,
         case when s.open then coalesce({heir_of("l")}, s.lead) else s.lead end as new_lead,
         case when s.open then coalesce({heir_of("a")}, s.assigner) else s.assigner end as new_assigner
    from seen s {_SIDES}
), told as materialized (
  select s.id, s.open, s.field, x.unit from seen s cross join unnest(s.readers) as x(unit)
), readers as materialized (
  select n.id, array_agg(distinct n.unit) as units
    from (
      select id, unit from told where not (open and unit = any(%(ended)s::bigint[]))
      union all
      select t.id, coalesce(f.successor_id, r.successor_id, a.successor_id)
        from told t
        left join units_route f on f.reorganisation_id = %(act)s and f.kind = 'duties'
         and f.predecessor_id = t.unit and f.field_id = t.field
         and f.subject_id is null and f.came_from_id is null
        left join units_route r on f.id is null and r.reorganisation_id = %(act)s and r.kind = 'duties'
         and r.predecessor_id = t.unit and r.field_id is null
         and r.subject_id is null and r.came_from_id is null
        left join units_route a on f.id is null and r.id is null and not t.open
         and a.reorganisation_id = %(act)s and a.kind = 'archive' and a.predecessor_id = t.unit
       where t.unit = any(%(readers_of)s::bigint[])
      union all select id, new_lead from heirs
      union all select id, new_assigner from heirs
      union all
      select c.duty_id, c.unit_id from duties_coordination c join seen s on s.id = c.duty_id and s.open
    ) n where n.unit is not null group by n.id
), changed as (
  update duties_duty d
     set lead_unit_id = h.new_lead,
         assigner_unit_id = h.new_assigner,
         assigner_post_id = case when h.new_assigner <> h.assigner
                                 then coalesce(p.id, d.assigner_post_id) else d.assigner_post_id end,
         readers = r.units
    from heirs h
    join readers r on r.id = h.id
    left join people_post p on p.succeeds_id = h.post and p.unit_id = h.new_assigner
   where d.id = h.id
     and (h.new_lead <> h.lead or h.new_assigner <> h.assigner
          or not (r.units <@ h.readers and h.readers <@ r.units))
  returning d.id, h.open, h.lead, h.new_lead, h.assigner, h.new_assigner, h.state
), lead_record as ({hand_over("duties.lead", "changed", old="lead", new="new_lead")}
), assigner_record as ({hand_over("duties.assigner", "changed", old="assigner", new="new_assigner")}
), history as (
  insert into duties_step (duty_id, move, at, note, from_state, to_state, person_id, post_id, unit_id)
  select c.id, '{SUCCEEDED}', %(at)s,
         %(words)s::text || ': ' || concat_ws('; ',
           case when c.new_lead <> c.lead then %(led)s::text || ' ' || ol.name || ' → ' || nl.name end,
           case when c.new_assigner <> c.assigner then %(gave)s::text || ' ' || oa.name || ' → ' || na.name end),
         c.state, c.state, %(person)s, %(post)s, %(unit)s
    from changed c
    join units_unit ol on ol.id = c.lead join units_unit nl on nl.id = c.new_lead
    join units_unit oa on oa.id = c.assigner join units_unit na on na.id = c.new_assigner
   where c.new_lead <> c.lead or c.new_assigner <> c.assigner
)
select coalesce(array_agg(id) filter (where open), '{{}}'),
       coalesce(array_agg(id) filter (where new_lead <> lead), '{{}}'),
       count(*) filter (where new_lead <> lead or new_assigner <> assigner)
  from changed"""

# What held before the day stays; from the day on the duty stands as it is now. A standing that began on this very
# day (or later) is corrected in place: what holds at the end of a day counts for it.
STAND = """
with now_so as materialized (
  select id, lead_unit_id, assigner_unit_id, due_at, paused_at is not null as paused, readers
    from duties_duty where id = any(%(ids)s::bigint[])
), closed as (
  update duties_standing s set during = daterange(lower(s.during), %(day)s)
    from now_so n
   where s.duty_id = n.id and upper_inf(s.during) and lower(s.during) < %(day)s
  returning s.duty_id
), same_day as (
  update duties_standing s set lead_unit_id = n.lead_unit_id, assigner_unit_id = n.assigner_unit_id, readers = n.readers
    from now_so n
   where s.duty_id = n.id and upper_inf(s.during) and lower(s.during) >= %(day)s
)
insert into duties_standing (duty_id, lead_unit_id, assigner_unit_id, due_at, paused, readers, during)
select n.id, n.lead_unit_id, n.assigner_unit_id, n.due_at, n.paused, n.readers, daterange(%(day)s, null)
  from closed c join now_so n on n.id = c.duty_id"""

# The new lead opens the evidence that the former one gave.
EVIDENCE = """
update documents_storedfile f set readers = f.readers || array(
         select distinct d.lead_unit_id from duties_evidence e join duties_duty d on d.id = e.duty_id
          where e.file_id = f.id and d.id = any(%(ids)s::bigint[]) and d.lead_unit_id <> all(f.readers))
 where f.id in (select e.file_id from duties_evidence e join duties_duty d on d.id = e.duty_id
                  join documents_storedfile g on g.id = e.file_id
                 where d.id = any(%(ids)s::bigint[]) and not g.readers @> array[d.lead_unit_id])"""

ORIGINS = """
select origin, array_agg(distinct lead_unit_id) from duties_duty
 where id = any(%(ids)s::bigint[]) and origin <> '' group by origin order by origin"""

# Whoever leads or gives a whole sees its parts, at every depth.
PARTS = """
with recursive up as materialized (
  select c.id, c.parent_id as above from duties_duty c where c.parent_id is not null
  union all
  select up.id, p.parent_id from up join duties_duty p on p.id = up.above where p.parent_id is not null
), missing as materialized (
  select up.id, array_agg(distinct x.unit) as units
    from up
    join duties_duty p on p.id = up.above and p.readers && %(heirs)s::bigint[]
    join duties_duty c on c.id = up.id
    cross join lateral unnest(array[p.lead_unit_id, p.assigner_unit_id]) as x(unit)
   where x.unit <> all(c.readers)
   group by up.id
)
update duties_duty c set readers = c.readers || missing.units from missing where missing.id = c.id
returning c.id, c.closed_at is null"""


def move(batch: Batch) -> int:
    """A window of duties. Returns how many have a new lead or a new assigner."""
    words = {"led": str(_("chủ trì")), "gave": str(_("giao việc"))}
    parameters = batch.parameters | words
    movers.run(HELPERS, parameters)
    standing, led, moved = movers.run(DUTIES, parameters)[0]
    if standing:
        movers.run(STAND, parameters | {"ids": standing})
    if led:
        movers.run(LEAD_AND_HELP, {"ids": led})
        movers.run(EVIDENCE, {"ids": led})
        if set(batch.plan.sources) - set(batch.plan.ends):
            # Of a unit that lives on the papers do not pass: what the duty came from is opened.
            for came_from, units in movers.run(ORIGINS, {"ids": led}):
                sources.let_read(came_from, units)
    return int(moved)


def close(batch: Batch) -> None:
    """At last the parts of what moved."""
    heirs = sorted({*(t.successor for t in batch.plan.takeovers), *batch.plan.heirs})
    rows = movers.run(PARTS, {"heirs": heirs})
    if standing := [pk for pk, is_open in rows if is_open]:
        movers.run(STAND, batch.parameters | {"ids": standing})


DUTIES_OF_UNITS = Mover(
    kind="duties",
    label=_("Việc đang mở: chủ trì, giao, phối hợp"),
    table="duties_duty",
    place=30,
    pieces=PIECES,
    samples=SAMPLES,
    batch=move,
    ledgers=("duties.lead", "duties.assigner", "duties.helper"),
    elsewhere=ELSEWHERE,
    closing=close,
)


# --- obstacles: whoever takes over from the unit that was named removes them ---------------------------------

_NAMED = """(
  select o.id, o.remover_unit_id as unit, d.field_of_work_id as field, left(o.text, 120) as text
    from duties_obstacle o join duties_duty d on d.id = o.duty_id
   where o.state <> 'removed' and o.remover_unit_id = any(%(sources)s::bigint[])
)"""
_CAME = origin("came", unit="o.unit", subject="o.id", ledger="'obstacles'")
_REMOVERS = heir("h", unit="o.unit", subject="o.id", kind="obstacles", ledger="obstacles", field="o.field")

OBSTACLES = f"""
with heirs as materialized (
  select o.id, o.unit as old, {heir_of("h")} as new from {_NAMED} o {_REMOVERS}
   where o.id > %(after)s and o.id <= %(until)s
), moved as (
  update duties_obstacle o set remover_unit_id = heirs.new
    from heirs where heirs.id = o.id and heirs.new <> heirs.old
  returning o.id, heirs.old, heirs.new, o.duty_id
), record as ({hand_over("obstacles", "moved", old="old", new="new")})
select coalesce(array_agg(id), '{{}}') from moved"""

# The new one reads the duty that it is to help.
_READ_BY_REMOVERS = """
update duties_duty d set readers = d.readers || array[o.remover_unit_id]
  from duties_obstacle o
 where o.id = any(%(ids)s::bigint[]) and d.id = o.duty_id and o.remover_unit_id <> all(d.readers)
returning d.id, d.closed_at is null"""


def move_obstacles(batch: Batch) -> int:
    """A window of obstacles. Returns how many another unit is to remove."""
    moved = movers.run(OBSTACLES, batch.parameters)[0][0]
    if moved:
        rows = movers.run(_READ_BY_REMOVERS, {"ids": moved})
        if standing := [pk for pk, is_open in rows if is_open]:
            movers.run(STAND, batch.parameters | {"ids": standing})
    return len(moved)


OBSTACLES_OF_UNITS = Mover(
    kind="obstacles",
    label=_("Vướng mắc chờ đơn vị gỡ"),
    table="duties_obstacle",
    place=32,
    pieces=f"""
select o.unit, o.field, came.came_from, count(*) from {_NAMED} o {_CAME}
 group by 1, 2, 3 order by 1, 2 nulls first, 3 nulls first""",
    samples=f"select distinct o.unit, o.field, came.came_from, o.id, o.text from {_NAMED} o {_CAME}",
    batch=move_obstacles,
    ledgers=("obstacles",),
)
