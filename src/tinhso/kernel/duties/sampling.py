"""Drawing: which confirmed results of a period are looked at again. The same seed draws the same, for good.

The population is read from the history (steps and standings), which nobody changes: a result that was taken back since
is still in the draw that found it. Each unit is a stratum of its own, with at least one result.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from tinhso.kernel.duties import policies
from tinhso.kernel.duties.clock import day_of, midnight
from tinhso.kernel.duties.models import SampledResult, Step
from tinhso.kernel.duties.workflow import REOPENED
from tinhso.kernel.people.scope import Scope

_DRAW = f"""
with confirmed as (
  select s.duty_id, max(s.at) as confirmed_at from duties_step s
   where s.move = 'confirm_result' and s.at >= %(first)s and s.at < %(until)s and s.at <= %(at)s
     and not exists (select 1 from duties_step r where r.duty_id = s.duty_id and r.id > s.id
                        and r.move = '{REOPENED}' and r.at < %(at)s)
   group by s.duty_id
), given as (
  select c.duty_id, c.confirmed_at, t.lead_unit_id
    from confirmed c
    join duties_duty d on d.id = c.duty_id
    join duties_standing t on t.duty_id = c.duty_id and t.during @> %(day)s
   where t.assigner_unit_id = %(unit)s
      or %(top)s and d.parent_id is null and t.lead_unit_id <> %(unit)s
), shuffled as (
  select *, row_number() over (partition by lead_unit_id order by md5(%(seed)s || ':' || duty_id), duty_id) as place,
         count(*) over (partition by lead_unit_id) as of_unit, count(*) over () as population
    from given
)
select duty_id, lead_unit_id, confirmed_at, of_unit, population from shuffled
 where place <= greatest(1, ceil(of_unit * %(percent)s / 100.0)) order by lead_unit_id, place"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One result of a draw, and how many its unit and all units have."""

    duty_id: int
    lead_unit_id: int
    confirmed_at: datetime
    of_unit: int
    population: int


def draw(
    *, unit_id: int, top: bool, first: date, last: date, percent: int, seed: str, at: datetime
) -> list[Drawn]:
    """What the seed draws out of the results confirmed from `first` to `last`, as known at `at`."""
    values: dict[str, Any] = {
        "unit": unit_id,
        "top": top,
        "first": midnight(first),
        "until": midnight(last + timedelta(days=1)),
        "percent": percent,
        "seed": seed,
        "at": at,
        "day": day_of(at) - timedelta(days=1),
    }
    with connection.cursor() as cursor:
        cursor.execute(_DRAW, values)
        return [Drawn(*row) for row in cursor.fetchall()]


def may_check(by: Scope, result: SampledResult) -> bool:
    """Acts for the side that gave the duty, and is nobody who submitted or confirmed its result."""
    if not policies.assigns(by, result.duty):
        return False
    theirs = Step.objects.filter(duty=result.duty_id, move__in=["submit_result", "confirm_result"])
    return not theirs.filter(person_id=by.person_id).exists()
