"""How recurring work passes to another unit: whoever takes over leads, gives or helps from the next period on."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.units import movers
from tinhso.kernel.units.movers import Batch, Mover, hand_over, heir, heir_of, origin

_TABLE = "duties_recurrence"
_OWNED = f"""(
  select r.id, r.lead_unit_id as unit, r.field_of_work_id as field, 'recurrences.lead' as side, r.title
    from {_TABLE} r where r.next_opens_on is not null and r.lead_unit_id = any(%(sources)s::bigint[])
  union all
  select r.id, r.assigner_unit_id, r.field_of_work_id, 'recurrences.assigner', r.title
    from {_TABLE} r where r.next_opens_on is not null and r.assigner_unit_id = any(%(sources)s::bigint[])
)"""
_ORIGIN = origin("came", unit="o.unit", subject="o.id", ledger="o.side")

PIECES = f"""
select o.unit, o.field, came.came_from, count(*) from {_OWNED} o {_ORIGIN}
 group by 1, 2, 3 order by 1, 2 nulls first, 3 nulls first"""

SAMPLES = f"""
select distinct o.unit, o.field, came.came_from, o.id, o.title from {_OWNED} o {_ORIGIN}"""

_SIDES = heir(
    "l", unit="r.lead_unit_id", subject="r.id", kind="recurrences", ledger="recurrences.lead",
    field="r.field_of_work_id",
) + heir(
    "a", unit="r.assigner_unit_id", subject="r.id", kind="recurrences", ledger="recurrences.assigner",
    field="r.field_of_work_id",
)  # fmt: skip

SIDES = f"""
with heirs as materialized (
  select r.id, r.lead_unit_id as lead, r.assigner_unit_id as assigner, r.assigner_post_id as post,
         coalesce({heir_of("l")}, r.lead_unit_id) as new_lead,
         coalesce({heir_of("a")}, r.assigner_unit_id) as new_assigner
    from {_TABLE} r {_SIDES}
   where r.id > %(after)s and r.id <= %(until)s and r.next_opens_on is not null
     and (r.lead_unit_id = any(%(sources)s::bigint[]) or r.assigner_unit_id = any(%(sources)s::bigint[]))
), changed as (
  update {_TABLE} r
     set lead_unit_id = h.new_lead, assigner_unit_id = h.new_assigner, version = r.version + 1,
         assigner_post_id = case when h.new_assigner <> h.assigner
                                 then coalesce(p.id, r.assigner_post_id) else r.assigner_post_id end
    from heirs h left join people_post p on p.succeeds_id = h.post and p.unit_id = h.new_assigner
   where r.id = h.id and (h.new_lead is distinct from h.lead or h.new_assigner <> h.assigner)
  returning r.id, h.lead, h.new_lead, h.assigner, h.new_assigner
), lead_record as ({hand_over("recurrences.lead", "changed", old="lead", new="new_lead")}
), assigner_record as ({hand_over("recurrences.assigner", "changed", old="assigner", new="new_assigner")})
select count(*) from changed"""

# Helpers have no say of their own: each goes where the recurring work of its unit goes.
HELPERS = f"""
with helped as materialized (
  select r.id, r.lead_unit_id as lead, coalesce(rest.successor_id, x.unit) as unit
    from {_TABLE} r cross join unnest(r.unit_ids) as x(unit)
    left join units_route rest on rest.reorganisation_id = %(act)s and rest.kind = 'recurrences'
     and rest.predecessor_id = x.unit and rest.field_id is null
     and rest.subject_id is null and rest.came_from_id is null
   where r.id > %(after)s and r.id <= %(until)s and r.next_opens_on is not null
     and r.unit_ids && %(sources)s::bigint[]
)
update {_TABLE} r
   set unit_ids = array(select distinct h.unit from helped h where h.id = r.id and h.unit is distinct from h.lead)
 where r.id in (select id from helped)"""


def move(batch: Batch) -> int:
    """A window of recurring work. Returns how many have a new lead or a new assigner."""
    moved = movers.run(SIDES, batch.parameters)[0][0]
    movers.run(HELPERS, batch.parameters)
    return int(moved)


RECURRENCES_OF_UNITS = Mover(
    kind="recurrences",
    label=_("Việc định kỳ"),
    table=_TABLE,
    place=35,
    pieces=PIECES,
    samples=SAMPLES,
    batch=move,
    ledgers=("recurrences.lead", "recurrences.assigner"),
)
