"""Who acts, in which post, and what it reaches: decided by the database, for today."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.people.models import Person, Session, Tenure
from tinhso.kernel.people.roles import GRANTS, REACH, Permission, Reach, Role
from tinhso.kernel.people.scope import enter, leave
from tinhso.kernel.people.tests.cast import (
    Province,
    a_post_for,
    a_province,
    a_unit,
    an_officer_of,
    as_application,
)

Log_in = Callable[..., Client]


@pytest.fixture
def cast(db: None) -> Province:
    return a_province()


def test_every_role_has_permissions_and_a_reach() -> None:
    assert set(GRANTS) == set(REACH) == set(Role)


def test_a_leader_reaches_the_province_and_a_department_its_own_unit(cast: Province) -> None:
    leader, officer = enter(cast.leader.pk), enter(cast.science_officer.pk)
    assert leader and leader.reach == Reach.PROVINCE
    assert officer and officer.reach == Reach.UNITS and officer.unit_ids == (cast.science.pk,)
    assert officer.reaches(cast.science.pk) and not officer.reaches(cast.culture.pk)


def test_a_department_reaches_the_units_below_it_but_the_province_unit_does_not_reach_everything(
    cast: Province,
) -> None:
    centre = a_unit("Trung tâm Thử thuộc sở", parent=cast.science)
    science = enter(cast.science_head.pk)
    assert science and set(science.unit_ids) == {cast.science.pk, centre.pk}
    clerk = an_officer_of(cast.province)
    province_clerk = enter(clerk.pk)
    assert province_clerk and province_clerk.unit_ids == (cast.province.pk,)


def test_a_post_that_ended_yesterday_sees_nothing_today(cast: Province, as_account: Log_in) -> None:
    today = timezone.localdate()
    gone = an_officer_of(cast.science, until=today)
    assert enter(gone.pk) is None
    last_day = an_officer_of(cast.science, until=today + timedelta(days=1))
    assert enter(last_day.pk) is not None
    answer = as_account(gone).get(reverse("home"))
    assert answer.status_code == 403
    assert "chưa giữ chức vụ nào" in answer.content.decode()


def test_a_post_in_a_unit_that_ceased_sees_nothing(cast: Province) -> None:
    ceased = a_unit("Sở đã sáp nhập", until=timezone.localdate())
    assert enter(an_officer_of(ceased).pk) is None


def test_an_inactive_account_enters_nothing(cast: Province) -> None:
    cast.leader.is_active = False
    cast.leader.save()
    assert enter(cast.leader.pk) is None


def test_a_post_of_somebody_else_cannot_be_entered(cast: Province) -> None:
    other = Tenure.objects.get(person=cast.leader.person).post_id
    assert enter(cast.science_officer.pk, other) is None


def test_the_walls_close_again(cast: Province) -> None:
    enter(cast.leader.pk)
    with as_application():
        assert Person.objects.exists()
    leave()
    with as_application():
        assert not Person.objects.exists()


def test_a_copied_seal_is_worth_nothing_with_another_scope(cast: Province) -> None:
    enter(cast.science_officer.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('tinhso.scope', replace(current_setting('tinhso.scope'), 'units', 'province'), true)"
        )
        cursor.execute("select tinhso_reach()")
        assert cursor.fetchone() == ("",)


@pytest.mark.django_db(transaction=True)
def test_a_seal_is_worth_nothing_in_another_transaction() -> None:
    cast = a_province()
    with transaction.atomic(), connection.cursor() as cursor:
        enter(cast.leader.pk)
        cursor.execute(
            "select current_setting('tinhso.scope'), current_setting('tinhso.seal'), tinhso_reach()"
        )
        scope, seal, reach = cursor.fetchone()
    assert reach == "province"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select set_config('tinhso.scope', %s, true), set_config('tinhso.seal', %s, true)", [scope, seal]
        )
        cursor.execute("select tinhso_reach()")
        assert cursor.fetchone() == ("",)


def test_a_person_with_two_posts_chooses_in_which_to_act(cast: Province, as_account: Log_in) -> None:
    party = a_unit("Văn phòng Tỉnh ủy", "party")
    post = a_post_for(cast.science_officer, party, title="Đảng ủy viên")
    client = as_account(cast.science_officer)
    page = client.get(reverse("switch_post")).content.decode()
    assert "Đảng ủy viên" in page and "Sở Khoa học và Công nghệ" in page
    assert client.post(reverse("switch_post"), {"post": post.pk}).status_code == 302
    assert "Văn phòng Tỉnh ủy" in client.get(reverse("home")).content.decode()


def test_acting_in_a_post_of_somebody_else_is_a_404_and_stays_in_the_trace(
    cast: Province, as_account: Log_in
) -> None:
    forged = Tenure.objects.get(person=cast.leader.person).post_id
    answer = as_account(cast.science_officer).post(reverse("switch_post"), {"post": forged})
    assert answer.status_code == 404
    entry = Entry.objects.get(event="access.out_of_reach")
    assert entry.actor_account_id == cast.science_officer.pk and entry.details["named"] == str(forged)


def test_strangers_are_sent_to_the_login_page(as_account: Log_in) -> None:
    answer = as_account().get(reverse("home"))
    assert answer.status_code == 302 and reverse("account_login") in answer["Location"]


def test_nobody_can_sign_up(as_account: Log_in) -> None:
    page = as_account().get(reverse("account_signup"))
    assert "password1" not in page.content.decode()


def test_a_get_cannot_write(cast: Province, as_account: Log_in, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import InternalError

    from tinhso.surfaces.workspace import views

    def writes(*args: object, **kwargs: object) -> None:
        Person.objects.create(full_name="Người Không Được Ghi")

    monkeypatch.setattr(views.duties, "home", writes)
    with pytest.raises(InternalError, match="read-only"):
        as_account(cast.science_officer).get(reverse("home"))


def test_logging_in_works_behind_the_walls(cast: Province, as_account: Log_in) -> None:
    cast.science_officer.set_password("mot-mat-khau-thu")
    cast.science_officer.save()
    client = as_account()
    answer = client.post(
        reverse("account_login"), {"login": cast.science_officer.username, "password": "mot-mat-khau-thu"}
    )
    assert answer.status_code == 302 and Session.objects.exists()
    assert client.get(reverse("home")).status_code == 200


def test_a_head_of_office_may_manage_directives_and_an_officer_may_not() -> None:
    assert Permission.MANAGE_DIRECTIVES in GRANTS[Role.HEAD_OF_OFFICE]
    assert Permission.MANAGE_DIRECTIVES not in GRANTS[Role.OFFICER]
