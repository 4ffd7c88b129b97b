"""Password and mail address of one's own account: links by the worker, confirmed, traced, never guessing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.people import jobs
from tinhso.kernel.people.tests.at_the_door import PASSWORD, is_in, log_in, show_password, with_password
from tinhso.kernel.people.tests.cast import Province, a_province

As_account = Callable[..., Client]
NEW = "mot-mat-khau-moi-tinh"


@pytest.fixture
def cast(db: None, settings: Any) -> Province:
    settings.SITE_URL = "http://testserver"
    made = a_province()
    with_password(made.science_officer)
    return made


def the_worker_runs() -> list[str]:
    """Run the mail jobs that were left, as the worker does; the links that went out."""
    for job in ProcrastinateJob.objects.filter(task_name__startswith="tinhso.kernel.people", status="todo"):
        task = getattr(jobs, job.task_name.rpartition(".")[2])
        task.func(**job.args)
    sent = [re.search(r"http://testserver(\S+)", str(m.body)).group(1) for m in mail.outbox]  # type: ignore[union-attr]
    mail.outbox.clear()
    return sent


def ask_for_a_link(client: Client, address: str) -> Any:
    return client.post(reverse("account_reset_password"), {"email": address})


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(
    cast: Province, as_account: As_account
) -> None:
    client = as_account()
    assert ask_for_a_link(client, cast.science_officer.email.upper()).status_code == 302
    args = ProcrastinateJob.objects.get(task_name__contains="mail_password_link").args
    assert args == {"account_id": cast.science_officer.pk, "language": "vi"}, "a job carries ids only"
    (link,) = the_worker_runs()
    form = client.get(link, follow=True)
    where = form.redirect_chain[-1][0]
    weak = client.post(where, {"password1": "12345", "password2": "12345"})
    assert weak.status_code == 422
    assert client.post(where, {"password1": NEW, "password2": NEW}).status_code == 302
    again = as_account()
    assert "không còn dùng được" in again.get(link, follow=True).content.decode()
    log_in(again, cast.science_officer, NEW)
    assert is_in(again)
    assert Entry.objects.get(event="account.password_changed").subject_id == str(cast.science_officer.pk)


def test_asking_for_an_address_that_nobody_has_looks_the_same_and_sends_nothing(
    cast: Province, as_account: As_account
) -> None:
    known = ask_for_a_link(as_account(), cast.science_officer.email)
    unknown = ask_for_a_link(as_account(), "khong-ai@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(the_worker_runs()) == 1


def test_a_mailbox_cannot_be_flooded(cast: Province, as_account: As_account) -> None:
    for _ in range(10):
        assert ask_for_a_link(as_account(), cast.science_officer.email).status_code == 302
    assert len(the_worker_runs()) == 6


def test_a_closed_account_gets_no_link(cast: Province, as_account: As_account) -> None:
    cast.science_officer.is_active = False
    cast.science_officer.save()
    ask_for_a_link(as_account(), cast.science_officer.email)
    assert the_worker_runs() == []


def test_a_link_opened_in_the_middle_of_a_session_does_not_act(
    cast: Province, as_account: As_account
) -> None:
    ask_for_a_link(as_account(), cast.science_officer.email)
    (link,) = the_worker_runs()
    page = as_account(cast.culture_officer).get(link)
    assert page.status_code == 200 and "Đang có phiên mở" in page.content.decode()


def test_the_account_page_and_its_forms_speak_our_language(cast: Province, as_account: As_account) -> None:
    client = as_account(cast.science_officer)
    for name in ("account_overview", "account_email", "account_change_password", "account_reauthenticate"):
        page = client.get(reverse(name)).content.decode()
        for foreign in ("Current Password", "New Password", "Email Address", "Forgot", "Password:"):
            assert foreign not in page, name


def test_a_new_address_counts_once_its_link_was_opened_by_the_owner(
    cast: Province, as_account: As_account
) -> None:
    client = as_account()
    log_in(client, cast.science_officer)
    before = cast.science_officer.email
    client.post(reverse("account_email"), {"email": "dia-chi-moi@example.org", "action_add": "1"})
    page = client.get(reverse("account_email")).content.decode()
    assert before in page and "dia-chi-moi@example.org" in page and "Chờ xác nhận" in page
    cast.science_officer.refresh_from_db()
    assert cast.science_officer.email == before
    (link,) = the_worker_runs()
    assert as_account().get(link).status_code == 302, "whoever is not logged in logs in first"
    stranger = as_account(cast.culture_officer)
    stranger.post(link)
    cast.science_officer.refresh_from_db()
    assert cast.science_officer.email == before, "another account cannot confirm it"
    assert client.get(link).status_code == 200
    assert client.post(link).status_code == 302
    cast.science_officer.refresh_from_db()
    assert cast.science_officer.email == "dia-chi-moi@example.org"
    assert list(EmailAddress.objects.filter(user=cast.science_officer).values_list("email", flat=True)) == [
        "dia-chi-moi@example.org"
    ]
    assert Entry.objects.filter(event="account.address_changed").count() == 1


def test_an_address_of_somebody_else_is_refused_before_and_after_the_link(
    cast: Province, as_account: As_account
) -> None:
    client = as_account()
    log_in(client, cast.science_officer)
    taken = client.post(
        reverse("account_email"), {"email": cast.culture_officer.email.upper(), "action_add": "1"}
    )
    assert taken.status_code == 422 and "đã thuộc tài khoản khác" in taken.content.decode()
    client.post(reverse("account_email"), {"email": "tranh-nhau@example.org", "action_add": "1"})
    (link,) = the_worker_runs()
    cast.culture_officer.email = "tranh-nhau@example.org"
    cast.culture_officer.save()
    client.post(link)
    cast.science_officer.refresh_from_db()
    assert cast.science_officer.email != "tranh-nhau@example.org"


def test_a_change_is_taken_back(cast: Province, as_account: As_account) -> None:
    client = as_account()
    log_in(client, cast.science_officer)
    client.post(reverse("account_email"), {"email": "nham@example.org", "action_add": "1"})
    client.post(reverse("account_email"), {"email": "nham@example.org", "action_remove": "1"})
    assert (
        "nham@example.org" not in client.get(reverse("account_email")).content.decode().split("Đang dùng")[1]
    )
    cast.science_officer.refresh_from_db()
    assert cast.science_officer.email


def test_a_borrowed_session_must_show_the_password_before_it_changes_the_address(
    cast: Province, as_account: As_account
) -> None:
    borrowed = as_account(cast.science_officer)
    answer = borrowed.post(reverse("account_email"), {"email": "ke-khac@example.org", "action_add": "1"})
    assert answer.status_code == 302 and "reauthenticate" in answer["Location"]
    assert not EmailAddress.objects.filter(email="ke-khac@example.org").exists()
    show_password(borrowed)


def test_a_right_password_of_a_closed_account_says_so_and_opens_nothing(
    cast: Province, as_account: As_account
) -> None:
    cast.science_officer.is_active = False
    cast.science_officer.save()
    client = as_account()
    answer = log_in(client, cast.science_officer, PASSWORD)
    assert answer["Location"] == reverse("account_inactive") and not is_in(client)


def test_logging_in_works_by_user_name_and_by_address_without_regard_to_capitals(
    cast: Province, as_account: As_account
) -> None:
    for typed in (cast.science_officer.username.upper(), f" {cast.science_officer.email.title()} "):
        client = as_account()
        log_in(client, typed)
        assert is_in(client), typed


def test_an_address_that_two_accounts_have_opens_neither(cast: Province, as_account: As_account) -> None:
    cast.culture_officer.email = cast.science_officer.email
    cast.culture_officer.save()
    client = as_account()
    log_in(client, cast.science_officer.email)
    assert not is_in(client)


@pytest.mark.parametrize("page", ["home", "account_overview"])
def test_a_page_of_somebody_who_is_in_gains_no_query_from_the_door(
    cast: Province, as_account: As_account, django_assert_max_num_queries: Any, page: str
) -> None:
    client = as_account(cast.science_officer)
    client.get(reverse(page))
    with django_assert_max_num_queries(20) as caught:
        client.get(reverse(page))
    door = [
        q["sql"] for q in caught.captured_queries if "tinhso_" in q["sql"] and "people_person" not in q["sql"]
    ]
    opened = [sql for sql in door if "session_read" in sql or "come_back" in sql or "tinhso_enter" in sql]
    assert len(opened) == 3, "the session, the account, the scope: one query each"


def test_a_login_costs_a_handful_of_queries(
    cast: Province, as_account: As_account, django_assert_max_num_queries: Any
) -> None:
    client = as_account()
    client.get(reverse("account_login"))
    with django_assert_max_num_queries(18):
        assert log_in(client, cast.science_officer).status_code == 302
