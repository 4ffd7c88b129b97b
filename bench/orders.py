"""Seconds to give one order to 124 and to 1,000 units, beside a bare INSERT of the same rows.

    python bench/orders.py [--sizes 124 1000] [--times 5] [--duties 10000]

The action give_order as the page calls it: as the application's role behind the walls, entered as a head of office, in
one transaction committed durably (fsync on): the order, a duty for each unit with its standing, its line of history,
its entry of the trace, and a notice to each of the two people who handle duties there. Beside it the same rows by
INSERT … SELECT, one statement a table, as the owner and so without walls, with all indexes and triggers. Then the
page of the order, and a whole order stopped with its preview in one press. Bar: within 5 times the bare INSERT.
"""

import statistics
import time
import uuid
from typing import Any

from _installation import arguments, installation, session_of
from _seed import duties

# A thousand units: copies of a commune that is there, with two people each.
UNITS = """
insert into units_unit (key, kind, during, ours, name, folded, sort_key, code, source, verified, note)
select 'bench-' || n, 'commune', during, ours, 'Xã Thử ' || n, 'xa thu ' || n, 'xa thu ' || n, '', 'bench', true, ''
  from generate_series(1, {most}) n, (select * from units_unit where kind = 'commune' and ours @> current_date limit 1) u
on conflict do nothing;
with unit as (select id from units_unit where source = 'bench'),
seat as (
  insert into people_post (unit_id, title, role)
  select unit.id, r.role, r.role from unit, (values ('unit_head'), ('officer')) r(role)
   where not exists (select 1 from people_post p where p.unit_id = unit.id) returning id
),
person as (
  insert into people_person (full_name, folded, sort_key)
  select 'Thử ' || id, 'thu', 'bench ' || id from seat returning id, sort_key
)
insert into people_tenure (post_id, person_id, during, basis)
select seat.id, person.id, daterange('2020-01-01', null), '' from seat join person on sort_key = 'bench ' || seat.id;
analyze units_unit; analyze people_post; analyze people_tenure;
"""

BARE = (
    """insert into duties_order (id, source, source_id, origin, to_whom, title, product, given_at, due_on, due_bound,
  due_at, no_deadline_reason, priority, folded)
  values (%(order)s::uuid, 'bench', %(order)s::text, '', 'Tất cả', 'Báo cáo chuyển đổi số cấp xã', 'Báo cáo', now(), '2027-03-15',
  'by', '2027-03-16', '', 'thuong', 'bao cao')""",
    """insert into duties_duty (source, source_id, order_id, origin, title, product, lead_unit_id, accountable_text,
  assigner_unit_id, readers, given_at, due_on, due_bound, due_at, due_text, no_deadline_reason, priority, state,
  changed_at, stop_reason, folded)
select 'bench', %(order)s::text || '/' || u, %(order)s::uuid, %(order)s::text, 'Báo cáo chuyển đổi số cấp xã', 'Báo cáo', u, '',
  %(giver)s::bigint, array[u, %(giver)s::bigint], now(), '2027-03-15', 'by', '2027-03-16', '', '', 'thuong', 'assigned', now(), '',
  'bao cao chuyen doi so cap xa bao cao' from unnest(%(units)s::bigint[]) u""",
    """insert into duties_standing (duty_id, lead_unit_id, assigner_unit_id, due_at, paused, readers, during)
select id, lead_unit_id, assigner_unit_id, due_at, false, readers, daterange(current_date, null)
  from duties_duty where order_id = %(order)s::uuid""",
    """insert into duties_step (duty_id, move, at, note, from_state, to_state)
select id, 'open', now(), '', '', 'assigned' from duties_duty where order_id = %(order)s::uuid""",
    """insert into audit_entry (at, event, subject_type, subject_id, details)
select now(), 'duty.opened', 'duties.duty', id::text, '{"order": "x", "lead": 1, "assigner": 1, "due": "2027-03-15"}'
  from duties_duty where order_id = %(order)s::uuid""",
    """insert into outbox_notice (id, person_id, event, text, url, at)
select gen_random_uuid(), t.person_id, 'duty.open', 'Việc mới được giao: Báo cáo chuyển đổi số cấp xã',
  '/viec/' || d.id, now()
  from duties_duty d join people_post p on p.unit_id = d.lead_unit_id join people_tenure t on t.post_id = p.id
 where d.order_id = %(order)s::uuid""",
)


def bare(owner: Any, units: list[int], giver: int) -> float:
    """Seconds of the plain rows, in one transaction."""
    values = {"order": str(uuid.uuid4()), "units": units, "giver": giver}
    began = time.perf_counter()
    with owner.transaction():
        for statement in BARE:
            owner.execute(statement, values)
    return time.perf_counter() - began


def given(account: int, units: list[int]) -> tuple[float, str]:
    """Seconds of the action, and the order."""
    from datetime import date

    from django.utils import timezone

    from tinhso.kernel.duties.actions.give_order import give_order
    from tinhso.kernel.duties.actions.open_duty import Deadline
    from tinhso.kernel.people.scope import acting

    began = time.perf_counter()
    with acting(account) as by:
        assert by is not None
        order = give_order(
            source="duties.direct",
            source_id=str(uuid.uuid4()),
            title="Báo cáo chuyển đổi số cấp xã",
            product="Báo cáo",
            lead_unit_ids=units,
            to_whom="Tất cả xã, phường",
            assigner_unit_id=by.unit_id,
            deadline=Deadline(on=date(2027, 3, 15), bound="by"),
            by=by,
            at=timezone.now(),
        )
    return time.perf_counter() - began, str(order.pk)


def page(client: Any, path: str) -> float:
    """Seconds of a page."""
    began = time.perf_counter()
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return time.perf_counter() - began


def stopped(client: Any, order: str) -> float:
    """Seconds of the press that stops the whole order, after its preview."""
    preview = client.get("/viec/hang-loat", {"dot": order, "lam": "stop"}).content.decode()
    ids = preview.partition('name="cac-viec" value="')[2].partition('"')[0]
    began = time.perf_counter()
    answer = client.post(
        "/viec/hang-loat", {"lam": "stop", "cac-viec": ids, "note": "thôi", "token": str(uuid.uuid4())}
    )
    assert answer.status_code == 302, answer.status_code
    return time.perf_counter() - began


def main() -> None:
    asked = arguments(
        __doc__,
        sizes=([124, 1_000], "units of an order"),
        times=(5, "orders of each size"),
        duties=(10_000, "already there"),
    )
    with installation("orders", keep=asked.keep) as home, home.owner() as owner:
        from django.conf import settings
        from django.test import Client

        duties(owner, asked.duties, say=lambda text: None)
        owner.execute(UNITS.format(most=max(asked.sizes)))
        everybody = [
            pk for (pk,) in owner.execute("select id from units_unit where source = 'bench' order by id")
        ]
        (account,) = owner.execute(
            "select id from people_account where username like 'thu-head_of_office-%' order by id limit 1"
        ).fetchone()
        (office,) = owner.execute("select id from units_unit where key = 'van-phong-ubnd-tinh'").fetchone()
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = session_of(account)
        given(account, everybody[:10]), bare(owner, everybody[:10], office)  # warm
        print(f"{asked.duties:,} duties there, fsync on, median of {asked.times}")
        for size in asked.sizes:
            units = everybody[:size]
            plain = statistics.median(bare(owner, units, office) for _ in range(asked.times))
            runs = [given(account, units) for _ in range(asked.times)]
            action = statistics.median(seconds for seconds, _order in runs)
            opened = statistics.median(page(client, f"/viec/nhieu-don-vi/{order}") for _s, order in runs)
            verdict = "" if action <= 5 * plain else "  over the bar (5 times)"
            print(f"{size:6,} units: bare INSERT {plain * 1000:8.1f} ms, give_order {action * 1000:8.1f} ms"
                  f" ({action / plain:4.2f} times; {action / size * 1000:5.2f} ms a duty){verdict}")  # fmt: skip
            print(f"{'':14} page of the order {opened * 1000:8.1f} ms")
            if size <= 500:
                print(
                    f"{'':14} stop the whole of it, with trace and notice of each {stopped(client, runs[0][1]):6.2f} s"
                )
        print(f"{'':14} inbox, given {page(client, '/viec/?muc=da-giao') * 1000:8.1f} ms")


if __name__ == "__main__":
    main()
