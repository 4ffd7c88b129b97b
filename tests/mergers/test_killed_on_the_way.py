"""Killed at any moment an act goes on where it was, and ends where it would have ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.mergers.world import BASIS, decided, every_duty_stands_once_on_every_day, owners
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.tests.factories import an_accepted_duty
from tinhso.kernel.people.models import Post
from tinhso.kernel.people.tests.cast import Province, a_province
from tinhso.kernel.units import carrying, jobs, movers
from tinhso.kernel.units.actions.merge import merge
from tinhso.kernel.units.models import Kind, Moved, Reorganisation, State
from tinhso.kernel.units.plan import NewUnit

NOW = timezone.now()
TODAY = timezone.localdate()


class Killed(Exception):
    """The worker is gone."""


@pytest.fixture
def cast(transactional_db: None) -> Province:
    return a_province()


def a_decided_merger(cast: Province, duties: int = 9) -> Reorganisation:
    for n in range(duties):
        unit = (cast.commune, cast.other_commune)[n % 2]
        an_accepted_duty(
            cast, lead_unit_id=unit.pk, given=NOW - timedelta(days=20), due=TODAY + timedelta(days=9),
            coordinating=[cast.science.pk], source_id=f"kill/{n}",
        )  # fmt: skip
    new = NewUnit("Xã Đồng Suối Thử", Kind.COMMUNE, parent=cast.province.pk)
    act = merge(
        [cast.commune.pk, cast.other_commune.pk],
        into=new,
        document=BASIS,
        effective_on=TODAY,
        by=None,
        at=NOW,
    )
    return decided(act, at=NOW)


@pytest.fixture
def dying(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every batch number `k` over all movers dies after its statements and before its commit."""
    count, kept = iter(range(1, 1000)), movers.known()

    def mortal(mover: movers.Mover) -> movers.Mover:
        def batch(window: movers.Batch) -> int:
            moved = mover.batch(window)
            if next(count) == request.param:
                raise Killed
            return moved

        return replace(mover, batch=batch)

    for mover in kept:
        movers.register(mortal(mover))
    yield
    for mover in kept:
        movers.register(mover)


def the_end(act: Reorganisation, cast: Province) -> None:
    act = Reorganisation.objects.get(pk=act.pk)
    assert act.state == State.DONE
    new = act.realised["-1"]
    assert {lead for lead, _assigner, _helpers in owners().values()} == {new}
    assert Post.objects.filter(unit=new).count() == 2
    moved = [pk for row in Moved.objects.filter(kind="duties.lead") for pk in row.ids]
    assert sorted(moved) == sorted(Duty.objects.values_list("pk", flat=True))  # each once
    assert all(duty.steps.filter(move="succeed").count() == 1 for duty in Duty.objects.all())
    every_duty_stands_once_on_every_day()


@pytest.mark.parametrize("dying", [1, 2, 4, 6, 8, 10], indirect=True)
def test_a_batch_that_dies_leaves_nothing_and_the_next_run_goes_on(cast: Province, dying: None) -> None:
    act = a_decided_merger(cast)
    with pytest.raises(Killed):
        carrying.carry_out(act.pk, at=NOW, window=2)
    carrying.carry_out(act.pk, at=NOW, window=2)
    the_end(act, cast)


def test_a_finished_act_carried_out_again_changes_nothing(cast: Province) -> None:
    act = a_decided_merger(cast)
    carrying.carry_out(act.pk, at=NOW)
    carrying.carry_out(act.pk, at=NOW)
    the_end(act, cast)


def test_an_act_that_a_worker_left_is_found_by_the_next_look(cast: Province) -> None:
    act = a_decided_merger(cast)
    carrying.begin(act.pk, at=NOW)
    assert carrying.due(TODAY) == [act.pk]
    jobs.look_for_due_acts(timestamp=0)
    jobs.look_for_due_acts(timestamp=60)  # the first one still waits in the queue
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name like '%%carry_out_act'")
        assert cursor.fetchone() == (1,)
    jobs.carry_out_act(act_id=act.pk)
    the_end(act, cast)


SCRIPT = """
import django
django.setup()
from django.utils import timezone
from tinhso.kernel.units import carrying
print("begun", flush=True)
carrying.carry_out({act}, at=timezone.now(), window=2)
"""


def test_a_process_that_is_killed_in_the_middle_of_a_window(cast: Province) -> None:
    act = a_decided_merger(cast)
    middle = Duty.objects.order_by("pk")[5]
    this_database = os.environ["OWNER_DATABASE_URL"].replace(
        "/tinhso?", f"/{connection.settings_dict['NAME']}?"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
        "OWNER_DATABASE_URL": this_database,
    }
    with transaction.atomic():
        Duty.objects.select_for_update().get(pk=middle.pk)  # its window waits for this row
        worker = subprocess.Popen(
            [sys.executable, "-c", SCRIPT.format(act=act.pk)], env=environment, stdout=subprocess.PIPE
        )
        try:
            _until_somebody_waits()
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
    half = sum(lead == act.realised["-1"] for lead, _assigner, _helpers in owners().values())
    assert 0 < half < 9
    carrying.carry_out(act.pk, at=NOW, window=2)
    the_end(act, cast)


def _until_somebody_waits() -> None:
    for _attempt in range(1200):
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_locks where not granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("the worker never came to the window")


def test_two_workers_on_one_act_share_no_window(cast: Province) -> None:
    act = a_decided_merger(cast)
    carrying.begin(act.pk, at=NOW)
    turn = True
    while turn:  # as two workers would by turns: each takes the next window
        turn = carrying.carry_window(act.pk, at=NOW, window=1)
        carrying.carry_window(act.pk, at=NOW, window=3)
    carrying.carry_out(act.pk, at=NOW)
    the_end(act, cast)
