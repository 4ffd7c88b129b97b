"""Units are reminded before the deadline and after it, on the days that the province has chosen, once."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel import calendar
from tinhso.kernel.duties.actions.pause import pause
from tinhso.kernel.duties.actions.remind import remind, reminded_on
from tinhso.kernel.duties.tests.factories import DUE, a_completed_duty, a_duty, at
from tinhso.kernel.outbox.models import Notice
from tinhso.kernel.rules.models import Rule

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    return list(
        Notice.objects.filter(event="duty.reminder").order_by("person_id").values_list("text", flat=True)
    )


def test_a_duty_is_reminded_five_days_and_one_day_before_and_on_no_other_day(cast) -> None:
    a_duty(cast)  # due Thursday 15/10/2026
    days = [date(2026, 10, 5) + timedelta(days=n) for n in range(11)]
    reminded = [day for day in days if remind(by=None, at=at(day, 7))]
    assert reminded == [date(2026, 10, 8), date(2026, 10, 14)]
    assert set(told()) == {"Nhắc việc: đơn vị có 1 việc sắp đến hạn."}


def test_a_late_duty_is_reminded_on_the_first_day_and_every_five_working_days(cast) -> None:
    a_duty(cast)
    days = [DUE + timedelta(days=n) for n in range(1, 16)]
    assert [day for day in days if remind(by=None, at=at(day, 7))] == [
        date(2026, 10, 16),
        date(2026, 10, 22),
        date(2026, 10, 29),
    ]


def test_one_notice_a_person_and_day_however_many_duties_and_runs(cast) -> None:
    for _n in range(3):
        a_duty(cast)
    a_duty(cast, due=date(2026, 10, 13))
    day = at("2026-10-14", 7)
    assert remind(by=None, at=day) and remind(by=None, at=day)
    assert (
        told() == ["Nhắc việc: đơn vị có 1 việc quá hạn, 3 việc sắp đến hạn."] * 2
    )  # head and officer of the unit


def test_nobody_is_reminded_of_what_is_done_or_stands_still_or_on_a_day_off(cast) -> None:
    a_completed_duty(cast, submitted=at("2026-10-07"), confirmed=at("2026-10-08"))
    pause(a_duty(cast), reason="chờ hướng dẫn", by=None, at=at("2026-10-06"))
    assert not remind(by=None, at=at("2026-10-14", 7))
    a_duty(cast, due=date(2026, 10, 19))
    assert not remind(by=None, at=at("2026-10-18", 7))  # a Sunday


def test_the_province_chooses_the_days(cast) -> None:
    Rule.objects.create(key="duty.reminder_days", value=[])
    Rule.objects.create(key="duty.reminder_overdue_every", value=0)
    assert reminded_on(date(2026, 10, 14)).soon == ()
    assert reminded_on(date(2026, 10, 16)).late == (date(2026, 10, 15),)


@settings(max_examples=60)
@given(st.dates(date(2025, 1, 1), date(2027, 6, 30)))
def test_every_deadline_has_one_first_day_overdue(deadline: date) -> None:
    """Whatever days off lie behind it."""
    working = calendar.current()
    after = [deadline + timedelta(days=n) for n in range(1, 25)]
    first = [
        day
        for day in after
        if deadline in reminded_on(day).late and working.working_days_between(deadline, day) == 1
    ]
    assert len(first) == 1
