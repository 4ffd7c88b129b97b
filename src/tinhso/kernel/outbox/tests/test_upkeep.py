"""What is cleared at night, how old rows were carried over, and that beats outlive their troubles."""

import threading
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from tinhso.kernel.outbox import beats, policy, upkeep
from tinhso.kernel.outbox.models import Delivery, Notice, Pulse, State
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.outbox.relay import relay_once
from tinhso.kernel.outbox.tests.conftest import at
from tinhso.kernel.outbox.tests.servers import MailServer
from tinhso.kernel.people.tests.cast import Province

TEN, NIGHT = at("2026-11-24 10:00"), at("2027-12-01 02:30")


def told(cast: Province, text: str) -> Notice:
    tell([cast.science_officer.person_id], event="duty.open", text=text, url="/", at=TEN, key=text)
    Notice.objects.filter(text=text).update(told_at=TEN)
    return Notice.objects.get(text=text)


def test_at_night_goes_what_was_delivered_and_read_long_ago(cast: Province, mail_server: MailServer) -> None:
    read, unread = told(cast, "đã đọc"), told(cast, "chưa đọc")
    relay_once(TEN)
    mail_server.replies["*"] = "550 no"
    failed = told(cast, "không đến")
    relay_once(TEN)
    Notice.objects.exclude(pk=unread.pk).update(read_at=TEN)
    rules = policy.current()
    assert not upkeep.nightly(rules, now=NIGHT - timedelta(hours=1))  # not yet night
    assert upkeep.nightly(rules, now=NIGHT)
    assert not upkeep.nightly(rules, now=NIGHT + timedelta(hours=1))  # once a day
    assert set(Notice.objects.values_list("pk", flat=True)) == {unread.pk, failed.pk} and read
    assert Delivery.objects.get().state == State.FAILED
    assert ProcrastinateJob.objects.filter(task_name=upkeep.CLEAR_JOBS).count() == 1


def test_a_day_is_done_once_also_when_the_clock_goes_back(db: None) -> None:
    today = TEN.date()
    assert beats.first_today("x", today)
    assert not beats.first_today("x", today)
    assert not beats.first_today("x", today - timedelta(days=1))
    assert beats.first_today("x", today + timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_a_beat_goes_on_after_a_trouble_and_says_that_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds, done = [], threading.Event()

    def make():
        def run() -> bool:
            rounds.append(1)
            if len(rounds) == 1:
                raise OSError("the first round fails")
            done.set()
            return False

        return run

    monkeypatch.setattr(beats, "_beats", {})
    beats.register("test.beat", make, every=0.01)
    beats.register("test.unwanted", make, wanted=lambda: False)
    heart = beats.Heart()
    heart.start()
    assert done.wait(30)
    deadline = time.monotonic() + 30
    while not Pulse.objects.filter(name="test.beat").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    heart.stop(30)
    assert Pulse.objects.filter(name="test.beat").exists()
    assert not Pulse.objects.filter(name="test.unwanted").exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_mailed_before_is_carried_over() -> None:
    from tinhso.kernel.people.tests.cast import a_province

    cast = a_province()
    try:
        call_command("migrate", "outbox", "0001", verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            for number, mailed in enumerate([TEN, None]):
                cursor.execute(
                    "insert into outbox_notice (id, person_id, event, text, url, at, mailed_at)"
                    " values (gen_random_uuid(), %s, 'duty.open', %s, '/', %s, %s)",
                    [cast.leader.person_id, str(number), TEN, mailed],
                )
        call_command("migrate", "outbox", verbosity=0, interactive=False)
        mailed, waiting = Notice.objects.get(text="0"), Notice.objects.get(text="1")
        assert mailed.planned_at == TEN and waiting.planned_at is None
        (delivery,) = Delivery.objects.all()
        assert (delivery.notice, delivery.channel, delivery.state) == (mailed, "mail", State.SENT)
        assert delivery.ended_at == TEN
    finally:
        call_command("migrate", "outbox", verbosity=0, interactive=False)
