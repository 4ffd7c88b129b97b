"""Sending to real servers that are down, slow, in trouble, or refuse."""

from datetime import datetime, timedelta

import pytest
from django.test import override_settings

from tinhso.kernel.outbox import channels
from tinhso.kernel.outbox.models import ContactPoint, Delivery, Line, Notice, Problem, State
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.outbox.relay import Planner, relay_once
from tinhso.kernel.outbox.sending import MOST_DOUBTS
from tinhso.kernel.outbox.tests.conftest import at, point_mail_at
from tinhso.kernel.outbox.tests.servers import Gateway, MailServer
from tinhso.kernel.people.tests.cast import Province

TEN = at("2026-11-24 10:00")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def told(cast: Province, text: str = "Việc mới", *, people: list | None = None, now: datetime = TEN) -> None:
    persons = [account.person_id for account in people or [cast.science_officer]]
    tell(persons, event="duty.open", text=text, url="/viec/7", at=now, key=text)


def a_number(cast: Province, channel: str, address: str = "0912345678") -> None:
    ContactPoint.objects.create(
        person_id=cast.science_officer.person_id,
        channel=channel,
        address=address,
        wanted_at=TEN,
        verified_at=TEN,
    )


# --- mail -------------------------------------------------------------------------------------------------


def test_a_mail_arrives_once_with_its_page(cast: Province, mail_server: MailServer) -> None:
    told(cast)
    for _again in range(3):
        relay_once(TEN)
    (letter,) = mail_server.letters
    assert letter["to"] == cast.science_officer.email and "Việc mới" in letter["subject"]
    assert "/viec/7" in letter["text"] and "cach-nhan" in letter["text"] and not letter["doubted"]
    assert letter["reference"] == str(Delivery.objects.get(state=State.SENT).pk)


def test_what_was_read_in_the_product_is_not_mailed_afterwards(
    cast: Province, mail_server: MailServer
) -> None:
    told(cast)
    Planner().run(TEN)
    Notice.objects.update(read_at=TEN)
    relay_once(TEN)
    assert not mail_server.letters and Delivery.objects.get().state == State.SKIPPED


def test_a_day_without_the_mail_server_loses_and_doubles_nothing(cast: Province, settings) -> None:
    server = MailServer()
    with server.up():
        point_mail_at(server, settings)
    people = [cast.science_officer, cast.leader, cast.commune_head]
    now, tries, last = at("2026-11-24 08:00"), 0, at("2026-11-25 08:00")
    while now < last:
        if now.minute == 0:
            told(cast, f"Việc lúc {now:%d %H}", people=people, now=now)
        tries += relay_once(now)
        now += timedelta(minutes=4)
    line = Line.objects.get()
    assert line.failures and line.down_since < at("2026-11-24 08:10") and "ConnectionRefused" in line.answer
    assert not Delivery.objects.exclude(state=State.WAITING).exists()
    assert set(Delivery.objects.values_list("attempts", "doubts")) == {(0, 0)}  # nobody is blamed
    assert tries < 24 * 12  # and the dead server is not stormed
    with server.up():
        relay_once(last + 6 * MINUTE)
        relay_once(last + HOUR)
    told_to = {(letter["to"], letter["text"].splitlines()[0]) for letter in server.letters}
    assert len(server.letters) == len(told_to) == Notice.objects.count() == 24 * 3
    assert Line.objects.get().down_since is None


def test_one_full_mailbox_keeps_nobody_else_waiting(cast: Province, mail_server: MailServer) -> None:
    full = cast.science_officer.email
    mail_server.replies[full] = "452 mailbox full"
    told(cast, "một", people=[cast.science_officer, cast.leader])
    told(cast, "hai")
    relay_once(TEN)
    assert [letter["to"] for letter in mail_server.letters] == [cast.leader.email]
    waiting = Delivery.objects.filter(state=State.WAITING)
    assert waiting.count() == 2 and all(d.next_try_at >= TEN + timedelta(seconds=30) for d in waiting)
    assert sum(d.attempts for d in waiting) == 1  # the second one waits with the first
    mail_server.replies.clear()
    relay_once(TEN + MINUTE)
    assert len(mail_server.letters) == 3


def test_after_days_of_refusal_it_is_a_failure_that_operators_see(
    cast: Province, mail_server: MailServer
) -> None:
    mail_server.replies["*"] = "450 later"
    told(cast)
    for hours in range(0, 24 * 4, 3):
        relay_once(at("2026-11-24 07:00") + hours * HOUR)
    failed = Delivery.objects.get()
    assert (failed.state, failed.problem, failed.answer) == (State.FAILED, Problem.TOO_LONG, "450")


def test_an_address_that_does_not_exist_is_a_failure_at_once(cast: Province, mail_server: MailServer) -> None:
    mail_server.replies["*"] = "550 no such user"
    told(cast)
    relay_once(TEN)
    failed = Delivery.objects.get()
    assert (failed.state, failed.problem, failed.answer) == (State.FAILED, Problem.REFUSED, "550")


def test_a_line_that_breaks_after_the_content_leaves_a_doubt_that_is_said(
    cast: Province, mail_server: MailServer
) -> None:
    mail_server.break_after_content = 1
    told(cast)
    relay_once(TEN)
    assert Delivery.objects.get().doubts == 1 and Delivery.objects.get().state == State.WAITING
    relay_once(TEN + MINUTE)
    first, second = mail_server.letters
    assert first["reference"] == second["reference"]
    assert (first["doubted"], second["doubted"]) == ("", "yes")
    assert Delivery.objects.get().state == State.SENT


def left_behind(delivery: Delivery, now: datetime) -> None:
    """As a worker leaves it that was killed: being sent, under a lock that nobody holds."""
    Delivery.objects.filter(pk=delivery.pk).update(state=State.SENDING, sender=1, claimed_at=now)


@override_settings(OUTBOX_GRACE_SECONDS=60)
def test_what_a_dead_worker_left_is_sent_again_after_the_time_of_grace(
    cast: Province, mail_server: MailServer
) -> None:
    now = at("2036-11-24 10:00")  # later than any start of the test's database
    told(cast, now=now)
    Planner().run(now)
    left_behind(Delivery.objects.get(), now)
    relay_once(now + timedelta(seconds=50))
    assert not mail_server.letters
    relay_once(now + 2 * MINUTE)
    assert [letter["doubted"] for letter in mail_server.letters] == ["yes"]


def test_a_message_that_kills_its_senders_is_shown_and_not_sent_for_ever(
    cast: Province, mail_server: MailServer
) -> None:
    now = at("2036-11-24 10:00")
    told(cast, now=now)
    Planner().run(now)
    Delivery.objects.update(doubts=MOST_DOUBTS - 1)
    left_behind(Delivery.objects.get(), now)
    relay_once(now + HOUR)
    failed = Delivery.objects.get()
    assert (failed.state, failed.problem) == (State.FAILED, Problem.IN_DOUBT) and not mail_server.letters


def test_what_a_living_sender_has_in_hand_is_left_to_it(cast: Province, mail_server: MailServer) -> None:
    from tinhso.kernel.outbox.sending import Sender

    now = at("2036-11-24 10:00")
    told(cast, now=now)
    Planner().run(now)
    living = Sender(channels.get("mail"))
    living._hold_the_lock()
    Delivery.objects.update(state=State.SENDING, sender=living.number, claimed_at=now)
    relay_once(now + HOUR)
    assert not mail_server.letters
    living.close()
    relay_once(now + HOUR)
    assert len(mail_server.letters) == 1


def test_quiet_hours_hold_also_when_a_server_comes_back_at_night(
    cast: Province, mail_server: MailServer
) -> None:
    told(cast, now=at("2026-11-24 20:55"))
    Planner().run(at("2026-11-24 20:55"))
    relay_once(at("2026-11-24 23:00"))
    assert not mail_server.letters
    relay_once(at("2026-11-25 06:30"))
    assert len(mail_server.letters) == 1


def test_a_database_clock_that_goes_back_keeps_nothing_waiting(
    cast: Province, mail_server: MailServer
) -> None:
    planner = Planner()
    planner.run(TEN + 5 * HOUR)
    mail_server.replies["*"] = "450 later"
    told(cast, now=TEN + 5 * HOUR)
    relay_once(TEN + 5 * HOUR)
    mail_server.replies.clear()
    planner.run(TEN)  # five hours back
    relay_once(TEN)
    assert len(mail_server.letters) == 1
    planner.run(TEN + 9 * HOUR)  # and forward again
    relay_once(TEN + 9 * HOUR)
    assert len(mail_server.letters) == 1


# --- SMS and Zalo -----------------------------------------------------------------------------------------


def test_an_sms_says_what_and_until_when_and_no_address(cast: Province, sms: Gateway) -> None:
    a_number(cast, "sms")
    text = (
        "Việc mới được giao: " + "xây dựng kế hoạch chuyển đổi số " * 6 + "của tỉnh, trước ngày 15/10/2026."
    )
    told(cast, text)
    relay_once(TEN)
    (message,) = sms.taken.values()
    assert message["to"] == "84912345678"
    assert len(message["text"]) <= 160 and message["text"].isascii() and "http" not in message["text"]
    assert message["text"].startswith("Viec moi duoc giao: xay dung") and message["text"].endswith(
        "truoc ngay 15/10/2026."
    )


def test_zalo_fills_the_approved_template(cast: Province, zalo: Gateway) -> None:
    a_number(cast, "zalo")
    told(cast)
    relay_once(TEN)
    (message,) = zalo.taken.values()
    assert message["template"] == "tinhso_thong_bao" and message["data"] == {"text": "Việc mới"}


def test_a_slow_gateway_gets_the_same_reference_again_and_drops_it(
    cast: Province, sms: Gateway, settings
) -> None:
    settings.GATEWAY_TIMEOUT = 0.3
    a_number(cast, "sms")
    sms.answers = [(200, 1.0, {"status": "accepted"})]  # taken, but the answer comes too late
    told(cast)
    relay_once(TEN)
    assert Delivery.objects.get().doubts == 1
    relay_once(TEN + MINUTE)
    assert len(sms.asked) == 2 and len(sms.taken) == 1  # asked twice, once on the phone
    assert Delivery.objects.get().state == State.SENT


@pytest.mark.parametrize("status", [500, 502, 503, 429, 401])
def test_a_gateway_in_trouble_keeps_everything_waiting(cast: Province, sms: Gateway, status: int) -> None:
    a_number(cast, "sms")
    sms.answers = [(status, 0, {})]
    told(cast)
    relay_once(TEN)
    assert Line.objects.get().answer == str(status) and Delivery.objects.get().state == State.WAITING
    relay_once(TEN + MINUTE)
    assert Delivery.objects.get().state == State.SENT and len(sms.taken) == 1


def test_a_busy_gateway_is_asked_again_when_it_says(cast: Province, sms: Gateway) -> None:
    a_number(cast, "sms")
    sms.answers = [(429, 0, {"retry_after": 90})]
    told(cast)
    relay_once(TEN)
    assert Line.objects.get().next_try_at == TEN + timedelta(seconds=90)


def test_a_number_that_zalo_does_not_know_gets_an_sms_and_then_a_mail(
    cast: Province, zalo: Gateway, sms: Gateway, mail_server: MailServer
) -> None:
    for channel in ("zalo", "sms"):
        a_number(cast, channel)
    zalo.never = {"84912345678"}
    told(cast, "một")
    relay_once(TEN)
    relay_once(TEN)
    assert [m["text"] for m in sms.taken.values()] == ["một"] and not mail_server.letters
    sms.never = zalo.never
    told(cast, "hai")
    for _round in range(3):
        relay_once(TEN + MINUTE)
    assert len(mail_server.letters) == 1
    refused = Delivery.objects.filter(state=State.REDIRECTED)
    assert set(refused.values_list("channel", "answer")) == {
        ("zalo", "422 unknown_number"),
        ("sms", "422 unknown_number"),
    }


def test_a_paused_channel_sends_nothing_and_loses_nothing(cast: Province, mail_server: MailServer) -> None:
    Line.objects.create(channel="mail", paused_at=TEN)
    told(cast)
    relay_once(TEN)
    assert not mail_server.letters
    Line.objects.update(paused_at=None)
    relay_once(TEN)
    assert len(mail_server.letters) == 1


def test_a_removed_number_is_followed_by_the_next_channel(cast: Province, sms: Gateway, mail_server) -> None:
    a_number(cast, "sms")
    told(cast)
    Planner().run(TEN)
    ContactPoint.objects.all().delete()
    relay_once(TEN)
    relay_once(TEN)
    assert not sms.taken and len(mail_server.letters) == 1


def test_a_sender_that_comes_back_late_saves_the_second_copy(cast: Province, mail_server: MailServer) -> None:
    from tinhso.kernel.outbox import policy
    from tinhso.kernel.outbox.sending import Sender

    now = at("2036-11-24 10:00")
    told(cast, now=now)
    Planner().run(now)
    late = Sender(channels.get("mail"))
    delivery = Delivery.objects.get()
    left_behind(delivery, now)  # its session broke after the mail server had the letter …
    late._untold = (delivery, None)
    late._take_over_the_dead(now + HOUR)  # … and another one took over
    assert Delivery.objects.get().doubts == 1
    assert late.run(policy.current(), now=now + HOUR) == 0
    late.close()
    relay_once(now + 2 * HOUR)
    assert not mail_server.letters and Delivery.objects.get().state == State.SENT
