"""Sessions: listed for their owner, ended, and reachable by their key only."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.people import sessions
from tinhso.kernel.people.jobs import sweep
from tinhso.kernel.people.models import Attempt, Session
from tinhso.kernel.people.tests.at_the_door import PASSWORD, is_in, log_in, with_password
from tinhso.kernel.people.tests.cast import Province, a_province

As_account = Callable[..., Client]
PHONE = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"


@pytest.fixture
def cast(db: None) -> Province:
    made = a_province()
    for account in (made.science_officer, made.culture_officer, made.administrator):
        with_password(account)
    return made


def at(as_account: As_account, account: Any, agent: str, address: str = "203.0.113.7") -> Client:
    client = as_account()
    log_in(client, account, REMOTE_ADDR=address, HTTP_USER_AGENT=agent)
    return client


def works(client: Client) -> bool:
    return client.get(reverse("home")).status_code == 200


def test_my_sessions_are_listed_with_the_device_in_words_and_the_address_masked(
    cast: Province, as_account: As_account
) -> None:
    at(as_account, cast.science_officer, PHONE, "198.51.100.23")
    desk = at(as_account, cast.science_officer, DESK)
    at(as_account, cast.culture_officer, PHONE, "192.0.2.9")
    page = desk.get(reverse("account_overview")).content.decode()
    assert "Chrome trên Android" in page and "Edge trên Windows" in page and "phiên này" in page
    assert "198.51.100.x" in page and "198.51.100.23" not in page and "192.0.2" not in page
    assert "Phạm" not in page and "Vũ Chuyên Viên Thử" in page and "Sở Khoa học và Công nghệ" in page


def test_i_end_one_session_or_all_others(cast: Province, as_account: As_account) -> None:
    phone, tablet, desk = (at(as_account, cast.science_officer, agent) for agent in (PHONE, PHONE, DESK))
    first = Session.objects.filter(account=cast.science_officer).order_by("id").first()
    assert first is not None
    assert desk.post(reverse("account_end_session", args=[first.pk])).status_code == 302
    assert not works(phone) and works(tablet) and works(desk)
    desk.post(reverse("account_end_other_sessions"))
    assert not works(tablet) and works(desk)
    assert Entry.objects.filter(event="session.ended", actor_account_id=cast.science_officer.pk).count() == 2


def test_a_session_of_somebody_else_does_not_exist_for_me(cast: Province, as_account: As_account) -> None:
    theirs = at(as_account, cast.culture_officer, PHONE)
    row = Session.objects.get(account=cast.culture_officer)
    mine = as_account(cast.science_officer)
    assert mine.post(reverse("account_end_session", args=[row.pk])).status_code == 404
    assert works(theirs)


def test_an_administrator_ends_all_sessions_of_an_account_and_a_head_may_not(
    cast: Province, as_account: As_account
) -> None:
    theirs = at(as_account, cast.science_officer, PHONE)
    address = reverse("help_account", args=[cast.science_officer.pk])
    assert as_account(cast.science_head).get(address).status_code == 403
    administrator = as_account(cast.administrator)
    assert "Chrome trên Android" in administrator.get(address).content.decode()
    administrator.post(address, {"act": "end_sessions"})
    assert not works(theirs)
    ended = Entry.objects.get(event="session.ended")
    assert (
        ended.subject_id == str(cast.science_officer.pk) and ended.actor_account_id == cast.administrator.pk
    )


def test_an_administrator_finds_a_person_by_name_and_nobody_by_a_wrong_one(
    cast: Province, as_account: As_account
) -> None:
    administrator = as_account(cast.administrator)
    assert "Nông Cán Bộ Thử" in administrator.get(reverse("help_find"), {"q": "nong can bo"}).content.decode()
    assert "Không thấy ai" in administrator.get(reverse("help_find"), {"q": "zzz"}).content.decode()
    assert administrator.get(reverse("help_account", args=[10**9])).status_code == 404


def test_closing_an_account_ends_its_sessions_for_good(cast: Province, as_account: As_account) -> None:
    client = at(as_account, cast.science_officer, PHONE)
    cast.science_officer.is_active = False
    cast.science_officer.save()
    assert not works(client)
    cast.science_officer.is_active = True
    cast.science_officer.save()
    assert not works(client), "opening it again does not bring old sessions back"


def test_logging_out_ends_the_row_and_leaves_a_trace(cast: Province, as_account: As_account) -> None:
    client = at(as_account, cast.science_officer, PHONE)
    client.post(reverse("account_logout"))
    assert not Session.objects.filter(account=cast.science_officer).exists() and not is_in(client)
    assert Entry.objects.get(event="session.ended").subject_id == str(cast.science_officer.pk)


def test_a_new_password_ends_the_other_sessions(cast: Province, as_account: As_account) -> None:
    phone, desk = at(as_account, cast.science_officer, PHONE), at(as_account, cast.science_officer, DESK)
    new = "mot-mat-khau-moi-tinh"
    answer = desk.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert answer.status_code == 302 and works(desk) and not works(phone)
    assert Entry.objects.filter(event="account.password_changed").exists()


def test_the_key_is_nowhere_in_the_database(cast: Province, as_account: As_account) -> None:
    client = at(as_account, cast.science_officer, PHONE)
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(s::text, ' ') from people_session s")
        assert client.session.session_key not in cursor.fetchone()[0]


def test_a_session_that_was_ended_is_not_written_back(cast: Province, as_account: As_account) -> None:
    store = sessions.SessionStore()
    store["x"] = 1
    store.save()
    Session.objects.all().delete()
    store["x"] = 2
    with pytest.raises(sessions.UpdateError):
        store.save()
    assert sessions.SessionStore(store.session_key).load() == {}


def test_an_expired_session_opens_nothing_and_is_swept_away(cast: Province, as_account: As_account) -> None:
    client = at(as_account, cast.science_officer, PHONE)
    Session.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert not works(client)
    Attempt.objects.create(
        at=timezone.now() - timedelta(days=2), kind="password", account=cast.leader, known_device=False
    )
    sweep(0)
    assert not Session.objects.exists() and not Attempt.objects.exists()


def test_last_seen_moves_now_and_then_and_not_with_every_page(cast: Province, as_account: As_account) -> None:
    client = at(as_account, cast.science_officer, PHONE)
    for since, moves in ((timedelta(minutes=2), False), (timedelta(minutes=9), True)):
        then = timezone.now() - since
        Session.objects.update(seen_at=then)
        assert works(client)
        assert (Session.objects.get().seen_at > then) is moves


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Chrome trên Android"),
        (DESK, "Edge trên Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) Version/17.4 Safari/604.1",
            "Safari trên iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/120.0 Chrome/114.0 Safari/537.36",
            "Cốc Cốc trên Windows",
        ),
        ("curl/8.5", "thiết bị không rõ"),
        ("", "thiết bị không rõ"),
    ],
)
def test_a_device_is_said_in_words(agent: str, words: str) -> None:
    assert sessions.device_in_words(sessions.device_of(agent)) == words
