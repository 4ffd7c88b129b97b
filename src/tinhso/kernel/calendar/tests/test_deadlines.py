from datetime import date, datetime

import pytest

from tinhso.kernel.calendar import deadlines
from tinhso.kernel.text.dates import VIETNAM


def test_the_first_day_is_not_counted_unless_the_rule_says_so(offices):
    monday = date(2026, 11, 16)
    assert deadlines.last_day(offices, monday, 3, "working_day") == date(2026, 11, 19)
    assert deadlines.last_day(offices, monday, 3, "working_day", first_day_counts=True) == date(2026, 11, 18)
    assert deadlines.last_day(offices, monday, 3, "calendar_day") == date(2026, 11, 19)
    assert deadlines.last_day(offices, monday, 3, "calendar_day", first_day_counts=True) == date(2026, 11, 18)
    sunday = date(2026, 11, 22)
    assert deadlines.last_day(offices, sunday, 1, "working_day", first_day_counts=True) == date(2026, 11, 23)


def test_a_last_day_off_moves_to_the_next_working_day_unless_the_rule_says_not(offices):
    tuesday = date(2026, 11, 17)
    assert deadlines.last_day(offices, tuesday, 5, "calendar_day") == date(2026, 11, 23)
    assert deadlines.last_day(offices, tuesday, 1, "week") == date(2026, 11, 25)  # 24/11 is off
    assert deadlines.last_day(offices, tuesday, 5, "calendar_day", last_day_off_moves=False) == date(
        2026, 11, 22
    )
    assert deadlines.last_day(offices, date(2026, 1, 17), 1, "month") == date(2026, 2, 23)  # Tết


@pytest.mark.parametrize(
    ("start", "n", "wanted"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-15", 12, "2027-12-15"),
    ],
)
def test_a_month_without_that_day_ends_on_its_last(offices, start, n, wanted):
    assert deadlines.months_after(
        offices, date.fromisoformat(start), n, last_day_off_moves=False
    ) == date.fromisoformat(wanted)


def test_a_term_of_hours_is_an_instant(offices):
    start = datetime(2026, 11, 20, 15, tzinfo=VIETNAM)
    assert deadlines.hours_after(offices, start, 8) == datetime(2026, 11, 23, 15, tzinfo=VIETNAM)


def test_a_term_has_at_least_one_unit(offices):
    with pytest.raises(ValueError, match="at least one"):
        deadlines.last_day(offices, date(2026, 11, 16), 0, "month")


@pytest.mark.parametrize("rule", ["late_from_day", "late_after_day"])
@pytest.mark.parametrize("bound", ["by", "within", None])
def test_by_a_day_is_late_from_the_midnight_that_ends_it(bound, rule):
    assert deadlines.due_instant(date(2026, 10, 15), bound, rule) == datetime(2026, 10, 16, tzinfo=VIETNAM)
    assert deadlines.last_day_in_time(date(2026, 10, 15), bound, rule) == date(2026, 10, 15)


def test_before_a_day_is_late_as_the_rule_of_the_province_says():
    day = date(2026, 10, 15)
    assert deadlines.due_instant(day, "before", "late_from_day") == datetime(2026, 10, 15, tzinfo=VIETNAM)
    assert deadlines.due_instant(day, "before", "late_after_day") == datetime(2026, 10, 16, tzinfo=VIETNAM)
    assert deadlines.last_day_in_time(day, "before", "late_from_day") == date(2026, 10, 14)


def test_unknown_words_are_errors():
    with pytest.raises(ValueError, match="bound"):
        deadlines.due_instant(date(2026, 10, 15), "around", "late_from_day")
    with pytest.raises(ValueError, match="reading"):
        deadlines.due_instant(date(2026, 10, 15), "before", "")
