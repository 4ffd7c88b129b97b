"""A direction is a duty before its document exists; the number comes later and nothing is lost."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from tinhso.domain.sessions import queries
from tinhso.domain.sessions.actions.attach_notice import ConcludesAnother, attach_notice
from tinhso.domain.sessions.actions.enter_number import InTheFuture, NumberKnown, Printed, enter_number
from tinhso.domain.sessions.actions.follow_issue import HasItsNumber
from tinhso.domain.sessions.actions.give import NotClear, give
from tinhso.domain.sessions.actions.link_paragraph import NoSuchParagraph, link_paragraph
from tinhso.domain.sessions.actions.prepare_notice import NothingConcluded, prepare_notice
from tinhso.domain.sessions.claims import ChangedMeanwhile
from tinhso.domain.sessions.models import Conclusion
from tinhso.domain.sessions.tests.stories import (
    AT,
    LATER,
    a_direction,
    a_draft,
    a_notice,
    a_remark,
    a_session,
    ten_directions,
)
from tinhso.domain.sessions.workflow import Kind, RemarkState, SessionState
from tinhso.kernel import audit
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.documents.actions.issue_document import AlreadyIssued, issue_document
from tinhso.kernel.documents.models import IssuedDocument, OfficialDocument
from tinhso.kernel.duties import sources
from tinhso.kernel.duties.actions.accept import accept
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.access import OutOfReach
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


def place_of(duty: Duty) -> str:
    return sources.place_of(duty.source, duty.source_id)


def a_document(cast, text: str, *, number: str = "77/TB-UBND", owner=None) -> OfficialDocument:
    owner = owner or cast.office
    document = OfficialDocument(
        number_raw=number, doc_type="thong-bao", issuer=cast.province, issued_on=date(2026, 11, 21), text=text,
        owner_unit=owner, readers=[owner.pk], received_at=AT, received_by=cast.head_of_office.person,
    )  # fmt: skip
    document.save()
    return document


def test_ten_conclusions_become_ten_duties_each_linked_to_its_paragraph(cast, by, session):
    remarks = ten_directions(session, [cast.science, cast.culture, cast.finance], by=by)
    draft = a_draft(session, remarks, by=by)
    duties = give(session, remark_ids=[remark.pk for remark in remarks], by=by, at=AT)
    assert len({duty.pk for duty in duties}) == 10
    issued = issue_document(draft, number="12/TB-VP", by=by, at=LATER)
    text = issued.document.text
    for number, (remark, duty) in enumerate(zip(remarks, duties, strict=True), start=1):
        remark.refresh_from_db()
        paragraph = text[remark.conclusion.start : remark.conclusion.end]
        assert paragraph.startswith(f"{number}. Giao") and remark.title[5:] in paragraph
        assert place_of(duty).endswith(f"đoạn {number}") and "12/TB-VP" in place_of(duty)


def test_a_duty_that_was_given_first_keeps_everything_when_the_number_comes(cast, by, session):
    remark = a_direction(session, cast.science, by=by)
    (duty,) = give(session, remark_ids=[remark.pk], by=by, at=AT)
    accept(duty, by=scope_of(cast.science_head), at=AT)
    before = (duty.pk, duty.given_at, duty.due_at, duty.state)
    steps = list(duty.steps.values_list("pk", "move"))
    assert "chưa có số" in place_of(duty)
    draft = a_draft(session, [remark], by=by)
    issued = issue_document(draft, number="12/TB-VP", by=by, at=LATER)
    duty.refresh_from_db()
    assert (duty.pk, duty.given_at, duty.due_at, duty.state) == before
    assert list(duty.steps.values_list("pk", "move"))[:-1] == steps
    last = duty.steps.last()
    assert (last.move, last.note) == ("documented", f"{issued.document.title}, đoạn 1")
    assert Entry.objects.get(event="duty.documented").details["document"] == issued.document_id
    name, address = sources.names_of([duty.origin])[duty.origin]
    assert "12/TB-VP" in name and session.title in name and address.endswith(f"/{session.pk}")
    assert set(issued.document.readers) >= {cast.office.pk, cast.science.pk}


def test_a_direction_can_be_given_after_the_number_too(cast, by, session):
    remark = a_direction(session, cast.science, by=by)
    issue_document(a_draft(session, [remark], by=by), number="12/TB-VP", by=by, at=LATER)
    (duty,) = give(session, remark_ids=[remark.pk], by=by, at=LATER)
    assert duty.steps.last().note.endswith("đoạn 1")
    session.refresh_from_db()
    assert cast.science.pk in session.readers and cast.science.pk in session.notice.readers


def test_giving_twice_opens_one_duty(by, cast, session):
    remark = a_direction(session, cast.science, by=by)
    first = give(session, remark_ids=[remark.pk], by=by, at=AT)
    assert give(session, remark_ids=[remark.pk], by=by, at=AT) == first
    assert Duty.objects.count() == 1


def test_an_unclear_direction_opens_nothing_not_even_its_clear_neighbours(cast, by, session):
    clear = a_direction(session, cast.science, by=by)
    unclear = a_direction(session, cast.science, by=by, due_on=None, bound="")
    with pytest.raises(NotClear) as refused:
        give(session, remark_ids=[clear.pk, unclear.pk], by=by, at=AT)
    assert refused.value.remarks == [unclear] and not Duty.objects.exists()


@pytest.mark.parametrize("kind", [Kind.PRAISE, Kind.EXPECTATION, Kind.LIMITATION])
def test_what_is_no_direction_never_becomes_a_duty(cast, by, session, kind):
    remark = a_remark(session, kind, "Ghi nhận những nỗ lực của ngành.", by=by, unit_id=cast.science.pk)
    with pytest.raises(ChangedMeanwhile):
        give(session, remark_ids=[remark.pk], by=by, at=AT)
    assert not Duty.objects.exists()


def test_a_failing_trace_gives_nothing(cast, by, session, monkeypatch):
    first = a_direction(session, cast.science, by=by)
    second = a_direction(session, cast.culture, by=by)
    real, seen = audit.record, []

    def broken(event, *args, **kwargs):
        seen.append(event)
        if seen.count("remark.given") == 2:
            raise RuntimeError("the disk is full")
        real(event, *args, **kwargs)

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        give(session, remark_ids=[first.pk, second.pk], by=by, at=AT)
    first.refresh_from_db()
    assert first.state == RemarkState.NOTED and not Duty.objects.exists()


def test_a_failure_while_the_session_is_tied_issues_nothing(cast, by, session, monkeypatch):
    remark = a_direction(session, cast.science, by=by)
    give(session, remark_ids=[remark.pk], by=by, at=AT)
    draft = a_draft(session, [remark], by=by)
    real = audit.record

    def broken(event, *args, **kwargs):
        if event == "session.noticed":
            raise RuntimeError("the disk is full")
        real(event, *args, **kwargs)

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        issue_document(draft, number="12/TB-VP", by=by, at=LATER)
    session.refresh_from_db()
    assert session.state == SessionState.WAITING and session.notice is None
    assert not IssuedDocument.objects.exists() and not OfficialDocument.objects.exclude(number="").exists()


def test_a_double_click_issues_once(cast, by, session):
    draft = a_draft(session, [a_direction(session, cast.science, by=by)], by=by)
    first = issue_document(draft, number="12/TB-VP", by=by, at=LATER)
    with pytest.raises(AlreadyIssued) as again:
        issue_document(draft, number="13/TB-VP", by=by, at=LATER)
    assert again.value.issued == first and OfficialDocument.objects.count() == 1


# --- the draft ------------------------------------------------------------


def test_the_notice_is_written_as_often_as_one_likes_until_it_is_issued(cast, by, session):
    one, two = a_direction(session, cast.science, by=by), a_direction(session, cast.culture, by=by)
    draft = a_draft(session, [one, two], by=by)
    session.refresh_from_db()
    again = prepare_notice(session, notice=a_notice([two]), by=by, at=AT, version=session.version)
    assert again.pk == draft.pk
    one.refresh_from_db(), two.refresh_from_db()
    assert one.conclusion is None and two.conclusion.label == "1"
    assert Conclusion.objects.count() == 1


def test_the_same_words_sent_twice_change_nothing(cast, by, session):
    remark = a_direction(session, cast.science, by=by)
    first = prepare_notice(session, notice=a_notice([remark]), by=by, at=AT, version=1)
    second = prepare_notice(session, notice=a_notice([remark]), by=by, at=AT, version=1)
    assert second == first and Entry.objects.filter(event="session.notice_prepared").count() == 1


def test_a_notice_of_somebody_who_saw_an_older_session_is_refused(cast, by, session):
    remark = a_direction(session, cast.science, by=by)
    prepare_notice(session, notice=a_notice([remark]), by=by, at=AT, version=1)
    with pytest.raises(ChangedMeanwhile) as first:
        prepare_notice(session, notice=a_notice([remark], abstract="Khác"), by=by, at=AT, version=1)
    assert first.value.who == by.person_name


def test_a_notice_without_conclusions_is_none(by, session):
    with pytest.raises(NothingConcluded):
        prepare_notice(session, notice=a_notice([]), by=by, at=AT)


def test_only_the_unit_itself_writes_in_its_name(cast):
    department = scope_of(cast.science_head)
    session = a_session(cast, by=department)
    office = scope_of(cast.head_of_office)
    praise = a_remark(session, Kind.PRAISE, "Đánh giá cao.", by=office)
    with pytest.raises(PermissionDenied):
        prepare_notice(session, notice=a_notice([praise]), by=office, at=AT)


def test_a_remark_of_another_session_is_out_of_reach(cast, by, session):
    foreign = a_direction(a_session(cast, by=by), cast.science, by=by)
    with pytest.raises(OutOfReach):
        prepare_notice(session, notice=a_notice([foreign]), by=by, at=AT)


# --- a number from elsewhere ------------------------------------------------------------


def test_a_number_entered_by_hand_puts_the_notice_into_the_register(cast, by, session):
    remarks = ten_directions(session, [cast.science], by=by)
    duties = give(session, remark_ids=[remark.pk for remark in remarks], by=by, at=AT)
    enter_number(session, printed=Printed("315/TB-UBND", date(2026, 11, 22)), by=by, at=LATER)
    session.refresh_from_db()
    assert session.state == SessionState.NOTICED and session.notice.number == "315/TB-UBND"
    assert [place_of(duty).rsplit(" ", 1)[1] for duty in duties] == [str(n) for n in range(1, 11)]
    again = enter_number(session, printed=Printed("315/TB-UBND", date(2026, 11, 22)), by=by, at=LATER)
    assert again.notice_id == session.notice_id and OfficialDocument.objects.count() == 1


def test_the_words_of_the_draft_are_the_words_of_the_notice_whose_number_came_from_paper(cast, by, session):
    remark = a_direction(session, cast.science, by=by)
    a_draft(session, [remark], by=by)
    enter_number(session, printed=Printed("315/TB-UBND", date(2026, 11, 22)), by=by, at=LATER)
    session.refresh_from_db()
    assert "Giao Sở Khoa học và Công nghệ chủ trì" in session.notice.text
    remark.refresh_from_db()
    assert remark.conclusion.start is not None


def test_a_draft_whose_number_came_from_paper_is_not_issued_a_second_time(cast, by, session):
    draft = a_draft(session, [a_direction(session, cast.science, by=by)], by=by)
    enter_number(session, printed=Printed("315/TB-UBND", date(2026, 11, 22)), by=by, at=LATER)
    with pytest.raises(HasItsNumber):
        issue_document(draft, number="12/TB-VP", by=by, at=LATER)
    assert not IssuedDocument.objects.exists()


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2026, 11, 19)])
def test_a_notice_is_dated_between_its_session_and_today(by, session, day):
    with pytest.raises(InTheFuture):
        enter_number(session, printed=Printed("315/TB-UBND", day), by=by, at=LATER)


def test_a_number_that_is_in_the_register_names_the_document_to_choose(cast, by, session):
    known = a_document(cast, "1. Giao Sở Khoa học và Công nghệ hoàn thiện đề án chuyển đổi số.")
    printed = Printed("77/TB-UBND", date(2026, 11, 21), issuer_id=cast.province.pk)
    with pytest.raises(NumberKnown) as found:
        enter_number(session, printed=printed, by=by, at=LATER)
    assert found.value.document == known


def test_an_existing_document_is_attached_and_each_direction_finds_its_words(cast, by, session):
    first = a_direction(session, cast.science, by=by)
    second = a_direction(session, cast.culture, by=by, title="Rà soát các cơ quan báo chí thường trú")
    third = a_direction(session, cast.culture, by=by, title="Việc không có trong thông báo này")
    document = a_document(
        cast,
        "Kết luận như sau:\n"
        "1. Giao Sở Văn hóa chủ trì rà soát các cơ quan báo chí thường trú trên địa bàn.\n"
        "2. Giao Sở Khoa học và Công nghệ hoàn thiện đề án chuyển đổi số trước ngày 15/12/2026.",
    )
    attach_notice(session, document, by=by, at=LATER)
    labels = []
    for remark in (first, second, third):
        remark.refresh_from_db()
        labels.append(remark.conclusion.label if remark.conclusion else None)
    assert labels == ["2", "1", None]
    attach_notice(session, document, by=by, at=LATER)
    assert Entry.objects.filter(event="session.noticed").count() == 1
    other = a_session(cast, by=by)
    with pytest.raises(ConcludesAnother):
        attach_notice(other, document, by=by, at=LATER)


def test_a_document_that_the_post_does_not_read_cannot_be_attached(cast):
    department = scope_of(cast.science_head)
    session = a_session(cast, by=department)
    document = a_document(cast, "1. Nội dung.", owner=cast.finance)
    with pytest.raises(OutOfReach):
        attach_notice(session, document, by=department, at=LATER)


def test_a_person_says_which_paragraph_it_is(cast, by, session):
    remark = a_direction(session, cast.science, by=by, title="Một việc nói khác hẳn")
    (duty,) = give(session, remark_ids=[remark.pk], by=by, at=AT)
    document = a_document(cast, "1. Đoạn thứ nhất của thông báo.\n2. Đoạn thứ hai của thông báo.")
    attach_notice(session, document, by=by, at=LATER)
    assert place_of(duty) == document.title
    link_paragraph(remark, start=document.text.index("2."), by=by, at=LATER)
    assert place_of(duty).endswith("đoạn 2") and duty.steps.last().note.endswith("đoạn 2")
    with pytest.raises(NoSuchParagraph):
        link_paragraph(remark, start=3, by=by, at=LATER)
    link_paragraph(remark, start=None, by=by, at=LATER)
    assert place_of(duty) == document.title


def test_whose_duty_it_is_reads_the_session(cast, by, session):
    remark = a_direction(session, cast.science, by=by, coordinating=[cast.culture.pk])
    with pytest.raises(OutOfReach):
        queries.readable(session.pk, scope_of(cast.science_officer))
    by = scope_of(cast.head_of_office)
    give(session, remark_ids=[remark.pk], by=by, at=AT)
    for account in (cast.science_officer, cast.culture_officer):
        assert queries.readable(session.pk, scope_of(account)) == session
    with pytest.raises(OutOfReach):
        queries.readable(session.pk, scope_of(cast.stranger))
