from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel.calendar.working import AFTERNOON_ONLY, MORNING_ONLY, OfficeHours, WorkingCalendar
from tinhso.kernel.text.dates import VIETNAM

DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


# --- the real calendar ------------------------------------------------------------------------------------


def test_working_days_of_each_year(offices):
    counted = [offices.working_days_in(date(year, 1, 1), date(year, 12, 31)) for year in range(2021, 2028)]
    assert counted == [250, 249, 249, 251, 250, 249, 249]


def test_five_working_days_over_tet_2026(offices):
    last_before, first_after = date(2026, 2, 13), date(2026, 2, 23)
    assert offices.add_working_days(last_before, 1) == first_after
    assert offices.add_working_days(date(2026, 2, 12), 5) == date(2026, 2, 26)
    assert offices.next_working(date(2026, 2, 17)) == first_after
    assert offices.previous_working(date(2026, 2, 22)) == last_before
    assert offices.working_days_between(last_before, first_after) == 1


@pytest.mark.parametrize(
    ("off", "worked"),
    [
        ("2024-04-29", "2024-05-04"),
        ("2025-05-02", "2025-04-26"),
        ("2026-01-02", "2026-01-10"),
        ("2026-08-31", "2026-08-22"),
    ],
)
def test_swap_days_are_off_and_worked(offices, off, worked):
    assert not offices.is_working(date.fromisoformat(off))
    assert offices.is_working(date.fromisoformat(worked))
    assert date.fromisoformat(worked).weekday() == 5


def test_a_term_over_the_swaps_of_january_and_august_2026(offices):
    assert offices.add_working_days(date(2025, 12, 31), 1) == date(2026, 1, 5)
    assert offices.add_working_days(date(2026, 1, 9), 1) == date(2026, 1, 10)
    assert offices.add_working_days(date(2026, 1, 10), 1) == date(2026, 1, 12)
    assert offices.add_working_days(date(2026, 8, 28), 1) == date(2026, 9, 3)


# --- hours ------------------------------------------------------------------------------------------------


def test_a_term_of_hours_crosses_a_weekend(offices):
    friday_afternoon = at("2026-11-20T15:00")
    assert offices.add_working_hours(friday_afternoon, 8) == at("2026-11-23T15:00")
    assert offices.add_working_hours(friday_afternoon, 2) == at("2026-11-20T17:00")
    assert offices.add_working_hours(friday_afternoon, Decimal("2.5")) == at("2026-11-23T08:00")
    assert offices.add_working_hours(friday_afternoon, 24) == at("2026-11-26T15:00")  # 24/11 is off


def test_the_clock_of_hours_waits_for_the_office_to_open(offices):
    for closed in ("2026-11-20T17:00", "2026-11-20T23:59", "2026-11-21T10:00", "2026-11-23T06:00"):
        assert offices.add_working_hours(at(closed), 1) == at("2026-11-23T08:30")
        assert offices.add_working_hours(at(closed), 0) == at("2026-11-23T07:30")
    assert offices.add_working_hours(at("2026-11-23T12:00"), 0) == at("2026-11-23T13:00")
    assert offices.add_working_hours(at("2026-11-23T12:00"), 1) == at("2026-11-23T14:00")


def test_hours_are_counted_on_the_clock_of_viet_nam_and_need_a_zone(offices):
    assert offices.add_working_hours(datetime(2026, 11, 20, 8, tzinfo=UTC), 8) == at("2026-11-23T15:00")
    with pytest.raises(ValueError, match="time zone"):
        offices.add_working_hours(datetime(2026, 11, 20, 8), 8)
    with pytest.raises(ValueError, match="negative"):
        offices.add_working_hours(at("2026-11-20T08:00"), -1)


def test_a_half_day_is_a_working_day_with_half_its_hours():
    calendar = WorkingCalendar(halves={date(2026, 11, 23): MORNING_ONLY, date(2026, 11, 25): AFTERNOON_ONLY})
    assert calendar.is_working(date(2026, 11, 23))
    assert calendar.add_working_hours(at("2026-11-23T07:30"), 4) == at("2026-11-23T11:30")
    assert calendar.add_working_hours(at("2026-11-23T07:30"), 5) == at("2026-11-24T08:30")
    assert calendar.add_working_hours(at("2026-11-24T17:00"), 1) == at("2026-11-25T14:00")
    assert calendar.working_time_between(at("2026-11-23T07:30"), at("2026-11-26T07:30")) == timedelta(
        hours=16
    )


# --- against a naive loop over days -----------------------------------------------------------------------

BEGIN, END = date(2026, 1, 1), date(2026, 12, 31)
days = st.dates(BEGIN, END)
calendars = st.builds(
    WorkingCalendar,
    off=st.frozensets(days, max_size=40),
    worked=st.frozensets(days, max_size=20),
    hours=st.sampled_from([OfficeHours(), OfficeHours((time(7), time(11, 30)), (time(13, 30), time(17)))]),
    halves=st.dictionaries(days, st.sampled_from([MORNING_ONLY, AFTERNOON_ONLY]), max_size=8),
)


@given(st.frozensets(days, max_size=40), st.frozensets(days, max_size=20), days)
def test_a_day_is_working_by_its_weekday_or_its_exception(off, worked, day):
    naive = day in worked or (day.weekday() < 5 and day not in off)
    assert WorkingCalendar(off, worked).is_working(day) == naive


@settings(deadline=None)
@given(calendars, days, st.integers(-60, 60))
def test_adding_days_equals_walking_over_them(calendar, day, n):
    step = DAY if n >= 0 else -DAY
    walked, left = day, abs(n)
    if n == 0:
        while not calendar.is_working(walked):
            walked += DAY
    while left:
        walked += step
        left -= calendar.is_working(walked)
    assert calendar.add_working_days(day, n) == walked
    if n:
        assert calendar.working_days_between(day, walked) == n


@settings(deadline=None)
@given(calendars, days, days)
def test_counting_equals_walking(calendar, a, b):
    inside = [a + DAY * i for i in range((b - a).days + 1)]
    assert calendar.working_days_in(a, b) == sum(map(calendar.is_working, inside))
    assert calendar.working_days_between(a, b) == (
        sum(map(calendar.is_working, inside[1:]))
        if b >= a
        else -sum(calendar.is_working(b + DAY * i) for i in range((a - b).days))
    )


def _open_minutes(calendar: WorkingCalendar, day: date) -> list[datetime]:
    """Every working minute of a day, by looking at each."""
    if not calendar.is_working(day):
        return []
    parts = calendar.hours.parts(calendar._halves.get(day))
    midnight = datetime.combine(day, time(), VIETNAM)
    return [midnight + timedelta(seconds=s) for begin, end in parts for s in range(begin, end, 60)]


@settings(deadline=None, max_examples=60)
@given(calendars, days, st.integers(0, 24 * 60 - 1), st.integers(0, 50 * 60))
def test_adding_hours_equals_walking_over_the_minutes(calendar, day, minute, minutes):
    start = datetime.combine(day, time(), VIETNAM) + timedelta(minutes=minute)
    walked: list[datetime] = []
    while len(walked) <= minutes:
        walked += [at for at in _open_minutes(calendar, day) if at >= start]
        day += DAY
    due = calendar.add_working_hours(start, timedelta(minutes=minutes))
    wanted = walked[minutes - 1] + timedelta(minutes=1) if minutes else walked[0]
    assert due == wanted
    assert calendar.working_time_between(start, due) == timedelta(minutes=minutes)


def test_a_day_both_off_and_worked_is_worked():
    swap = date(2026, 8, 22)
    assert WorkingCalendar(off=[swap], worked=[swap]).is_working(swap)


def test_a_hundred_years_ahead_costs_no_more_than_a_day():
    calendar = WorkingCalendar(off=[date(2026, 1, 1)])
    assert calendar.add_working_days(date(2026, 1, 1), 26_000) == date(2125, 8, 30)
