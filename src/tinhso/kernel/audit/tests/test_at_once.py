"""Writers and the sealer at the same time, and a sealer that is killed."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection, connections, transaction

from tinhso.kernel import audit
from tinhso.kernel.audit import sealer, sealing
from tinhso.kernel.audit.models import Batch, Entry
from tinhso.kernel.audit.tests.factories import AT, seal_everything, sealed
from tinhso.kernel.audit.verifying import verify

pytestmark = pytest.mark.django_db(transaction=True)


def write_for_a_while(seed: int, acts: int) -> None:
    """Short and long transactions, several entries, savepoints, rollbacks."""
    chance = random.Random(seed)
    for act in range(acts):
        try:
            with transaction.atomic():
                for number in range(chance.randint(1, 4)):
                    audit.record("thing.done", f"writer{seed}", by=None, at=AT, act=act, number=number)
                    if chance.random() < 0.3:
                        time.sleep(chance.random() / 50)
                if chance.random() < 0.3:
                    raise RuntimeError
        except RuntimeError:
            pass
    connection.close()


@contextmanager
def writers(count: int, acts: int) -> Iterator[list[Thread]]:
    threads = [Thread(target=write_for_a_while, args=(seed, acts)) for seed in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield threads
    finally:
        for thread in threads:
            thread.join()


def test_every_committed_entry_is_in_exactly_one_batch() -> None:
    for _round in range(3):
        with writers(5, 14), sealer.running(every=0.01):
            pass
        seal_everything()
    held = [pk for ids in Batch.objects.values_list("entry_ids", flat=True) for pk in ids]
    assert sorted(held) == sorted(Entry.objects.values_list("id", flat=True))
    assert len(held) == len(set(held)) > 100
    assert Batch.objects.count() >= 3
    assert verify().is_whole


def test_sealing_waits_for_nobody_and_makes_nobody_wait() -> None:
    """A writer holds a lock on the trace for the whole of it, and writes while a sealer's transaction is open."""
    sealed(1)
    writer = connections.create_connection("default")
    try:
        with writer.cursor() as cursor:
            cursor.execute("begin")
            cursor.execute("set local lock_timeout = '100ms'")
            insert = (
                "insert into audit_entry (at, event, subject_type, subject_id, details)"
                " values (now(), 'thing.done', 'thing', '', '{}')"
            )
            cursor.execute(insert)
            with transaction.atomic():
                assert sealing.seal() is not None
                cursor.execute(insert)
            cursor.execute("commit")
    finally:
        writer.close()
    seal_everything()
    assert Entry.objects.count() == 3


def a_sealer_process(key_file: Path) -> subprocess.Popen[bytes]:
    """`tinhso audit seal --every …` as its own process on this test's database."""
    name = connection.settings_dict["NAME"]
    address = os.environ["OWNER_DATABASE_URL"].replace("/tinhso?", f"/{name}?")
    settings = {"OWNER_DATABASE_URL": address, "TINHSO_AUDIT_KEY_FILE": str(key_file)}
    return subprocess.Popen(
        [sys.executable, "-m", "tinhso", "audit", "seal", "--every", "0.001"],
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_a_sealer_killed_at_any_moment_leaves_whole_batches(key_file: Path) -> None:
    sealed(1)
    chance = random.Random(7)
    with writers(3, 250) as threads:
        killed = 0
        while any(thread.is_alive() for thread in threads) or killed < 3:
            process = a_sealer_process(key_file)
            seen, patience = Batch.objects.count(), time.monotonic() + 20
            while Batch.objects.count() == seen and any(thread.is_alive() for thread in threads):
                assert time.monotonic() < patience, "the sealer process seals nothing"
                time.sleep(0.02)
            time.sleep(chance.random() / 20)
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
            assert [f for f in verify().findings] == []
    seal_everything()
    report = verify()
    assert report.is_whole and report.unsealed == 0 and report.entries == Entry.objects.count()


def test_the_thread_outlives_a_database_that_goes_away(caplog: pytest.LogCaptureFixture) -> None:
    """Its connection is ended again and again, as a restart of the server would; it comes back by itself."""
    sealed(1)
    stop = Event()
    thread = Thread(target=sealer.run, args=(stop, 0.005))
    thread.start()
    try:
        for _time in range(30):
            with connection.cursor() as cursor:
                cursor.execute(
                    "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"
                )
            audit.record("thing.done", "thing", by=None, at=AT)
            time.sleep(0.01)
        assert thread.is_alive()
    finally:
        stop.set()
        thread.join(90)
    seal_everything()
    assert verify().is_whole and Entry.objects.count() == 31
