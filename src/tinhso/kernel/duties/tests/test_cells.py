"""The four cells as a pure function, and the figures that the Government and provinces published."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.duties.cells import OUR_CLOCK, Cell, Counts, cell, last_instant, seen_from

# domain.md §d. What a source did not split is put on time; the rate does not depend on it.
PUBLISHED = [
    ("BC 1270/BC-TCTTTg, 27/12/2017", Counts(14_068, 1_983, 5_640, 223), 21_914, "98.63"),
    ("viettimes, to 8/2016", Counts(1_310, 429, 1_812, 175), 3_726, "90.86"),
    ("baodauthau, to 26/10/2016", Counts(4_069, 0, 3_138, 142), 7_349, "96.63"),
    ("baomoi 20392710, due tasks", Counts(2_501, 0, 0, 222), 2_723, "91.85"),
    ("Quảng Nam, 1/1-6/7/2020", Counts(585, 0, 67, 181), 833, "76.37"),
]

INSTANTS = st.datetimes(datetime(2021, 1, 1), datetime(2027, 1, 1), timezones=st.just(OUR_CLOCK))
NUMBERS = st.builds(Counts, *[st.integers(0, 10_000)] * 6)


@pytest.mark.parametrize(("source", "counts", "total", "percent"), PUBLISHED)
def test_a_published_row_adds_up_and_its_rate_reproduces(source, counts, total, percent):
    assert counts.total == total
    assert counts.percent() == Decimal(percent)


def test_the_source_that_prints_one_decimal_reproduces_too():
    assert Counts(2_501, 0, 0, 222).percent(1) == Decimal("91.8")


def test_the_report_1270_prints_98_62_which_is_not_what_its_figures_give():
    assert Counts(14_068, 1_983, 5_640, 223).percent() != Decimal("98.62")


def test_done_at_the_very_instant_of_the_deadline_is_late():
    due = datetime(2026, 10, 16, tzinfo=OUR_CLOCK)
    later = due + timedelta(days=9)
    assert cell(due, due, later) == Cell.DONE_LATE
    assert cell(due, due - timedelta(microseconds=1), later) == Cell.DONE_ON_TIME


def test_a_duty_is_overdue_from_the_instant_of_its_deadline():
    due = datetime(2026, 10, 16, tzinfo=OUR_CLOCK)
    assert cell(due, None, due) == Cell.OPEN_OVERDUE
    assert cell(due, None, last_instant(date(2026, 10, 15))) == Cell.OPEN_IN_TERM


def test_a_completion_that_was_not_yet_confirmed_did_not_count_on_that_day():
    due, submitted, confirmed = (datetime(2026, 10, d, tzinfo=OUR_CLOCK) for d in (16, 14, 20))
    assert cell(due, submitted, last_instant(date(2026, 10, 17)), confirmed_at=confirmed) == Cell.OPEN_OVERDUE
    assert cell(due, submitted, last_instant(date(2026, 10, 20)), confirmed_at=confirmed) == Cell.DONE_ON_TIME


def test_a_clock_that_stands_never_runs_out():
    due = datetime(2026, 10, 16, tzinfo=OUR_CLOCK)
    assert cell(due, None, due + timedelta(days=30), paused=True) == Cell.OPEN_IN_TERM


def test_today_is_seen_from_now_and_a_past_day_from_its_last_instant():
    now = datetime(2026, 11, 23, 10, 0, tzinfo=OUR_CLOCK)
    assert seen_from(date(2026, 11, 23), now=now) == now
    assert seen_from(date(2026, 11, 22), now=now) == datetime(2026, 11, 22, 23, 59, 59, 999999, OUR_CLOCK)


@given(due=st.none() | INSTANTS, done=st.none() | INSTANTS, as_of=INSTANTS)
def test_every_duty_stands_in_exactly_one_cell(due, done, as_of):
    found = cell(due, done, as_of)
    assert ("undated" in found) == (due is None)
    assert ("done" in found) == (done is not None and done <= as_of)


@given(due=INSTANTS, done=st.none() | INSTANTS, a=INSTANTS, b=INSTANTS)
def test_time_only_goes_from_open_in_term_to_the_other_cells(due, done, a, b):
    early, late = sorted((a, b))
    before, after = cell(due, done, early), cell(due, done, late)
    if "done" in before:
        assert after == before
    if before == Cell.OPEN_OVERDUE:
        assert after != Cell.OPEN_IN_TERM


@given(parts=st.lists(NUMBERS, max_size=6))
def test_counts_add_up_and_a_rate_is_made_of_sums(parts):
    whole = sum(parts, Counts())
    assert whole.total == sum(p.total for p in parts)
    assert whole.due == sum(p.due for p in parts)
    assert whole.due + whole.open_in_term + whole.undated == whole.total
    assert (whole.rate is None) == (whole.due == 0)
    assert whole.rate is None or 0 <= whole.rate <= 1
