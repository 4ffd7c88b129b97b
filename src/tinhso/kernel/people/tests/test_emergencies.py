"""Emergency access: asked with a reason, approved by a second person, over after hours, always in the trace."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.tests.factories import a_duty
from tinhso.kernel.outbox.models import Notice
from tinhso.kernel.people import jobs
from tinhso.kernel.people.actions.ask_emergency import (
    AlreadyAsked,
    NotNeeded,
    ReasonNeeded,
    TooManyHours,
    ask_emergency,
)
from tinhso.kernel.people.actions.decide_emergency import (
    AlreadyDecided,
    TooOld,
    decide_emergency,
    may_decide,
)
from tinhso.kernel.people.actions.end_emergency import NotOpen, end_emergency
from tinhso.kernel.people.models import (
    Account,
    Delegation,
    EmergencyAccess,
    EmergencyDecision,
    EmergencyEnd,
    Tenure,
)
from tinhso.kernel.people.policies import NotAllowed
from tinhso.kernel.people.roles import Permission, Role
from tinhso.kernel.people.scope import Via, enter, posts_of
from tinhso.kernel.people.tests.cast import Province, an_officer_of, as_application, scope_of
from tinhso.kernel.people.tests.conftest import Web, post_of
from tinhso.kernel.units.models import Unit


def asked(
    cast: Province,
    *,
    who: Account | None = None,
    unit: Unit | None = None,
    at: datetime | None = None,
    hours: int = 2,
) -> EmergencyAccess:
    return ask_emergency(
        unit or cast.science,
        reason="Mất điện toàn sở, cần số liệu để báo cáo Chính phủ",
        hours=hours,
        by=scope_of(who or cast.commune_head),
        at=at or timezone.now(),
    )


def approved(
    cast: Province, *, by: Account | None = None, at: datetime | None = None, **how
) -> EmergencyAccess:
    access = asked(cast, at=at, **how)
    decide_emergency(access, approve=True, by=scope_of(by or cast.administrator), at=at or timezone.now())
    return EmergencyAccess.objects.select_related("decision", "end").get(pk=access.pk)


def key_of(access: EmergencyAccess) -> str:
    return f"emergency-{access.pk}"


def test_nothing_opens_before_the_second_person_agrees(cast: Province) -> None:
    access = asked(cast)
    assert enter(cast.commune_head.pk, key_of(access)) is None
    decide_emergency(access, approve=False, by=scope_of(cast.leader), at=timezone.now())
    assert enter(cast.commune_head.pk, key_of(access)) is None


def test_approved_it_opens_the_units_data_for_reading_only(cast: Province) -> None:
    duty = a_duty(cast)
    access = approved(cast)
    scope = enter(cast.commune_head.pk, key_of(access))
    assert scope is not None and scope.via == Via.EMERGENCY and scope.unit_id == cast.science.pk
    assert scope.unit_ids == (cast.science.pk,)
    assert scope.may(Permission.READ_DUTIES)
    assert not any(
        scope.may(p) for p in (Permission.HANDLE_DUTIES, Permission.ASSIGN_DUTIES, Permission.ADMINISTER)
    )
    with as_application():
        assert list(Duty.objects.values_list("pk", flat=True)) == [duty.pk]


def test_it_closes_by_itself_after_its_hours(cast: Province) -> None:
    over = approved(cast, at=timezone.now() - timedelta(hours=3), hours=2)
    assert enter(cast.commune_head.pk, key_of(over)) is None
    assert [way.via for way in posts_of(cast.commune_head.pk)] == [Via.OWN]


def test_the_asker_nobody_below_and_no_ordinary_officer_may_approve(cast: Province) -> None:
    access = asked(cast)
    below = an_officer_of(cast.commune, role=Role.ADMINISTRATOR)
    elsewhere = an_officer_of(cast.finance, role=Role.ADMINISTRATOR)
    allowed = {
        account: may_decide(access, scope_of(account), timezone.now())
        for account in (
            cast.commune_head,
            cast.commune_officer,
            cast.science_head,
            cast.head_of_office,
            below,
            elsewhere,
            cast.administrator,
            cast.leader,
        )
    }
    assert [account for account, may in allowed.items() if may] == [
        elsewhere,
        cast.administrator,
        cast.leader,
    ]
    with pytest.raises(NotAllowed):
        decide_emergency(access, approve=True, by=scope_of(below), at=timezone.now())


def test_a_leaders_request_needs_another_leader(cast: Province) -> None:
    """Leaders reach the province, so theirs is the case of an administrator of another rank."""
    second = an_officer_of(cast.office, role=Role.LEADER)
    access = EmergencyAccess.objects.create(
        person=cast.leader.person,
        post=post_of(cast.leader),
        unit=cast.science,
        reason="x",
        hours=1,
        asked_at=timezone.now(),
    )
    now = timezone.now()
    assert not may_decide(access, scope_of(cast.administrator), now)
    assert not may_decide(access, scope_of(cast.leader), now)
    assert may_decide(access, scope_of(second), now)


def test_the_second_person_decides_in_their_own_right(cast: Province) -> None:
    today = timezone.localdate()
    delegation = Delegation.objects.create(
        post=post_of(cast.administrator),
        giver=cast.administrator.person,
        delegate=cast.commune_officer.person,
        during=(today, today + timedelta(days=2)),
        permissions=["ADMINISTER"],
        made_at=timezone.now(),
        made_by=cast.administrator.person,
    )
    access = asked(cast)
    stand_in = enter(cast.commune_officer.pk, f"delegation-{delegation.pk}")
    assert stand_in and not may_decide(access, stand_in, timezone.now())


def test_an_approval_by_the_asker_written_past_the_program_opens_nothing(cast: Province) -> None:
    access = asked(cast)
    now = timezone.now()
    EmergencyDecision.objects.create(
        access=access, decided_by=cast.commune_head.person, at=now, until=now + timedelta(hours=1)
    )
    assert enter(cast.commune_head.pk, key_of(access)) is None


@pytest.mark.parametrize("who", ["commune_head", "science_officer", "head_of_office"])
def test_the_wall_refuses_approvals_of_anybody_else(cast: Province, who: str) -> None:
    access = asked(cast)
    account = getattr(cast, who)
    now = timezone.now()
    scope_of(account)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(), as_application():
        EmergencyDecision.objects.bulk_create(
            [
                EmergencyDecision(
                    access=access, decided_by=account.person, at=now, until=now + timedelta(hours=1)
                )
            ]
        )


@pytest.mark.parametrize("statement", ["update people_emergencydecision set until = now() + interval '9 hours'",
                                       "delete from people_emergencyaccess",
                                       "update people_emergencyaccess set reason = 'x'"])  # fmt: skip
def test_the_record_cannot_be_changed_by_the_application(cast: Province, statement: str) -> None:
    from django.db import connection

    access = approved(cast)
    until = access.decision.until
    scope_of(cast.administrator)
    with as_application(), connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 0
    assert EmergencyAccess.objects.get().reason != "x"
    assert EmergencyDecision.objects.get().until == until


def test_it_never_lasts_longer_than_a_day_whatever_a_row_says(cast: Province) -> None:
    access, now = asked(cast), timezone.now()
    with pytest.raises(IntegrityError, match="an_emergency_ends_within_a_day"), transaction.atomic():
        EmergencyDecision.objects.create(
            access=access, decided_by=cast.leader.person, at=now, until=now + timedelta(hours=25)
        )


def test_it_cannot_be_extended_only_asked_anew(cast: Province) -> None:
    access = asked(cast)
    with pytest.raises(AlreadyAsked):
        asked(cast)
    decide_emergency(access, approve=True, by=scope_of(cast.leader), at=timezone.now())
    with pytest.raises(AlreadyAsked):
        asked(cast)
    with pytest.raises(AlreadyDecided):
        decide_emergency(access, approve=True, by=scope_of(cast.administrator), at=timezone.now())
    end_emergency(
        EmergencyAccess.objects.select_related("decision").get(),
        by=scope_of(cast.commune_head),
        at=timezone.now(),
    )
    assert asked(cast).pk != access.pk


def test_what_cannot_be_asked(cast: Province) -> None:
    with pytest.raises(NotAllowed):
        asked(cast, who=cast.science_officer, unit=cast.culture)
    with pytest.raises(NotNeeded):
        asked(cast, unit=cast.commune)
    with pytest.raises(TooManyHours) as refused:
        asked(cast, hours=5)
    assert refused.value.most == 4
    with pytest.raises(ReasonNeeded):
        ask_emergency(cast.science, reason="  ", hours=1, by=scope_of(cast.commune_head), at=timezone.now())
    old = asked(cast, at=timezone.now() - timedelta(hours=30))
    with pytest.raises(TooOld):
        decide_emergency(old, approve=True, by=scope_of(cast.leader), at=timezone.now())


def test_taken_away_it_closes_at_once_and_only_once(cast: Province) -> None:
    access = approved(cast)
    with pytest.raises(NotAllowed):
        end_emergency(access, by=scope_of(cast.stranger), at=timezone.now())
    end_emergency(access, by=scope_of(cast.science_head), at=timezone.now())
    assert enter(cast.commune_head.pk, key_of(access)) is None
    with pytest.raises(NotOpen):
        end_emergency(access, by=scope_of(cast.administrator), at=timezone.now())
    assert EmergencyEnd.objects.count() == 1


def test_it_ends_when_the_asker_leaves_the_post_from_which_they_asked(cast: Province) -> None:
    access = approved(cast)
    Tenure.objects.filter(person=cast.commune_head.person).delete()
    an_officer = an_officer_of(cast.finance)
    Tenure.objects.filter(person=an_officer.person).update(person=cast.commune_head.person)
    assert enter(cast.commune_head.pk) is not None
    assert enter(cast.commune_head.pk, key_of(access)) is None


def test_the_head_is_told_when_it_opens_and_gets_a_report_once_it_is_over(cast: Province) -> None:
    access = approved(cast)
    head = Notice.objects.filter(person=cast.science_head.person)
    assert head.filter(event="emergency.opened").count() == 1
    jobs.report_emergency.func(access.pk)
    assert not head.filter(event="emergency.reported").exists()
    end_emergency(access, by=scope_of(cast.commune_head), at=timezone.now())
    for _twice in range(2):
        jobs.report_emergency.func(access.pk)
    report = head.get(event="emergency.reported")
    assert cast.commune_head.person.full_name in report.text and report.url.endswith(f"/{access.pk}")


# --- the pages ----------------------------------------------------------------------------------------------


def test_asked_approved_entered_left_and_listed_on_the_pages(cast: Province, web: Web) -> None:
    duty = a_duty(cast)
    ask = {
        "unit": str(cast.science.pk),
        "unit_text": cast.science.name,
        "reason": "Sự cố an toàn",
        "hours": 2,
    }
    answer = web.post(cast.commune_head, reverse("people:emergency_new"), ask)
    assert answer.status_code == 302, answer.content.decode()
    access = EmergencyAccess.objects.get()
    page = reverse("people:emergency", args=[access.pk])
    told = set(Notice.objects.filter(event="emergency.asked").values_list("person_id", flat=True))
    assert told == {cast.administrator.person_id, cast.leader.person_id}

    assert "Ghi quyết định" not in web.text(cast.commune_head, page)
    assert "Ghi quyết định" not in web.text(cast.science_head, page)
    assert "Ghi quyết định" in web.text(cast.administrator, page)
    decide = reverse("people:emergency_decide", args=[access.pk])
    assert web.post(cast.commune_head, decide, {"answer": "yes"}).status_code == 403
    assert web.post(cast.administrator, decide, {"answer": "yes", "note": "Đồng ý"}).status_code == 302
    assert web.post(cast.leader, decide, {"answer": "no"}).status_code == 409

    switch = reverse("switch_post")
    assert web.post(cast.commune_head, switch, {"post": key_of(access)}).status_code == 302
    shown = web.text(cast.commune_head, reverse("duties:duty", args=[duty.pk]))
    assert duty.title in shown and "Truy cập khẩn cấp: đang xem dữ liệu" in shown and "emergency" in shown
    assert web.post(cast.commune_head, reverse("duties:act", args=[duty.pk, "nhan"])).status_code == 403
    assert web.get(cast.commune_head, reverse("people:emergency_new")).status_code == 403
    own = post_of(cast.commune_head).pk
    assert web.post(cast.commune_head, switch, {"post": own}).status_code == 302
    assert web.get(cast.commune_head, reverse("duties:duty", args=[duty.pk])).status_code == 404

    entered, left = Entry.objects.get(event="emergency.entered"), Entry.objects.get(event="emergency.left")
    for entry in (entered, left):
        assert entry.actor_person_id == cast.commune_head.person_id
        assert entry.actor_unit_id == cast.science.pk and entry.details["emergency"] == access.pk
    report = web.text(cast.science_head, page)
    assert "emergency.entered" in report and "Sự cố an toàn" in report and "Đồng ý" in report


def test_who_sees_the_list(cast: Province, web: Web) -> None:
    access = asked(cast)
    url, page = reverse("people:emergencies"), reverse("people:emergency", args=[access.pk])
    name = cast.commune_head.person.full_name
    for account in (cast.commune_head, cast.administrator, cast.leader, cast.science_head):
        assert name in web.text(account, url)
    for account in (cast.stranger, cast.science_officer, cast.culture_officer):
        assert name not in web.text(account, url)
        assert web.get(account, page).status_code == 404


def test_the_form_says_what_is_wrong(cast: Province, web: Web) -> None:
    url = reverse("people:emergency_new")
    base = {"unit": str(cast.science.pk), "unit_text": cast.science.name, "reason": "x", "hours": 2}
    for wrong, words in (
        ({"hours": 9}, "Nhiều nhất 4 giờ"),
        ({"reason": ""}, "Lý do"),
        ({"unit": str(cast.commune.pk), "unit_text": cast.commune.name}, "đã xem được đơn vị này"),
    ):
        answer = web.post(cast.commune_head, url, {**base, **wrong})
        assert answer.status_code == 422 and words in answer.content.decode()
    assert web.get(cast.science_officer, url).status_code == 403
    assert web.post(cast.commune_head, url, {**base, "unit": "999999", "unit_text": "x"}).status_code == 404
    assert not EmergencyAccess.objects.exists()


def test_the_empty_list_teaches_and_ending_is_one_press(cast: Province, web: Web) -> None:
    assert "một người thứ hai duyệt" in web.text(cast.commune_head, reverse("people:emergencies"))
    access = approved(cast)
    end = reverse("people:emergency_end", args=[access.pk])
    assert web.post(cast.stranger, end).status_code == 404
    for _press in range(2):
        assert web.post(cast.science_head, end).status_code == 302
    assert EmergencyEnd.objects.count() == 1
