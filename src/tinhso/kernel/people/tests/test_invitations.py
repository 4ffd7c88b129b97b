"""Invited into a post with a one-time code: hashed, expiring, used once; the visitor has no rights besides."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.people import jobs
from tinhso.kernel.people.actions.accept_invitation import (
    NameTaken,
    NoSuchCode,
    NotOpen,
    PostTaken,
    accept_invitation,
    look_up,
)
from tinhso.kernel.people.actions.create_post import create_post
from tinhso.kernel.people.actions.invite import invite
from tinhso.kernel.people.actions.issue_code import NoLongerWaiting, issue_code
from tinhso.kernel.people.actions.revoke_invitation import revoke_invitation
from tinhso.kernel.people.coming_and_going import hash_of
from tinhso.kernel.people.models import Account, Invitation, Person, Post, Tenure
from tinhso.kernel.people.policies import NotAllowed, PostHasEnded, PostIsHeld, PostIsPromised
from tinhso.kernel.people.roles import Role
from tinhso.kernel.people.scope import enter, leave
from tinhso.kernel.people.tests.cast import Province, a_post_for, as_application, scope_of
from tinhso.kernel.people.tests.conftest import Web, post_of

TODAY = timezone.localdate()
PASSWORD = "mot cau dai de nho"


@pytest.fixture
def seat(cast: Province) -> Post:
    return create_post(unit=cast.science, title="Trưởng phòng", role=Role.OFFICER, by=None, at=timezone.now())


def invited(cast: Province, seat: Post, **facts) -> Invitation:
    facts = {"full_name": "Hoàng A Páo", "email": "pao@example.org", "begins_on": TODAY} | facts
    return invite(seat, **facts, by=scope_of(cast.administrator), at=facts.pop("at", timezone.now()))


def code_for(cast: Province, seat: Post, **facts) -> str:
    return issue_code(invited(cast, seat, **facts), by=scope_of(cast.administrator), at=timezone.now())


def accepted(code: str, **facts):
    facts = {"username": "pao", "email": "pao@example.org", "password": PASSWORD} | facts
    leave()
    with as_application():
        return accept_invitation(code, **facts, at=timezone.now())


def test_the_invited_person_gets_an_account_and_holds_the_post(cast: Province, seat: Post) -> None:
    holder = accepted(code_for(cast, seat))
    scope = enter(holder.account_id)
    assert scope is not None and scope.post_id == seat.pk and scope.person_name == "Hoàng A Páo"
    assert Account.objects.get(pk=holder.account_id).check_password(PASSWORD)
    assert Entry.objects.get(event="invitation.accepted").actor_account_id == holder.account_id


def test_the_post_is_held_from_the_stated_day_not_before(cast: Province, seat: Post) -> None:
    holder = accepted(code_for(cast, seat, begins_on=TODAY + timedelta(days=3)))
    assert enter(holder.account_id) is None
    assert Tenure.objects.get(post=seat).during.lower == TODAY + timedelta(days=3)


def test_only_a_hash_of_the_code_is_kept(cast: Province, seat: Post) -> None:
    code = code_for(cast, seat)
    with connection.cursor() as cursor:
        cursor.execute("select i::text from people_invitation i")
        (row,) = cursor.fetchone()
    assert code not in row and code.replace("-", "") not in row
    assert bytes(Invitation.objects.get().code_hash) == hash_of(code)
    assert look_up(code.lower().replace("-", " "), at=timezone.now()).full_name == "Hoàng A Páo"


def test_a_code_works_once(cast: Province, seat: Post) -> None:
    code = code_for(cast, seat)
    accepted(code)
    with pytest.raises(NotOpen) as refused:
        accepted(code, username="khac", email="khac@example.org")
    assert refused.value.state == Invitation.State.USED
    assert Account.objects.filter(username="khac").count() == 0


def test_a_revoked_and_an_expired_code_say_so_and_open_nothing(cast: Province, seat: Post) -> None:
    code = code_for(cast, seat)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotOpen) as refused:
        accepted(code)
    assert refused.value.state == Invitation.State.EXPIRED
    revoke_invitation(Invitation.objects.get(), by=scope_of(cast.administrator), at=timezone.now())
    with pytest.raises(NotOpen) as refused:
        accepted(code)
    assert refused.value.state == Invitation.State.REVOKED
    assert not Tenure.objects.filter(post=seat).exists()


def test_the_database_checks_expiry_itself(cast: Province, seat: Post) -> None:
    code = code_for(cast, seat)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with as_application(), connection.cursor() as cursor:
        cursor.execute("select * from tinhso_accept_invitation(%s, 'x', '', '!')", [hash_of(code)])
        assert cursor.fetchone() is None


def test_a_new_code_kills_the_old_one(cast: Province, seat: Post) -> None:
    first = code_for(cast, seat)
    second = issue_code(Invitation.objects.get(), by=scope_of(cast.administrator), at=timezone.now())
    with pytest.raises(NoSuchCode):
        accepted(first)
    assert accepted(second).post_id == seat.pk


@pytest.mark.parametrize("code", ["", "AAAA-BBBB-CCCC-DDDD-EEEE", "' or 1=1 --", "x" * 5000])
def test_a_forged_code_opens_nothing(cast: Province, seat: Post, code: str) -> None:
    code_for(cast, seat)
    with pytest.raises(NoSuchCode):
        accepted(code)


def test_a_taken_name_or_address_is_refused_and_the_code_still_good(cast: Province, seat: Post) -> None:
    code = code_for(cast, seat)
    other = cast.stranger
    with pytest.raises(NameTaken) as refused:
        accepted(code, username=other.username.upper())
    assert refused.value.field == "username"
    with pytest.raises(NameTaken) as refused:
        accepted(code, email=other.email.upper())
    assert refused.value.field == "email"
    assert accepted(code).post_id == seat.pk


def test_a_post_that_was_taken_meanwhile_is_not_taken_twice(cast: Province, seat: Post) -> None:
    code = code_for(cast, seat)
    Tenure.objects.create(post=seat, person=cast.stranger.person, during=(TODAY, None))
    with pytest.raises(PostTaken):
        accepted(code)
    assert not Account.objects.filter(username="pao").exists()
    assert Invitation.objects.get().used_at is None


def test_a_failed_trace_leaves_no_account(cast: Province, seat: Post, monkeypatch) -> None:
    from tinhso.kernel import audit

    code = code_for(cast, seat)

    def broken(*args, **details):
        raise RuntimeError("no trace, no act")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        accepted(code)
    assert not Account.objects.filter(username="pao").exists() and Invitation.objects.get().used_at is None


def test_whom_one_cannot_invite(cast: Province, seat: Post) -> None:
    with pytest.raises(NotAllowed):
        invite(
            seat, full_name="Vàng Thị Mẩy", begins_on=TODAY, by=scope_of(cast.science_head), at=timezone.now()
        )
    with pytest.raises(PostIsHeld):
        invited(cast, post_of(cast.science_head))
    invited(cast, seat)
    with pytest.raises(PostIsPromised):
        invited(cast, seat)
    seat.ended_on = TODAY
    with pytest.raises(PostHasEnded):
        invited(cast, seat)
    assert Person.objects.filter(full_name="Vàng Thị Mẩy").count() == 0


def test_an_expired_invitation_gives_way_to_a_new_one(cast: Province, seat: Post) -> None:
    invited(cast, seat)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert invited(cast, seat, full_name="Vàng Thị Mẩy").state(timezone.now()) == Invitation.State.WAITING


def test_a_mail_carries_a_code_that_nothing_else_keeps(cast: Province, seat: Post) -> None:
    invitation = invited(cast, seat)
    jobs.mail_invitation.func(invitation.pk)
    (letter,) = mail.outbox
    assert letter.to == ["pao@example.org"]
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    code = link.rpartition("/")[2]
    assert accepted(code).post_id == seat.pk
    jobs.mail_invitation.func(invitation.pk)  # used: no second letter
    assert len(mail.outbox) == 1
    with pytest.raises(NoLongerWaiting):
        issue_code(invitation, by=None, at=timezone.now())


# --- the pages ----------------------------------------------------------------------------------------------


def test_invited_printed_and_accepted_on_the_pages(cast: Province, seat: Post, web: Web, as_account) -> None:
    url = reverse("people:post_invite", args=[seat.pk])
    form = {
        "full_name": "Hoàng A Páo",
        "email": "",
        "phone": "",
        "begins_on": f"{TODAY:%d/%m/%Y}",
        "basis": "",
    }
    assert web.post(cast.administrator, url, form).status_code == 302
    invitation = Invitation.objects.get()
    slip = web.post(cast.administrator, reverse("people:slip", args=[invitation.pk]))
    code = slip.context["slips"][0][1]
    assert code in slip.content.decode() and "no-store" in slip["Cache-Control"]
    assert code not in web.text(cast.administrator, reverse("people:post", args=[seat.pk]))

    visitor = as_account()
    asking = visitor.post(reverse("people:ask_code"), {"code": code.lower()})
    assert asking.status_code == 302
    page = visitor.get(asking["Location"])
    assert page.status_code == 200 and "Hoàng A Páo" in page.content.decode()
    data = {"username": "hoangpao", "email": "pao@example.org", "password": PASSWORD, "again": PASSWORD}
    wrong = visitor.post(asking["Location"], {**data, "again": "khac"})
    assert wrong.status_code == 422 and "khác nhau" in wrong.content.decode()
    weak = visitor.post(asking["Location"], {**data, "password": "12345", "again": "12345"})
    assert weak.status_code == 422
    taken = visitor.post(asking["Location"], {**data, "username": cast.leader.username})
    assert taken.status_code == 422 and "đã có người dùng" in taken.content.decode()
    assert visitor.post(asking["Location"], data).status_code == 302
    again = visitor.get(asking["Location"])
    assert again.status_code == 410 and "đã được nhận" in again.content.decode()
    signed_in = visitor.post(reverse("account_login"), {"login": "hoangpao", "password": PASSWORD})
    assert signed_in.status_code == 302
    assert "Trưởng phòng" in visitor.get(reverse("home")).content.decode()


def test_a_visitor_with_a_wrong_old_or_revoked_code_is_told_which(
    cast: Province, seat: Post, as_account
) -> None:
    visitor, code = as_account(), code_for(cast, seat)
    leave()
    link = reverse("people:invited", args=[code])
    assert visitor.get(reverse("people:invited", args=["AAAA"])).status_code == 404
    assert "Không có mã này" in visitor.post(reverse("people:ask_code"), {"code": "AAAA"}).content.decode()
    Invitation.objects.update(expires_at=timezone.now())
    assert "đã hết hạn" in visitor.get(link).content.decode()
    Invitation.objects.update(revoked_at=timezone.now())
    assert "đã bị thu hồi" in visitor.get(link).content.decode()


def test_the_name_that_the_administrator_settled_stays(cast: Province, seat: Post, as_account) -> None:
    code = code_for(cast, seat, username="pao.ha")
    leave()
    data = {"username": "mine", "email": "", "password": PASSWORD, "again": PASSWORD}
    assert as_account().post(reverse("people:invited", args=[code]), data).status_code == 302
    assert Account.objects.filter(username="pao.ha").exists()


def test_only_administrators_print_mail_and_revoke(cast: Province, seat: Post, web: Web) -> None:
    invitation = invited(cast, seat)
    leave()
    for name in ("slip", "invitation_mail", "invitation_revoke"):
        url = reverse(f"people:{name}", args=[invitation.pk])
        for account in (cast.science_head, cast.stranger, cast.leader):
            assert web.post(account, url).status_code == 403, (name, account)
    assert (
        web.post(cast.administrator, reverse("people:invitation_mail", args=[invitation.pk])).status_code
        == 302
    )
    assert (
        web.post(cast.administrator, reverse("people:invitation_revoke", args=[invitation.pk])).status_code
        == 302
    )
    again = web.post(cast.administrator, reverse("people:slip", args=[invitation.pk]))
    assert again.status_code == 409


def test_a_person_of_the_house_is_appointed_instead(cast: Province, seat: Post, web: Web) -> None:
    """An address that opens an account cannot open a second one."""
    a_post_for(cast.stranger, cast.finance)
    form = {"full_name": "Ai Đó", "email": cast.stranger.email, "begins_on": f"{TODAY:%d/%m/%Y}"}
    answer = web.post(cast.administrator, reverse("people:post_invite", args=[seat.pk]), form)
    assert answer.status_code == 422 and "đang công tác" in answer.content.decode()
