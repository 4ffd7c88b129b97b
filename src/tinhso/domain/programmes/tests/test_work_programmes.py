"""Work programmes: lines, gaps, one press, what is late, what is carried over."""

import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tinhso.domain.programmes import policies
from tinhso.domain.programmes.actions.add_item import Line, OutsideThePeriod, add_items
from tinhso.domain.programmes.actions.carry_over import Finished, NotLater, ReasonNeeded, carry_over
from tinhso.domain.programmes.actions.correct_item import correct_item
from tinhso.domain.programmes.actions.open_item_duty import NoLead, open_item_duty
from tinhso.domain.programmes.actions.open_programme import PeriodTaken
from tinhso.domain.programmes.actions.tie_item import tie_item
from tinhso.domain.programmes.claims import ChangedMeanwhile
from tinhso.domain.programmes.models import WorkItem, WorkProgramme
from tinhso.domain.programmes.queries import work
from tinhso.domain.programmes.tests.stories import AT, a_programme, an_item
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.tests.factories import a_completed_duty, a_duty
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import leave
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_province()


@pytest.fixture
def office(cast):
    return scope_of(cast.head_of_office)


@pytest.fixture
def programme(cast, office):
    return a_programme(cast, by=office)


def url(name: str, *args: object) -> str:
    return reverse(f"programmes:{name}", args=args)


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_body_has_one_programme_of_a_period(cast, office, programme):
    with pytest.raises(PeriodTaken) as taken:
        a_programme(cast, by=office, body_text="ubnd  TỈNH thử")
    assert taken.value.programme == programme
    assert a_programme(cast, by=office, quarter=0) and a_programme(cast, by=office, year=2027)
    assert a_programme(cast, by=office, body_text="Bộ Thử", body_kind="ministry")


def test_a_line_lies_in_its_period_and_is_due_at_its_end(cast, office, programme):
    assert an_item(cast, programme, by=office, month=11).due_on == date(2026, 11, 30)
    assert an_item(cast, programme, by=office, month=None).due_on == date(2026, 12, 31)
    with pytest.raises(OutsideThePeriod):
        an_item(cast, programme, by=office, month=3)
    whole_year = a_programme(cast, by=office, quarter=0)
    assert an_item(cast, whole_year, by=office, month=None, quarter=2).due_on == date(2026, 6, 30)
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkItem.objects.update(month=2, quarter=1)


def test_lines_come_all_or_none(cast, office, programme):
    with pytest.raises(OutOfReach):
        add_items(programme.pk, [Line("Đúng"), Line("Sai", lead_unit_id=999_999)], by=office, at=AT)
    assert not programme.items.exists()


def test_one_press_opens_the_duty_and_a_second_one_opens_none(cast, office, programme):
    item = an_item(cast, programme, by=office)
    assert item.is_gap and work.figures(programme, at=AT)["gaps"] == 1
    duty = open_item_duty(item.pk, by=office, at=AT)
    assert open_item_duty(item.pk, by=office, at=AT) == duty and Duty.objects.count() == 1
    assert (duty.lead_unit, duty.assigner_unit) == (cast.science, cast.office)
    assert (duty.due_on, duty.due_bound) == (date(2026, 11, 30), "within")
    assert work.figures(programme, at=AT)["gaps"] == 0
    assert Entry.objects.get(event="work_item.given").details["duty"] == duty.pk


def test_a_line_without_a_unit_cannot_be_given(cast, office, programme):
    item = an_item(cast, programme, by=office, lead_unit_id=None, lead_text="Cơ quan do Bộ chỉ định")
    with pytest.raises(NoLead):
        open_item_duty(item.pk, by=office, at=AT)
    assert not Duty.objects.exists()


def test_a_duty_that_fails_leaves_no_line_behind(cast, office, programme, monkeypatch):
    item = an_item(cast, programme, by=office)
    monkeypatch.setattr("tinhso.domain.programmes.claims.touch", _broken)
    with pytest.raises(RuntimeError):
        open_item_duty(item.pk, by=office, at=AT)
    assert not Duty.objects.exists()
    item.refresh_from_db()
    assert item.duty_id is None


def _broken(*_args: object, **_named: object) -> None:
    raise RuntimeError("the power went")


def test_a_line_is_late_when_its_duty_is(cast, office, programme):
    item = an_item(cast, programme, by=office)
    duty = a_duty(cast)
    tie_item(item.pk, duty.pk, by=office, at=AT)
    assert work.figures(programme, at=AT)["late"] == 0
    assert work.figures(programme, at=duty.due_at + timedelta(minutes=1))["late"] == 1


def test_what_is_unfinished_goes_into_the_next_period_with_its_duty_and_its_reason(cast, office, programme):
    after = a_programme(cast, by=office, year=2027, quarter=1)
    item = an_item(cast, programme, by=office)
    duty = open_item_duty(item.pk, by=office, at=AT)
    (new,) = carry_over([item.pk], after.pk, reason="chờ hướng dẫn", by=office, at=AT)
    item.refresh_from_db()
    assert (item.state, item.reason, item.carried_to) == ("carried", "chờ hướng dẫn", new)
    assert (new.duty_id, new.due_on, new.carried_from) == (duty.pk, date(2027, 3, 31), item)
    assert open_item_duty(new.pk, by=office, at=AT) == duty
    with pytest.raises(ChangedMeanwhile):
        carry_over([item.pk], after.pk, reason="lần nữa", by=office, at=AT)


def test_carrying_over_is_refused_backwards_without_a_reason_and_when_done(cast, office, programme):
    after = a_programme(cast, by=office, year=2027, quarter=1)
    item, open_one = an_item(cast, programme, by=office), an_item(cast, after, by=office, month=None)
    with pytest.raises(NotLater):
        carry_over([open_one.pk], programme.pk, reason="x", by=office, at=AT)
    with pytest.raises(ReasonNeeded):
        carry_over([item.pk], after.pk, reason=" ", by=office, at=AT)
    done = a_completed_duty(cast, submitted=AT + timedelta(days=1), confirmed=AT + timedelta(days=2))
    tie_item(item.pk, done.pk, by=office, at=AT)
    second = an_item(cast, programme, by=office)
    with pytest.raises(Finished):
        carry_over([second.pk, item.pk], after.pk, reason="x", by=office, at=AT)
    second.refresh_from_db()
    assert second.state == "planned", "all or none"
    assert list(work.carriable(programme)) == [second]


def test_only_whoever_keeps_the_programme_changes_it(cast, office, programme):
    item = an_item(cast, programme, by=office)
    for account in (cast.science_head, cast.commune_head, cast.science_officer):
        with pytest.raises(policies.NotAllowed):
            correct_item(item.pk, Line("x"), by=scope_of(account), at=AT)
    with pytest.raises(policies.NotAllowed):
        a_programme(cast, by=scope_of(cast.science_head), year=2028)
    assert a_programme(
        cast, by=scope_of(cast.science_head), body_text="Sở Thử", owner_unit_id=cast.science.pk
    )


def test_behind_the_wall(cast, office, programme):
    an_item(cast, programme, by=office)
    with as_application():
        leave()
        assert WorkProgramme.objects.count() == WorkItem.objects.count() == 0
        scope_of(cast.commune_head)
        assert WorkProgramme.objects.count() == WorkItem.objects.count() == 1
        assert WorkItem.objects.update(content="x") == 0 and WorkProgramme.objects.update(number="x") == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            an_item_of_a_stranger(programme)


def an_item_of_a_stranger(programme: WorkProgramme) -> None:
    WorkItem.objects.create(programme=programme, position=9, content="x", changed_at=AT)


# --- the pages ------------------------------------------------------------


def test_the_pages_teach_where_nothing_is(cast, as_account):
    reader = as_account(cast.commune_officer)
    assert "Chưa có chương trình công tác nào" in text(reader.get(url("work")))
    assert "Không còn khoảng trống" in text(reader.get(url("gaps")))
    assert as_account(cast.administrator).get(url("work")).status_code == 403


def test_from_an_empty_programme_to_a_given_duty_on_the_pages(cast, as_account):
    office = as_account(cast.head_of_office)
    said = {"body_kind": "party", "body_text": "Tỉnh ủy Thử", "year": "2026", "quarter": "4",
            "owner": cast.office.pk, "owner_text": cast.office.name}  # fmt: skip
    assert office.post(url("work_new"), said).status_code == 302
    programme = WorkProgramme.objects.get()
    assert office.post(url("work_new"), said).status_code == 409
    line = {"content": "Đề án thử", "when": "m11", "lead": cast.science.pk, "lead_text_x": ""}
    answer = office.post(url("item_add", programme.pk), line | {"them_nua": "1"})
    assert answer.status_code == 302 and answer.headers["Location"] == url("item_add", programme.pk)
    item = programme.items.get()
    page = text(office.get(url("work_room", programme.pk)))
    assert "Chưa có việc" in page and "<b>1</b>chưa có việc" in page
    assert "Đề án thử" in text(office.get(url("gaps")))
    given = office.post(url("item_give", item.pk))
    assert given.status_code == 302
    duty = Duty.objects.get()
    assert given.headers["Location"] == reverse("duties:duty", args=[duty.pk])
    assert url("item_source", item.pk) in text(office.get(given.headers["Location"])), "the way back"
    assert "Đề án thử" not in text(office.get(url("work_room", programme.pk) + "?loc=chua-co-viec"))
    assert office.post(url("item_give", item.pk)).headers["Location"] == given.headers["Location"]


def test_the_state_of_each_line_is_said_and_goes_into_the_sheet(cast, office, programme, as_account):
    late, hidden = an_item(cast, programme, by=office), an_item(cast, programme, by=office)
    tie_item(late.pk, a_duty(cast).pk, by=office, at=AT)
    secret = a_duty(cast, title="Việc riêng", lead_unit_id=cast.finance.pk)
    tie_item(hidden.pk, secret.pk, by=office, at=AT)
    assert timezone.now() > a_duty(cast).due_at
    reader = as_account(cast.science_officer)
    page = text(reader.get(url("work_room", programme.pk)))
    assert "Quá hạn" in page and "ngoài phạm vi được xem" in page and "Việc riêng" not in page
    answer = reader.get(url("work_room", programme.pk) + "?export=xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    said = [str(value) for row in book.get_sheet_by_index(0).to_python() for value in row]
    assert "Quá hạn" in said and "Có việc, ngoài phạm vi được xem" in said
    assert late.content in text(reader.get(url("work_room", programme.pk) + "?loc=cham"))


def test_carrying_over_on_the_page(cast, office, programme, as_account):
    item = an_item(cast, programme, by=office)
    web = as_account(cast.head_of_office)
    assert "Chưa có chương trình kỳ sau" in text(web.get(url("carry", programme.pk)))
    after = a_programme(cast, by=office, year=2027, quarter=1)
    none = web.post(url("carry", programme.pk), {"to": after.pk, "reason": "x"})
    assert none.status_code == 422 and "Chọn ít nhất một nội dung" in none.content.decode()
    said = {"items": [item.pk], "to": after.pk, "reason": "chờ hướng dẫn"}
    assert web.post(url("carry", programme.pk), said).status_code == 302
    page = text(web.get(url("work_room", programme.pk) + "?loc=da-chuyen"))
    assert "Đã chuyển sang quý I/2027" in page and "chờ hướng dẫn" in page
    assert "chuyển từ quý IV/2026" in text(web.get(url("work_room", after.pk)))


def test_two_people_at_one_line_and_who_is_a_stranger(cast, office, programme, as_account):
    item = an_item(cast, programme, by=office)
    web = as_account(cast.head_of_office)
    line = {"content": "Lời mới", "when": "m12", "version": 1}
    assert web.post(url("item_correct", item.pk), line).status_code == 302
    assert web.post(url("item_correct", item.pk), line).status_code == 409
    assert web.post(url("item_drop", item.pk), {"reason": "", "version": 2}).status_code == 422
    assert web.post(url("item_drop", item.pk), {"reason": "không còn cần", "version": 2}).status_code == 302
    assert web.post(url("item_give", item.pk)).status_code == 409
    for account in (cast.science_head, cast.science_officer):
        assert as_account(account).get(url("item_correct", item.pk)).status_code == 403
    assert web.get(url("item_source", 99_999)).status_code == 404
    assert (
        web.post(url("item_tie", an_item(cast, programme, by=office).pk), {"duty": 99_999}).status_code == 404
    )
