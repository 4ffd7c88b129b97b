"""Two people at the same moment, on two real connections."""

import threading
import uuid

import pytest
from django.db import close_old_connections, connection

from tinhso.domain.sessions.actions.enter_number import Printed, enter_number
from tinhso.domain.sessions.actions.follow_issue import HasItsNumber
from tinhso.domain.sessions.actions.give import give
from tinhso.domain.sessions.actions.note_remark import note_remark
from tinhso.domain.sessions.claims import ChangedMeanwhile
from tinhso.domain.sessions.models import Remark, WorkingSession
from tinhso.domain.sessions.tests.stories import AT, LATER, a_direction, a_draft, a_session, said
from tinhso.domain.sessions.workflow import SessionState
from tinhso.kernel.documents.actions.issue_document import issue_document
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.roles import Role
from tinhso.kernel.people.scope import acting
from tinhso.kernel.people.tests.cast import a_province, an_officer_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return a_province()


def together(*acts):
    """Each in its own thread and connection; what each returned or raised, in order."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, account, act):
        try:
            start.wait(10)
            with acting(account.pk) as by:
                results[place] = act(by)
        except Exception as error:
            results[place] = error
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=(n, *act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_two_clicks_note_one_remark(cast):
    with acting(cast.head_of_office.pk) as by:
        session = a_session(cast, by=by)
    token = uuid.uuid4()

    def click(by):
        return note_remark(session, said=said(), token=token, by=by, at=AT)

    results = together((cast.head_of_office, click), (cast.head_of_office, click))
    assert results[0] == results[1] == Remark.objects.get()


def test_two_colleagues_give_one_duty_and_one_learns_who_was_first(cast):
    colleague = an_officer_of(cast.office, role=Role.HEAD_OF_OFFICE)
    with acting(cast.head_of_office.pk) as by:
        session = a_session(cast, by=by)
        remark = a_direction(session, cast.science, by=by)

    def press(by):
        return give(session, remark_ids=[remark.pk], by=by, at=AT)

    results = together((cast.head_of_office, press), (colleague, press))
    lost = [one for one in results if isinstance(one, ChangedMeanwhile)]
    assert len(lost) == 1 and Duty.objects.count() == 1, results


def test_issued_here_and_entered_from_paper_at_once_leaves_one_notice(cast):
    colleague = an_officer_of(cast.office, role=Role.HEAD_OF_OFFICE)
    with acting(cast.head_of_office.pk) as by:
        session = a_session(cast, by=by)
        draft = a_draft(session, [a_direction(session, cast.science, by=by)], by=by)
    results = together(
        (cast.head_of_office, lambda by: issue_document(draft, number="12/TB-VP", by=by, at=LATER)),
        (
            colleague,
            lambda by: enter_number(session, printed=Printed("315/TB-UBND", LATER.date()), by=by, at=LATER),
        ),
    )
    lost = [one for one in results if isinstance(one, HasItsNumber | ChangedMeanwhile)]
    session = WorkingSession.objects.get()
    assert len(lost) == 1 and session.state == SessionState.NOTICED, results
    assert OfficialDocument.objects.exclude(number="").get() == session.notice
