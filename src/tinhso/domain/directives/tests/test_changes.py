"""A later document extends, transfers or stops a duty: offered, chosen by a person, done with the document as reason."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tinhso.domain.directives import changing
from tinhso.domain.directives.actions.apply_change import (
    AlreadyClosed,
    Change,
    DayNeeded,
    NothingToChange,
    UnitNeeded,
    apply_change,
)
from tinhso.domain.directives.actions.confirm import NotClear, confirm
from tinhso.domain.directives.actions.read_document import Details, read_document
from tinhso.domain.directives.claims import ChangedMeanwhile
from tinhso.domain.directives.policies import NotAllowed
from tinhso.domain.directives.tests.texts import AT, CLEAR, DAY, a_directive_being_checked, the_task
from tinhso.domain.directives.workflow import DirectiveState, TaskState
from tinhso.kernel.duties.actions.stop import stop
from tinhso.kernel.duties.models import Duty, Step
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of

pytestmark = pytest.mark.django_db

LATER = date(2026, 3, 2)
EXTENDS = (
    "Đồng ý cho Sở Khoa học và Công nghệ lùi thời hạn trình Kế hoạch chuyển đổi số của tỉnh tại Thông báo số 12/TB-UBND "
    "sang ngày 31/12/2026."
)
MOVES = (
    "Chuyển nhiệm vụ xây dựng Kế hoạch chuyển đổi số của tỉnh từ Sở Khoa học và Công nghệ sang Sở Tài chính."
)
STOPS = "Dừng thực hiện nhiệm vụ xây dựng Kế hoạch chuyển đổi số của tỉnh tại Thông báo số 12/TB-UBND."


@pytest.fixture
def cast():
    return a_province()


@pytest.fixture
def duty(cast) -> Duty:
    """The plan that the department of science must bring by 15 December."""
    directive = a_directive_being_checked(cast, CLEAR)
    (given,) = confirm(
        directive, task_ids=[directive.tasks.get().pk], by=scope_of(cast.head_of_office), at=AT
    )
    return given


def a_later_document(cast, sentence: str):
    """Read by the office, with one sentence that changes something."""
    details = Details(issued_on=LATER, number="88/UBND-TH", doc_type="cong-van")
    directive = read_document(
        text=sentence, details=details, by=scope_of(cast.head_of_office), at=AT + timedelta(days=60)
    )
    return directive.tasks.get()


def history(duty: Duty) -> list[tuple[str, str]]:
    return list(Step.objects.filter(duty=duty).order_by("id").values_list("move", "note"))


# ---- what is offered ------------------------------------------------------------------------------------


@pytest.mark.parametrize("sentence", [EXTENDS, MOVES, STOPS])
def test_the_duty_that_is_meant_is_offered_first(cast, duty, sentence):
    other = a_directive_being_checked(
        cast, "Giao Sở Khoa học và Công nghệ tổ chức Hội thi sáng tạo trẻ, báo cáo trước ngày 15/12/2026."
    )
    confirm(other, task_ids=[other.tasks.get().pk], by=scope_of(cast.head_of_office), at=AT)
    task = a_later_document(cast, sentence)
    offers = changing.offers(task, scope_of(cast.head_of_office))
    assert offers[0].duty == duty and offers[0].score >= changing.SURE
    assert all(offer.score < offers[0].score for offer in offers[1:])


def test_whoever_may_not_see_a_duty_is_not_offered_it(cast, duty):
    task = a_later_document(cast, EXTENDS)
    assert changing.offers(task, scope_of(cast.commune_officer)) == []


def test_words_typed_by_a_person_find_other_duties(cast, duty):
    task = a_later_document(cast, "Dừng thực hiện nhiệm vụ xây dựng kho lưu trữ.")
    assert changing.offers(task, scope_of(cast.head_of_office)) == []
    (offer,) = changing.offers(task, scope_of(cast.head_of_office), words="chuyen doi so")
    assert offer.duty == duty


def test_alike_words_are_counted_without_marks_and_small_words():
    assert changing.likeness("Kế hoạch chuyển đổi số", "Xây dựng kế hoạch CHUYEN DOI so của tỉnh") == 1.0
    assert changing.likeness("hội thi sáng tạo", "kế hoạch chuyển đổi số") == 0.0
    assert changing.likeness("", "kế hoạch") == 0.0


# ---- what is done ---------------------------------------------------------------------------------------


def test_nothing_happens_by_itself(cast, duty):
    task = a_later_document(cast, EXTENDS)
    with pytest.raises(NotClear):
        confirm(task.directive, task_ids=[task.pk], by=scope_of(cast.head_of_office), at=AT)
    duty.refresh_from_db()
    assert duty.due_on == date(2026, 12, 15)


def test_an_extension_moves_the_deadline_with_the_document_as_its_reason(cast, duty):
    task = a_later_document(cast, EXTENDS)
    by = scope_of(cast.head_of_office)
    apply_change(task, change=Change(duty.pk, due_on=task.due_on, bound=task.bound), by=by, at=AT)
    duty.refresh_from_db()
    assert (duty.due_on, duty.due_bound) == (date(2026, 12, 31), "by")
    assert history(duty)[-1] == ("move_deadline", "Theo Công văn 88/UBND-TH ngày 2/3/2026.")
    task.refresh_from_db()
    assert (task.state, task.changed_duty) == (TaskState.CONFIRMED, duty)
    assert task.directive.state == DirectiveState.CONFIRMED
    assert changing.changes_of(duty.pk)[0][1] == reverse("directives:source", args=[task.pk])


def test_a_transfer_gives_the_duty_and_its_document_to_the_new_lead(cast, duty):
    task = a_later_document(cast, MOVES)
    by = scope_of(cast.head_of_office)
    apply_change(task, change=Change(duty.pk, to_unit_id=cast.finance.pk), by=by, at=AT)
    duty.refresh_from_db()
    assert duty.lead_unit == cast.finance
    task.directive.document.refresh_from_db()
    assert cast.finance.pk in task.directive.document.readers


def test_a_stop_ends_it(cast, duty):
    task = a_later_document(cast, STOPS)
    change = Change(duty.pk, note="Đã tích hợp vào kế hoạch của Chính phủ.")
    apply_change(task, change=change, by=scope_of(cast.head_of_office), at=AT)
    duty.refresh_from_db()
    assert not duty.is_open and duty.stop_reason.endswith("Đã tích hợp vào kế hoạch của Chính phủ.")


def test_sent_twice_it_is_done_once(cast, duty):
    task = a_later_document(cast, EXTENDS)
    by = scope_of(cast.head_of_office)
    change = Change(duty.pk, due_on=task.due_on)
    apply_change(task, change=change, by=by, at=AT, version=task.version)
    apply_change(task, change=change, by=by, at=AT, version=task.version)
    assert [move for move, _note in history(duty)].count("move_deadline") == 1


def test_who_comes_second_learns_who_was_first(cast, duty):
    task = a_later_document(cast, EXTENDS)
    shown = task.version
    apply_change(task, change=Change(duty.pk, due_on=task.due_on), by=scope_of(cast.head_of_office), at=AT)
    other = confirmed_other(cast)
    with pytest.raises(ChangedMeanwhile):
        apply_change(
            task,
            change=Change(other.pk, due_on=task.due_on),
            by=scope_of(cast.head_of_office),
            at=AT,
            version=shown,
        )


def confirmed_other(cast) -> Duty:
    directive = a_directive_being_checked(
        cast, "Giao Sở Tài chính lập báo cáo tài sản công, báo cáo trước ngày 15/12/2026."
    )
    (given,) = confirm(
        directive, task_ids=[directive.tasks.get().pk], by=scope_of(cast.head_of_office), at=AT
    )
    return given


# ---- what is refused ------------------------------------------------------------------------------------


def test_a_closed_duty_is_refused(cast, duty):
    stop(duty, reason="hết cần", by=None, at=AT)
    task = a_later_document(cast, EXTENDS)
    with pytest.raises(AlreadyClosed):
        apply_change(
            task, change=Change(duty.pk, due_on=task.due_on), by=scope_of(cast.head_of_office), at=AT
        )
    task.refresh_from_db()
    assert task.state == TaskState.DRAFT and task.changed_duty is None


@pytest.mark.parametrize(("sentence", "refusal"), [(EXTENDS, DayNeeded), (MOVES, UnitNeeded)])
def test_the_change_must_be_whole(cast, duty, sentence, refusal):
    task = a_later_document(cast, sentence)
    with pytest.raises(refusal):
        apply_change(task, change=Change(duty.pk), by=scope_of(cast.head_of_office), at=AT)


def test_new_work_is_no_change(cast, duty):
    task = the_task(a_directive_being_checked(cast, f"{CLEAR} Xong."), "Kế hoạch")
    with pytest.raises(NothingToChange):
        apply_change(task, change=Change(duty.pk), by=scope_of(cast.head_of_office), at=AT)


def test_a_duty_out_of_reach_does_not_exist(cast):
    task = a_later_document(cast, STOPS)
    with pytest.raises(OutOfReach):
        apply_change(task, change=Change(999_999), by=scope_of(cast.head_of_office), at=AT)


def test_a_reader_of_the_document_changes_nothing(cast, duty):
    task = a_later_document(cast, STOPS)
    task.directive.document.readers += [cast.science.pk]
    task.directive.document.save()
    with pytest.raises(NotAllowed):
        apply_change(task, change=Change(duty.pk), by=scope_of(cast.science_head), at=AT)


def test_it_works_behind_the_wall(cast, duty):
    with as_application():
        task = a_later_document(cast, EXTENDS)
        apply_change(
            task, change=Change(duty.pk, due_on=task.due_on), by=scope_of(cast.head_of_office), at=AT
        )
        assert Duty.objects.get(pk=duty.pk).due_on == date(2026, 12, 31)


# ---- the pages ------------------------------------------------------------------------------------------


def test_from_the_sentence_to_the_duty_and_back(client, cast, duty):
    task = a_later_document(cast, EXTENDS)
    client.force_login(cast.head_of_office)
    room = client.get(reverse("directives:room", args=[task.directive_id])).content.decode()
    address = reverse("directives:change", args=[task.directive_id, task.pk])
    assert address in room
    page = client.get(address).content.decode()
    assert "Thông báo" in page and 'value="31/12/2026"' in page and "checked" in page
    answer = client.post(
        address,
        {"duty": duty.pk, "due_on": "31/12/2026", "bound": "by", "version": task.version},
        follow=True,
    )
    words = answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("duties:duty", args=[duty.pk])
    assert "Văn bản thay đổi việc này" in words and "Theo Công văn 88/UBND-TH" in words


def test_the_page_says_what_is_missing(client, cast, duty):
    task = a_later_document(cast, EXTENDS)
    client.force_login(cast.head_of_office)
    address = reverse("directives:change", args=[task.directive_id, task.pk])
    assert client.post(address, {"due_on": "31/12/2026"}).status_code == 422
    answer = client.post(address, {"duty": duty.pk, "due_on": "15/12/2026", "bound": "before"})
    assert answer.status_code == 422 and "Việc đã có đúng thời hạn này" in answer.content.decode()


def test_the_page_shows_closed_duties_apart(client, cast, duty):
    stop(duty, reason="hết cần", by=None, at=AT)
    task = a_later_document(cast, EXTENDS)
    client.force_login(cast.head_of_office)
    page = client.get(reverse("directives:change", args=[task.directive_id, task.pk])).content.decode()
    assert "Đã kết thúc, không thay đổi được nữa" in page


def test_a_stranger_and_a_reader_have_no_page(client, cast, duty):
    task = a_later_document(cast, EXTENDS)
    address = reverse("directives:change", args=[task.directive_id, task.pk])
    client.force_login(cast.science_head)
    assert client.get(address).status_code == 404
    client.force_login(cast.science_officer)
    assert client.get(address).status_code == 403
    assert DAY < LATER
