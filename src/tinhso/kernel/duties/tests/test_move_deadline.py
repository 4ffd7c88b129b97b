"""A later document of the assigner moves a deadline: no extension, past days keep theirs."""

from datetime import date

import pytest

from tinhso.kernel.duties.actions.ask_extension import left
from tinhso.kernel.duties.actions.move_deadline import SameDeadline, move_deadline
from tinhso.kernel.duties.actions.stop import stop
from tinhso.kernel.duties.models import Standing, Step
from tinhso.kernel.duties.policies import NotAllowed
from tinhso.kernel.duties.steps import AlreadyMoved, NoteNeeded
from tinhso.kernel.duties.tests.factories import a_duty, an_accepted_duty, at
from tinhso.kernel.people.tests.cast import a_province, scope_of

pytestmark = pytest.mark.django_db
REASON = "Theo Công văn 88/UBND-TH ngày 2/3/2026."


@pytest.fixture
def cast():
    return a_province()


def test_the_new_deadline_holds_from_its_day_on(cast):
    duty = an_accepted_duty(cast)
    move_deadline(
        duty, due_on=date(2026, 10, 30), bound="before", reason=REASON, by=scope_of(cast.head_of_office), at=at("2026-10-12")
    )  # fmt: skip
    duty.refresh_from_db()
    assert (duty.due_on, duty.due_bound) == (date(2026, 10, 30), "before")
    old, new = Standing.objects.filter(duty=duty).order_by("during")
    assert old.due_at < new.due_at and new.during.lower == date(2026, 10, 12)
    assert Step.objects.filter(duty=duty, move="move_deadline", note=REASON).exists()


def test_it_may_come_earlier_and_counts_as_no_extension(cast):
    duty = an_accepted_duty(cast)
    before = left(duty)
    move_deadline(duty, due_on=date(2026, 10, 9), reason=REASON, by=None, at=at("2026-10-06"))
    assert duty.due_bound == "by" and left(duty) == before


def test_an_undated_duty_gets_its_deadline(cast):
    duty = a_duty(cast, due=None)
    move_deadline(duty, due_on=date(2026, 11, 1), reason=REASON, by=None, at=at("2026-10-06"))
    duty.refresh_from_db()
    assert duty.due_at is not None and duty.no_deadline_reason == ""


def test_only_the_side_that_gave_it_moves_it(cast):
    duty = an_accepted_duty(cast)
    with pytest.raises(NotAllowed):
        move_deadline(
            duty,
            due_on=date(2026, 10, 30),
            reason=REASON,
            by=scope_of(cast.science_head),
            at=at("2026-10-12"),
        )


def test_the_same_deadline_no_reason_and_a_closed_duty_are_refused(cast):
    duty = an_accepted_duty(cast)
    with pytest.raises(SameDeadline):
        move_deadline(duty, due_on=date(2026, 10, 15), reason=REASON, by=None, at=at("2026-10-12"))
    with pytest.raises(NoteNeeded):
        move_deadline(duty, due_on=date(2026, 10, 30), reason=" ", by=None, at=at("2026-10-12"))
    stop(duty, reason="hết cần", by=None, at=at("2026-10-13"))
    with pytest.raises(AlreadyMoved):
        move_deadline(duty, due_on=date(2026, 10, 30), reason=REASON, by=None, at=at("2026-10-14"))
