"""Clarity before issue and over time: a draft is checked and nothing is stored; units are counted by quarter."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tinhso.domain.directives import counting
from tinhso.domain.directives.actions.correct_task import Settled, correct_task
from tinhso.domain.directives.actions.drop_task import drop_task
from tinhso.domain.directives.actions.read_document import Details, read_document
from tinhso.domain.directives.interface import clarity_of_text
from tinhso.domain.directives.models import Directive, DirectiveTask
from tinhso.domain.directives.tests.texts import (
    AT,
    CLEAR,
    DAY,
    TEXT,
    UNDATED,
    a_directive_being_checked,
    the_task,
)
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.documents.tests.samples import a_docx
from tinhso.kernel.people.tests.cast import a_province, scope_of

pytestmark = pytest.mark.django_db
ACCOUNTABLE = "Giám đốc Sở Khoa học và Công nghệ xây dựng Kế hoạch chuyển đổi số của tỉnh, hoàn thành trước ngày 15/12/2026."


@pytest.fixture
def cast():
    return a_province()


def nothing_is_stored() -> bool:
    return not (
        OfficialDocument.objects.exists() or Directive.objects.exists() or DirectiveTask.objects.exists()
    )


# ---- the door -------------------------------------------------------------------------------------------


def test_a_task_that_names_everything_is_clear(cast):
    checked = clarity_of_text(ACCOUNTABLE, DAY, cast.office)
    assert (checked.score.tasks, checked.score.clear_tasks) == (1, 1)
    assert checked.unclear == [] and nothing_is_stored()


def test_what_is_missing_is_counted_mark_by_mark(cast):
    checked = clarity_of_text(f"{CLEAR}\n{UNDATED}", DAY, cast.office)
    assert checked.score.tasks == 2 and checked.score.clear_tasks == 0
    assert checked.score.missing["when"] == 1 and checked.score.missing["responsibility"] == 2


def test_authority_is_that_of_whoever_would_issue_it(cast):
    by_the_province = clarity_of_text(ACCOUNTABLE, DAY, cast.office)
    by_a_commune = clarity_of_text(ACCOUNTABLE, DAY, cast.commune)
    assert "authority" not in by_the_province.score.missing
    assert by_a_commune.score.missing["authority"] == 1
    assert clarity_of_text(ACCOUNTABLE, DAY).score.missing["authority"] == 1  # nobody knows who gives


def test_a_text_without_tasks_has_no_score(cast):
    assert clarity_of_text("Trong năm qua, kinh tế của tỉnh tiếp tục phát triển.", DAY).score.tasks == 0


# ---- the page of a draft --------------------------------------------------------------------------------


def test_an_officer_checks_a_pasted_draft_and_nothing_is_stored(client, cast):
    client.force_login(cast.science_officer)
    address = reverse("directives:draft")
    assert "Kiểm tra dự thảo" in client.get(address).content.decode()
    answer = client.post(address, {"text": TEXT})
    words = answer.content.decode()
    assert answer.status_code == 200 and "Chưa đạt kiểm tra rõ" in words and "<mark>" in words
    assert nothing_is_stored()


def test_a_draft_may_be_a_file(client, cast):
    client.force_login(cast.science_officer)
    upload = SimpleUploadedFile("du-thao.docx", a_docx(ACCOUNTABLE))
    answer = client.post(reverse("directives:draft"), {"file": upload, "giver": cast.office.pk})
    assert "Đạt kiểm tra rõ" in answer.content.decode() and nothing_is_stored()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"text": f"TỐI MẬT\n{TEXT}"},
        {"text": "The department shall report before the end of the year. " * 9},
        {"text": TEXT, "day": "31/31/2026"},
    ],
)
def test_what_cannot_be_checked_is_said_beside_the_field(client, cast, given):
    client.force_login(cast.science_officer)
    answer = client.post(reverse("directives:draft"), given)
    assert answer.status_code == 422 and nothing_is_stored()


def test_whoever_reads_no_directives_checks_no_drafts(client, cast):
    client.force_login(cast.administrator)
    assert client.get(reverse("directives:draft")).status_code == 403


# ---- kept with the document -----------------------------------------------------------------------------


def test_the_score_follows_every_change_of_a_task(cast):
    by = scope_of(cast.head_of_office)
    directive = a_directive_being_checked(cast)
    directive.refresh_from_db()
    before = (directive.counted_tasks, directive.clear_marks)
    drop_task(the_task(directive, "Ngành Thông tin"), by=by, at=AT)
    directive.refresh_from_db()
    assert directive.counted_tasks == before[0] - 1
    task = the_task(directive, "du lịch cộng đồng")
    settled = Settled(
        title=task.title, product=task.product, lead_unit_id=cast.culture.pk, due_on=date(2026, 12, 1), bound="by",
        accountable="Giám đốc Sở",
    )  # fmt: skip
    clear = directive.clear_marks
    correct_task(task, settled=settled, by=by, at=AT)
    directive.refresh_from_db()
    assert directive.clear_marks > clear and directive.clarity_share > 0.5


def test_the_list_shows_and_sorts_by_clarity(client, cast):
    a_directive_being_checked(cast)
    client.force_login(cast.head_of_office)
    answer = client.get(reverse("directives:list"), {"sort": "-clarity"})
    assert answer.status_code == 200 and "Độ rõ" in answer.content.decode()


# ---- units over time ------------------------------------------------------------------------------------


def issued(cast, text: str, day: date, issuer) -> Directive:
    details = Details(issued_on=day, issuer_id=issuer.pk)
    return read_document(text=text, details=details, by=scope_of(cast.head_of_office), at=timezone.now())


def test_documents_are_added_up_by_issuer_and_quarter(cast):
    issued(cast, CLEAR, date(2026, 1, 15), cast.office)
    issued(cast, UNDATED, date(2026, 2, 20), cast.office)
    issued(cast, ACCOUNTABLE, date(2026, 4, 2), cast.office)
    issued(cast, f"{ACCOUNTABLE} {CLEAR}", date(2020, 4, 2), cast.finance)  # too long ago
    scope = scope_of(cast.head_of_office)
    newest, before = counting.clarity_of_units(scope, today=date(2026, 5, 1))
    assert (newest.quarter, newest.documents, newest.clear_tasks, newest.share) == (2, 1, 1, 1.0)
    assert (before.quarter, before.documents, before.tasks) == (1, 2, 2)
    assert before.missing["when"] == 1
    points = counting.by_quarter([newest, before], today=date(2026, 5, 1))
    assert len(points) == counting.QUARTERS and points[-1] == ("II/26", 100.0) and points[0][1] is None


def test_the_page_of_units_shows_only_what_the_post_reads(client, cast):
    issued(cast, CLEAR, timezone.localdate(), cast.office)
    address = reverse("directives:clear_units")
    client.force_login(cast.head_of_office)
    assert cast.office.name in client.get(address).content.decode()
    client.force_login(cast.science_officer)
    assert "Chưa có văn bản nào được tính" in client.get(address).content.decode()


def test_the_sheet_of_units_has_a_column_for_every_mark(client, cast):
    issued(cast, CLEAR, timezone.localdate(), cast.office)
    client.force_login(cast.head_of_office)
    answer = client.get(reverse("directives:clear_units"), {"export": "xlsx"})
    sheet = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0)
    rows = sheet.to_python()
    head = next(row for row in rows if "Cơ quan ban hành" in row)
    assert sum(str(cell).startswith("Thiếu:") for cell in head) == 6
    assert any(cast.office.name in row for row in rows)
