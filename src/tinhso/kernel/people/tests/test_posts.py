"""Posts: created, renamed from a day on, ended; who sees whom; contacts masked and looks recorded."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.people import jobs
from tinhso.kernel.people.actions.appoint import appoint
from tinhso.kernel.people.actions.change_post import change_post
from tinhso.kernel.people.actions.create_post import create_post
from tinhso.kernel.people.actions.end_post import end_post
from tinhso.kernel.people.actions.invite import invite
from tinhso.kernel.people.models import Contact, Invitation, Post, PostChange, Tenure
from tinhso.kernel.people.policies import (
    NotAllowed,
    PostHasEnded,
    PostIsHeld,
    PostIsPromised,
    WrongDays,
)
from tinhso.kernel.people.roles import Permission, Role
from tinhso.kernel.people.scope import enter, leave, posts_of
from tinhso.kernel.people.tests.cast import Province, a_unit, as_application, scope_of
from tinhso.kernel.people.tests.conftest import Web, post_of

NOW = timezone.now()
TODAY = timezone.localdate()
LIST = "/nguoi/"


def changed(
    cast: Province, post: Post, *, title="Phó Giám đốc", role=Role.UNIT_HEAD, since=TODAY
) -> PostChange:
    return change_post(
        post, title=title, role=role, since=since, basis="QĐ 12", by=scope_of(cast.administrator), at=NOW
    )


def test_a_change_holds_from_its_day_in_the_scope_itself(cast: Province) -> None:
    post = post_of(cast.science_officer)
    changed(cast, post, since=TODAY + timedelta(days=1))
    before = scope_of(cast.science_officer)
    assert before.role == Role.OFFICER and Post.objects.get(pk=post.pk).role == Role.OFFICER
    PostChange.objects.update(since=TODAY)  # a day later
    after = scope_of(cast.science_officer)
    assert after.role == Role.UNIT_HEAD and after.post_title == "Phó Giám đốc"
    assert after.may(Permission.ASSIGN_DUTIES)
    assert posts_of(cast.science_officer.pk)[0].title == "Phó Giám đốc"
    jobs.refresh_posts.func(0)
    assert Post.objects.get(pk=post.pk).role == Role.UNIT_HEAD


def test_changes_are_told_in_order_and_traced(cast: Province) -> None:
    post = post_of(cast.science_officer)
    changed(cast, post, since=TODAY - timedelta(days=5))
    with pytest.raises(WrongDays):
        changed(cast, post, since=TODAY - timedelta(days=6))
    second = changed(cast, post, title="Chuyên viên chính", role=Role.OFFICER)
    assert (second.was_title, second.was_role) == ("Phó Giám đốc", Role.UNIT_HEAD)
    assert Entry.objects.filter(event="post.changed", subject_id=str(post.pk)).count() == 2


def test_an_ended_post_is_held_by_nobody_and_invites_nobody(cast: Province) -> None:
    post = post_of(cast.science_officer)
    end_post(post, last_day=TODAY - timedelta(days=1), by=scope_of(cast.administrator), at=NOW)
    assert enter(cast.science_officer.pk) is None
    assert Tenure.objects.get(post=post).during.upper == TODAY
    with pytest.raises(PostHasEnded):
        end_post(post, last_day=TODAY, by=scope_of(cast.administrator), at=NOW)
    with pytest.raises(PostHasEnded):
        appoint(post, person=cast.stranger.person, since=TODAY, by=scope_of(cast.administrator), at=NOW)


def test_ending_a_post_revokes_what_waits_and_stops_where_somebody_comes(cast: Province) -> None:
    by = scope_of(cast.administrator)
    seat = create_post(unit=cast.science, title="Phó phòng", role=Role.OFFICER, by=by, at=NOW)
    invite(seat, full_name="Hoàng A Páo", begins_on=TODAY, by=by, at=NOW)
    end_post(seat, last_day=TODAY, by=by, at=NOW)
    assert Invitation.objects.get().revoked_at is not None
    other = create_post(unit=cast.science, title="Phó phòng", role=Role.OFFICER, by=by, at=NOW)
    appoint(other, person=cast.stranger.person, since=TODAY + timedelta(days=9), by=by, at=NOW)
    with pytest.raises(PostIsPromised):
        end_post(other, last_day=TODAY, by=by, at=NOW)


def test_a_person_takes_a_further_post_and_an_occupied_one_not(cast: Province) -> None:
    by = scope_of(cast.administrator)
    seat = create_post(unit=cast.culture, title="Bí thư chi bộ", role=Role.OFFICER, by=by, at=NOW)
    appoint(seat, person=cast.science_officer.person, since=TODAY, basis="QĐ 5", by=by, at=NOW)
    assert len(posts_of(cast.science_officer.pk)) == 2
    with pytest.raises(PostIsHeld):
        appoint(seat, person=cast.stranger.person, since=TODAY, by=by, at=NOW)
    free = create_post(unit=cast.culture, title="Bí thư chi bộ", role=Role.OFFICER, by=by, at=NOW)
    invite(free, full_name="Hoàng A Páo", begins_on=TODAY, by=by, at=NOW)
    with pytest.raises(PostIsPromised):
        appoint(free, person=cast.stranger.person, since=TODAY, by=by, at=NOW)


def test_only_administrators_change_posts(cast: Province) -> None:
    for account in (cast.science_head, cast.leader, cast.science_officer):
        with pytest.raises(NotAllowed):
            create_post(unit=cast.science, title="x", role=Role.LEADER, by=scope_of(account), at=NOW)
        with pytest.raises(NotAllowed):
            change_post(
                post_of(account), title="x", role=Role.LEADER, since=TODAY, by=scope_of(account), at=NOW
            )
    gone = a_unit("Sở đã giải thể", until=TODAY)
    with pytest.raises(PostHasEnded):
        create_post(unit=gone, title="x", role=Role.OFFICER, by=scope_of(cast.administrator), at=NOW)


@pytest.mark.parametrize("who", ["science_officer", "science_head", "leader"])
def test_the_wall_lets_nobody_else_write_posts_and_tenures(cast: Province, who: str) -> None:
    account = getattr(cast, who)
    post = post_of(account)
    scope_of(account)
    for act in (
        lambda: Post.objects.bulk_create([Post(unit=cast.science, title="x", role=Role.LEADER)]),
        lambda: Tenure.objects.bulk_create(
            [Tenure(post=post, person=account.person, during=(date(2000, 1, 1), date(2001, 1, 1)))]
        ),
    ):
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
            as_application(),
        ):
            act()
    with as_application():
        assert Post.objects.filter(pk=post.pk).update(role=Role.ADMINISTRATOR) == 0


# --- the pages ----------------------------------------------------------------------------------------------


def test_administrators_see_everybody_and_heads_their_own_people(cast: Province, web: Web) -> None:
    everybody = web.text(cast.administrator, LIST)
    assert cast.culture_officer.person.full_name in everybody and "Thêm chức vụ" in everybody
    own = web.text(cast.science_head, LIST)
    assert cast.science_officer.person.full_name in own
    assert cast.culture_officer.person.full_name not in own and "Thêm chức vụ" not in own
    assert web.get(cast.science_officer, LIST).status_code == 403
    theirs = reverse("people:post", args=[post_of(cast.culture_officer).pk])
    assert web.get(cast.science_head, theirs).status_code == 404
    assert web.get(cast.administrator, theirs).status_code == 200


def test_the_list_is_searched_without_marks_and_filtered(cast: Province, web: Web) -> None:
    empty = create_post(unit=cast.finance, title="Kế toán trưởng", role=Role.OFFICER, by=None, at=NOW)
    ended = create_post(unit=cast.finance, title="Thủ kho", role=Role.OFFICER, by=None, at=NOW)
    end_post(ended, last_day=TODAY - timedelta(days=1), by=None, at=NOW)
    leave()

    def shown(**asked: str) -> str:
        return web.text(cast.administrator, LIST, **asked)

    name = cast.science_officer.person.full_name
    assert name in shown(q="vu chuyen vien") and name not in shown(q="bui nguoi ngoai")
    assert name in shown(don_vi="khoa hoc") and name not in shown(don_vi="tai chinh")
    assert empty.title in shown(tinh_trang="trong") and name not in shown(tinh_trang="trong")
    assert "Thủ kho" in shown(tinh_trang="da-ket-thuc") and "Thủ kho" not in shown()
    heads = shown(vai_tro="unit_head")
    assert cast.science_head.person.full_name in heads and name not in heads
    assert "Không có chức vụ nào như vậy" in shown(q="khong ai ten nhu the")


def test_the_sheet_has_all_rows_and_no_contacts(cast: Province, web: Web, tmp_path) -> None:
    answer = web.get(cast.administrator, LIST, export="xlsx")
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"".join(answer.streaming_content))
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    words = {str(cell) for row in rows for cell in row}
    assert cast.stranger.person.full_name in words and not any("@" in word for word in words)


def test_a_post_is_made_changed_and_ended_on_the_pages(cast: Province, web: Web) -> None:
    form = {
        "unit": str(cast.science.pk),
        "unit_text": cast.science.name,
        "title": "Văn thư",
        "role": "officer",
    }
    assert web.post(cast.administrator, reverse("people:post_new"), form).status_code == 302
    post = Post.objects.get(title="Văn thư")
    change = {"title": "Trưởng phòng", "role": "officer", "since": f"{TODAY:%d/%m/%Y}", "basis": "QĐ 9"}
    url = reverse("people:post_change", args=[post.pk])
    assert web.post(cast.administrator, url, change).status_code == 302
    assert web.post(cast.administrator, url, change).status_code == 422
    shown = web.text(cast.administrator, reverse("people:post", args=[post.pk]))
    assert "Văn thư" in shown and "Trưởng phòng" in shown and "QĐ 9" in shown
    appoint_form = {
        "person": str(cast.stranger.person_id),
        "person_text": f"{cast.stranger.person.full_name} – Chuyên viên, {cast.finance.name}",
        "since": f"{TODAY:%d/%m/%Y}",
        "basis": "",
    }
    url = reverse("people:post_appoint", args=[post.pk])
    assert web.post(cast.administrator, url, appoint_form).status_code == 302
    assert web.post(cast.administrator, url, appoint_form).status_code == 422
    url = reverse("people:post_end", args=[post.pk])
    assert web.post(cast.administrator, url, {"last_day": f"{TODAY:%d/%m/%Y}"}).status_code == 302
    assert Post.objects.get(pk=post.pk).ended_on == TODAY + timedelta(days=1)


@pytest.mark.parametrize("name", ["post_change", "post_end", "post_appoint", "post_invite", "post_hand_over"])
def test_whoever_does_not_administer_changes_nothing(cast: Province, web: Web, name: str) -> None:
    url = reverse(f"people:{name}", args=[post_of(cast.science_officer).pk])
    for account in (cast.science_head, cast.leader, cast.stranger):
        assert web.get(account, url).status_code == 403
        assert web.post(account, url).status_code == 403
    assert web.get(cast.administrator, url).status_code == 200


def test_contacts_are_masked_and_looking_is_recorded(cast: Province, web: Web) -> None:
    person = cast.science_officer.person
    cast.science_officer.email = "chuyenvien@example.org"
    cast.science_officer.save()
    Contact.objects.create(person=person, phone="0912345678")
    page = reverse("people:post", args=[post_of(cast.science_officer).pk])
    shown = web.text(cast.administrator, page)
    assert "ch•••@example.org" in shown and "chuyenvien@" not in shown and "0912" not in shown
    assert not Entry.objects.filter(event="person.looked_at").exists()
    full = web.post(cast.administrator, reverse("people:contact", args=[person.pk])).content.decode()
    assert "chuyenvien@example.org" in full and "0912 345 678" in full
    entry = Entry.objects.get(event="person.looked_at")
    assert entry.actor_person_id == cast.administrator.person_id and entry.subject_id == str(person.pk)
    assert "0912" not in str(entry.details)


def test_a_head_looks_at_own_people_only(cast: Province, web: Web) -> None:
    own, other = cast.science_officer.person_id, cast.culture_officer.person_id
    assert web.post(cast.science_head, reverse("people:contact", args=[own])).status_code == 200
    assert web.post(cast.science_head, reverse("people:contact", args=[other])).status_code == 404
    assert web.post(cast.science_officer, reverse("people:contact", args=[own])).status_code == 403
    assert web.get(cast.science_head, reverse("people:contact", args=[own])).status_code == 405


def test_the_walls_keep_phones_from_colleagues(cast: Province) -> None:
    Contact.objects.create(person=cast.science_officer.person, phone="0912345678")
    for account, sees in (
        (cast.science_officer, True),
        (cast.science_head, True),
        (cast.administrator, True),
        (cast.culture_officer, False),
        (cast.commune_head, False),
    ):
        scope_of(account)
        with as_application():
            assert Contact.objects.exists() is sees, account


def test_suggestions_tell_namesakes_apart(cast: Province, web: Web) -> None:
    answer = web.get(cast.science_officer, reverse("people:suggest"), q="nguoi ngoai").json()
    assert answer["results"][0]["text"].startswith(f"{cast.stranger.person.full_name} – Chuyên viên, Sở Tài")


def test_the_pages_stand_in_english_too(cast: Province, client) -> None:
    client.force_login(cast.administrator)
    client.cookies["django_language"] = "en"
    for url in (
        LIST,
        reverse("people:post", args=[post_of(cast.science_head).pk]),
        reverse("people:delegations"),
        reverse("people:emergencies"),
        reverse("people:imports"),
        reverse("people:ask_code"),
        reverse("switch_post"),
    ):
        assert client.get(url).status_code == 200, url
