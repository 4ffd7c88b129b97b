from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.calendar import periods
from tinhso.kernel.calendar.periods import PeriodKind, period, period_of


@pytest.mark.parametrize(
    ("kind", "number", "data_from", "data_to", "label"),
    [
        ("month", 9, "2021-08-15", "2021-09-14", "tháng 9 năm 2021"),
        ("month", 1, "2020-12-15", "2021-01-14", "tháng 1 năm 2021"),
        ("quarter", 1, "2020-12-15", "2021-03-14", "quý I năm 2021"),
        ("quarter", 3, "2021-06-15", "2021-09-14", "quý III năm 2021"),
        ("half", 1, "2020-12-15", "2021-06-14", "6 tháng đầu năm 2021"),
        ("half", 2, "2021-06-15", "2021-12-14", "6 tháng cuối năm 2021"),
        ("nine_months", 1, "2020-12-15", "2021-09-14", "9 tháng năm 2021"),
        ("year", 1, "2020-12-15", "2021-12-14", "năm 2021"),
    ],
)
def test_the_cut_offs_of_the_decree_and_of_the_nine_months(kind, number, data_from, data_to, label):
    found = period(kind, 2021, number)
    assert (found.data_from.isoformat(), found.data_to.isoformat()) == (data_from, data_to)
    assert found.label == label
    assert found.ends_before == found.data_to + timedelta(days=1)


def test_another_cut_off_day_is_the_provinces_choice():
    assert period("quarter", 2021, 1, cut_off_day=31).data_from == date(2021, 1, 1)
    assert period("quarter", 2021, 1, cut_off_day=31).data_to == date(2021, 3, 31)
    assert period("month", 2028, 2, cut_off_day=31).data_to == date(2028, 2, 29)
    assert period("month", 2026, 5, cut_off_day=20).data_from == date(2026, 4, 21)


@given(
    st.sampled_from(list(PeriodKind)),
    st.dates(date(2020, 1, 1), date(2029, 12, 31)),
    st.sampled_from([14, 20, 31]),
)
def test_a_day_belongs_to_exactly_one_period_of_a_kind(kind, day, cut_off_day):
    holding = [
        found
        for year in (day.year, day.year + 1)
        for found in periods.periods_of_year(year, cut_off_day=cut_off_day)
        if found.kind is kind and found.holds(day)
    ]
    found = period_of(kind, day, cut_off_day=cut_off_day)
    assert holding == ([found] if found else [])
    if kind is not PeriodKind.NINE_MONTHS:
        assert found is not None


def test_the_months_after_the_nine_are_in_no_nine_months():
    assert period_of("nine_months", date(2021, 9, 14)) == period("nine_months", 2021)
    assert period_of("nine_months", date(2021, 9, 15)) is None
    assert period_of("nine_months", date(2021, 12, 15)) == period("nine_months", 2022)


def test_a_year_has_the_periods_that_it_has():
    assert len(list(periods.periods_of_year(2026))) == 12 + 4 + 2 + 1 + 1
    with pytest.raises(ValueError, match="no quarter number 5"):
        period("quarter", 2026, 5)


def test_reports_are_sent_after_at_least_a_working_day(offices):
    nine = period("nine_months", 2026)
    assert periods.send_to_government_by(nine, offices) == date(2026, 9, 25)
    assert periods.send_to_province_by(nine, offices) == date(2026, 9, 16)
    january = period("month", 2026, 2)  # 14/2 is the Saturday before Tết
    assert periods.send_to_government_by(january, offices, send_day=15) == date(2026, 2, 23)
