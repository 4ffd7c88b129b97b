"""How drafts pass to another unit: who writes, is asked, appraises, signs, issues, receives. What is issued or given
up stays with whoever did it, and who takes over may read it. The day of the move closes a spell and opens the next."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tinhso.domain.drafting import sources
from tinhso.domain.drafting.models import Consultation
from tinhso.domain.drafting.workflow import Stage
from tinhso.kernel.units import movers
from tinhso.kernel.units.movers import Batch, Mover, hand_over, heir, heir_of, origin

KIND = "drafting"
_OPEN = f"d.stage not in ('{Stage.ISSUED}', '{Stage.DROPPED}')"
_UNANSWERED = "c.answered_at is null and c.closed_at is null"
_UNJUDGED = "a.concluded_at is null and a.closed_at is null"

# The ways in which a unit has a draft; a dossier of two sources counts for each.
_OWNED = f"""(
  select d.id, d.owner_unit_id as unit, 'drafting.owner' as side, d.abstract
    from drafting_dossier d where {_OPEN} and d.owner_unit_id = any(%(sources)s::bigint[])
  union all
  select d.id, d.issuer_unit_id, 'drafting.issuer', d.abstract
    from drafting_dossier d where {_OPEN} and d.issuer_unit_id = any(%(sources)s::bigint[])
  union all
  select d.id, c.unit_id, 'drafting.asked', d.abstract
    from drafting_consultation c join drafting_dossier d on d.id = c.dossier_id
   where {_UNANSWERED} and c.unit_id = any(%(sources)s::bigint[])
  union all
  select d.id, a.unit_id, 'drafting.appraiser', d.abstract
    from drafting_appraisal a join drafting_dossier d on d.id = a.dossier_id
   where {_UNJUDGED} and a.unit_id = any(%(sources)s::bigint[])
  union all
  select d.id, s.signer_unit_id, 'drafting.signer', d.abstract
    from drafting_submission s join drafting_dossier d on d.id = s.dossier_id
   where s.decision = '' and s.signer_unit_id = any(%(sources)s::bigint[])
  union all
  select d.id, r.unit_id, 'drafting.recipient', d.abstract
    from drafting_delivery r join drafting_dossier d on d.id = r.dossier_id
   where r.received_at is null and r.unit_id = any(%(sources)s::bigint[])
)"""
_ORIGIN = origin("came", unit="o.unit", subject="o.id", ledger="o.side")

PIECES = f"""
select o.unit, null::bigint, came.came_from, count(*) from {_OWNED} o {_ORIGIN}
 group by 1, 2, 3 order by 1, 3 nulls first"""

SAMPLES = f"""
select distinct o.unit, null::bigint, came.came_from, o.id, o.abstract from {_OWNED} o {_ORIGIN}"""


def _heir(name: str, unit: str, side: str, subject: str = "s.id") -> str:
    return heir(name, unit=unit, subject=subject, kind=KIND, ledger=f"drafting.{side}")


DOSSIERS_SQL = f"""
with seen as materialized (
  select d.id, d.owner_unit_id as owner, d.issuer_unit_id as issuer from drafting_dossier d
   where d.id > %(after)s and d.id <= %(until)s and {_OPEN}
     and (d.owner_unit_id = any(%(sources)s::bigint[]) or d.issuer_unit_id = any(%(sources)s::bigint[]))
   order by d.id for update
), heirs as materialized (
  select s.*, coalesce({heir_of("o")}, s.owner) as new_owner, coalesce({heir_of("i")}, s.issuer) as new_issuer
    from seen s {_heir("o", "s.owner", "owner")} {_heir("i", "s.issuer", "issuer")}
), moved as (
  update drafting_dossier d
     set owner_unit_id = h.new_owner, issuer_unit_id = h.new_issuer,
         readers = case when d.readers @> array[h.new_owner] then d.readers else d.readers || h.new_owner end
    from heirs h where h.id = d.id and (h.new_owner <> h.owner or h.new_issuer <> h.issuer)
  returning d.id, h.owner, h.new_owner, h.issuer, h.new_issuer
), owner_record as ({hand_over("drafting.owner", "moved", old="owner", new="new_owner")}
), issuer_record as ({hand_over("drafting.issuer", "moved", old="issuer", new="new_issuer")})
select count(*) from moved"""


def _rows_sql(table: str, column: str, side: str, open_rows: str, *, more: str = "") -> str:
    """Rows that hang on a dossier of the window pass to the heir of the unit that they name."""
    return f"""
with heirs as materialized (
  select x.id as row, x.dossier_id as id, x.{column} as old, {heir_of("h")} as new
    from {table} x {_heir("h", f"x.{column}", side, "x.dossier_id")}
   where x.dossier_id > %(after)s and x.dossier_id <= %(until)s and {open_rows}
     and x.{column} = any(%(sources)s::bigint[])
), moved as (
  update {table} x set {column} = h.new from heirs h
   where h.row = x.id and h.new <> h.old {more}
  returning x.id as row, x.dossier_id as id, h.old, h.new
), record as ({hand_over(f"drafting.{side}", "moved", old="old", new="new")})
select count(*) from moved"""


# Whoever is asked already, or writes the draft, is not asked a second time: the question of the former unit ends.
_NOT_TWICE = """
   and not exists (select 1 from drafting_consultation o where o.dossier_id = x.dossier_id and o.round = x.round
                     and o.unit_id = h.new)
   and not exists (select 1 from drafting_dossier d where d.id = x.dossier_id and d.owner_unit_id = h.new)
   and h.row = (select min(f.row) from heirs f join drafting_consultation g on g.id = f.row
                 where f.id = h.id and f.new = h.new and g.round = x.round)"""
ASKED = _rows_sql(
    "drafting_consultation",
    "unit_id",
    "asked",
    "x.answered_at is null and x.closed_at is null",
    more=_NOT_TWICE,
)
APPRAISERS = _rows_sql(
    "drafting_appraisal", "unit_id", "appraiser", "x.concluded_at is null and x.closed_at is null"
)
SIGNERS = _rows_sql("drafting_submission", "signer_unit_id", "signer", "x.decision = ''")
_ONE_EACH = """
   and not exists (select 1 from drafting_delivery o where o.dossier_id = x.dossier_id and o.unit_id = h.new)
   and h.row = (select min(f.row) from heirs f where f.id = h.id and f.new = h.new)"""
RECIPIENTS = _rows_sql("drafting_delivery", "unit_id", "recipient", "x.received_at is null", more=_ONE_EACH)

# What its heir has got already need not be acknowledged a second time by a unit that is no more.
DOUBLED_DELIVERIES = """
delete from drafting_delivery x
 where x.dossier_id > %(after)s and x.dossier_id <= %(until)s and x.received_at is null
   and x.unit_id = any(%(ended)s::bigint[])
   and exists (select 1 from units_route r
                 join drafting_delivery o on o.dossier_id = x.dossier_id and o.unit_id = r.successor_id
                where r.reorganisation_id = %(act)s and r.kind = 'drafting' and r.predecessor_id = x.unit_id)"""

POSTS = """
update drafting_submission s set signer_post_id = p.id
  from people_post p
 where s.dossier_id > %(after)s and s.dossier_id <= %(until)s and s.decision = ''
   and p.succeeds_id = s.signer_post_id and p.unit_id = s.signer_unit_id"""

# The open spell is where the stage says: with the drafter, the appraiser, the signer, the issuer.
SPELLS = """
with hands as materialized (
  select s.id as spell, s.dossier_id, s.stage, s.unit_id,
         case s.stage
           when 'appraising' then (select a.unit_id from drafting_appraisal a where a.dossier_id = d.id
                                      and a.concluded_at is null and a.closed_at is null)
           when 'submitted' then (select b.signer_unit_id from drafting_submission b
                                   where b.dossier_id = d.id and b.decision = '')
           when 'signed' then d.issuer_unit_id
           else d.owner_unit_id end as now_with
    from drafting_spell s join drafting_dossier d on d.id = s.dossier_id
   where d.id > %(after)s and d.id <= %(until)s and s.until is null and s.unit_id = any(%(sources)s::bigint[])
), ended as (
  update drafting_spell s set until = greatest(%(at)s, s.since) from hands h
   where h.spell = s.id and h.now_with <> h.unit_id
  returning s.dossier_id, s.stage, s.until, h.now_with
)
insert into drafting_spell (dossier_id, stage, unit_id, since, note)
select dossier_id, stage, now_with, until, left(%(words)s, 500) from ended"""


def _gain(table: str, column: str, window: str) -> str:
    """Who takes over from a unit of the array is in it too; nobody loses the right."""
    return f"""
with more as materialized (
  select t.id, array_agg(distinct coalesce(r.successor_id, a.successor_id)) as units
    from {table} t cross join unnest(t.{column}) as x(unit)
    left join units_route r on r.reorganisation_id = %(act)s and r.kind = '{KIND}' and r.predecessor_id = x.unit
    left join units_route a on r.id is null and a.reorganisation_id = %(act)s and a.kind = 'archive'
     and a.predecessor_id = x.unit
   where t.{window} > %(after)s and t.{window} <= %(until)s and t.{column} && %(readers_of)s::bigint[]
     and x.unit = any(%(readers_of)s::bigint[]) and coalesce(r.successor_id, a.successor_id) is not null
   group by t.id
)
update {table} t set {column} = t.{column} || array(select u from unnest(more.units) u where u <> all(t.{column}))
  from more where more.id = t.id and not t.{column} @> more.units"""


READERS = (
    _gain("drafting_dossier", "readers", "id"),
    _gain("drafting_dossier", "consulted", "id"),
    _gain("drafting_version", "readers", "dossier_id"),
)


def move(batch: Batch) -> int:
    """A window of dossiers with everything that hangs on them. Returns how many have a new drafter or issuer."""
    moved = int(movers.run(DOSSIERS_SQL, batch.parameters)[0][0])
    for sql in (ASKED, APPRAISERS, SIGNERS, RECIPIENTS, DOUBLED_DELIVERIES, POSTS):
        movers.run(sql, batch.parameters)
    _end_doubled_questions(batch, at=batch.at)
    for sql in (SPELLS, *READERS):
        movers.run(sql, batch.parameters)
    return moved


def _end_doubled_questions(batch: Batch, *, at: datetime) -> None:
    """Open questions to units that are no more: their heir is asked already, or writes the draft itself."""
    left = Consultation.objects.open().filter(
        dossier__gt=batch.after, dossier__lte=batch.until, unit__in=batch.plan.ends
    )
    for asked in left.select_related("duty").select_for_update(of=("self",)):
        asked.closed_at = at
        asked.save(update_fields=["closed_at"])
        sources.void(asked.duty, batch.words, at=at)


DOSSIERS = Mover(
    kind=KIND,
    label=_("Dự thảo đang soạn, hỏi ý kiến, trình ký; văn bản chưa nhận"),
    table="drafting_dossier",
    place=45,
    pieces=PIECES,
    samples=SAMPLES,
    batch=move,
    ledgers=tuple(
        f"drafting.{side}" for side in ("owner", "issuer", "asked", "appraiser", "signer", "recipient")
    ),
)
