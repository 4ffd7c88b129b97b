"""The morning's run is killed with SIGKILL, in a window and between the notices; the next one goes on: nobody is reminded
twice and nobody is missed."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date

import pytest
from django.db import connection, transaction

from tinhso.kernel.duties.actions.remind import remind
from tinhso.kernel.duties.models import Duty, Reminder, ReminderRun
from tinhso.kernel.duties.tests.factories import a_duty, at
from tinhso.kernel.duties.tests.test_two_at_once import together
from tinhso.kernel.outbox.models import Notice
from tinhso.kernel.people.tests.cast import Province, a_province

DAY = date(2026, 10, 14)
SCRIPT = """
import datetime
import django
django.setup()
from tinhso.kernel.duties.actions.remind import remind
remind(by=None, at=datetime.datetime.fromisoformat("{at}"), window=2)
"""


@pytest.fixture
def cast(transactional_db: None) -> Province:
    cast = a_province()
    for n in range(9):
        a_duty(cast, lead_unit_id=(cast.science, cast.commune, cast.finance)[n % 3].pk,
               priority="hoa_toc" if n == 1 else "thuong")  # fmt: skip
    return cast


def go_on() -> int:
    return remind(by=None, at=at(DAY, 7), window=2)


def the_end(cast: Province) -> None:
    assert sorted(Reminder.objects.values_list("duty", flat=True)) == sorted(
        Duty.objects.values_list("pk", flat=True)
    )
    (run,) = ReminderRun.objects.all()
    assert run.written == 9 and run.finished_at
    notices = Notice.objects.filter(event="duty.reminder")
    told = Counter(notices.filter(urgent=False).values_list("person_id", flat=True))
    people = [cast.science_head, cast.science_officer, cast.commune_head, cast.commune_officer, cast.stranger]
    assert told == Counter(account.person_id for account in people)
    # the urgent one led by the commune: its officer and its head, each once
    urgent = notices.filter(urgent=True).values_list("person_id", flat=True)
    assert sorted(urgent) == sorted([cast.commune_head.person_id, cast.commune_officer.person_id])
    numbers = set(notices.filter(urgent=False).values_list("text", flat=True))
    assert numbers == {f"Nhắc việc hôm nay: {n} việc sắp đến hạn." for n in (2, 3)}


def a_worker() -> subprocess.Popen:
    this_database = os.environ["OWNER_DATABASE_URL"].replace(
        "/tinhso?", f"/{connection.settings_dict['NAME']}?"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
        "OWNER_DATABASE_URL": this_database,
    }
    return subprocess.Popen([sys.executable, "-c", SCRIPT.format(at=at(DAY, 6).isoformat())], env=environment)


def _until_somebody_waits() -> None:
    for _attempt in range(1200):
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("the worker never came to the place")


def kill_where_it_waits(held) -> None:
    """`held()` writes what the worker will write too; the worker waits for our transaction, and dies waiting."""
    with transaction.atomic():
        held()
        worker = a_worker()
        try:
            _until_somebody_waits()
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        transaction.set_rollback(True)


def test_killed_in_the_middle_of_a_window(cast: Province) -> None:
    middle = Duty.objects.order_by("due_at", "pk")[5]

    def held() -> None:
        Reminder.objects.create(
            duty=middle, due_at=middle.due_at, moment=-1, on=DAY, lead_unit_id=middle.lead_unit_id, urgent=False,
            assigner_unit_id=middle.assigner_unit_id, to_holder=True, to_head=True, to_assigner=False,
        )  # fmt: skip

    kill_where_it_waits(held)
    assert Reminder.objects.count() == 4  # two windows were whole; the third left nothing
    assert ReminderRun.objects.get().written == 4
    go_on()
    the_end(cast)


def test_killed_between_the_notices(cast: Province) -> None:
    with transaction.atomic():  # a dry run tells the key of the last notice that will be written
        go_on()
        last = Notice.objects.filter(urgent=False).latest("told_at", "person_id")
        keys = {"id": last.pk, "person_id": last.person_id}
        transaction.set_rollback(True)

    def held() -> None:
        Notice.objects.create(**keys, event="duty.reminder", text="x", url="/", at=at(DAY))

    kill_where_it_waits(held)
    assert Reminder.objects.count() == 9 and not ReminderRun.objects.get().finished_at
    go_on()
    the_end(cast)


def test_two_workers_at_once_share_the_windows(cast: Province) -> None:
    results = together(go_on, go_on)
    assert all(isinstance(result, int) for result in results), results
    the_end(cast)
