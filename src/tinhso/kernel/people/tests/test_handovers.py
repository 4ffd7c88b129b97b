"""A post changes hands: one tenure ends, the next begins the day after, and what is open is listed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.duties.tests.factories import a_completed_duty, a_duty, at
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.people import handover as lists
from tinhso.kernel.people import jobs
from tinhso.kernel.people.actions.acknowledge_handover import (
    AlreadyAcknowledged,
    NotListedYet,
    acknowledge_handover,
)
from tinhso.kernel.people.actions.hand_over import hand_over
from tinhso.kernel.people.models import Delegation, Handover, HandoverSection, Tenure
from tinhso.kernel.people.policies import NotAllowed, PostIsHeld, WrongDays
from tinhso.kernel.people.scope import Scope, enter, leave
from tinhso.kernel.people.tests.cast import Province, an_officer_of, as_application, scope_of
from tinhso.kernel.people.tests.conftest import Web, post_of

NOW = timezone.now()
TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)


def handed(cast: Province, *, last_day=YESTERDAY, receiver=None, by: Scope | None = None) -> Handover:
    return hand_over(
        post_of(cast.science_head),
        last_day=last_day,
        receiver=(receiver or cast.science_officer).person,
        note="Chìa khóa tủ hồ sơ ở phòng 203",
        by=by or scope_of(cast.administrator),
        at=NOW,
    )


def listed(handover: Handover) -> Handover:
    jobs.list_handover.func(handover.pk)
    handover.refresh_from_db()
    return handover


def test_the_old_tenure_ends_and_the_new_one_begins_the_day_after(cast: Province) -> None:
    handed(cast, last_day=TODAY + timedelta(days=4))
    old, new = Tenure.objects.filter(post=post_of(cast.science_head)).order_by("id")
    assert old.during.upper == new.during.lower == TODAY + timedelta(days=5) and new.during.upper is None
    assert enter(cast.science_head.pk) is not None
    assert enter(cast.science_officer.pk, post_of(cast.science_head).pk) is None


def test_after_the_last_day_the_receiver_acts_in_the_post(cast: Province) -> None:
    post = post_of(cast.science_head)
    handed(cast)
    assert enter(cast.science_head.pk) is None
    scope = enter(cast.science_officer.pk, post.pk)
    assert scope and scope.post_id == post.pk


def test_the_record_lists_what_is_open(cast: Province) -> None:
    post = post_of(cast.science_head)
    a_duty(cast, title="Kế hoạch chuyển đổi số")
    a_duty(cast, title="Việc sở này giao xã", lead_unit_id=cast.commune.pk, assigner_post_id=post.pk)
    a_duty(cast, title="Việc của sở khác", lead_unit_id=cast.culture.pk)
    a_completed_duty(cast, submitted=at("2026-10-12"), confirmed=at("2026-10-13"), title="Việc đã xong")
    Delegation.objects.create(
        post=post,
        giver=cast.science_head.person,
        delegate=cast.stranger.person,
        during=(YESTERDAY, TODAY + timedelta(days=9)),
        permissions=["READ_DUTIES"],
        made_at=NOW,
        made_by=cast.science_head.person,
    )
    tell([cast.science_head.person_id], event="x.y", text="x", url="/", at=NOW, key="unread")
    leave()
    sections = {s.key: s for s in listed(handed(cast)).sections.all()}
    titles = [text for text, _url in sections["duties"].rows]
    assert sections["duties"].count == 2
    assert any("Kế hoạch" in t for t in titles) and any("giao xã" in t for t in titles)
    assert sections["delegations"].count == 1
    assert cast.stranger.person.full_name in sections["delegations"].rows[0][0]
    assert sections["notices"].count >= 1 and sections["invitations"].count == 0


def test_the_list_is_frozen_and_made_once(cast: Province) -> None:
    a_duty(cast)
    handover = listed(handed(cast))
    a_duty(cast)
    when = handover.listed_at
    assert listed(handover).listed_at == when
    assert handover.sections.get(key="duties").count == 1
    assert Entry.objects.filter(event="handover.listed").count() == 1


def test_any_room_adds_its_own_list(cast: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "_sections", dict(lists._sections))
    lists.register(
        "cases", "Hồ sơ đang giải quyết", lambda post, at: (500, [(f"Hồ sơ {i}", "/") for i in range(500)])
    )
    section = listed(handed(cast)).sections.get(key="cases")
    assert section.count == 500 and len(section.rows) == lists.MOST_ROWS


def test_the_receiver_acknowledges_once_and_nobody_else(cast: Province) -> None:
    handover = handed(cast)
    receiver = scope_of(cast.science_officer)
    with pytest.raises(NotListedYet):
        acknowledge_handover(handover, by=receiver, at=NOW)
    listed(handover)
    for account in (cast.administrator, cast.stranger):
        with pytest.raises(NotAllowed):
            acknowledge_handover(handover, by=scope_of(account), at=NOW)
    acknowledge_handover(handover, by=receiver, at=NOW)
    assert handover.acknowledged_by_id == cast.science_officer.person_id
    with pytest.raises(AlreadyAcknowledged):
        acknowledge_handover(handover, by=receiver, at=NOW)


def test_without_a_named_receiver_the_next_holder_acknowledges(cast: Province) -> None:
    post = post_of(cast.science_head)
    handover = hand_over(post, last_day=YESTERDAY, receiver=None, by=scope_of(cast.administrator), at=NOW)
    listed(handover)
    assert not Tenure.objects.filter(post=post, during__contains=TODAY).exists()
    newcomer = an_officer_of(cast.culture)
    Tenure.objects.filter(person=newcomer.person).update(post=post, during=(TODAY, None))
    acknowledge_handover(handover, by=scope_of(newcomer), at=NOW)
    assert handover.acknowledged_by_id == newcomer.person_id


def test_what_cannot_be_handed_over(cast: Province) -> None:
    with pytest.raises(NotAllowed):
        handed(cast, by=scope_of(cast.science_head))
    with pytest.raises(WrongDays):
        handed(cast, receiver=cast.science_head)
    handed(cast)
    with pytest.raises(PostIsHeld):
        handed(cast, receiver=cast.stranger)
    with pytest.raises(WrongDays):
        hand_over(
            post_of(cast.science_head),
            last_day=YESTERDAY,
            receiver=None,
            by=scope_of(cast.administrator),
            at=NOW,
        )
    assert Handover.objects.count() == 1


def test_a_later_tenure_in_the_way_undoes_everything(cast: Province) -> None:
    post = post_of(cast.science_head)
    later = TODAY + timedelta(days=30)
    Tenure.objects.filter(post=post).update(during=(TODAY - timedelta(days=99), later))
    Tenure.objects.create(post=post, person=cast.stranger.person, during=(later, None))
    with pytest.raises(PostIsHeld):
        handed(cast, last_day=TODAY)
    assert Tenure.objects.get(post=post, person=cast.science_head.person).during.upper == later
    assert not Handover.objects.exists()


# --- the pages ----------------------------------------------------------------------------------------------


def test_handed_over_listed_and_acknowledged_on_the_pages(cast: Province, web: Web) -> None:
    a_duty(cast, title="Kế hoạch chuyển đổi số")
    form = {
        "last_day": f"{YESTERDAY:%d/%m/%Y}",
        "receiver": str(cast.science_officer.person_id),
        "receiver_text": f"{cast.science_officer.person.full_name} – Chuyên viên, {cast.science.name}",
        "note": "Chìa khóa ở phòng 203",
        "basis": "",
    }
    url = reverse("people:post_hand_over", args=[post_of(cast.science_head).pk])
    answer = web.post(cast.administrator, url, form)
    assert answer.status_code == 302, answer.content.decode()
    handover = Handover.objects.get()
    page = reverse("people:handover", args=[handover.pk])
    assert "được lập khi hết ngày cuối" in web.text(cast.science_officer, page)
    assert web.post(cast.science_officer, page).status_code == 409
    listed(handover)
    shown = web.text(cast.science_officer, page)
    assert "Kế hoạch chuyển đổi số" in shown and "phòng 203" in shown
    assert web.post(cast.administrator, page).status_code == 403
    assert web.post(cast.science_officer, page).status_code == 302
    assert web.post(cast.science_officer, page).status_code == 302  # pressed twice
    assert "Đã ký nhận" in web.text(cast.science_officer, page)


def test_strangers_see_no_record_and_administrators_not_the_work(cast: Province, web: Web) -> None:
    a_duty(cast, title="Kế hoạch chuyển đổi số")
    handover = listed(handed(cast))
    leave()
    page = reverse("people:handover", args=[handover.pk])
    for account in (cast.stranger, cast.culture_officer):
        assert web.get(account, page).status_code == 404
    shown = web.text(cast.administrator, page)
    assert "Kế hoạch chuyển đổi số" not in shown and "chỉ hiện với người giao" in shown
    scope_of(cast.administrator)
    with as_application():
        assert not HandoverSection.objects.exists()


def test_the_form_says_what_is_wrong(cast: Province, web: Web) -> None:
    url = reverse("people:post_hand_over", args=[post_of(cast.science_head).pk])
    early = {"last_day": "1/1/2001", "receiver": "", "receiver_text": "", "note": "", "basis": ""}
    answer = web.post(cast.administrator, url, early)
    assert answer.status_code == 422 and "Ngày cuối" in answer.content.decode()
    assert not Handover.objects.exists()
