"""Acting for somebody else: with dates and limits, never more than the holder may, never passed on."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.duties.actions.accept import accept
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.tests.factories import a_duty
from tinhso.kernel.outbox.models import Notice
from tinhso.kernel.people.actions.delegate import (
    AlreadyDelegated,
    NoHolder,
    NothingToLend,
    TooLong,
    delegate,
)
from tinhso.kernel.people.actions.revoke_delegation import revoke_delegation
from tinhso.kernel.people.models import Delegation, Post, Tenure
from tinhso.kernel.people.policies import NotAllowed, WrongDays
from tinhso.kernel.people.roles import Permission, Role
from tinhso.kernel.people.scope import Via, enter, leave, posts_of
from tinhso.kernel.people.tests.cast import Province, a_post_for, an_officer_of, as_application, scope_of
from tinhso.kernel.people.tests.conftest import Web, post_of

NOW = timezone.now()
TODAY = timezone.localdate()
HANDLING = (Permission.READ_DUTIES, Permission.HANDLE_DUTIES)


def lent(
    cast: Province, *, giver=None, to=None, first: int = 0, last: int = 6, permissions=HANDLING, by=None
):
    """The head of science lets the officer of culture act; days counted from today."""
    giver, to = giver or cast.science_head, to or cast.culture_officer
    return delegate(
        post_of(giver),
        to_person_id=to.person_id,
        first_day=TODAY + timedelta(days=first),
        last_day=TODAY + timedelta(days=last),
        permissions=permissions,
        by=scope_of(by or giver),
        at=NOW,
    )


def key_of(delegation: Delegation) -> str:
    return f"delegation-{delegation.pk}"


def test_a_delegate_acts_in_the_post_within_its_limits(cast: Province) -> None:
    delegation = lent(cast)
    scope = enter(cast.culture_officer.pk, key_of(delegation))
    assert scope is not None and scope.via == Via.DELEGATION
    assert scope.unit_ids == (cast.science.pk,) and scope.post_id == post_of(cast.science_head).pk
    assert scope.person_id == cast.culture_officer.person_id
    assert scope.acting_for == cast.science_head.person.full_name
    assert scope.may(Permission.HANDLE_DUTIES) and not scope.may(Permission.ASSIGN_DUTIES)


def test_the_delegate_sees_what_the_post_sees_and_nothing_of_the_own_unit(cast: Province) -> None:
    theirs = a_duty(cast, lead_unit_id=cast.science.pk)
    own = a_duty(cast, lead_unit_id=cast.culture.pk, source_id="2")
    delegation = lent(cast)
    enter(cast.culture_officer.pk, key_of(delegation))
    with as_application():
        assert list(Duty.objects.values_list("pk", flat=True)) == [theirs.pk]
    enter(cast.culture_officer.pk)
    with as_application():
        assert list(Duty.objects.values_list("pk", flat=True)) == [own.pk]


def test_the_trace_says_who_acted_and_for_whom(cast: Province) -> None:
    duty = a_duty(cast, lead_unit_id=cast.science.pk)
    delegation = lent(cast)
    accept(duty, by=enter(cast.culture_officer.pk, key_of(delegation)), at=NOW)
    entry = Entry.objects.get(event="duty.accepted")
    assert entry.actor_person_id == cast.culture_officer.person_id
    assert entry.actor_unit_id == cast.science.pk
    assert entry.details["delegation"] == delegation.pk
    assert entry.details["acting_for"] == cast.science_head.person_id


def test_never_more_than_the_post_holds_even_when_its_role_shrinks(cast: Province) -> None:
    with pytest.raises(NothingToLend):
        lent(cast, giver=cast.science_officer, permissions=[Permission.ASSIGN_DUTIES])
    with pytest.raises(NothingToLend):
        lent(cast, permissions=[])
    delegation = lent(cast, permissions=[Permission.ASSIGN_DUTIES, Permission.READ_DUTIES])
    Post.objects.filter(pk=delegation.post_id).update(role=Role.OFFICER)
    scope = enter(cast.culture_officer.pk, key_of(delegation))
    assert scope and not scope.may(Permission.ASSIGN_DUTIES) and scope.may(Permission.READ_DUTIES)


def test_a_delegate_cannot_pass_it_on(cast: Province) -> None:
    delegation = lent(cast)
    delegate_scope = enter(cast.culture_officer.pk, key_of(delegation))
    with pytest.raises(NotAllowed):
        delegate(
            delegation.post,
            to_person_id=cast.stranger.person_id,
            first_day=TODAY,
            last_day=TODAY,
            permissions=HANDLING,
            by=delegate_scope,
            at=NOW,
        )


def test_a_chain_written_past_the_program_opens_nothing(cast: Province) -> None:
    delegation = lent(cast)
    forged = Delegation.objects.create(
        post=delegation.post,
        giver=cast.culture_officer.person,
        delegate=cast.stranger.person,
        during=delegation.during,
        permissions=["READ_DUTIES"],
        made_at=NOW,
        made_by=cast.culture_officer.person,
    )
    assert enter(cast.stranger.pk, key_of(forged)) is None
    assert [way.via for way in posts_of(cast.stranger.pk)] == [Via.OWN]


@pytest.mark.parametrize("as_delegate", [True, False])
def test_the_wall_refuses_delegations_in_anothers_name(cast: Province, as_delegate: bool) -> None:
    delegation = lent(cast)
    enter(cast.culture_officer.pk, key_of(delegation) if as_delegate else None)
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        as_application(),
    ):
        Delegation.objects.create(
            post=delegation.post,
            giver=cast.science_head.person,
            delegate=cast.culture_officer.person,
            during=DateRange(TODAY + timedelta(days=30), TODAY + timedelta(days=60)),
            permissions=["ASSIGN_DUTIES"],
            made_at=NOW,
            made_by=cast.culture_officer.person,
        )


def test_of_an_administrators_post_lent_without_administering_the_walls_know_no_administrator(
    cast: Province,
) -> None:
    partly = lent(cast, giver=cast.administrator, permissions=[Permission.READ_BOARD])
    wholly = lent(cast, giver=cast.administrator, to=cast.stranger, permissions=[Permission.ADMINISTER])
    for account, delegation, role in (
        (cast.culture_officer, partly, "officer"),
        (cast.stranger, wholly, "administrator"),
    ):
        enter(account.pk, key_of(delegation))
        with connection.cursor() as cursor:
            cursor.execute("select tinhso_role(), tinhso_via()")
            assert cursor.fetchone() == (role, "delegation")


def test_it_ends_at_once_when_revoked_and_with_the_givers_tenure(cast: Province) -> None:
    first, second = lent(cast), lent(cast, to=cast.stranger)
    revoke_delegation(first, by=scope_of(cast.science_head), at=NOW)
    assert enter(cast.culture_officer.pk, key_of(first)) is None
    assert enter(cast.stranger.pk, key_of(second)) is not None
    Tenure.objects.filter(post=second.post).update(during=DateRange(date(2015, 1, 1), TODAY))
    assert enter(cast.stranger.pk, key_of(second)) is None


def test_it_ends_with_the_post_and_with_the_delegates_own_service(cast: Province) -> None:
    delegation = lent(cast)
    Post.objects.filter(pk=delegation.post_id).update(ended_on=TODAY)
    assert enter(cast.culture_officer.pk, key_of(delegation)) is None
    Post.objects.filter(pk=delegation.post_id).update(ended_on=None)
    Tenure.objects.filter(person=cast.culture_officer.person).update(
        during=DateRange(date(2015, 1, 1), TODAY)
    )
    assert enter(cast.culture_officer.pk, key_of(delegation)) is None


def test_it_does_not_follow_the_giver_into_the_post_of_a_merged_unit(cast: Province) -> None:
    """As succession does: the tenure in the old unit ends, and a new post begins in the successor."""
    delegation = lent(cast)
    Tenure.objects.filter(post=delegation.post).update(during=DateRange(date(2015, 1, 1), TODAY))
    a_post_for(cast.science_head, cast.finance, role=Role.UNIT_HEAD, since=TODAY)
    assert enter(cast.culture_officer.pk, key_of(delegation)) is None
    moved = scope_of(cast.science_head)
    assert moved.unit_id == cast.finance.pk


def test_somebody_else_cannot_enter_it(cast: Province) -> None:
    delegation = lent(cast)
    assert enter(cast.stranger.pk, key_of(delegation)) is None
    cast.culture_officer.is_active = False
    cast.culture_officer.save()
    assert enter(cast.culture_officer.pk, key_of(delegation)) is None


@pytest.mark.parametrize(
    "wanted", ["delegation-0", "delegation-x", "emergency-1", "x-1", "0", "delegation-" + "9" * 30]
)
def test_a_forged_way_opens_nothing(cast: Province, wanted: str) -> None:
    lent(cast)
    leave()
    assert enter(cast.culture_officer.pk, wanted) is None
    with as_application():
        assert not Post.objects.exists()


def test_what_cannot_be_lent(cast: Province) -> None:
    with pytest.raises(WrongDays):
        lent(cast, first=3, last=2)
    with pytest.raises(WrongDays):
        lent(cast, first=-9, last=-2)
    with pytest.raises(TooLong) as refused:
        lent(cast, last=90)
    assert refused.value.most == 90
    with pytest.raises(NoHolder):
        lent(cast, to=cast.science_head)
    gone = an_officer_of(cast.finance, until=TODAY)
    with pytest.raises(NoHolder):
        lent(cast, to=gone)
    with pytest.raises(NotAllowed):
        lent(cast, by=cast.science_officer)
    lent(cast)
    with pytest.raises(AlreadyDelegated):
        lent(cast, first=6, last=9)
    assert Delegation.objects.count() == 1


def test_the_table_itself_refuses_endless_empty_and_self_given_ones(cast: Province) -> None:
    good = {
        "post": post_of(cast.science_head),
        "giver": cast.science_head.person,
        "delegate": cast.stranger.person,
        "during": DateRange(TODAY, TODAY + timedelta(days=1)),
        "permissions": ["READ_DUTIES"],
        "made_at": NOW,
        "made_by": cast.science_head.person,
    }
    for wrong, constraint in (
        ({"during": DateRange(TODAY, None)}, "a_delegation_has_a_first_and_a_last_day"),
        ({"during": DateRange(empty=True)}, "a_delegation_has_a_first_and_a_last_day"),
        ({"delegate": cast.science_head.person}, "a_delegation_is_to_somebody_else"),
        ({"permissions": []}, "a_delegation_allows_something"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Delegation.objects.create(**{**good, **wrong})


days = st.integers(-4, 4)
spans = st.tuples(days, st.integers(1, 5))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(window=spans, giver=spans, delegate_serves=spans, revoked=st.booleans(), ended=st.none() | days)
def test_the_door_is_open_exactly_where_all_the_days_meet(
    cast: Province, window, giver, delegate_serves, revoked, ended
) -> None:
    def span(days: tuple[int, int]) -> DateRange:
        start, length = days
        return DateRange(TODAY + timedelta(days=start), TODAY + timedelta(days=start + length))

    def covers(days: tuple[int, int]) -> bool:
        return days[0] <= 0 < days[0] + days[1]

    with transaction.atomic():
        delegation = Delegation.objects.create(
            post=post_of(cast.science_head),
            giver=cast.science_head.person,
            delegate=cast.culture_officer.person,
            during=span(window),
            permissions=["READ_DUTIES"],
            made_at=NOW,
            made_by=cast.science_head.person,
            revoked_at=NOW if revoked else None,
        )
        Tenure.objects.filter(person=cast.science_head.person).update(during=span(giver))
        Tenure.objects.filter(person=cast.culture_officer.person).update(during=span(delegate_serves))
        Post.objects.filter(pk=delegation.post_id).update(
            ended_on=None if ended is None else TODAY + timedelta(days=ended)
        )
        expected = (
            covers(window)
            and covers(giver)
            and covers(delegate_serves)
            and not revoked
            and (ended is None or ended > 0)
        )
        opened = enter(cast.culture_officer.pk, key_of(delegation)) is not None
        offered = any(way.via == Via.DELEGATION for way in posts_of(cast.culture_officer.pk))
        transaction.set_rollback(True)
    assert opened == offered == expected


# --- the pages ----------------------------------------------------------------------------------------------


def form_for(account, **changes) -> dict:
    fields = {
        "person": str(account.person_id),
        "person_text": "",
        "first_day": f"{TODAY:%d/%m/%Y}",
        "last_day": f"{TODAY + timedelta(days=3):%d/%m/%Y}",
        "permissions": ["READ_DUTIES", "HANDLE_DUTIES"],
        "basis": "Giấy ủy quyền số 3",
    }
    return fields | changes


def lend_on_the_page(web: Web, cast: Province) -> Delegation:
    url = reverse("people:delegation_new")
    text = web.text(cast.science_head, url)
    assert "Giao việc, xác nhận kết quả" in text and "Quản trị hệ thống" not in text
    person = {"person_text": f"{cast.culture_officer.person.full_name} – Chuyên viên, {cast.culture.name}"}
    answer = web.post(cast.science_head, url, form_for(cast.culture_officer, **person))
    assert answer.status_code == 302, answer.content.decode()
    return Delegation.objects.get()


def test_lent_used_and_revoked_on_the_pages(cast: Province, web: Web) -> None:
    duty = a_duty(cast, lead_unit_id=cast.science.pk)
    delegation = lend_on_the_page(web, cast)
    assert Notice.objects.filter(person=cast.culture_officer.person, event="delegation.given").exists()
    ways = web.text(cast.culture_officer, reverse("switch_post"))
    assert "Được ủy quyền" in ways and cast.science_head.person.full_name in ways
    switched = web.post(cast.culture_officer, reverse("switch_post"), {"post": key_of(delegation)})
    assert switched.status_code == 302
    inbox = web.text(cast.culture_officer, reverse("duties:inbox"))
    assert duty.title in inbox
    assert "thay cho" in inbox and cast.science_head.person.full_name in inbox and "delegated" in inbox
    entered = Entry.objects.get(event="delegation.entered")
    assert entered.actor_person_id == cast.culture_officer.person_id
    assert entered.details["acting_for"] == cast.science_head.person_id
    assert web.get(cast.culture_officer, reverse("people:delegation_new")).status_code == 403

    assert (
        web.post(cast.science_head, reverse("people:delegation_revoke", args=[delegation.pk])).status_code
        == 302
    )
    # A button pressed in the lost post does nothing; the next page is the own post again, and says so.
    refused = web.post(cast.culture_officer, reverse("duties:act", args=[duty.pk, "nhan"]))
    assert refused.status_code == 403 and "không còn hiệu lực" in refused.content.decode()
    assert Duty.objects.get(pk=duty.pk).state == "assigned"
    after = web.text(cast.culture_officer, reverse("home"))
    assert "thay cho" not in after and cast.culture.name in after


def test_leaving_a_delegation_is_recorded(cast: Province, web: Web) -> None:
    delegation = lend_on_the_page(web, cast)
    web.post(cast.culture_officer, reverse("switch_post"), {"post": key_of(delegation)})
    own = post_of(cast.culture_officer).pk
    assert web.post(cast.culture_officer, reverse("switch_post"), {"post": own}).status_code == 302
    assert Entry.objects.get(event="delegation.left").details["delegation"] == delegation.pk


def test_the_form_says_what_is_wrong(cast: Province, web: Web) -> None:
    url = reverse("people:delegation_new")
    late = form_for(cast.culture_officer, last_day=f"{TODAY + timedelta(days=400):%d/%m/%Y}", person_text="x")
    late["person_text"] = f"{cast.culture_officer.person.full_name} – Chuyên viên, {cast.culture.name}"
    answer = web.post(cast.science_head, url, late)
    assert answer.status_code == 422 and "không quá 90 ngày" in answer.content.decode()
    forged = web.post(cast.science_head, url, form_for(cast.stranger, person="999999", person_text="x"))
    assert forged.status_code == 404
    more = form_for(cast.culture_officer, permissions=["ADMINISTER"], person_text=late["person_text"])
    assert web.post(cast.science_head, url, more).status_code == 422
    assert not Delegation.objects.exists()


def test_the_list_shows_the_own_ones_and_to_heads_those_of_their_unit(cast: Province, web: Web) -> None:
    lent(cast, giver=cast.science_officer)
    leave()
    name = cast.science_officer.person.full_name
    url = reverse("people:delegations")
    for account in (cast.science_officer, cast.culture_officer, cast.science_head, cast.administrator):
        assert name in web.text(account, url), account
    for account in (cast.stranger, cast.commune_head):
        assert name not in web.text(account, url), account
    delegation = Delegation.objects.get()
    assert (
        web.post(cast.stranger, reverse("people:delegation_revoke", args=[delegation.pk])).status_code == 404
    )
    assert (
        web.post(cast.science_head, reverse("people:delegation_revoke", args=[delegation.pk])).status_code
        == 403
    )
    assert Delegation.objects.get().revoked_at is None


def test_an_administrator_delegates_in_the_holders_name(cast: Province, web: Web) -> None:
    url = f"{reverse('people:delegation_new')}?chuc-vu={post_of(cast.science_head).pk}"
    text = {"person_text": f"{cast.culture_officer.person.full_name} – Chuyên viên, {cast.culture.name}"}
    assert web.post(cast.administrator, url, form_for(cast.culture_officer, **text)).status_code == 302
    made = Delegation.objects.get()
    assert made.giver_id == cast.science_head.person_id and made.made_by_id == cast.administrator.person_id
    assert Notice.objects.filter(event="delegation.given").count() == 2
    assert web.post(cast.science_officer, url, form_for(cast.stranger)).status_code == 403
