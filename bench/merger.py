"""Measure the merger of 1/7/2025: 330 communes become 124 while their duties are open.

    python bench/merger.py [--duties 1000000] [--window 10000] [--keep]

Its own database on the local PostgreSQL: the pack of the eve, N open duties spread over the 330 communes (each led
by one, one in eight also given by one, one in four helped by one), a post with a holder per commune. The act is
drafted, counted, decided and carried out by the functions that the worker's job calls. The yardstick, in the same
run on the same rows afterwards: one bare UPDATE of lead_unit_id of every duty that moved.

Prints seconds, duties per second, the peak resident memory of this process, and the ratio to the yardstick.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ.setdefault("TINHSO_DATABASE_ROLE", "owner")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")

from tinhso.config import local  # noqa: E402

DATABASE = "tinhso_bench_merger"

DUTIES = """
insert into duties_duty (source, source_id, origin, title, product, lead_unit_id, accountable_text, assigner_unit_id,
  readers, given_at, due_on, due_bound, due_at, due_text, no_deadline_reason, priority, state, changed_at,
  stop_reason, folded)
select 'bench', n, 'bench/' || n %% 500, 'Việc số ' || n, 'Báo cáo', u.lead, '',
  case when n %% 8 = 0 then u.other else %(office)s end,
  array[u.lead, case when n %% 8 = 0 then u.other else %(office)s end]
    || case when n %% 4 = 1 then array[u.other] else '{}'::bigint[] end,
  '2025-05-12 09:00+07', d.due, 'by', (d.due + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh', '', '', 'thuong',
  'accepted', '2025-05-12 09:00+07', '', 'viec so ' || n
from generate_series(1, %(number)s) n
cross join lateral (select (%(units)s::bigint[])[1 + n %% 330] as lead, (%(units)s::bigint[])[1 + (n * 7) %% 329] as other) u
cross join lateral (select date '2025-06-01' + (n %% 200)::int as due) d
"""
REST = """
insert into duties_standing (duty_id, lead_unit_id, assigner_unit_id, due_at, paused, readers, during)
  select id, lead_unit_id, assigner_unit_id, due_at, false, readers, daterange('2025-05-12', null) from duties_duty;
insert into duties_coordination (duty_id, unit_id)
  select id, readers[3] from duties_duty where array_length(readers, 1) = 3 and readers[3] <> lead_unit_id;
insert into duties_step (duty_id, move, at, note, from_state, to_state)
  select id, 'open', given_at, '', '', 'assigned' from duties_duty;
analyze
"""


def prepare(duties: int) -> None:
    """The database, its tables, the province on the eve, and its duties."""
    from django.core.management import call_command
    from django.db import connection

    from tests.mergers.province import eve, old_communes
    from tests.mergers.world import noon
    from tinhso.kernel.people.models import Post
    from tinhso.kernel.units import loading
    from tinhso.kernel.units.models import Unit

    call_command("migrate", verbosity=0, interactive=False)
    with tempfile.TemporaryDirectory() as folder:
        loading.load(eve(Path(folder) / "eve"), at=noon(date(2025, 6, 20)))
    communes = old_communes()
    Post.objects.bulk_create([Post(unit=unit, title="Chủ tịch", role="unit_head") for unit in communes])
    office = Unit.objects.get(key="van-phong-ubnd-tinh")
    with connection.cursor() as cursor:
        facts = {"number": duties, "office": office.pk, "units": [unit.pk for unit in communes]}
        cursor.execute(DUTIES, facts)
        cursor.execute(REST)


@contextmanager
def timed(what: str, show: Callable[[float], str]) -> Iterator[None]:
    """Print how long it took."""
    began = time.perf_counter()
    yield
    seconds = time.perf_counter() - began
    print(f"{what}: {show(seconds)}", flush=True)


def measure(duties: int, window: int) -> None:
    """The act, and the yardstick."""
    from django.db import connection

    from tests.mergers.province import THE_DAY, groups
    from tests.mergers.world import BASIS, noon
    from tinhso.kernel.units import carrying
    from tinhso.kernel.units.actions.answer import answer
    from tinhso.kernel.units.actions.decide import decide
    from tinhso.kernel.units.actions.rearrange import rearrange
    from tinhso.kernel.units.models import Moved, State
    from tinhso.kernel.units.plan import Decision, Plan

    eve = noon(date(2025, 6, 20))
    act = rearrange(groups(), document=BASIS, effective_on=THE_DAY, by=None, at=eve)
    with timed("preview (count, samples)", lambda s: f"{s:.1f} s"):
        carrying.survey(act.pk, at=eve)
    act.refresh_from_db()
    plan = Plan.of(act.plan)
    answers = [
        Decision(row["kind"], row["unit"], plan.options(row["unit"])[0], field=row["field"])
        for row in act.survey
        if len(plan.options(row["unit"])) > 1 and row["kind"] != "files"
    ]
    answer(act, answers, by=None, at=eve)
    with timed("decide (facts of the units)", lambda s: f"{s:.1f} s"):
        decide(act, by=None, at=eve)
    began = time.perf_counter()
    act = carrying.carry_out(act.pk, at=noon(THE_DAY), window=window)
    ours = time.perf_counter() - began
    assert act.state == State.DONE
    moved = sum(len(row.ids) for row in Moved.objects.filter(reorganisation=act, kind="duties.lead"))
    print(f"carried out: {ours:.1f} s, {duties / ours:,.0f} duties/s; {moved:,} have a new lead")
    yardstick = "update duties_duty set lead_unit_id = lead_unit_id where id = any(%s)"
    ids = [pk for row in Moved.objects.filter(reorganisation=act, kind="duties.lead") for pk in row.ids]
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze duties_duty")
        began = time.perf_counter()
        cursor.execute(yardstick, [ids])
    bare = time.perf_counter() - began
    print(f"yardstick, one bare UPDATE of {len(ids):,} rows: {bare:.1f} s; ratio {ours / bare:.1f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak resident memory of the worker: {peak:.0f} MB")


def main() -> None:
    """Make the database, measure, drop it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--duties", type=int, default=1_000_000)
    parser.add_argument("--window", type=int, default=10_000)
    parser.add_argument("--keep", action="store_true", help="leave the database for a look")
    asked = parser.parse_args()
    local.prepare()
    import psycopg

    owner = os.environ["OWNER_DATABASE_URL"]
    server = psycopg.connect(owner, autocommit=True)
    server.execute(f"drop database if exists {DATABASE} with (force)")
    server.execute(f"create database {DATABASE} encoding 'UTF8' locale 'C' template template0")
    os.environ["OWNER_DATABASE_URL"] = owner.replace("/tinhso?", f"/{DATABASE}?")
    import django

    django.setup()
    from django.db import connection

    with timed(f"prepared {asked.duties:,} duties", lambda s: f"{s:.1f} s"):
        prepare(asked.duties)
    try:
        measure(asked.duties, asked.window)
    finally:
        connection.close()
        if not asked.keep:
            server.execute(f"drop database {DATABASE} with (force)")


if __name__ == "__main__":
    main()
