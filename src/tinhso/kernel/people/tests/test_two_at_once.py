"""Two people at the same moment, on two real connections: one wins, the other learns what happened."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tinhso.kernel.duties.tests.test_two_at_once import together
from tinhso.kernel.people.actions.accept_invitation import NotOpen, accept_invitation
from tinhso.kernel.people.actions.ask_emergency import ask_emergency
from tinhso.kernel.people.actions.confirm_import import AlreadyConfirmed, confirm_import
from tinhso.kernel.people.actions.create_post import create_post
from tinhso.kernel.people.actions.decide_emergency import AlreadyDecided, decide_emergency
from tinhso.kernel.people.actions.delegate import AlreadyDelegated, delegate
from tinhso.kernel.people.actions.hand_over import hand_over
from tinhso.kernel.people.actions.invite import invite
from tinhso.kernel.people.actions.issue_code import issue_code
from tinhso.kernel.people.actions.read_import import read_import
from tinhso.kernel.people.actions.write_import import write
from tinhso.kernel.people.models import (
    Account,
    AccountImport,
    EmergencyAccess,
    EmergencyDecision,
    Handover,
    Invitation,
    Post,
    Tenure,
)
from tinhso.kernel.people.policies import PostIsHeld, WrongDays
from tinhso.kernel.people.roles import Permission, Role
from tinhso.kernel.people.scope import acting
from tinhso.kernel.people.tests.cast import a_province
from tinhso.kernel.people.tests.conftest import post_of
from tinhso.kernel.people.tests.sheets import a_row, a_sheet

NOW = timezone.now()
TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db(transaction=True)


def as_(account, do):
    def act():
        with acting(account.pk) as scope:
            return do(scope)

    return act


def kinds(results) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_of_two_uses_of_an_invitation_one_makes_an_account():
    cast = a_province()
    post = create_post(unit=cast.science, title="Văn thư", role=Role.OFFICER, by=None, at=NOW)
    with acting(cast.administrator.pk) as by:
        invitation = invite(post, full_name="Hoàng A Páo", begins_on=TODAY, by=by, at=timezone.now())
        code = issue_code(invitation, by=by, at=timezone.now())

    def accept(name):
        return lambda: accept_invitation(code, username=name, email="", password="x", at=timezone.now())

    results = together(accept("mot"), accept("hai"))
    assert kinds(results) == ["NewHolder", "NotOpen"], results
    assert next(r for r in results if isinstance(r, NotOpen)).state == Invitation.State.USED
    assert Account.objects.filter(username__in=["mot", "hai"]).count() == 1
    assert Tenure.objects.filter(post=post).count() == 1


def test_of_approving_and_refusing_at_once_one_counts():
    cast = a_province()
    with acting(cast.commune_head.pk) as by:
        ask_emergency(cast.science, reason="x", hours=1, by=by, at=NOW)

    def decide(approve):
        return lambda by: decide_emergency(
            EmergencyAccess.objects.select_related("post", "unit", "person").get(),
            approve=approve,
            by=by,
            at=NOW,
        )

    results = together(as_(cast.administrator, decide(True)), as_(cast.leader, decide(False)))
    assert kinds(results) == ["AlreadyDecided", "EmergencyDecision"], results
    assert EmergencyDecision.objects.count() == 1
    assert any(isinstance(result, AlreadyDecided) for result in results)


def test_of_two_same_delegations_at_once_one_is_given():
    cast = a_province()

    def lend(by):
        return delegate(
            Post.objects.select_related("unit").get(pk=post_of(cast.science_head).pk),
            to_person_id=cast.culture_officer.person_id,
            first_day=TODAY,
            last_day=TODAY,
            permissions=[Permission.READ_DUTIES],
            by=by,
            at=NOW,
        )

    results = together(as_(cast.science_head, lend), as_(cast.administrator, lend))
    assert kinds(results) == ["AlreadyDelegated", "Delegation"], results
    assert any(isinstance(result, AlreadyDelegated) for result in results)


def test_of_two_handovers_at_once_one_happens():
    cast = a_province()

    def to(account):
        return lambda by: hand_over(
            Post.objects.select_related("unit").get(pk=post_of(cast.science_head).pk),
            last_day=TODAY - timedelta(days=1),
            receiver=account.person,
            by=by,
            at=NOW,
        )

    results = together(
        as_(cast.administrator, to(cast.science_officer)), as_(cast.administrator, to(cast.stranger))
    )
    lost = [result for result in results if isinstance(result, PostIsHeld | WrongDays)]
    assert len(lost) == 1 and Handover.objects.count() == 1, results
    assert Tenure.objects.filter(post=post_of(cast.science_head)).count() == 2


def test_an_import_confirmed_and_written_twice_at_once_is_written_once():
    cast = a_province()
    data = a_sheet([a_row(n, cast.science.name) for n in range(40)])
    with acting(cast.administrator.pk) as by:
        made = read_import(data, name="x.xlsx", by=by, at=timezone.now())

    def confirm(by):
        return confirm_import(AccountImport.objects.get(pk=made.pk), by=by, at=timezone.now())

    results = together(as_(cast.administrator, confirm), as_(cast.administrator, confirm))
    assert sum(isinstance(result, AlreadyConfirmed) for result in results) == 1, results
    results = together(lambda: write(made.pk), lambda: write(made.pk))
    assert results == [None, None], results
    made.refresh_from_db()
    assert made.state == AccountImport.State.DONE and made.written == 40 == Invitation.objects.count()


def test_the_page_sees_how_far_an_import_is_before_it_is_committed(monkeypatch):
    from tinhso.kernel.people.actions import write_import as writing

    cast = a_province()
    with acting(cast.administrator.pk) as by:
        rows = [a_row(n, cast.science.name) for n in range(4)]
        made = read_import(a_sheet(rows), name="x.xlsx", by=by, at=timezone.now())
        confirm_import(made, by=by, at=timezone.now())
    monkeypatch.setattr(writing, "BATCH", 2)
    seen, true_write = [], writing._write

    def watched(*args):
        seen.extend(together(lambda: AccountImport.objects.get(pk=made.pk).written, Invitation.objects.count))
        true_write(*args)

    monkeypatch.setattr(writing, "_write", watched)
    write(made.pk)
    assert seen == [0, 0, 2, 0] and Invitation.objects.count() == 4
