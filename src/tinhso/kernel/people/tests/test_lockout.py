"""Wrong passwords cost time, and cannot be used to lock others out."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.people import addresses, lockout
from tinhso.kernel.people.models import Account, Attempt
from tinhso.kernel.people.tests.at_the_door import PASSWORD, is_in, log_in, with_password
from tinhso.kernel.people.tests.cast import Province, a_province, an_officer_of

As_account = Callable[..., Client]
OFFICE = "203.0.113.7"


@pytest.fixture
def cast(db: None) -> Province:
    made = a_province()
    with_password(made.commune_officer)
    with_password(made.administrator)
    return made


def fail(client: Client, account: Account | str, times: int, at: str = OFFICE) -> Any:
    for _ in range(times):
        answer = log_in(client, account, "sai-mat-khau", REMOTE_ADDR=at)
    return answer


def seconds_in(page: str) -> int:
    """The wait that the page tells; 0 where it tells none."""
    told = re.search(r"Hãy đợi (\d+) giây", page)
    return int(told.group(1)) if told else 0


def what_it_says(answer: Any) -> str:
    """The error summary, without how many seconds are left."""
    page = answer.content.decode()
    return re.sub(r"\d+ giây", "", page[page.index('id="errors"') : page.index("<form")])


def an_attack_on(account: Account, failures: int, as_account: As_account) -> None:
    """From ever new addresses, each its own try, as a hired network does it."""
    for number in range(failures):
        Attempt.objects.create(
            at=timezone.now(),
            kind="password",
            account=account,
            address=f"198.51.100.{number}",
            known_device=False,
        )


def time_passes(span: timedelta) -> None:
    """Attempts become older; the database's clock is nobody's to turn."""
    with connection.cursor() as cursor:
        cursor.execute("update people_attempt set at = at - %s", [span])


def test_a_few_typos_cost_nothing_and_then_the_waits_grow(cast: Province, as_account: As_account) -> None:
    client = as_account()
    assert "không đúng" in fail(client, cast.commune_officer, 5).content.decode()
    answer = log_in(client, cast.commune_officer, REMOTE_ADDR=OFFICE)
    page = answer.content.decode()
    assert answer.status_code == 422 and 0 < seconds_in(page) <= 15 and "gọi quản trị" in page
    time_passes(timedelta(seconds=16))
    fail(client, cast.commune_officer, 1)
    longer = log_in(client, cast.commune_officer, REMOTE_ADDR=OFFICE).content.decode()
    assert 0 < seconds_in(longer) <= 30 and Attempt.objects.count() == 6
    time_passes(timedelta(seconds=31))
    assert log_in(client, cast.commune_officer, REMOTE_ADDR=OFFICE).status_code == 302 and is_in(client)
    assert not Attempt.objects.exists(), "their own typos are forgotten"


def test_a_try_while_waiting_is_not_counted_so_that_pressing_again_does_no_harm(
    cast: Province, as_account: As_account
) -> None:
    fail(as_account(), cast.commune_officer, 12)
    assert Attempt.objects.count() == 5


def test_two_hundred_officers_behind_one_address_with_one_typo_each_lock_nobody(
    cast: Province, as_account: As_account
) -> None:
    officers = [with_password(an_officer_of(cast.commune)) for _ in range(200)]
    for officer in officers:
        fail(as_account(), officer, 1)
    for officer in officers[::40]:
        client = as_account()
        assert log_in(client, officer, REMOTE_ADDR=OFFICE).status_code == 302 and is_in(client)


def test_one_colleague_guessing_at_an_account_does_not_lock_the_others(
    cast: Province, as_account: As_account
) -> None:
    fail(as_account(), cast.administrator, 20)
    client = as_account()
    log_in(client, cast.commune_officer, REMOTE_ADDR=OFFICE)
    assert is_in(client)


def test_an_attack_from_many_addresses_slows_the_account_but_a_known_device_gets_in(
    cast: Province, as_account: As_account
) -> None:
    at_home = as_account()
    log_in(at_home, cast.commune_officer)
    at_home.post(reverse("account_logout"))
    an_attack_on(cast.commune_officer, 24, as_account)
    elsewhere = as_account()
    answer = log_in(elsewhere, cast.commune_officer, REMOTE_ADDR="192.0.2.1")
    assert "16 phút" in answer.content.decode() and not is_in(elsewhere)
    log_in(at_home, cast.commune_officer, REMOTE_ADDR="192.0.2.77")
    assert is_in(at_home)


def test_a_known_device_is_no_free_pass_and_ends_with_the_password(
    cast: Province, as_account: As_account
) -> None:
    device = as_account()
    log_in(device, cast.commune_officer)
    device.post(reverse("account_logout"))
    fail(device, cast.commune_officer, 11)
    assert "Hãy đợi" in log_in(device, cast.commune_officer, REMOTE_ADDR=OFFICE).content.decode()
    request = RequestFactory().get("/")
    request.COOKIES = {lockout.DEVICE_COOKIE: device.cookies[lockout.DEVICE_COOKIE].value}
    assert lockout.knows(request, cast.commune_officer)
    with_password(cast.commune_officer, "mot-mat-khau-khac")
    assert not lockout.knows(request, cast.commune_officer)


def test_a_forged_or_somebody_elses_device_cookie_is_worth_nothing(
    cast: Province, as_account: As_account
) -> None:
    mine = as_account()
    log_in(mine, cast.administrator)
    request = RequestFactory().get("/")
    for cookie in (mine.cookies[lockout.DEVICE_COOKIE].value, "x", "e30:1:y", ""):
        request.COOKIES = {lockout.DEVICE_COOKIE: cookie}
        assert not lockout.knows(request, cast.commune_officer)


def test_a_name_that_nobody_has_waits_like_a_real_one_and_is_never_written_down(
    cast: Province, as_account: As_account
) -> None:
    typed = "mat-khau-go-nham-o-nay"
    real, unknown = fail(as_account(), cast.commune_officer, 6), fail(as_account(), typed, 6)
    assert what_it_says(real) == what_it_says(unknown)
    kept = list(Attempt.objects.filter(account=None).values("account_id", "unknown", "kind", "address"))
    entries = list(Entry.objects.filter(event="login.failed", subject_id="").values())
    assert len(entries) == 5 and typed not in str(kept) + str(entries)
    assert Entry.objects.filter(event="login.failed", subject_id=str(cast.commune_officer.pk)).count() == 5


def test_spraying_many_accounts_from_one_address_is_noticed_in_the_trace(
    cast: Province, as_account: As_account
) -> None:
    for number in range(lockout.SPRAYED_ACCOUNTS):
        fail(as_account(), f"can-bo-{number}", 1)
    noticed = Entry.objects.get(event="login.spraying_noticed")
    assert noticed.details == {"network": "203.0.113.x", "accounts": lockout.SPRAYED_ACCOUNTS}


def test_a_crowd_at_one_address_is_only_slowed_and_not_on_known_devices(
    cast: Province, as_account: As_account, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = as_account()
    log_in(known, cast.administrator)
    known.post(reverse("account_logout"))
    monkeypatch.setattr(lockout, "PLACE_LIMIT", 8)
    for number in range(8):
        fail(as_account(), f"ai-do-{number}", 1)
    answer = log_in(as_account(), cast.commune_officer, REMOTE_ADDR=OFFICE)
    assert "Hãy đợi" in answer.content.decode()
    log_in(known, cast.administrator, REMOTE_ADDR=OFFICE)
    assert is_in(known)


def test_an_administrator_lets_an_account_try_again_and_nobody_else_may(
    cast: Province, as_account: As_account
) -> None:
    an_attack_on(cast.commune_officer, 30, as_account)
    address = reverse("help_account", args=[cast.commune_officer.pk])
    assert as_account(cast.commune_head).post(address, {"act": "forgive"}).status_code == 403
    assert not is_in_after_login(as_account(), cast.commune_officer)
    assert as_account(cast.administrator).post(address, {"act": "forgive"}).status_code == 302
    assert is_in_after_login(as_account(), cast.commune_officer)
    assert Entry.objects.filter(event="login.wait_ended", actor_account_id=cast.administrator.pk).exists()


def is_in_after_login(client: Client, account: Account) -> bool:
    log_in(client, account)
    return is_in(client)


def test_the_present_password_cannot_be_guessed_from_a_borrowed_screen(
    cast: Province, as_account: As_account
) -> None:
    screen = as_account(cast.commune_officer)
    new = {"password1": "mot-mat-khau-moi-tinh", "password2": "mot-mat-khau-moi-tinh"}
    for _ in range(5):
        screen.post(reverse("account_change_password"), {"oldpassword": "doan-thu", **new})
    answer = screen.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new})
    assert answer.status_code == 422 and "Hãy đợi" in answer.content.decode()


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 15), (6, 30), (7, 60), (10, 480), (11, 900), (500, 900)]
)
def test_waits_at_one_place_double_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    at = datetime(2026, 3, 2, 8, tzinfo=UTC)
    counts = lockout.Counts(failures, at, failures, at, 0, None, failures, at, 1)
    wait = counts.wait(False, at)
    assert wait.total_seconds() == max(seconds, lockout.FROM_ANYWHERE.wait(failures).total_seconds())
    assert counts.wait(False, at + wait) == timedelta(0) == counts.wait(True, at)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_waits_never_shrink_and_never_exceed_their_bound(fewer: int, more: int) -> None:
    fewer, more = sorted((fewer, more))
    for steps in (lockout.AT_ONE_PLACE, lockout.FROM_ANYWHERE, lockout.ON_A_KNOWN_DEVICE):
        assert timedelta(0) <= steps.wait(fewer) <= steps.wait(more) <= steps.longest


# --- addresses ------------------------------------------------------------------------------------------------


def seen(remote: str, forwarded: str = "") -> str:
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return str(addresses.address_of(RequestFactory().get("/", REMOTE_ADDR=remote, **headers)))


def test_a_forwarded_address_is_believed_only_from_a_proxy_of_ours(settings: Any) -> None:
    settings.TRUSTED_PROXIES = []
    assert seen("198.51.100.9", "203.0.113.1") == "198.51.100.9"
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert seen("198.51.100.9", "203.0.113.1") == "198.51.100.9", "it did not come through the proxy"
    assert seen("10.0.0.2", "203.0.113.1") == "203.0.113.1"
    assert seen("10.0.0.2", "6.6.6.6, 203.0.113.1, 10.0.0.9") == "203.0.113.1", "what stands left was forged"
    assert seen("10.0.0.2", "6.6.6.6, nonsense") == "10.0.0.2"
    assert seen("10.0.0.2", "203.0.113.1:4711") == "203.0.113.1"
    assert seen("10.0.0.2") == "10.0.0.2" and seen("", "203.0.113.1") == "None"


def test_addresses_are_shown_without_their_last_part() -> None:
    read = addresses._read
    assert addresses.masked(read("203.0.113.7")) == "203.0.113.x"
    assert addresses.masked(read("2001:db8:1:2:3::4")) == "2001:db8:1::"
    assert addresses.counted(read("2001:db8:1:2:3::4")) == "2001:db8:1:2::"
    assert addresses.masked(read("::ffff:203.0.113.7")) == "203.0.113.x"
