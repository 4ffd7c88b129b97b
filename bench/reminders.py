"""The morning's reminders over a million open duties, whole and killed in the middle.

    python bench/reminders.py [--open 1000000] [--window 10000] [--keep FOLDER]

The hardest day: every duty of bench/_seed.py is open and its deadline lies on a moment of the ladder, so that every one
of them is reminded of on this one day. The run is the function that the worker's job calls, in a process of its own as
the worker's role of the database. Then all is wiped and a second process is killed with SIGKILL when half is written; a
third one goes on. The yardstick, in the same run: one bare INSERT … SELECT of the same rows into a table of the same
shape, with its keys, checks and indexes. Prints minutes, reminders a second, peak memory, notices, and the ratio.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from _installation import arguments, installation
from _seed import duties

# Everything is open; deadlines go round the days that the ladder hits.
ALL_OPEN = """
update duties_duty set state = 'in_progress', closed_at = null, done_at = null, confirmed_at = null, stopped_at = null,
  stop_reason = '', paused_at = null, no_deadline_reason = '', given_at = least(given_at, now() - interval '400 days'),
  due_on = (%(days)s::date[])[1 + id %% %(number)s], due_bound = 'by',
  due_at = ((%(days)s::date[])[1 + id %% %(number)s] + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'
"""
WIPE = "truncate duties_reminder, duties_reminderrun, outbox_notice cascade"
STATE = "select (select coalesce(sum(written), 0)::bigint from duties_reminderrun), (select count(*) from duties_reminder)"
DOUBLED = """
select (select count(*) - count(distinct duty_id) from duties_reminder),
       (select count(*) from duties_duty d where not exists (select 1 from duties_reminder r where r.duty_id = d.id)),
       (select count(*) - count(distinct person_id) from outbox_notice)"""
RUN = """
import resource, sys
import django
django.setup()
from datetime import datetime
from tinhso.kernel.duties.actions.remind import remind
told = remind(by=None, at=datetime.fromisoformat(sys.argv[1]), window=int(sys.argv[2]))
print(told, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def hit_days(day: date) -> list[date]:
    """The deadlines that are reminded of on the day."""
    from tinhso.kernel import calendar, rules
    from tinhso.kernel.duties import ladder

    rungs = rules.value("duty.reminder_ladder", day)
    return [hit.deadline for hit in ladder.hits(rungs, day - timedelta(days=1), day, calendar.current())]


def worker(day: date, window: int) -> subprocess.Popen[str]:
    """The run of the day in its own process."""
    environment = os.environ | {"TINHSO_DATABASE_ROLE": "worker"}
    arguments: Sequence[str] = [sys.executable, "-c", RUN, f"{day.isoformat()}T05:30:00+07:00", str(window)]
    return subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True)


def whole(day: date, window: int) -> tuple[float, int, int]:
    """Seconds, persons told, peak memory in MB."""
    began = time.perf_counter()
    said = worker(day, window).communicate()[0]
    told, peak = map(int, said.split())
    return time.perf_counter() - began, told, peak


def killed(owner: Any, day: date, window: int, half: int) -> int:
    """Start it and kill it when half is written; how many reminders its windows left."""
    process = worker(day, window)
    while process.poll() is None and owner.execute(STATE).fetchone()[0] < half:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    written, there = owner.execute(STATE).fetchone()
    assert written == there, "a window is whole or nothing"
    return int(there)


def yardstick(owner: Any) -> float:
    """Seconds of the bare insert."""
    owner.execute("create table bare (like duties_reminder including all); checkpoint")
    owner.execute(
        "alter table bare add foreign key (duty_id) references duties_duty deferrable initially deferred"
    )
    began = time.perf_counter()
    owner.execute("insert into bare select * from duties_reminder")
    seconds = time.perf_counter() - began
    owner.execute("drop table bare")
    return seconds


def main() -> None:
    asked = arguments(__doc__, open=(1_000_000, "open duties"), window=(10_000, "duties of a transaction"))
    with installation("reminders", keep=asked.keep, role="owner") as home, home.owner() as owner:
        from tinhso.kernel import calendar

        day = calendar.current().next_working(date.today())
        duties(owner, asked.open)
        days = hit_days(day)
        owner.execute("alter table duties_duty disable trigger all")
        owner.execute(ALL_OPEN, {"days": days, "number": len(days)})
        owner.execute("alter table duties_duty enable trigger all")
        owner.execute("vacuum analyze duties_duty")
        owner.execute(WIPE)
        print(f"{asked.open:,} open duties, deadlines on {len(days)} days, reminded of on {day}")

        seconds, told, peak = whole(day, asked.window)
        written, there = owner.execute(STATE).fetchone()
        notices, lines = owner.execute(
            "select count(*), coalesce(sum(jsonb_array_length(lines)), 0) from outbox_notice"
        ).fetchone()
        print(
            f"whole run: {seconds / 60:.2f} min, {written / seconds:,.0f} reminders/s, peak memory {peak} MB"
        )
        print(f"  {there:,} reminders; {told:,} persons told by {notices:,} notices with {lines:,} rows")
        bare = yardstick(owner)
        print(
            f"  yardstick, one bare INSERT … SELECT of the same rows: {bare:.1f} s; ratio {seconds / bare:.1f}"
        )
        again, _told, _peak = whole(day, asked.window)
        print(f"  run again when all is done: {again:.1f} s (most of it the start of the process)")

        owner.execute(WIPE)
        left = killed(owner, day, asked.window, asked.open // 2)
        seconds, told, peak = whole(day, asked.window)
        doubled, missed, told_twice = owner.execute(DOUBLED).fetchone()
        print(
            f"killed with SIGKILL at {left:,}; the next process went on in {seconds / 60:.2f} min, peak {peak} MB"
        )
        print(f"  doubled {doubled}, missed {missed}, persons told twice {told_twice}, persons told {told:,}")
        if doubled or missed or told_twice or not 0 < left < asked.open:
            raise SystemExit("the run that was killed did not end where the whole one did")


if __name__ == "__main__":
    main()
