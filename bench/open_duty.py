"""Requests per second that open a duty, beside pgbench inserting the same rows.

    python bench/open_duty.py [--clients 8] [--seconds 15] [--duties 10000] [--workers 1]

The page "Giao việc" through the real stack: Granian as `tinhso up` starts it, sessions, the token against forged
requests, row-level security, the duty with its standing, its line of history, its entry of the trace and the notices
of the two people who handle duties in the lead unit, committed durably (fsync on). pgbench runs in the same run on
the same tables with all their indexes and triggers, with as many clients, as the owner and so without walls; every
ratio is to it. Then the same with the walls off, without the row of the trace, and without the tally.
Bar: a tenth of pgbench, aim a quarter.
"""

import re
import subprocess
import tempfile
import time
import uuid
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from _clients import Client, Taken, run
from _installation import arguments, installation, pgbench, session_of, summary
from _seed import duties

UNITS: list[int] = []

SCRIPT = """
\\set n random(1, :units)
begin;
insert into duties_duty (source, source_id, origin, title, product, lead_unit_id, accountable_text, assigner_unit_id,
  readers, given_at, due_on, due_bound, due_at, due_text, no_deadline_reason, priority, state, changed_at, stop_reason,
  folded)
select 'duties.direct', gen_random_uuid(), '', 'Chuẩn bị báo cáo giao ban tháng', 'Báo cáo', u.id, '', :giver,
  array[u.id, :giver], now(), '2027-03-15', 'by', '2027-03-16', '', '', 'thuong', 'assigned', now(), '',
  'chuan bi bao cao giao ban thang bao cao'
from bench_unit u where u.n = :n returning id, lead_unit_id as lead \\gset
insert into duties_standing (duty_id, lead_unit_id, assigner_unit_id, due_at, paused, readers, during)
  values (:id, :lead, :giver, '2027-03-16', false, array[:lead, :giver]::bigint[], daterange(current_date, null));
insert into duties_step (duty_id, move, at, note, from_state, to_state)
  values (:id, 'open', now(), '', '', 'assigned');
{audit}
insert into outbox_notice (id, person_id, event, text, url, at)
  select gen_random_uuid(), person_id, 'duty.open', 'Việc mới được giao: Chuẩn bị báo cáo giao ban tháng', '/viec/1', now()
  from bench_unit_person where unit_id = :lead;
commit;
"""
AUDIT = """insert into audit_entry (at, recorded_at, event, subject_type, subject_id, details)
  values (now(), clock_timestamp(), 'duty.opened', 'duties.duty', :id::text,
  '{"source": "duties.direct", "lead": 1, "assigner": 1, "due": "2027-03-15"}');"""

PREPARE = """
create table if not exists bench_unit as
  select row_number() over (order by u.id) as n, u.id from units_unit u
  where exists (select 1 from people_post p where p.unit_id = u.id and p.role = 'unit_head');
create table if not exists bench_unit_person as
  select p.unit_id, t.person_id from people_post p join people_tenure t on t.post_id = p.id
  where p.role in ('unit_head', 'officer');
create index if not exists bench_of_unit on bench_unit_person (unit_id);
analyze bench_unit; analyze bench_unit_person;
"""
ROWS_OF = ("duties_duty", "duties_standing", "duties_step", "audit_entry", "outbox_notice", "duties_journal")


def give(client: Client, number: int, until: float) -> Taken:
    """Give duties to one unit after the other until the time is over."""
    token, seen = client.token("/viec/giao"), Taken()
    while time.monotonic() < until:
        number += 7
        form = {
            "csrfmiddlewaretoken": token,
            "title": f"Chuẩn bị báo cáo giao ban tháng {number}",
            "product": "Báo cáo",
            "lead": UNITS[number % len(UNITS)],
            "due_on": "15/3/2027",
            "bound": "by",
            "priority": "thuong",
            "token": str(uuid.uuid4()),
        }
        began = time.perf_counter()
        status, _body = client.ask("POST", "/viec/giao", urlencode(form).encode())
        seen.seconds.append(time.perf_counter() - began)
        seen.statuses[status] = seen.statuses.get(status, 0) + 1
    return seen


def bare(url: str, script: str, clients: int, seconds: int, variables: dict[str, int]) -> float:
    """Transactions per second of pgbench with prepared statements."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        defined = [part for name, value in variables.items() for part in ("-D", f"{name}={value}")]
        command = [
            pgbench(),
            "-n",
            "-M",
            "prepared",
            "-c",
            str(clients),
            "-j",
            "2",
            "-T",
            str(seconds),
            "-f",
            file.name,
        ]
        answer = subprocess.run([*command, *defined, url], capture_output=True, text=True)
    found = re.search(r"tps = ([\d.]+) \(without|tps = ([\d.]+)", answer.stdout)
    if answer.returncode or not found:
        raise SystemExit(answer.stdout + answer.stderr)
    return float(found.group(1) or found.group(2))


@contextmanager
def changed(owner: Any, there: list[str], back: list[str]) -> Any:
    """The database otherwise for a while."""
    for statement in there:
        owner.execute(statement)
    try:
        yield
    finally:
        for statement in back:
            owner.execute(statement)


def main() -> None:
    asked = arguments(
        __doc__,
        clients=(8, "connections"),
        seconds=(15, "of each measurement"),
        duties=(10_000, "already there"),
        workers=(1, "web processes: tinhso up has one, tinhso web two"),
    )
    import os

    with installation("open-duty", keep=asked.keep) as home, home.owner() as owner:
        duties(owner, asked.duties, say=lambda text: None)
        owner.execute(PREPARE)
        UNITS[:] = [pk for (pk,) in owner.execute("select id from bench_unit order by n")]
        ids = [
            pk
            for (pk,) in owner.execute(
                "select id from people_account where username like 'thu-unit_head-%' order by id"
            )
        ]
        sessions = [session_of(ids[n % len(ids)]) for n in range(asked.clients)]
        (office,) = owner.execute("select id from units_unit where key = 'van-phong-ubnd-tinh'").fetchone()
        variables = {"units": len(UNITS), "giver": office}
        walled = [
            t for (t,) in owner.execute("select relname from pg_class where relrowsecurity and relkind = 'r'")
        ]

        def rows() -> dict[str, int]:
            return {t: owner.execute(f"select count(*) from {t}").fetchone()[0] for t in ROWS_OF}

        def yardstick(script: str) -> float:
            return bare(os.environ["OWNER_DATABASE_URL"], script, asked.clients, asked.seconds, variables)

        with home.served(asked.workers) as port:

            def through_the_stack(label: str, beside: float) -> None:
                before = rows()
                seen, spent = run(port, sessions, give, asked.seconds)
                made = seen.statuses.get(302, 0)
                wrong = {status: n for status, n in seen.statuses.items() if status != 302}
                per = {table: f"{(n - before[table]) / max(made, 1):.1f}" for table, n in rows().items()}
                print(f"{label:34} {made / spent:8.1f}/s  {made / spent / beside:5.3f} of pgbench   {summary(seen.seconds)}"
                      f"   {'errors: ' + str(wrong) if wrong else 'no error'}")  # fmt: skip
                print(f"{'':34} rows of each: {per}")

            print(f"{asked.clients} clients, {asked.seconds} s each, {asked.duties:,} duties there, fsync on")
            full = yardstick(SCRIPT.format(audit=AUDIT))
            print(f"{'pgbench, the same rows':34} {full:8.1f}/s")
            print(f"{'pgbench, without the trace':34} {yardstick(SCRIPT.format(audit='')):8.1f}/s")
            off = [f"alter table {t} disable trigger user" for t in ("duties_duty", "duties_standing")]
            on = [statement.replace("disable", "enable") for statement in off]
            with changed(owner, off, on):
                print(f"{'pgbench, without the tally':34} {yardstick(SCRIPT.format(audit=AUDIT)):8.1f}/s")
            run(port, sessions, give, 3)  # warm
            through_the_stack("the page", full)
            with changed(owner, [f"alter table {t} disable row level security" for t in walled],
                         [f"alter table {t} enable row level security" for t in walled]):  # fmt: skip
                through_the_stack("the page, walls off", full)
            with changed(owner, ["create rule bench_no_trace as on insert to audit_entry do instead nothing"],
                         ["drop rule bench_no_trace on audit_entry"]):  # fmt: skip
                through_the_stack("the page, no row of the trace", full)
            with changed(owner, off, on):
                through_the_stack("the page, without the tally", full)
            through_the_stack("the page again", full)


if __name__ == "__main__":
    main()
