"""The tree page of a node with very many descendants, against the bare recursive SQL that only counts them.

    python bench/cascade.py [--descendants 50000] [--others 100000] [--times 30] [--keep FOLDER]

Seeds one cascade – a goal, 10 resolutions, 100 plans, 1,000 solutions, the rest tasks, every tenth task under a second
solution – with a duty behind each task, and other duties around them. Then in one run: (1) the page of the goal and of a
plan through the whole stack, called in process by Django's test client as the web server's database role, for a leader
and a commune's officer; (2) the roll-up alone; (3) a recursive query as the owner, without walls, that finds the same
duties and counts their cells. The page's total must equal the recursive query's. Bar: p95 of the page under 200 ms.
"""

import time
from typing import Any

from _installation import arguments, installation, percentile, session_of, summary
from _seed import duties as seed_duties

BAR = 200

NODES = """
alter table programmes_node disable trigger user;
alter table programmes_link disable trigger user;
insert into programmes_node (id, kind, title, owner_unit_id, place, unverified, doc_type, number, issued_on,
                             issuer_text, duty_id, drop_reason, version, changed_at, folded)
select 1000000 + n, kind, kind || ' ' || n, (select id from units_unit where key = 'van-phong-ubnd-tinh'), '', '',
       case when kind = 'document' then 'ke-hoach' else '' end, case when kind = 'document' then n || '/KH' else '' end,
       null, '', case when kind = 'task' then n - 1110 end, '', 1, now(), kind || ' ' || n
from (select n, case when n = 0 then 'goal' when n <= 110 then 'document' when n <= 1110 then 'solution' else 'task' end
             as kind from generate_series(0, %(number)s) n) x;
insert into programmes_link (parent_id, child_id, position)
select 1000000 + case when n <= 10 then 0 when n <= 110 then 1 + n %% 10 when n <= 1110 then 11 + n %% 100
                      else 111 + n %% 1000 end, 1000000 + n, n
from generate_series(1, %(number)s) n;
insert into programmes_link (parent_id, child_id, position)
select 1000000 + 111 + (n + 7) %% 1000, 1000000 + n, n from generate_series(1111, %(number)s, 10) n;
alter table programmes_node enable trigger user;
alter table programmes_link enable trigger user;
select programmes_rebuild();
"""

# What anybody would write first: walk the links, find the duties, count the cells.
BARE = """
with recursive below(id) as (
  select 1000000::bigint union select l.child_id from below b join programmes_link l on l.parent_id = b.id
)
select count(*), count(*) filter (where d.confirmed_at is null and d.due_at <= now() and d.paused_at is null)
  from below b join programmes_node n on n.id = b.id join duties_duty d on d.id = n.duty_id
 where d.state <> 'stopped'
"""


def timed(times: int, work: Any) -> list[float]:
    """Seconds of each call, after three that warm up."""
    taken = []
    for turn in range(times + 3):
        began = time.perf_counter()
        work()
        if turn >= 3:
            taken.append(time.perf_counter() - began)
    return taken


def seed(owner: Any, descendants: int, others: int) -> None:
    """Duties first, then the nodes that point at the first of them."""
    import psycopg

    seed_duties(owner, descendants + others, say=lambda _line: None)
    if owner.execute("select 1 from programmes_node where id = 1000000").fetchone() is None:
        for statement in NODES.split(";\n"):  # each its own transaction: a trigger cannot wait for another
            psycopg.ClientCursor(owner).execute(statement, {"number": descendants})
    owner.execute("vacuum analyze programmes_node, programmes_link, programmes_descent, programmes_clock")


def main() -> None:
    asked = arguments(
        __doc__,
        descendants=(50_000, "nodes below the goal"),
        others=(100_000, "duties outside the cascade"),
        times=(30, "openings of each page"),
    )
    with installation("cascade", keep=asked.keep) as home, home.owner() as owner:
        from django.conf import settings
        from django.db import transaction
        from django.test import Client
        from django.utils import timezone

        from tinhso.domain.programmes.queries.rollup import rolled_up
        from tinhso.kernel.people import door
        from tinhso.kernel.people.scope import enter

        began = time.monotonic()
        seed(owner, asked.descendants, asked.others)
        pairs = owner.execute("select count(*) from programmes_descent").fetchone()[0]
        print(f"{asked.descendants:,} nodes, {pairs:,} pairs seeded in {time.monotonic() - began:.0f} s")
        accounts = dict(
            owner.execute("select username, id from people_account where username like 'thu-%'").fetchall()
        )
        for who in ("leader-0", "officer-120"):
            client = Client()
            client.cookies[settings.SESSION_COOKIE_NAME] = session_of(accounts[f"thu-{who}"])
            for name, node in (("goal", 1000000), ("plan", 1000011)):
                answer = client.get(f"/chuong-trinh/{node}")
                assert answer.status_code == 200, answer.status_code
                taken = timed(
                    asked.times, lambda node=node, client=client: client.get(f"/chuong-trinh/{node}")
                )
                over = "" if percentile(taken, 0.95) * 1000 < BAR else f"   over the bar of {BAR} ms"
                print(
                    f"page of the {name:5} {who:12} {summary(taken)}   {len(answer.content) // 1024} KB{over}"
                )
        account = accounts["thu-leader-0"]
        with transaction.atomic():
            door.come_back(account)
            scope = enter(account)
            assert scope is not None
            tops = list(range(1000001, 1000011))
            total, _parts = rolled_up(1000000, tops, scope=scope, at=timezone.now())
            taken = timed(asked.times, lambda: rolled_up(1000000, tops, scope=scope, at=timezone.now()))
            print(f"roll-up alone     leader       {summary(taken)}   {total.total:,} duties")
        count, overdue = owner.execute(BARE).fetchone()
        assert (count, overdue) == (total.total, total.open_overdue), (count, overdue, total)
        taken = timed(asked.times, lambda: owner.execute(BARE).fetchone())
        print(f"bare recursive SQL, no walls   {summary(taken)}   the same numbers")


if __name__ == "__main__":
    main()
