"""The last wall: what the application's role sees where a query forgot its filter."""

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from tinhso.domain.limitations.interface import Limitation
from tinhso.domain.sessions.actions.arrange_agenda import Point, arrange_agenda
from tinhso.domain.sessions.actions.close_session import close_session
from tinhso.domain.sessions.actions.enter_limitation import NobodyOwnsIt, NotALimitation, enter_limitation
from tinhso.domain.sessions.actions.give import give
from tinhso.domain.sessions.actions.invite import Guest, invite
from tinhso.domain.sessions.actions.note_remark import note_remark
from tinhso.domain.sessions.claims import ChangedMeanwhile
from tinhso.domain.sessions.jobs import let_read, let_units_read_session
from tinhso.domain.sessions.models import (
    AgendaItem,
    Attendance,
    Conclusion,
    Remark,
    RemarkCoordination,
    WorkingSession,
)
from tinhso.domain.sessions.queries import limitations, origin_of
from tinhso.domain.sessions.tests.stories import (
    AT,
    LATER,
    a_direction,
    a_draft,
    a_remark,
    a_session,
    said,
)
from tinhso.domain.sessions.workflow import Kind
from tinhso.kernel.documents.actions.issue_document import issue_document
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.roles import Role
from tinhso.kernel.people.scope import leave
from tinhso.kernel.people.tests.cast import a_province, an_officer_of, as_application, scope_of

pytestmark = pytest.mark.django_db
TABLES = (WorkingSession, Attendance, AgendaItem, Conclusion, Remark, RemarkCoordination)


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return a_province()


@pytest.fixture
def session(cast):
    """Something in every table; the department of culture was there."""
    by = scope_of(cast.head_of_office)
    session = a_session(cast, by=by)
    invite(session, guests=[Guest("Đại diện Sở", unit_id=cast.culture.pk)], by=by, at=AT)
    arrange_agenda(session, points=[Point("Báo cáo")], by=by, at=AT)
    remark = a_direction(session, cast.science, by=by, coordinating=[cast.finance.pk])
    a_draft(session, [remark], by=by)
    return session


def counts() -> list[int]:
    return [model.objects.count() for model in TABLES]


def test_units_that_were_there_read_all_of_it_and_others_nothing(cast, session):
    total = counts()
    assert min(total) > 0
    with as_application():
        leave()
        assert counts() == [0] * len(TABLES)
        for account in (cast.commune_officer, cast.science_officer, cast.stranger):
            scope_of(account)
            assert counts() == [0] * len(TABLES)
        for account in (cast.culture_officer, cast.head_of_office, cast.leader):
            scope_of(account)
            assert counts() == total


def test_a_reader_cannot_change_what_it_reads(cast, session):
    head = an_officer_of(cast.culture, role=Role.UNIT_HEAD)
    with as_application():
        scope_of(head)
        assert WorkingSession.objects.update(place="x") == 0
        assert Remark.objects.update(words="x") == 0
        assert Conclusion.objects.all().delete()[0] == 0
        assert Attendance.objects.all().delete()[0] == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            AgendaItem.objects.create(session=session, position=9, title="x")


def test_a_department_does_all_of_it_behind_the_wall(cast):
    with as_application():
        by = scope_of(cast.science_head)
        session = a_session(cast, by=by)
        invite(session, guests=[Guest("Đại diện xã", unit_id=cast.commune.pk)], by=by, at=AT)
        remark = a_direction(session, cast.science, by=by, coordinating=[cast.commune.pk])
        (duty,) = give(session, remark_ids=[remark.pk], by=by, at=AT)
        issued = issue_document(a_draft(session, [remark], by=by), number="9/TB-SKHCN", by=by, at=LATER)
        session.refresh_from_db()
        assert session.notice_id == issued.document_id
        assert duty.steps.last().note.endswith("đoạn 1")
        scope_of(cast.commune_officer)
        assert WorkingSession.objects.count() == 1


def test_a_forged_unit_or_point_is_out_of_reach(cast, session):
    by = scope_of(cast.head_of_office)
    foreign = arrange_agenda(a_session(cast, by=by), points=[Point("Khác")], by=by, at=AT)[0]
    for wrong in ({"unit_id": 10**9}, {"agenda_item_id": foreign.pk}):
        with pytest.raises(OutOfReach):
            note_remark(session, said=said(**wrong), token="0" * 32, by=by, at=AT)
    with pytest.raises(OutOfReach):
        arrange_agenda(session, points=[Point("x", pk=foreign.pk)], by=by, at=AT)


def test_whoever_gets_a_part_of_the_work_reads_the_session(cast, session, monkeypatch):
    asked = []
    monkeypatch.setattr(let_units_read_session, "defer", lambda **job: asked.append(job))
    let_read(origin_of(session.pk), [cast.commune.pk])
    let_read("directives:7", [cast.commune.pk])
    assert asked == [{"session": session.pk, "units": [cast.commune.pk]}]
    for _twice in range(2):
        let_units_read_session.func(**asked[0])
    session.refresh_from_db()
    assert session.readers.count(cast.commune.pk) == 1


def test_a_limitation_is_taken_over_by_the_register_once(cast, session):
    by = scope_of(cast.head_of_office)
    lack = a_remark(session, Kind.LIMITATION, "Hạ tầng chậm.", by=by, unit_id=cast.science.pk)
    praise = a_remark(session, Kind.PRAISE, "Chủ động.", by=by)
    assert list(limitations(by).filter(limitation="")) == [lack]
    entries = {enter_limitation(lack, by=by, at=AT).pk for _twice in range(2)}
    entry = Limitation.objects.get(pk=entries.pop())
    assert not entries and entry.owner == cast.science and entry.source_text == session.title
    assert list(limitations(by).filter(limitation="")) == []
    with pytest.raises(NotALimitation):
        enter_limitation(praise, by=by, at=AT)
    with pytest.raises(NobodyOwnsIt):
        enter_limitation(a_remark(session, Kind.LIMITATION, "Chung chung.", by=by), by=by, at=AT)


def test_the_page_puts_it_into_the_register(cast, session, as_account):
    by = scope_of(cast.head_of_office)
    lack = a_remark(session, Kind.LIMITATION, "Hạ tầng chậm.", by=by, unit_id=cast.science.pk)
    client = as_account(cast.head_of_office)
    address = reverse("sessions:enter", args=[session.pk, lack.pk])
    assert address in client.get(reverse("sessions:session", args=[session.pk])).content.decode()
    assert client.post(address).status_code == 302
    assert reverse("limitations:limitation", args=[Limitation.objects.get().pk]) in (
        client.get(reverse("sessions:session", args=[session.pk])).content.decode()
    )


def test_nobody_writes_in_a_session_that_is_over(cast, session):
    by = scope_of(cast.head_of_office)
    over = a_session(cast, by=by)
    close_session(over, reason="Chỉ nghe báo cáo", by=by, at=AT)
    with pytest.raises(ChangedMeanwhile):
        invite(over, guests=[Guest("Ông A")], by=by, at=AT)
    with pytest.raises(ChangedMeanwhile):
        a_remark(over, Kind.PRAISE, "Thêm.", by=by)
