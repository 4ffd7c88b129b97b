"""A province's work of three years, made by the database itself: as many duties as asked for.

What it is like: 124 communes and 20 departments of the real pack, busy ones far busier than others; four of five
duties are given at the top by the office, one of five is a part that a department gave to a commune; 60 % are done
(a sixth of those late), about 10 % overdue, 6 % without a deadline, a few paused, extended or stopped; half have a
coordinating unit; words as frequent as in real documents ("kế hoạch" in more than half, a long tail of rare ones).
"""

from typing import Any

import psycopg

PLACES = """
create temp table if not exists unit_of on commit preserve rows as
  select u.id, u.kind, row_number() over (partition by u.kind order by u.id) - 1 as n
  from units_unit u
  where u.during @> current_date and u.ours @> current_date
    and (u.kind = 'commune' or u.kind = 'department' and u.key <> 'van-phong-ubnd-tinh');
create temp table if not exists place on commit preserve rows as
  select id, row_number() over (order by kind desc, n) - 1 as n from unit_of
  where kind = 'commune' or n < 20;
create temp table if not exists office on commit preserve rows as select id from units_unit where key = 'van-phong-ubnd-tinh';
"""

PEOPLE = """
with unit_role(unit_id, role, n) as (
  select id, 'unit_head', n from place union all select id, 'officer', n from place
  union all select id, 'leader', 0 from office union all select id, 'head_of_office', 0 from office
), person as (
  insert into people_person (full_name, folded, sort_key)
  select 'Thử ' || role || ' ' || n, 'thu ' || role || ' ' || n, 'thu ' || role || ' ' || n from unit_role
  returning id, folded
), post as (
  insert into people_post (unit_id, title, role) select unit_id, role, role from unit_role returning id, unit_id, role
), held as (
  insert into people_tenure (post_id, person_id, during, basis)
  select p.id, n.id, daterange('2020-01-01', null), '' from unit_role r
  join post p on p.unit_id = r.unit_id and p.role = r.role
  join person n on n.folded = 'thu ' || r.role || ' ' || r.n
)
insert into people_account (username, email, password, is_superuser, is_staff, is_active, date_joined, person_id)
select replace(folded, ' ', '-'), '', '!', false, false, true, now(), id from person;
"""

# One row per duty with everything random drawn once; the rest follows from it.
DRAWN = """
create unlogged table drawn as
select n, lead, top, coalesce(above, office) as assigner, given, due, share, late, helper, words, rare,
       case when top then null else n - 1 end as parent,
       random() < 0.01 as paused, random() < 0.02 as stopped
from (
  select n, lead, n %% 5 <> 4 as top, case when n %% 5 = 4 then lag(lead) over (order by n) end as above,
         (select id from office) as office, given,
         case when random() < 0.06 then null
              when random() < 0.22 then given + (300 + random() * 1200) * interval '1 day'
              else given + (7 + random() * 110) * interval '1 day' end as due,
         random() as share, random() < 0.17 as late, helper, words, rare
  from (
    select n, (select array_agg(id order by n) from place) as places,
           (select count(*) from unit_of where kind = 'department' and n < 20)::int as givers,
           now() - interval '3 years' + n * (interval '3 years' / %(number)s) as given,
           random() as r1, random() as r2, (random() ^ 2 * 40)::int as words, (random() ^ 3 * 20000)::int as rare
    from generate_series(%(first)s, %(last)s) n) raw
  cross join lateral (select places[case n %% 5 when 3 then 1 + (r1 * (givers - 1))::int  -- a department, which gives the next one onward
                                        when 4 then givers + 1 + (r1 * (cardinality(places) - givers - 1))::int
                                        else 1 + (r1 ^ 1.6 * (cardinality(places) - 1))::int end] as lead,
                             places[1 + (r2 ^ 1.6 * (cardinality(places) - 1))::int] as helper) chosen
) facts;
"""

VERBS = [
    "Xây dựng kế hoạch", "Ban hành kế hoạch", "Tổ chức thực hiện kế hoạch", "Rà soát kế hoạch", "Báo cáo kết quả",
    "Triển khai nhiệm vụ", "Kiểm tra, đôn đốc", "Tham mưu ban hành văn bản", "Phối hợp tổ chức", "Hoàn thiện hồ sơ",
]  # fmt: skip
THINGS = [
    "chuyển đổi số", "cải cách hành chính", "dịch vụ công trực tuyến", "đăng ký khai sinh", "giải ngân đầu tư công",
    "xây dựng nông thôn mới", "phòng chống thiên tai", "an toàn thông tin", "giảm nghèo bền vững", "an sinh xã hội",
    "sắp xếp đơn vị hành chính", "cấp giấy chứng nhận quyền sử dụng đất", "bảo hiểm y tế", "phổ cập giáo dục",
    "quản lý bảo vệ rừng", "xúc tiến đầu tư", "du lịch cộng đồng", "khoa học và công nghệ", "phát triển đảng viên",
    "bồi dưỡng cán bộ",
]  # fmt: skip

INSERTS = """
insert into duties_duty (id, source, source_id, origin, title, product, lead_unit_id, accountable_text,
  assigner_unit_id, readers, given_at, due_on, due_bound, due_at, due_text, no_deadline_reason, priority, state,
  changed_at, paused_at, accepted_at, done_at, confirmed_at, closed_at, stopped_at, stop_reason, parent_id, folded)
select n, case when not top then 'duties.subduty' when n %% 9 = 0 then 'duties.direct' else 'directives.task' end, n,
  'bench/' || n / 70, said, 'Báo cáo', lead, '', assigner,
  case when n %% 2 = 0 then array[lead, assigner, helper] else array[lead, assigner] end,
  given, (due at time zone 'Asia/Ho_Chi_Minh')::date, case when due is null then '' else 'by' end, due_at, '',
  case when due is null then 'thường xuyên' else '' end, 'thuong',
  case when gone then 'stopped' when done is not null then 'completed'
       else (array['assigned', 'accepted', 'in_progress', 'in_progress', 'in_progress', 'submitted', 'returned'])[1 + n %% 7] end,
  given, case when paused and done is null and not gone then given end, given, done, confirmed,
  case when gone then given + interval '5 days' else confirmed end,
  case when gone then given + interval '5 days' end, case when gone then 'không còn cần' else '' end, parent, folded
from (
  select d.*, date_trunc('day', due) as due_at, stopped and share > 0.3 as gone,
    %(verbs)s::text[] as v, %(things)s::text[] as t
  from drawn d) d
cross join lateral (select
  v[1 + least(words %% 10, 9)] || ' ' || t[1 + words / 2 %% 20] || ' tại cơ sở ' || rare || ' theo chỉ đạo số ' || n %% 3000
    || '-CĐ/TU của cấp trên và báo cáo kết quả' as said) s
cross join lateral (select vn_fold(said || ' Báo cáo') as folded) f
cross join lateral (select case
    when gone or share > 0.86 then null
    when late then least(due_at + random() * interval '20 days', now() - interval '1 hour')
    else given + share * (least(coalesce(due_at, now()), given + interval '200 days') - given) end as finished) e
cross join lateral (select case when finished < now() - interval '4 days' and finished > given then finished end as done) g
cross join lateral (select done + random() * interval '3 days' as confirmed) h;

insert into duties_standing (duty_id, lead_unit_id, assigner_unit_id, due_at, paused, readers, during)
select id, lead_unit_id, assigner_unit_id, due_at, paused_at is not null, readers,
  daterange((given_at at time zone 'Asia/Ho_Chi_Minh')::date,
    case when stopped_at is not null then (stopped_at at time zone 'Asia/Ho_Chi_Minh')::date end)
from duties_duty where id between %(first)s and %(last)s
  and (stopped_at is null or (stopped_at at time zone 'Asia/Ho_Chi_Minh')::date > (given_at at time zone 'Asia/Ho_Chi_Minh')::date);

insert into duties_coordination (duty_id, unit_id, open, due_at)
select d.id, r.helper, d.closed_at is null, d.due_at from duties_duty d join drawn r on r.n = d.id
where d.id %% 2 = 0 and r.helper <> d.lead_unit_id and d.id between %(first)s and %(last)s;
"""

TABLES = ("duties_duty", "duties_standing", "duties_coordination")
AT_ONCE = 500_000


def people(connection: Any) -> None:
    """A head and an officer for every unit, a leader and a head of office: usernames thu-ROLE-N."""
    connection.execute(PLACES)
    if connection.execute("select 1 from people_account where username = 'thu-leader-0'").fetchone() is None:
        connection.execute(PEOPLE)


def duties(connection: Any, number: int, *, say: Any = print) -> None:
    """Fill the tables up to `number` duties: indexes off, rows in, indexes on, tally made anew."""
    there = connection.execute("select coalesce(max(id), 0) from duties_duty").fetchone()[0]
    if there >= number:
        return
    connection.execute("set maintenance_work_mem = '768MB'; set synchronous_commit = off")
    people(connection)
    definitions = _without_indexes(connection)
    for first in range(there + 1, number + 1, AT_ONCE):
        last = min(first + AT_ONCE - 1, number)
        facts = {"first": first, "last": last, "number": number, "verbs": VERBS, "things": THINGS}
        connection.execute("drop table if exists drawn")
        for statement in (DRAWN, *INSERTS.split(";\n\n")):
            psycopg.ClientCursor(connection).execute(statement, facts)
        say(f"  {last:,} duties")
    connection.execute("drop table drawn")
    for definition in definitions:
        connection.execute(definition)
    for table in TABLES:
        connection.execute(f"alter table {table} enable trigger all")
        connection.execute(
            f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"
        )
    say("  indexes made")
    connection.execute("vacuum analyze duties_duty, duties_standing, duties_coordination")
    from tinhso.kernel.duties import tally

    _as_owner(tally.rebuild)
    connection.execute("vacuum analyze duties_tally, duties_balance, duties_journal")
    say("  tally made")


def _without_indexes(connection: Any) -> list[str]:
    """Drop what slows a load; the definitions that bring it back. The exclusion of overlapping standings stays
    away: no page reads by it, and its index takes longer than all others together."""
    for table in TABLES:
        connection.execute(f"alter table {table} disable trigger all")
    connection.execute("alter table duties_standing drop constraint if exists a_duty_stands_once_on_a_day")
    rows = connection.execute(
        "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index i"
        " where indrelid = any(%s::regclass[]) and not exists"
        " (select 1 from pg_constraint c where c.conindid = i.indexrelid)",
        [list(TABLES)],
    ).fetchall()
    for name, _definition in rows:
        connection.execute(f"drop index {name}")
    return [definition for _name, definition in rows]


def _as_owner(work: Any) -> None:
    """Run Django code as the owner, whatever role this process has."""
    import os

    from django.db import connection

    kept = dict(connection.settings_dict)
    from dj_database_url import parse

    connection.close()
    connection.settings_dict.update({k: v for k, v in parse(os.environ["OWNER_DATABASE_URL"]).items() if v})
    try:
        work()
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(kept)
