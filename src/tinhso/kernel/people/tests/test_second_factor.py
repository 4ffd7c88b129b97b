"""The second factor: added, asked for, counted, taken off; demanded by the province's policy."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel import rules
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.people.models import Account
from tinhso.kernel.people.tests.at_the_door import PASSWORD, add_app, code_of, is_in, log_in, with_password
from tinhso.kernel.people.tests.cast import Province, a_province
from tinhso.kernel.rules.models import Rule

As_account = Callable[..., Client]


@pytest.fixture
def cast(db: None) -> Province:
    made = a_province()
    with_password(made.science_officer)
    with_password(made.administrator)
    return made


def events() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("event", flat=True))


def the_codes_page(client: Client, wish: str) -> list[str]:
    page = client.post(reverse("mfa_view_recovery_codes"), {"wish": wish}).content.decode()
    return re.findall(r"<li>(\d{8})</li>", page)


def an_officer_with_an_app(cast: Province, as_account: As_account) -> tuple[Account, str]:
    client = as_account()
    log_in(client, cast.science_officer)
    return cast.science_officer, add_app(client)


def test_the_code_of_our_phone_is_the_code_of_the_rfc() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890", appendix B
    assert [code_of(secret, at) for at in (59, 1111111109, 1234567890, 20000000000)] == [
        "287082", "081804", "005924", "353130",
    ]  # fmt: skip


def test_an_app_is_added_on_a_page_that_shows_its_secret_as_picture_and_as_text(
    cast: Province, as_account: As_account
) -> None:
    client = as_account()
    log_in(client, cast.science_officer)
    answer = client.get(reverse("mfa_activate_totp"))
    page = answer.content.decode()
    assert "data:image/svg+xml;base64," in page and 'style="' not in page
    assert "img-src 'self' data:" in answer["Content-Security-Policy"]
    add_app(client)
    stored = Authenticator.objects.get(type="totp")
    assert "secret" in stored.data and not re.fullmatch(r"[A-Z2-7]+", stored.data["secret"]), (
        "kept in the clear"
    )
    assert events()[-2:] == ["second_factor.added", "recovery_codes.made"]


def test_a_login_then_needs_the_code_and_a_wrong_one_is_refused(
    cast: Province, as_account: As_account
) -> None:
    officer, secret = an_officer_with_an_app(cast, as_account)
    client = as_account()
    answer = log_in(client, officer)
    assert answer["Location"] == reverse("mfa_authenticate") and not is_in(client)
    assert client.get(reverse("home")).status_code == 302, "a password alone opens nothing"
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 422 and "Mã không đúng" in wrong.content.decode()
    later = code_of(secret, time.time() + 30)  # the app was added with the code of now
    assert client.post(reverse("mfa_authenticate"), {"code": f"{later[:3]} {later[3:]}"}).status_code == 302
    assert is_in(client) and client.get(reverse("home")).status_code == 200
    assert events()[-2:] == ["second_factor.failed", "login.succeeded"]
    assert Entry.objects.get(event="login.succeeded", details__methods=["password", "totp"])


def test_a_code_works_once(cast: Province, as_account: As_account) -> None:
    officer, secret = an_officer_with_an_app(cast, as_account)
    code = code_of(secret, time.time() + 30)
    first, second = as_account(), as_account()
    for client in (first, second):
        log_in(client, officer)
        client.post(reverse("mfa_authenticate"), {"code": code})
    assert is_in(first) and not is_in(second)


def test_wrong_codes_are_counted_and_waited_for(cast: Province, as_account: As_account) -> None:
    officer, secret = an_officer_with_an_app(cast, as_account)
    client = as_account()
    log_in(client, officer)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    right = client.post(reverse("mfa_authenticate"), {"code": code_of(secret, time.time() + 30)})
    assert right.status_code == 422 and "Hãy đợi" in right.content.decode() and not is_in(client)


def test_a_recovery_code_lets_in_once_and_leaves_a_trace(cast: Province, as_account: As_account) -> None:
    owner = as_account()
    log_in(owner, cast.science_officer)
    add_app(owner)
    assert re.search(r"Còn\s+10\s+mã", owner.get(reverse("mfa_view_recovery_codes")).content.decode())
    codes = the_codes_page(owner, "show")
    assert len(codes) == 10
    for expected in (True, False):
        client = as_account()
        log_in(client, cast.science_officer)
        client.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert is_in(client) is expected
    assert "recovery_codes.used" in events() and "recovery_codes.shown" in events()
    renewed = the_codes_page(owner, "renew")
    assert len(renewed) == 10 and not set(renewed) & set(codes)
    file = owner.post(reverse("mfa_view_recovery_codes"), {"wish": "download"})
    assert file["Content-Type"].startswith("text/plain") and renewed[3] in file.content.decode()


def test_recovery_codes_are_shown_only_to_whoever_has_just_shown_who_they_are(
    cast: Province, as_account: As_account
) -> None:
    an_officer_with_an_app(cast, as_account)
    stolen = as_account(cast.science_officer)  # a session without a recent password
    answer = stolen.post(reverse("mfa_view_recovery_codes"), {"wish": "show"})
    assert answer.status_code == 302 and "reauthenticate" in answer["Location"]


def test_taking_the_app_off_takes_the_codes_with_it(cast: Province, as_account: As_account) -> None:
    client = as_account()
    log_in(client, cast.science_officer)
    add_app(client)
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.exists() and events()[-1] == "second_factor.removed"


def test_secrets_are_read_with_the_key_before_the_last(
    cast: Province, as_account: As_account, settings: Any
) -> None:
    officer, secret = an_officer_with_an_app(cast, as_account)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-the-installation"
    client = as_account()
    log_in(client, officer)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret, time.time() + 30)})
    assert is_in(client)


# --- policy ---------------------------------------------------------------------------------------------------


def the_rule(key: str, value: Any) -> None:
    Rule.objects.update_or_create(
        key=key,
        valid_from=timezone.localdate() - timedelta(days=400),
        defaults={"value": value, "source": "test"},
    )
    rules.forget()


def test_an_administrator_without_one_is_led_to_it_and_may_wait_for_a_while(
    cast: Province, as_account: As_account
) -> None:
    client = as_account()
    answer = log_in(client, cast.administrator)
    assert answer["Location"] == reverse("second_factor_due")
    page = client.get(answer["Location"]).content.decode()
    assert "Để sau" in page
    assert client.get(reverse("home")).status_code == 200
    assert "second_factor.asked" in events()


def test_after_the_grace_the_workspace_stays_closed_until_it_is_added(
    cast: Province, as_account: As_account
) -> None:
    cast.administrator.second_factor_asked_at = timezone.now() - timedelta(days=15)
    cast.administrator.save()
    client = as_account()
    assert log_in(client, cast.administrator)["Location"] == reverse("second_factor_due")
    for name in ("home", "duties:inbox", "help_find", "notices"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302 and answer["Location"] == reverse("second_factor_due"), name
    page = client.get(reverse("second_factor_due")).content.decode()
    assert "Để sau" not in page and "Kết thúc phiên" in page
    add_app(client)
    assert client.get(reverse("home")).status_code == 200


def test_an_officer_is_not_asked_unless_the_province_says_so(cast: Province, as_account: As_account) -> None:
    assert log_in(as_account(), cast.science_officer)["Location"] == reverse("home")
    the_rule("people.second_factor_roles", ["administrator", "officer"])
    the_rule("people.second_factor_grace_days", 0)
    client = as_account()
    assert log_in(client, cast.science_officer)["Location"] == reverse("second_factor_due")
    assert client.get(reverse("home"))["Location"] == reverse("second_factor_due")


def test_a_demo_asks_nobody_and_says_so(cast: Province, as_account: As_account, settings: Any) -> None:
    settings.DEMO = True
    client = as_account()
    assert log_in(client, cast.administrator)["Location"] == reverse("home")
    assert "Bản trình diễn" in client.get(reverse("account_overview")).content.decode()


def test_an_administrator_takes_a_lost_factor_off_and_a_colleague_may_not(
    cast: Province, as_account: As_account
) -> None:
    officer, _secret = an_officer_with_an_app(cast, as_account)
    address = reverse("help_account", args=[officer.pk])
    assert as_account(cast.science_head).post(address, {"act": "take_off"}).status_code == 403
    assert Authenticator.objects.filter(user=officer).exists()
    assert as_account(cast.administrator).post(address, {"act": "take_off"}).status_code == 302
    assert not Authenticator.objects.filter(user=officer).exists()
    client = as_account()
    log_in(client, officer, PASSWORD)
    assert is_in(client)
