"""The register: what is taken in, under which number of arrival, and what is refused in words."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from tinhso.kernel import audit
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.documents import files
from tinhso.kernel.documents.actions import register_incoming as incoming
from tinhso.kernel.documents.actions.attach import attach
from tinhso.kernel.documents.actions.describe import StillADraft, describe
from tinhso.kernel.documents.actions.detach import detach
from tinhso.kernel.documents.actions.enter_arrival import enter_arrival
from tinhso.kernel.documents.actions.enter_paper_number import enter_paper_number
from tinhso.kernel.documents.actions.register_incoming import register_incoming
from tinhso.kernel.documents.actions.register_issued import NotYourPaper, register_issued
from tinhso.kernel.documents.models import (
    Direction,
    DocumentAttachment,
    OfficialDocument,
    Purpose,
    SeriesNumber,
    StoredFile,
)
from tinhso.kernel.documents.registering import (
    ArrivedBeforeItsDay,
    ChangedMeanwhile,
    Facts,
    FutureArrival,
    FutureDocument,
    NumberTaken,
    Sent,
    Signed,
    SignerOutOfPost,
    WordsTaken,
)
from tinhso.kernel.documents.secrecy import SecretMarked
from tinhso.kernel.documents.tests.register import AT, DAY, facts, registered
from tinhso.kernel.documents.tests.samples import a_docx, a_scanned_pdf
from tinhso.kernel.documents.tests.series import a_committee, decision, take
from tinhso.kernel.documents.tests.test_issuing import a_draft, an_issued
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.models import Tenure
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return a_province()


@pytest.fixture
def office(cast):
    return scope_of(cast.head_of_office)


# --- what is taken in -------------------------------------------------------------------------------------------


def test_numbers_of_arrival_run_by_year_and_unit(cast):
    def arrival(account, on):
        document = registered(scope_of(account), received_on=on, issued_on=date(2025, 12, 1))
        return document.number_taken.text, document.number_taken.series.year

    assert arrival(cast.head_of_office, date(2025, 12, 30)) == ("01", 2025)
    assert arrival(cast.head_of_office, date(2026, 1, 5)) == ("01", 2026)
    assert arrival(cast.science_head, date(2026, 1, 5)) == ("01", 2026)
    assert arrival(cast.head_of_office, date(2026, 3, 5)) == ("02", 2026)
    assert arrival(cast.head_of_office, date(2025, 12, 31)) == ("02", 2025), "entered late, into its own year"


def test_a_document_is_registered_with_everything_the_book_asks_and_no_task(cast, office):
    uploads = [
        SimpleUploadedFile("phu-luc.txt", b"Ph\xe1\xbb\xa5 l\xe1\xbb\xa5c"),
        SimpleUploadedFile("bang.txt", b"B\xe1\xba\xa3ng"),
    ]
    said = facts(
        "71/NQ-CP",
        urgency="khan",
        received_on=date(2026, 3, 9),
        handling_unit_id=cast.science.pk,
        signers=[Signed("Trần Ngoài Tỉnh", "Thủ tướng")],
        recipients=[
            Sent("Sở Tài chính;", Purpose.ACT),
            Sent("- Như trên nữa;", Purpose.KNOW),
            Sent("Lưu: VT.", Purpose.FILE),
        ],
    )
    document = register_incoming(said, text="Nội dung nghị quyết", attachments=uploads, by=office, at=AT)
    assert (document.direction, document.number, document.doc_type) == ("incoming", "71/NQ-CP", "nghi-quyet")
    assert document.handling_unit == cast.science and cast.science.pk in document.readers
    assert [str(s) for s in document.signers.all()] == ["Trần Ngoài Tỉnh, Thủ tướng"]
    assert document.signers.get().person is None
    lines = [(r.text, r.purpose, r.unit) for r in document.recipients.all()]
    assert lines == [
        ("Sở Tài chính", "act", cast.finance), ("Như trên nữa", "know", None), ("Lưu: VT", "file", None)
    ]  # fmt: skip
    attached = list(document.attachments.all())
    assert [row.file.name for row in attached] == ["phu-luc.txt", "bang.txt"]
    assert all(cast.science.pk in row.file.readers for row in attached), "whoever handles it opens its files"
    entry = Entry.objects.get(event="document.registered")
    assert entry.details["arrival"] == 1 and "abstract" not in entry.details


def test_a_scan_without_words_is_registered_and_a_docx_is_searched(cast, office):
    scan = SimpleUploadedFile("quet.pdf", a_scanned_pdf())
    first = register_incoming(facts(), upload=scan, by=office, at=AT)
    second = register_incoming(facts(), upload=SimpleUploadedFile("q.pdf", a_scanned_pdf()), by=office, at=AT)
    assert first.text == second.text == "" and first.file.kind == "pdf"
    words = register_incoming(
        facts(), upload=SimpleUploadedFile("a.docx", a_docx("Về hạ tầng số")), by=office, at=AT
    )
    assert "hạ tầng số" in words.text


def test_pressing_twice_registers_once(cast, office):
    token = uuid4()
    one = register_incoming(facts("1/NQ-CP"), token=token, by=office, at=AT)
    assert register_incoming(facts("1/NQ-CP"), token=token, by=office, at=AT) == one
    assert OfficialDocument.objects.count() == SeriesNumber.objects.count() == 1


def test_an_issuer_that_is_written_out_is_the_unit_of_that_day(cast, office):
    document = registered(office, "5/KH-SKHCN", issuer_text="sở khoa học và công nghệ")
    assert document.issuer == cast.science
    stranger = registered(office, "5/KH-ABC", issuer_text="Hội Người yêu sách")
    assert stranger.issuer is None and stranger.issuer_text == "Hội Người yêu sách"


# --- duplicates -------------------------------------------------------------------------------------------------


def test_a_number_stands_once_in_its_series(cast, office):
    first = registered(office, "96/NQ-CP")
    with pytest.raises(NumberTaken) as refused:
        registered(office, " 96 / nq-cp", abstract="Khác hẳn")
    assert refused.value.document == first and "96/NQ-CP" in str(refused.value)
    assert SeriesNumber.objects.count() == 1, "the refused one used no number of arrival"
    registered(office, "96/NQ-CP", issued_on=date(2025, 3, 5))  # another year
    registered(office, "96/NQ-CP", issuer_text="Quốc hội")  # another issuer
    registered(office, "96/QĐ-CP")  # another type
    registered(scope_of(cast.science_head), "96/NQ-CP")  # another register


def test_a_party_number_stands_once_in_a_term_and_comes_again_in_the_next(cast, office):
    a_committee(
        ("XVII", date(2020, 10, 17), date(2025, 10, 10)), ("I", date(2025, 10, 10), None), name="Tỉnh ủy Thử"
    )
    registered(office, "48-NQ/TU", issuer_text="Tỉnh ủy Thử", issued_on=date(2021, 11, 15))
    with pytest.raises(NumberTaken):  # four years later, but still the same term
        registered(office, "48-NQ/TU", issuer_text="Tỉnh ủy Thử", issued_on=date(2025, 6, 1))
    again = registered(office, "48-NQ/TU", issuer_text="Tỉnh ủy Thử", issued_on=date(2026, 2, 1))
    assert again.side == "party" and again.number == "48-NQ/TU"
    with pytest.raises(NumberTaken):
        registered(office, "48-NQ/TU", issuer_text="Tỉnh ủy Thử", issued_on=date(2026, 3, 1))


def test_the_same_words_are_registered_once(cast, office):
    first = registered(office, text="Cùng một nội dung")
    with pytest.raises(WordsTaken) as refused:
        registered(office, text="Cùng một nội dung")
    assert refused.value.document == first


def test_a_change_of_number_is_refused_as_a_new_document_would_be(cast, office):
    registered(office, "1/NQ-CP")
    other = registered(office, "2/NQ-CP")
    with pytest.raises(NumberTaken):
        describe(other, facts=facts("1/NQ-CP"), by=office, at=AT)
    other.refresh_from_db()
    assert other.number == "02/NQ-CP" and other.version == 1


# --- days and signers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issued", "received", "refusal", "says"),
    [
        (date(2026, 3, 11), None, FutureDocument, "chưa đến"),
        (date(2026, 3, 5), date(2026, 3, 11), FutureArrival, "chưa tới"),
        (date(2026, 3, 5), date(2026, 3, 4), ArrivedBeforeItsDay, "sớm hơn"),
    ],
)
def test_days_that_cannot_be_are_refused_and_nothing_is_kept(cast, office, issued, received, refusal, says):
    with pytest.raises(refusal, match=says):
        registered(office, issued_on=issued, received_on=received)
    assert not OfficialDocument.objects.exists() and not SeriesNumber.objects.exists()


def test_a_signer_of_ours_must_hold_the_post_on_the_day(cast, office):
    tenure = Tenure.objects.get(person=cast.science_head.person)
    tenure.during = DateRange(date(2020, 1, 1), date(2026, 2, 1))
    tenure.save()
    ours = {"issuer_id": cast.science.pk, "issuer_text": ""}
    chosen = [Signed(tenure_id=tenure.pk)]
    with pytest.raises(SignerOutOfPost, match=r"thôi giữ chức vụ .* từ ngày 01/02/2026|từ ngày 1/2/2026"):
        registered(office, "7/KH-SKHCN", signers=chosen, **ours)
    with pytest.raises(SignerOutOfPost):  # the printed name of somebody of the issuing unit, too
        registered(office, "7/KH-SKHCN", signers=[Signed("phạm giám đốc thử", "Giám đốc")], **ours)
    with pytest.raises(SignerOutOfPost, match="giữ chức vụ"):
        registered(office, "7/KH-SKHCN", signers=chosen, **ours | {"issued_on": date(2019, 1, 1)})
    document = registered(office, "7/KH-SKHCN", signers=chosen, **ours | {"issued_on": date(2026, 1, 31)})
    signer = document.signers.get()
    assert (signer.person, signer.post, signer.name) == (
        cast.science_head.person, tenure.post, "Phạm Giám Đốc Thử"
    )  # fmt: skip


def test_a_post_that_was_abolished_signs_nothing_more(cast, office):
    tenure = Tenure.objects.get(person=cast.science_head.person)
    tenure.post.ended_on = date(2026, 3, 1)
    tenure.post.save()
    with pytest.raises(SignerOutOfPost):
        registered(office, "7/KH-SKHCN", issuer_id=cast.science.pk, signers=[Signed(tenure_id=tenure.pk)])


def test_somebody_elsewhere_with_the_same_name_is_only_a_name(cast, office):
    document = registered(office, signers=[Signed("Phạm Giám Đốc Thử", "Bộ trưởng")])
    assert document.signers.get().person is None


# --- who may ----------------------------------------------------------------------------------------------------


def test_an_officer_reads_the_register_and_does_not_keep_it(cast):
    with pytest.raises(PermissionDenied):
        registered(scope_of(cast.science_officer))


def test_a_colleague_of_another_unit_sees_only_what_it_was_given(cast):
    with as_application():
        by = scope_of(cast.head_of_office)
        given = registered(by, handling_unit_id=cast.finance.pk, signers=[Signed("Ai Đó")])
        kept = registered(by)
        register = OfficialDocument.objects
        scope = scope_of(cast.stranger)
        assert set(register.visible_to(scope)) == {given} and set(register.all()) == {given}
        assert given.signers.count() == 1 and kept.signers.count() == 0, "the wall, without any filter"
        with pytest.raises(PermissionDenied):
            describe(given, facts=facts(), by=scope, at=AT)


def test_a_forged_unit_is_a_404(cast, office):
    with pytest.raises(OutOfReach):
        registered(office, handling_unit_id=10**9)


def test_a_document_with_a_secret_mark_is_not_taken(cast, office):
    with pytest.raises(SecretMarked):
        registered(office, text="MẬT\nSố: 1/BC-ABC\nNội dung")
    assert not OfficialDocument.objects.exists()


def test_a_failure_in_the_middle_leaves_nothing(cast, office, monkeypatch):
    monkeypatch.setattr(incoming, "link_arrived", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        registered(office)
    assert not OfficialDocument.objects.exists() and not SeriesNumber.objects.exists()
    monkeypatch.undo()
    monkeypatch.setattr(audit, "record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        registered(office)
    assert not OfficialDocument.objects.exists() and not StoredFile.objects.exists()


# --- describing, attaching --------------------------------------------------------------------------------------


def test_two_who_describe_at_once_lose_nothing(cast, office):
    document = registered(office, "3/NQ-CP")
    describe(document, facts=facts("3/NQ-CP", abstract="Bản của người thứ nhất"), version=1, by=office, at=AT)
    with pytest.raises(ChangedMeanwhile):
        describe(document, facts=facts("3/NQ-CP", abstract="Bản sau"), version=1, by=office, at=AT)
    document.refresh_from_db()
    assert document.abstract == "Bản của người thứ nhất" and document.version == 2


def test_files_are_attached_and_taken_off_with_a_trace(cast, office):
    document = registered(office, handling_unit_id=cast.science.pk)
    attach(document, uploads=[SimpleUploadedFile("a.txt", b"Xin ch\xc3\xa0o")], by=office, at=AT)
    row = document.attachments.get()
    assert cast.science.pk in row.file.readers
    assert detach(row, by=office, at=AT) and not detach(row, by=office, at=AT)
    assert not DocumentAttachment.objects.exists() and StoredFile.objects.count() == 1
    events = Entry.objects.filter(event__in=["document.attached", "document.detached"])
    assert events.count() == 2


def test_whoever_gets_a_document_to_handle_opens_what_is_attached_already(cast, office):
    document = registered(office, "9/NQ-CP")
    attach(document, uploads=[SimpleUploadedFile("a.txt", b"Xin ch\xc3\xa0o")], by=office, at=AT)
    describe(document, facts=facts("9/NQ-CP", handling_unit_id=cast.culture.pk), by=office, at=AT)
    assert cast.culture.pk in document.attachments.get().file.readers
    assert files.visible_file(document.attachments.get().file_id, scope_of(cast.culture_officer))


def test_what_came_without_a_number_of_arrival_gets_one_and_only_one(cast, office):
    document = registered(office)
    SeriesNumber.objects.all().delete()
    entry = enter_arrival(document, received_on=date(2026, 3, 6), by=office, at=AT)
    assert enter_arrival(document, received_on=date(2026, 3, 8), by=office, at=AT) == entry
    document.refresh_from_db()
    assert document.received_on == date(2026, 3, 6)
    with pytest.raises(ArrivedBeforeItsDay):
        enter_arrival(registered(office), received_on=date(2026, 3, 4), by=office, at=AT)


# --- drafts and what is issued ----------------------------------------------------------------------------------


def test_a_draft_stands_in_the_register_and_becomes_the_issued_document(cast):
    draft = a_draft(cast.science_head)
    line = draft.registered
    assert (line.direction, line.number, line.owner_unit) == (Direction.DRAFT, "", cast.science)
    assert draft.abstract in str(line.text)
    made = an_issued_of(draft, cast)
    assert made.document_id == line.pk and made.document.direction == Direction.ISSUED
    assert OfficialDocument.objects.count() == 1


def an_issued_of(draft, cast):
    from tinhso.kernel.documents.actions.issue_document import issue_document
    from tinhso.kernel.documents.tests.test_issuing import AT as THEN

    return issue_document(draft, number=None, by=scope_of(cast.science_head), at=THEN)


def test_issuing_writes_down_who_signed_and_to_whom_it_goes(cast):
    from tinhso.kernel.documents.issuing.content import Signer

    made = an_issued(
        cast.science_head,
        signer=Signer("Phạm Giám Đốc Thử", "GIÁM ĐỐC"),
        addressees=("Sở Tài chính",),
        recipients=("Như Điều 2", "Sở Văn hóa, Thể thao và Du lịch", "Lưu: VT"),
    )
    signer = made.document.signers.get()
    assert (signer.person, signer.title) == (cast.science_head.person, "GIÁM ĐỐC")
    lines = [(r.purpose, r.unit) for r in made.document.recipients.all()]
    assert lines == [("act", cast.finance), ("act", None), ("know", cast.culture), ("file", None)]


def test_nobody_issues_in_the_name_of_somebody_whose_post_has_ended(cast):
    from tinhso.kernel.documents.issuing.content import Signer

    Tenure.objects.filter(person=cast.science_officer.person).update(
        during=DateRange(date(2020, 1, 1), date(2026, 6, 1))
    )
    with pytest.raises(SignerOutOfPost):
        an_issued(cast.science_head, signer=Signer("Vũ Chuyên Viên Thử", "PHÓ GIÁM ĐỐC"))
    assert not StoredFile.objects.exists()


def test_a_sealed_document_keeps_what_is_printed(cast):
    document = an_issued(cast.science_head).document
    by = scope_of(cast.science_head)
    describe(document, facts=facts("99/QĐ-KHAC", handling_unit_id=cast.finance.pk), by=by, at=AT)
    document.refresh_from_db()
    assert document.number == "05/QĐ-SKHCN" and document.handling_unit == cast.finance
    with pytest.raises(StillADraft):
        describe(a_draft(cast.science_head).registered, facts=facts(), by=by, at=AT)


def of_science(cast, number="05/QĐ-SKHCN", **more):
    said = {"issuer_id": cast.science.pk, "issued_on": DAY, "abstract": "Về kế hoạch"} | more
    return Facts(number=number, **said)


def test_a_paper_issued_outside_is_brought_together_with_its_number_in_the_book(cast):
    by = scope_of(cast.science_head)
    entry = enter_paper_number(decision(cast.science), number=5, jump=True, on=DAY, by=by, at=AT)
    document = register_issued(of_science(cast), by=by, at=AT)
    assert document.number_taken == entry and document.direction == Direction.ISSUED
    with pytest.raises(NumberTaken):
        register_issued(of_science(cast, issued_on=DAY + timedelta(days=1)), by=by, at=AT)


def test_the_number_of_a_paper_that_the_book_does_not_have_is_entered_so_that_nobody_gets_it_again(cast):
    by = scope_of(cast.science_head)
    document = register_issued(of_science(cast, "7/QĐ-SKHCN"), by=by, at=AT)
    assert document.number_taken.number == 7 and document.number_taken.from_paper
    assert take(decision(cast.science), DAY, by=by).text == "08/QĐ-SKHCN"


def test_nobody_registers_papers_of_another_unit_as_issued(cast):
    with pytest.raises(NotYourPaper):
        register_issued(of_science(cast), by=scope_of(cast.commune_head), at=AT)
    own = register_issued(
        of_science(cast, "9/QĐ-UBND", issuer_id=cast.province.pk), by=scope_of(cast.head_of_office), at=AT
    )
    assert own.issuer == cast.province, "an office registers for the body that it serves"


def test_the_day_of_a_paper_is_the_day_in_the_province(cast, office):
    late = timezone.datetime(
        2026, 3, 9, 17, 30, tzinfo=timezone.get_fixed_timezone(0)
    )  # half past midnight here
    assert register_incoming(facts(issued_on=date(2026, 3, 10)), by=office, at=late).number
