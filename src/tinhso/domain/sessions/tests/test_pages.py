"""The pages as a secretary, a unit and a stranger meet them."""

import re
import uuid
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tinhso.domain.sessions.actions.correct_remark import correct_remark
from tinhso.domain.sessions.actions.give import give
from tinhso.domain.sessions.actions.invite import Guest, invite
from tinhso.domain.sessions.models import Attendance, Paper, Remark, WorkingSession
from tinhso.domain.sessions.tests.stories import (
    AT,
    a_direction,
    a_draft,
    a_remark,
    a_session,
    said,
    ten_directions,
)
from tinhso.domain.sessions.workflow import Kind, RemarkState, SessionState, Standing
from tinhso.kernel.documents.models import Draft, OfficialDocument, StoredFile
from tinhso.kernel.documents.tests.samples import a_docx
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.models import Tenure
from tinhso.kernel.people.tests.cast import a_province, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return a_province()


@pytest.fixture
def by(cast):
    return scope_of(cast.head_of_office)


@pytest.fixture
def session(cast, by):
    return a_session(cast, by=by)


@pytest.fixture
def office(as_account, cast):
    return as_account(cast.head_of_office)


def at(name: str, *args) -> str:
    return reverse(f"sessions:{name}", args=args)


def words_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


NEW = {
    "title": "Buổi làm việc với Sở Khoa học và Công nghệ",
    "day": "20/11/2026",
    "begins": "14h",
    "ends": "16:30",
    "place": "Phòng họp số 2",
    "chair_name": "Lê Lãnh Đạo Thử, Phó Chủ tịch UBND tỉnh",
}


# --- recording ------------------------------------------------------------


def test_an_empty_list_teaches_what_to_do(office):
    answer = office.get(at("list"))
    assert answer.status_code == 200 and "Chưa có buổi làm việc nào" in words_of(answer)
    assert at("new") in answer.content.decode()


def test_a_session_is_recorded_and_a_second_click_is_the_same_session(office, cast):
    token = str(uuid.uuid4())
    for _click in range(2):
        answer = office.post(at("new"), NEW | {"token": token})
        assert answer.status_code == 302
    session = WorkingSession.objects.get()
    assert timezone.localtime(session.starts_at).hour == 14 and session.readers == [cast.office.pk]
    assert "14:00–16:30 ngày 20/11/2026" in words_of(office.get(answer.url))


def test_the_chair_is_named_from_the_post_of_that_day(office, cast):
    post = Tenure.objects.get(person=cast.science_head.person).post
    office.post(at("new"), {**NEW, "chair_name": "", "chair_pick": post.pk})
    session = WorkingSession.objects.first()
    assert session.chair.startswith("Phạm Giám Đốc Thử, ") and cast.science.pk in session.readers


def test_another_post_in_the_chair_brings_its_own_name(office, cast, session):
    post = Tenure.objects.get(person=cast.science_head.person).post
    form = NEW | {"chair_name": session.chair, "version": session.version}
    office.post(at("edit", session.pk), form | {"chair": post.pk, "chair_text": "", "chair_pick": post.pk})
    session.refresh_from_db()
    assert session.chair_post == post and session.chair.startswith("Phạm Giám Đốc Thử, ")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"ends": "13:00"}, "Giờ kết thúc phải sau giờ bắt đầu"),
        ({"chair_name": ""}, "Chọn chức vụ của người chủ trì"),
        ({"day": "31/2/2026"}, "Lỗi:"),
    ],
)
def test_what_is_missing_is_said_at_its_field(office, wrong, says):
    answer = office.post(at("new"), NEW | wrong)
    assert answer.status_code == 422 and says in words_of(answer) and not WorkingSession.objects.exists()


def test_two_people_edit_and_the_second_sees_both_versions(office, session):
    form = NEW | {"version": session.version}
    assert office.post(at("edit", session.pk), form | {"place": "Hội trường"}).status_code == 302
    answer = office.post(at("edit", session.pk), form | {"place": "Phòng họp số 9"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Hội trường" in page and 'value="Phòng họp số 9"' in page
    assert f'name="version" value="{session.version + 1}"' in page
    session.refresh_from_db()
    assert session.place == "Hội trường"


# --- who was there, agenda, papers ------------------------------------------------------------


def test_people_are_invited_by_post_by_unit_and_by_name_and_their_units_read(
    office, cast, session, as_account
):
    post = Tenure.objects.get(person=cast.science_head.person).post
    guests = {
        "posts": [post.pk], "units": [cast.culture.pk], "standing": "invited",
        "outside": "Ông Nguyễn Viễn Thông Thử, Giám đốc doanh nghiệp viễn thông\n",
    }  # fmt: skip
    assert as_account(cast.culture_officer).get(at("session", session.pk)).status_code == 404
    for _click in range(2):
        assert office.post(at("guests", session.pk), guests).status_code == 302
    assert Attendance.objects.count() == 3
    assert as_account(cast.culture_officer).get(at("session", session.pk)).status_code == 200
    assert as_account(cast.stranger).get(at("session", session.pk)).status_code == 404


def test_the_roll_is_called_and_who_sends_somebody_says_whom(office, cast, session, by):
    rows = invite(session, guests=[Guest("Ông A"), Guest("Bà B")], by=by, at=AT)
    form = {
        "r-TOTAL_FORMS": 2, "r-INITIAL_FORMS": 2,
        "r-0-attendance": rows[0].pk, "r-0-version": 1, "r-0-standing": "present",
        "r-1-attendance": rows[1].pk, "r-1-version": 1, "r-1-standing": "represented",
    }  # fmt: skip
    answer = office.post(at("roll", session.pk), form)
    assert answer.status_code == 422 and "người dự thay" in words_of(answer)
    form["r-1-represented_by"] = "Ông C, Phó Giám đốc"
    assert office.post(at("roll", session.pk), form).status_code == 302
    assert [row.standing for row in Attendance.objects.all()] == [Standing.PRESENT, Standing.REPRESENTED]
    page = words_of(office.get(at("session", session.pk)))
    assert "Cử người dự thay : Ông C" in page or "Cử người dự thay: Ông C" in page


def test_two_people_call_the_roll_of_one_line_and_the_second_is_told(office, session, by):
    (row,) = invite(session, guests=[Guest("Ông A")], by=by, at=AT)
    form = {"r-TOTAL_FORMS": 1, "r-INITIAL_FORMS": 1, "r-0-attendance": row.pk, "r-0-version": 1}
    assert office.post(at("roll", session.pk), form | {"r-0-standing": "present"}).status_code == 302
    answer = office.post(at("roll", session.pk), form | {"r-0-standing": "absent"})
    row.refresh_from_db()
    assert answer.status_code == 409 and row.standing == Standing.PRESENT


def test_the_agenda_is_arranged_and_a_point_that_was_spoken_to_stays(office, session, by):
    form = {
        "p-TOTAL_FORMS": 2, "p-INITIAL_FORMS": 0, "version": session.version,
        "p-0-title": "Thảo luận", "p-0-order": 2, "p-1-title": "Báo cáo 9 tháng", "p-1-order": 1,
        "p-1-presenter": "Giám đốc Sở",
    }  # fmt: skip
    assert office.post(at("agenda", session.pk), form).status_code == 302
    first, second = session.agenda.all()
    assert (first.title, second.title) == ("Báo cáo 9 tháng", "Thảo luận")
    a_remark(session, Kind.PRAISE, "Sở đã chủ động.", by=by, agenda_item_id=first.pk)
    session.refresh_from_db()
    without = {
        "p-TOTAL_FORMS": 1, "p-INITIAL_FORMS": 1, "version": session.version,
        "p-0-item": second.pk, "p-0-title": "Thảo luận",
    }  # fmt: skip
    answer = office.post(at("agenda", session.pk), without)
    assert answer.status_code == 422 and "Báo cáo 9 tháng" in words_of(answer)
    assert session.agenda.count() == 2


def test_papers_lie_on_the_table_once_and_whoever_reads_opens_them(office, cast, session, by, as_account):
    invite(session, guests=[Guest("Đại diện Sở", unit_id=cast.culture.pk)], by=by, at=AT)
    report = a_docx("Báo cáo chín tháng đầu năm của Sở.")  # made twice it would bear two times of day
    for _click in range(2):
        files = [SimpleUploadedFile("bao-cao.docx", report)]
        assert office.post(at("papers", session.pk), {"papers": files}).status_code == 302
    paper = Paper.objects.get()
    address = reverse("documents:file", args=[paper.file_id])
    assert address in office.get(at("session", session.pk)).content.decode()
    assert as_account(cast.culture_officer).get(address).status_code == 200
    assert as_account(cast.stranger).get(address).status_code == 404


def test_a_paper_taken_away_is_opened_by_nobody_else_any_more(office, cast, session, by, as_account):
    invite(session, guests=[Guest("Đại diện Sở", unit_id=cast.culture.pk)], by=by, at=AT)
    office.post(at("papers", session.pk), {"papers": [SimpleUploadedFile("nham.docx", a_docx("Tệp nhầm."))]})
    paper = Paper.objects.get()
    address = reverse("documents:file", args=[paper.file_id])
    reader = as_account(cast.culture_officer)
    assert reader.get(address).status_code == 200
    assert office.post(at("take_away", session.pk, paper.pk)).status_code == 302
    assert not Paper.objects.exists() and reader.get(address).status_code == 404
    assert office.post(at("take_away", session.pk, paper.pk)).status_code == 404


def test_a_secret_paper_is_refused_in_words_and_nothing_is_kept(office, session):
    secret = SimpleUploadedFile("mat.docx", a_docx("TỐI MẬT", "Nội dung."))
    answer = office.post(at("papers", session.pk), {"papers": [secret]})
    assert answer.status_code == 422 and "dấu chỉ độ mật" in words_of(answer)
    assert not Paper.objects.exists() and not StoredFile.objects.exists()


# --- what is said ------------------------------------------------------------


def direction(cast, **changes) -> dict:
    return {
        "speaker_pick": "chair", "words": "Sở khẩn trương hoàn thiện đề án, trước 15/12.",
        "title": "Hoàn thiện đề án", "unit": cast.science.pk, "unit_text": cast.science.name,
        "due_on": "15/12/2026", "bound": "before", "priority": "cao", "token": str(uuid.uuid4()),
    } | changes  # fmt: skip


def test_a_direction_is_noted_and_given_in_one_press_before_any_document(office, cast, session, as_account):
    form = direction(cast, give="")
    for _click in range(2):
        assert office.post(at("note", session.pk), form).status_code == 302
    duty = Duty.objects.get()
    assert duty.lead_unit == cast.science and timezone.localdate(duty.given_at) == date(2026, 11, 20)
    assert not OfficialDocument.objects.exists()
    page = as_account(cast.science_officer).get(reverse("duties:duty", args=[duty.pk])).content.decode()
    remark = Remark.objects.get()
    assert at("source", remark.pk) in page and "chưa có số văn bản" in page and session.title in page
    there = as_account(cast.science_officer).get(at("source", remark.pk))
    assert there.url == f"{at('session', session.pk)}#y-kien-{remark.pk}"


def test_a_direction_that_lacks_its_lead_is_noted_and_not_given(office, cast, session):
    form = direction(cast, unit="", unit_text="", give="")
    answer = office.post(at("note", session.pk), form, follow=True)
    assert "còn thiếu đơn vị chủ trì" in words_of(answer) and not Duty.objects.exists()
    assert Remark.objects.get().noted


@pytest.mark.parametrize("kind", ["expectation", "praise", "limitation"])
def test_other_remarks_ask_for_no_deadline_and_open_no_duty(office, cast, session, kind):
    address = f"{at('note', session.pk)}?loai={kind}"
    page = office.get(address).content.decode()
    assert 'name="due_on"' not in page and 'name="give"' not in page
    form = {
        "speaker_pick": "chair",
        "words": "Còn chậm.",
        "unit": cast.science.pk,
        "token": str(uuid.uuid4()),
    }
    assert office.post(address, form | {"give": ""}).status_code == 302
    assert Remark.objects.get().kind == kind and not Duty.objects.exists()


def test_two_people_correct_a_remark_and_nothing_typed_is_lost(office, cast, session, by):
    remark = a_direction(session, cast.science, by=by)
    correct_remark(remark, said=said(words="Lời của người thứ nhất.", title="Việc một"), by=by, at=AT)
    form = direction(cast, words="Lời của người thứ hai.", version=1)
    answer = office.post(at("correct", session.pk, remark.pk), form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Lời của người thứ nhất." in page and "Lời của người thứ hai." in page
    remark.refresh_from_db()
    assert remark.words == "Lời của người thứ nhất."
    again = office.post(at("correct", session.pk, remark.pk), form | {"version": remark.version})
    remark.refresh_from_db()
    assert again.status_code == 302 and remark.words == "Lời của người thứ hai."


def test_a_given_direction_is_corrected_no_more(office, cast, session, by):
    remark = a_direction(session, cast.science, by=by)
    give(session, remark_ids=[remark.pk], by=by, at=AT)
    answer = office.post(at("correct", session.pk, remark.pk), direction(cast))
    assert answer.status_code == 409 and "Có người đã làm trước" in words_of(answer)


def test_a_dropped_remark_keeps_its_reason_and_can_be_taken_back(office, session, by):
    remark = a_remark(session, Kind.PRAISE, "Ghi nhầm.", by=by)
    assert office.post(at("drop", session.pk, remark.pk), {"reason": ""}).status_code == 422
    office.post(at("drop", session.pk, remark.pk), {"reason": "Ghi nhầm người"})
    page = words_of(office.get(at("session", session.pk)))
    assert "Ghi nhầm người" in page
    office.post(at("restore", session.pk, remark.pk))
    remark.refresh_from_db()
    assert remark.state == RemarkState.NOTED and remark.drop_reason == ""


def test_the_page_of_giving_shows_what_lacks_and_gives_the_rest(office, cast, session, by):
    clear = a_direction(session, cast.science, by=by)
    unclear = a_direction(session, cast.science, by=by, due_on=None, bound="", title="Việc chưa có hạn")
    page = words_of(office.get(at("give", session.pk)))
    assert "Việc chưa có hạn" in page and "còn thiếu thời hạn" in page
    answer = office.post(at("give", session.pk), {"y_kien": [clear.pk, unclear.pk]})
    assert answer.status_code == 422 and not Duty.objects.exists()
    answer = office.post(at("give", session.pk), {"y_kien": [clear.pk]})
    assert answer.status_code == 302 and Duty.objects.count() == 1


# --- the notice ------------------------------------------------------------


def filled(page: str, **changes) -> dict:
    """What a browser would send of the form of the notice, as it is shown."""
    fields = dict(
        re.findall(r'<input type="(?:text|hidden|number)" name="([^"]+)"(?: value="([^"]*)")?', page)
    )
    areas = re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', page, re.S)
    return {name: value for name, value in {**fields, **dict(areas)}.items() if name != "q"} | changes


def test_the_form_of_the_notice_proposes_everything_and_leads_to_the_pages(office, cast, session, by):
    remarks = ten_directions(session, [cast.science, cast.culture], by=by)
    page = office.get(at("notice", session.pk)).content.decode()
    assert "Giao Sở Khoa học và Công nghệ chủ trì xây dựng kế hoạch chuyên đề số 0" in page
    answer = office.post(at("notice", session.pk), filled(page))
    draft = Draft.objects.get()
    assert answer.status_code == 302 and answer.url == reverse("issuing:draft", args=[draft.pk])
    assert [block.text[:3] for block in draft.sheet.body[1:11]] == [f"{n}. "[:3] for n in range(1, 11)]
    assert [remark.conclusion.position for remark in Remark.objects.select_related("conclusion")] == list(
        range(1, len(remarks) + 1)
    )


def test_order_is_changed_by_numbers_and_two_of_one_number_are_one_paragraph(office, cast, session, by):
    one, two, three = (a_remark(session, Kind.EXPECTATION, f"Lời {n}.", by=by) for n in "abc")
    page = office.get(at("notice", session.pk)).content.decode()
    form = filled(page) | {"c-0-order": "2", "c-1-order": "1", "c-2-order": "2"}
    office.post(at("notice", session.pk), form)
    assert [c.words for c in session.conclusions.all()] == ["Lời b.", "Lời a. Lời c."]
    one.refresh_from_db(), two.refresh_from_db(), three.refresh_from_db()
    assert one.conclusion == three.conclusion != two.conclusion


def test_the_notice_is_issued_from_its_draft_and_the_session_has_the_number(office, cast, session, by):
    remark = a_direction(session, cast.science, by=by)
    (duty,) = give(session, remark_ids=[remark.pk], by=by, at=AT)
    draft = a_draft(session, [remark], by=by)
    page = words_of(office.get(at("session", session.pk)))
    assert "Chờ số thông báo" in page
    for _click in range(2):
        answer = office.post(reverse("issuing:draft", args=[draft.pk]), {"number": "12/TB-VP"})
        assert answer.status_code == 302
    session.refresh_from_db()
    assert session.state == SessionState.NOTICED and session.notice.number == "12/TB-VP"
    assert OfficialDocument.objects.count() == 1
    duty_page = words_of(office.get(reverse("duties:duty", args=[duty.pk])))
    assert "12/TB-VP" in duty_page and "đoạn 1" in duty_page and "Đã có văn bản giao việc" in duty_page
    shown = office.get(at("session", session.pk)).content.decode()
    assert reverse("library:document", args=[session.notice_id]) in shown


def test_a_draft_that_somebody_went_on_writing_is_not_overwritten(office, cast, session, by):
    draft = a_draft(session, [a_direction(session, cast.science, by=by)], by=by)
    Draft.objects.filter(pk=draft.pk).update(changed_at=timezone.now())
    page = office.get(at("notice", session.pk)).content.decode()
    answer = office.post(at("notice", session.pk), filled(page, abstract="Khác hẳn"))
    assert answer.status_code == 409 and reverse("issuing:edit", args=[draft.pk]) in answer.content.decode()


def test_a_number_from_elsewhere_is_entered_on_its_page(office, cast, session, by):
    a_direction(session, cast.science, by=by)
    wrong = office.post(at("number", session.pk), {"number": "315/TB-UBND", "issued_on": "1/1/2020"})
    assert wrong.status_code == 422 and "từ ngày họp đến hôm nay" in words_of(wrong)
    form = {"number": "315/TB-UBND", "issued_on": "21/11/2026"}
    for _click in range(2):
        answer = office.post(at("number", session.pk), form)
        assert answer.status_code == 302
    session.refresh_from_db()
    assert session.notice.number == "315/TB-UBND" and OfficialDocument.objects.count() == 1


def test_a_document_of_the_register_is_found_by_typing_and_chosen(office, cast, session, by):
    remark = a_direction(session, cast.science, by=by)
    document = OfficialDocument(
        number_raw="77/TB-UBND", doc_type="thong-bao", issuer=cast.province, issued_on=date(2026, 11, 21),
        abstract="Kết luận về chuyển đổi số", text="1. Hoàn thiện đề án chuyển đổi số.", owner_unit=cast.office,
        readers=[cast.office.pk], received_at=AT, received_by=cast.head_of_office.person,
    )  # fmt: skip
    document.save()
    found = office.get(at("suggest_documents"), {"q": "chuyen doi"}).json()["results"]
    assert [one["id"] for one in found] == [document.pk]
    assert office.post(at("number", session.pk), {"document_text": "77/TB"}).status_code == 302
    remark.refresh_from_db()
    assert remark.conclusion.label == "1"
    page = office.get(at("paragraph", session.pk, remark.pk)).content.decode()
    assert 'value="0"' in page and "checked" in page


def test_a_session_ends_without_a_notice_and_goes_on_again(office, session, by):
    a_remark(session, Kind.PRAISE, "Đánh giá cao.", by=by)
    assert office.post(at("close", session.pk), {"reason": "Chỉ nghe báo cáo"}).status_code == 302
    page = words_of(office.get(at("session", session.pk)))
    assert "Chỉ nghe báo cáo" in page and at("note", session.pk) not in page
    refused = office.post(at("note", session.pk), {"speaker_pick": "chair", "words": "Thêm."})
    assert refused.status_code == 409
    office.post(at("reopen", session.pk))
    session.refresh_from_db()
    assert session.state == SessionState.RECORDING


@pytest.mark.parametrize("typed", ["thu truong", "Thủ trưởng", "pham giam", "khoa hoc thu truong"])
def test_a_post_is_found_by_its_title_unit_or_holder_with_or_without_marks(office, cast, typed):
    results = office.get(at("suggest_posts"), {"q": typed}).json()["results"]
    post = Tenure.objects.get(person=cast.science_head.person).post
    assert post.pk in [one["id"] for one in results]
    assert "Phạm Giám Đốc Thử, Thủ trưởng đơn vị, Sở Khoa học và Công nghệ" in [
        one["text"] for one in results
    ]


# --- lists and paper ------------------------------------------------------------


def test_the_list_is_searched_without_marks_and_exported(office, cast, session, by):
    a_session(cast, by=by, title="Giao ban đầu tuần")
    assert "Giao ban đầu tuần" not in words_of(office.get(at("list"), {"q": "chuyen doi so"}))
    answer = office.get(at("list"), {"export": "xlsx"})
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    cells = [str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert "Giao ban đầu tuần" in cells and session.title in cells


def test_the_list_asks_the_database_as_often_for_many_sessions(
    office, cast, by, django_assert_max_num_queries
):
    for number in range(8):
        a_direction(a_session(cast, by=by, title=f"Buổi {number}"), cast.science, by=by)
    with django_assert_max_num_queries(20):
        office.get(at("list"))


def test_a_session_with_many_remarks_asks_the_database_as_often(
    office, cast, session, by, django_assert_max_num_queries
):
    ten_directions(session, [cast.science], by=by)
    with django_assert_max_num_queries(30):
        answer = office.get(at("session", session.pk))
    assert len(answer.content) < 120_000


def test_the_minutes_say_who_was_there_and_what_was_said(office, cast, session, by):
    invite(session, guests=[Guest("Ông Nguyễn Vắng Thử")], standing=Standing.ABSENT, by=by, at=AT)
    a_direction(session, cast.science, by=by)
    page = words_of(office.get(at("minutes", session.pk)))
    for words in ("Biên bản", "Ông Nguyễn Vắng Thử: Vắng", "trước ngày 15/12/2026", "Người ghi biên bản"):
        assert words in page


def test_what_was_named_as_lacking_has_its_own_list(office, cast, session, by):
    a_remark(session, Kind.LIMITATION, "Hạ tầng chậm.", by=by, unit_id=cast.science.pk, cause="Thiếu vốn.")
    a_remark(session, Kind.PRAISE, "Chủ động.", by=by)
    assert "Hạ tầng chậm." in words_of(office.get(at("limitations"), {"q": "ha tang von"}))
    assert "Hạ tầng chậm." not in words_of(office.get(at("limitations"), {"q": "du lich"}))
    page = words_of(office.get(at("limitations")))
    assert "Hạ tầng chậm." in page and "Thiếu vốn." in page and "Chủ động." not in page


# --- who may ------------------------------------------------------------


def every_page(session, remark, attendance) -> list[str]:
    one = [
        "session",
        "minutes",
        "edit",
        "roll",
        "guests",
        "agenda",
        "papers",
        "note",
        "give",
        "notice",
        "number",
        "close",
    ]
    return [
        *(at(name, session.pk) for name in one),
        *(at(name, session.pk, remark.pk) for name in ("correct", "drop", "paragraph")),
        at("source", remark.pk),
    ]


def test_every_page_opens_for_the_secretary(office, cast, session, by):
    (row,) = invite(session, guests=[Guest("Ông A")], by=by, at=AT)
    remark = a_direction(session, cast.science, by=by)
    for address in every_page(session, remark, row):
        assert office.get(address).status_code in (200, 302), address


def test_a_stranger_finds_nothing_and_a_reader_changes_nothing(as_account, cast, session, by):
    invite(session, guests=[Guest("Đại diện", unit_id=cast.science.pk)], by=by, at=AT)
    remark = a_direction(session, cast.science, by=by)
    stranger, head = as_account(cast.stranger), as_account(cast.science_head)
    for address in every_page(session, remark, None):
        assert stranger.get(address).status_code in (403, 404), address
    assert stranger.get(at("session", session.pk)).status_code == 404
    assert head.get(at("session", session.pk)).status_code == 200
    for name in ("edit", "note", "give", "notice", "number", "close"):
        assert head.post(at(name, session.pk), {}).status_code == 403, name
    assert as_account(cast.science_officer).get(at("new")).status_code == 403


def test_another_units_head_is_out_of_reach(as_account, cast, session):
    head = as_account(cast.commune_head)
    assert head.post(at("note", session.pk), {"words": "x"}).status_code == 404
    assert head.get(at("edit", session.pk)).status_code == 404
