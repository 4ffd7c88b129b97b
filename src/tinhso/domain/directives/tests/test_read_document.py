import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tinhso.domain.directives import finding, policies
from tinhso.domain.directives.actions.describe_document import DateInFuture, NoDate, describe_document
from tinhso.domain.directives.actions.read_document import AlreadyRead, Details, read_document
from tinhso.domain.directives.models import Directive, DirectiveTask, LeadFrom
from tinhso.domain.directives.tests.texts import (
    AT,
    CLEAR,
    DAY,
    SECTOR,
    TEXT,
    UNDATED,
    a_directive_being_checked,
    the_task,
)
from tinhso.domain.directives.workflow import DirectiveState
from tinhso.kernel import audit
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.documents import reading
from tinhso.kernel.documents.language import NotVietnamese
from tinhso.kernel.documents.models import OfficialDocument, StoredFile
from tinhso.kernel.documents.secrecy import SecretMarked
from tinhso.kernel.documents.tests.pictures import a_picture
from tinhso.kernel.documents.tests.samples import a_docx, a_pdf, a_scanned_pdf, a_zip_bomb
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.tests.cast import a_province, an_officer_of, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return a_province()


def nothing_is_stored(tmp_path) -> bool:
    rows = OfficialDocument.objects.count() + StoredFile.objects.count() + Directive.objects.count()
    return rows == 0 and not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_pasted_text_with_its_date_becomes_candidate_tasks(cast):
    directive = a_directive_being_checked(cast)
    assert directive.state == DirectiveState.CHECKING
    task = the_task(directive, "Kế hoạch chuyển đổi số")
    assert (task.lead_unit, task.lead_from) == (cast.science, LeadFrom.TEXT)
    assert [row.unit for row in task.coordinations.all()] == [cast.finance]
    assert (task.due_on.isoformat(), task.bound) == ("2026-12-15", "before")
    assert task.quote == CLEAR and directive.document.text[task.start : task.end] == CLEAR
    assert task.machine["lead"] == ["Sở Khoa học và Công nghệ"]
    assert the_task(directive, "du lịch cộng đồng").due_on is None
    assert not directive.tasks.filter(quote__contains="kinh tế của tỉnh").exists()


def test_a_sector_is_never_taken_for_a_unit(cast):
    task = the_task(a_directive_being_checked(cast), "Ngành Thông tin")
    assert task.lead_unit is None
    assert task.lead_text.startswith("ngành Thông tin")


def test_the_unit_names_are_those_of_the_documents_day(cast):
    from datetime import date

    from tinhso.kernel.people.tests.cast import a_unit

    old = a_unit("Sở Thông tin và Truyền thông", parent=cast.province, until=date(2025, 3, 1))
    text = "Giao Sở Thông tin và Truyền thông xây dựng Kế hoạch tuyên truyền, báo cáo trước ngày 30/10/2021."
    by = scope_of(cast.head_of_office)
    then = read_document(text=text, details=Details(issued_on=date(2021, 9, 27)), by=by, at=AT)
    now = read_document(text=f"{text}\n{UNDATED}", details=Details(issued_on=DAY), by=by, at=AT)
    assert the_task(then, "tuyên truyền").lead_unit == old
    assert the_task(now, "tuyên truyền").lead_unit is None


def test_without_a_date_the_heading_is_guessed_and_a_person_checks_it_first(cast):
    text = "Số: 12/TB-UBND\nTuyên Quang, ngày 15 tháng 01 năm 2026\nTHÔNG BÁO\nKết luận cuộc họp\n" + CLEAR
    by = scope_of(cast.head_of_office)
    directive = read_document(text=text, by=by, at=AT)
    assert directive.state == DirectiveState.READ
    assert directive.guessed == {"number": "12/TB-UBND", "doc_type": "thong-bao", "issued_on": "2026-01-15"}
    assert directive.document.issued_on is None and not directive.tasks.exists()
    directive = describe_document(
        directive, details=Details(issued_on=DAY, number="12/TB-UBND"), by=by, at=AT
    )
    assert directive.state == DirectiveState.CHECKING and directive.guessed == {}
    assert directive.tasks.get().lead_unit == cast.science


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("kl.docx", a_docx(TEXT, CLEAR)),
        ("kl.pdf", a_pdf([CLEAR[:80], CLEAR[80:]])),
        ("kl.txt", CLEAR.encode()),
    ],
)
def test_an_upload_is_kept_with_its_document(cast, name, data, tmp_path):
    upload = SimpleUploadedFile(name, data)
    directive = read_document(
        upload=upload, details=Details(issued_on=DAY), by=scope_of(cast.head_of_office), at=AT
    )
    file = directive.document.file
    assert (file.name, file.size, file.readers) == (name, len(data), [cast.office.pk])
    assert directive.tasks.filter(lead_unit=cast.science).exists()


@pytest.mark.parametrize(
    ("name", "data", "refusal"),
    [
        ("chup.pdf", a_scanned_pdf(), reading.Scanned),
        ("trong.txt", b"", reading.Empty),
        ("doi-ten.docx", a_pdf(["Giao"]), reading.Renamed),
        ("bom.docx", a_zip_bomb(), reading.ZipBomb),
        ("anh.jpg", a_picture("JPEG"), reading.NotText),
        ("lon.txt", b"x" * 2_000_001, reading.TooBig),
        ("mat.docx", a_docx("TỐI MẬT", TEXT), SecretMarked),
        ("english.txt", b"The department shall report before the end of the year. " * 9, NotVietnamese),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_stored(cast, settings, tmp_path, name, data, refusal):
    settings.MAX_UPLOAD_BYTES = 2_000_000
    with pytest.raises(refusal):
        read_document(upload=SimpleUploadedFile(name, data), by=scope_of(cast.head_of_office), at=AT)
    assert nothing_is_stored(tmp_path)


def test_the_same_words_are_taken_in_once_by_a_unit(cast):
    first = a_directive_being_checked(cast)
    with pytest.raises(AlreadyRead) as again:
        a_directive_being_checked(cast)
    assert again.value.document == first.document
    other = a_directive_being_checked(cast, by=scope_of(cast.science_head))
    assert other.document.owner_unit == cast.science


def test_an_officer_may_not_take_in_directives(cast):
    with pytest.raises(policies.NotAllowed):
        read_document(text=TEXT, by=scope_of(cast.science_officer), at=AT)


def test_when_the_trace_cannot_be_written_nothing_is_stored(cast, monkeypatch, tmp_path):
    def broken(event, *args, **details):
        if event == "directive.read":
            raise RuntimeError("the trace is full")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        a_directive_being_checked(cast)
    assert nothing_is_stored(tmp_path)


def test_when_the_engine_fails_nothing_is_stored(cast, monkeypatch, tmp_path):
    monkeypatch.setattr(finding, "extract", lambda *args, **options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        read_document(
            upload=SimpleUploadedFile("kl.txt", TEXT.encode()),
            details=Details(issued_on=DAY),
            by=scope_of(cast.head_of_office),
            at=AT,
        )
    assert nothing_is_stored(tmp_path)


def test_a_changed_date_finds_the_tasks_anew_while_nobody_has_touched_them(cast):
    from datetime import date

    directive = a_directive_being_checked(cast)
    before = set(directive.tasks.values_list("pk", flat=True))
    by = scope_of(cast.head_of_office)
    describe_document(directive, details=Details(issued_on=date(2026, 1, 16)), by=by, at=AT)
    after = set(directive.tasks.values_list("pk", flat=True))
    assert after and not before & after
    DirectiveTask.objects.filter(directive=directive).update(changed_by=by.person_id)
    describe_document(directive, details=Details(issued_on=date(2026, 1, 17)), by=by, at=AT)
    assert set(directive.tasks.values_list("pk", flat=True)) == after


def test_a_date_is_needed_not_in_the_future_and_a_forged_issuer_is_out_of_reach(cast):
    from datetime import date

    directive = a_directive_being_checked(cast)
    by = scope_of(cast.head_of_office)
    for details, refusal in (
        (Details(), NoDate),
        (Details(issued_on=date(2030, 1, 1)), DateInFuture),
        (Details(issued_on=DAY, issuer_id=999_999), OutOfReach),
    ):
        with pytest.raises(refusal):
            describe_document(directive, details=details, by=by, at=AT)


def test_reading_leaves_a_trace(cast):
    directive = a_directive_being_checked(cast)
    entry = Entry.objects.get(event="directive.read")
    assert (entry.subject_id, entry.actor_unit_id) == (str(directive.pk), cast.office.pk)


def test_a_lead_whose_post_ended_yesterday_enters_nowhere(cast):
    from datetime import date

    former = an_officer_of(cast.office, role="head_of_office", until=date(2025, 1, 1))
    with pytest.raises(AssertionError):
        scope_of(former)


def test_the_sector_sentence_is_marked_with_what_is_not_clear(cast):
    from tinhso.domain.directives.judging import judge

    directive = a_directive_being_checked(cast)
    (judged,) = judge(directive.tasks.filter(quote=SECTOR), directive.document, today=DAY)
    assert not judged.ready and len(judged.blockers) == 2
    assert "ngành" in judged.marks["who"]
    assert judged.marks["when"] == "không nêu thời hạn"
