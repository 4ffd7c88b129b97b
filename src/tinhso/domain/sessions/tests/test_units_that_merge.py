"""What becomes of sessions when the unit that keeps the minutes, or one that was there, is merged."""

from datetime import date

import pytest
from django.utils import timezone

from tests.mergers.world import BASIS, done, first_choice
from tinhso.domain.sessions.actions.give import give
from tinhso.domain.sessions.actions.invite import Guest, invite
from tinhso.domain.sessions.tests.stories import AT, LATER, a_direction, a_draft, a_session
from tinhso.kernel.documents.actions.issue_document import issue_document
from tinhso.kernel.people.tests.cast import a_province, scope_of
from tinhso.kernel.units.actions.merge import merge
from tinhso.kernel.units.models import Kind, Unit
from tinhso.kernel.units.plan import NewUnit

pytestmark = pytest.mark.django_db
TODAY, NOW = timezone.localdate(), timezone.now()


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return a_province()


def merged(cast):
    """The two communes become a new one; every question gets its first answer. Returns the new unit."""
    new = NewUnit("Xã Đồng Suối Thử", Kind.COMMUNE, parent=cast.province.pk)
    act = merge(
        [cast.commune.pk, cast.other_commune.pk],
        into=new, document=BASIS, effective_on=TODAY, by=None, at=NOW,
    )  # fmt: skip
    done(act, at=NOW, answers=first_choice(act, at=NOW))
    return Unit.objects.get(name="Xã Đồng Suối Thử")


def test_an_open_session_goes_on_at_whoever_takes_over_and_a_noticed_one_stays(cast):
    by = scope_of(cast.commune_head)
    going_on, finished = a_session(cast, by=by), a_session(cast, by=by)
    remark = a_direction(finished, cast.commune, by=by)
    issue_document(a_draft(finished, [remark], by=by), number="9/TB-UBND", by=by, at=LATER)
    heir = merged(cast)
    going_on.refresh_from_db(), finished.refresh_from_db()
    assert going_on.owner_unit == heir and finished.owner_unit == cast.commune
    assert heir.pk in going_on.readers and heir.pk in finished.readers
    assert cast.commune.pk in finished.readers
    assert going_on.version == 2, "a form of before is refused"


def test_a_direction_that_was_not_given_is_proposed_to_whoever_takes_over(cast):
    by = scope_of(cast.head_of_office)
    session = a_session(cast, by=by)
    noted = a_direction(session, cast.commune, by=by, coordinating=[cast.other_commune.pk, cast.science.pk])
    helped = a_direction(
        session, cast.science, by=by, coordinating=[cast.commune.pk, cast.other_commune.pk],
        due_on=date(2026, 12, 20),
    )  # fmt: skip
    given = a_direction(session, cast.commune, by=by, title="Việc đã giao")
    (duty,) = give(session, remark_ids=[given.pk], by=by, at=AT)
    heir = merged(cast)
    for remark in (noted, helped, given):
        remark.refresh_from_db()
    duty.refresh_from_db()
    assert noted.unit == heir and duty.lead_unit == heir
    assert given.unit == cast.commune, "what the session said stays what it said"
    assert [row.unit for row in helped.coordinations.all()] == [heir]


def test_whoever_takes_over_from_a_unit_that_was_there_reads_the_session(cast):
    by = scope_of(cast.head_of_office)
    session = a_session(cast, by=by)
    invite(session, guests=[Guest("Chủ tịch xã", unit_id=cast.commune.pk)], by=by, at=AT)
    heir = merged(cast)
    session.refresh_from_db()
    assert heir.pk in session.readers
    assert session.attendances.get().unit == cast.commune
