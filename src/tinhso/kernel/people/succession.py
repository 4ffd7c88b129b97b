"""How posts and their holders pass to another unit: equal posts with the same role, held by the same people from
the same day on, so that nobody needs a new account. The old posts stay for history, with nobody in them."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.people.models import Tenure
from tinhso.kernel.text.formats import format_date
from tinhso.kernel.units import movers
from tinhso.kernel.units.movers import Batch, Mover, heir, heir_of, origin

# A post that another one carries on is history.
PIECES = f"""
select p.unit_id, null::bigint, o.came_from, count(*)
  from people_post p {origin("o", unit="p.unit_id", subject="p.id", ledger="'posts'")}
 where p.unit_id = any(%(sources)s::bigint[]) and p.ended_on is null
   and not exists (select 1 from people_post n where n.succeeds_id = p.id)
 group by 1, 2, 3 order by 1, 3 nulls first"""

SAMPLES = f"""
select p.unit_id, null::bigint, o.came_from, p.id, p.title || coalesce(' – ' || n.full_name, '')
  from people_post p {origin("o", unit="p.unit_id", subject="p.id", ledger="'posts'")}
  left join people_tenure t on t.post_id = p.id and upper_inf(t.during)
  left join people_person n on n.id = t.person_id
 where p.unit_id = any(%(sources)s::bigint[])
   and p.ended_on is null and not exists (select 1 from people_post s where s.succeeds_id = p.id)"""

# Of one statement all parts see the same rows, so what was held is read before it is closed.
MOVE = f"""
with seen as materialized (
  select p.id, p.unit_id, p.title, p.role from people_post p
   where p.id > %(after)s and p.id <= %(until)s and p.unit_id = any(%(sources)s::bigint[])
     and p.ended_on is null and not exists (select 1 from people_post n where n.succeeds_id = p.id)
   order by p.id for update
), heirs as materialized (
  select seen.*, {heir_of("h")} as heir
    from seen {heir("h", unit="seen.unit_id", subject="seen.id", kind="posts", ledger="posts")}
), made as (
  insert into people_post (unit_id, title, role, succeeds_id)
  select heir, title, role, id from heirs where heir <> unit_id
  returning id, unit_id, succeeds_id
), ended as (
  update people_post p set ended_on = %(day)s from made where p.id = made.succeeds_id
), invited as (
  update people_invitation i set post_id = made.id
    from made where i.post_id = made.succeeds_id and i.used_at is null and i.revoked_at is null
), held as materialized (
  select t.id, t.person_id, t.during, made.id as post_id
    from people_tenure t join made on made.succeeds_id = t.post_id
   where t.during && daterange(%(day)s, null)
), closed as (
  update people_tenure t set during = daterange(lower(t.during), %(day)s)
    from held where held.id = t.id and coalesce(lower(held.during), '-infinity') < %(day)s
), passed as (
  update people_tenure t set post_id = held.post_id
    from held where held.id = t.id and lower(held.during) >= %(day)s
), opened as (
  insert into people_tenure (post_id, person_id, during, basis)
  select post_id, person_id, daterange(%(day)s, upper(during)), left(%(words)s::text, 200)
    from held where coalesce(lower(during), '-infinity') < %(day)s
), record as (
  insert into units_moved (reorganisation_id, kind, predecessor_id, successor_id, ids, low, high, at)
  select %(act)s, 'posts', h.unit_id, m.unit_id, array_agg(m.id order by m.id), min(m.id), max(m.id), %(at)s
    from made m join heirs h on h.id = m.succeeds_id group by h.unit_id, m.unit_id
)
select id from made"""


def move(batch: Batch) -> int:
    """A window of posts, with whoever holds them on the day; they are told."""
    made = [row[0] for row in movers.run(MOVE, batch.parameters)]
    tenures = Tenure.objects.filter(post__in=made, during__contains=batch.day)
    for tenure in tenures.select_related("post__unit").order_by("id"):
        tell(
            [tenure.person_id],
            event="post.succeeded",
            text=str(
                _("Từ %(day)s, chức vụ của anh/chị là %(title)s, %(unit)s (theo %(basis)s).")
                % {
                    "day": format_date(batch.day),
                    "title": tenure.post.title,
                    "unit": tenure.post.unit.name,
                    "basis": batch.words,
                }
            ),
            url="/",
            at=batch.at,
            key=f"people.succession/{tenure.post_id}",
        )
    return len(made)


POSTS = Mover(
    kind="posts",
    label=_("Chức vụ và người giữ"),
    table="people_post",
    place=10,
    pieces=PIECES,
    samples=SAMPLES,
    batch=move,
    ledgers=("posts",),
)
