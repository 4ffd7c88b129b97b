"""One digest a day and person, whatever restarts and however many relays there are."""

from datetime import datetime, timedelta

import pytest

from tinhso.kernel.outbox import digest, policy
from tinhso.kernel.outbox.models import Delivery, Manner, Notice, Preference, Problem, State
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.outbox.relay import relay_once
from tinhso.kernel.outbox.tests.conftest import at
from tinhso.kernel.outbox.tests.servers import MailServer
from tinhso.kernel.people.models import Account
from tinhso.kernel.people.tests.cast import Province

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = at("2026-11-23 15:00"), at("2026-11-24 07:00")
DAY = timedelta(days=1)


def held(account: Account, *texts: str, now: datetime = MONDAY, event: str = "duty.open") -> None:
    Preference.objects.get_or_create(
        person_id=account.person_id, kind="duty.to_do", defaults={"manner": Manner.DIGEST}
    )
    for text in texts:
        tell([account.person_id], event=event, text=text, url="/viec/1", at=now, key=text)
    relay_once(now)


def test_a_digest_groups_what_was_not_sent_at_once(cast: Province, mail_server: MailServer) -> None:
    held(cast.science_officer, "một", "hai", "ba")
    assert not mail_server.letters
    relay_once(TUESDAY - timedelta(seconds=1))
    assert not mail_server.letters
    for _again in range(3):
        relay_once(TUESDAY)
    (letter,) = mail_server.letters
    assert "3 thông báo" in letter["subject"] and "24/11/2026" in letter["subject"]
    assert [letter["text"].count(f"- {text}") for text in ("một", "hai", "ba")] == [1, 1, 1]
    assert "VIỆC GIAO CHO ĐƠN VỊ TÔI" in letter["text"]
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}


def test_what_comes_after_the_digest_waits_for_the_next_day(cast: Province, mail_server: MailServer) -> None:
    held(cast.science_officer, "một")
    relay_once(TUESDAY)
    held(cast.science_officer, "hai", now=TUESDAY + timedelta(minutes=5))
    relay_once(TUESDAY + timedelta(hours=3))
    assert len(mail_server.letters) == 1
    relay_once(TUESDAY + DAY)
    assert len(mail_server.letters) == 2 and "- hai" in mail_server.letters[1]["text"]


def test_a_day_with_nothing_new_has_no_digest(cast: Province, mail_server: MailServer) -> None:
    held(cast.science_officer, "một")
    Notice.objects.update(read_at=MONDAY)
    relay_once(TUESDAY)
    assert not mail_server.letters
    assert list(Delivery.objects.values_list("state", "problem")) == [(State.SKIPPED, Problem.READ)]


def test_a_digest_that_was_missed_comes_when_the_worker_is_back(
    cast: Province, mail_server: MailServer
) -> None:
    held(cast.science_officer, "một")
    relay_once(TUESDAY + timedelta(hours=9))
    relay_once(TUESDAY + timedelta(hours=10))
    assert len(mail_server.letters) == 1


def test_a_clock_that_jumps_makes_no_second_digest_of_a_day(cast: Province, mail_server: MailServer) -> None:
    held(cast.science_officer, "một")
    relay_once(TUESDAY)
    held(cast.science_officer, "hai", now=MONDAY + timedelta(hours=1))  # the clock went back
    relay_once(TUESDAY + timedelta(hours=2))
    assert len(mail_server.letters) == 1
    relay_once(TUESDAY + DAY)
    assert len(mail_server.letters) == 2


@pytest.mark.django_db(transaction=True)
def test_two_relays_at_once_make_one_digest(mail_server: MailServer) -> None:
    from tinhso.kernel.duties.tests.test_two_at_once import together
    from tinhso.kernel.people.tests.cast import a_province

    cast = a_province()
    held(cast.science_officer, "một", "hai")
    rules = policy.current()
    together(*[lambda: digest.gather(rules, now=TUESDAY)] * 4)
    assert Delivery.objects.filter(digest_on__isnull=False).count() == 1
    relay_once(TUESDAY)
    (letter,) = mail_server.letters
    assert "- một" in letter["text"] and "- hai" in letter["text"]


def test_a_notice_about_several_things_has_its_rows_with_their_addresses(
    cast: Province, mail_server: MailServer
) -> None:
    """The morning's reminders are held for the digest of the same day, and stand in it row by row."""
    early = at("2026-11-24 05:30")
    rows = [
        ("Việc quá hạn – Sở Tài chính, quá hạn 3 ngày làm việc", "/viec/7"),
        ("Việc sắp đến hạn", "/viec/8"),
    ]
    tell([cast.science_officer.person_id], event="duty.reminder", text="Nhắc việc hôm nay: 2 việc.",
         url="/viec/nhac?ngay=2026-11-24", at=early, key="reminders", lines=rows)  # fmt: skip
    relay_once(early)
    assert not mail_server.letters
    relay_once(TUESDAY)
    (letter,) = mail_server.letters
    first, second = (letter["text"].index(text) for text, _url in rows)
    assert letter["text"].index("Nhắc việc hôm nay") < first < second
    assert "/viec/7" in letter["text"] and "/viec/nhac?ngay=2026-11-24" in letter["text"]
