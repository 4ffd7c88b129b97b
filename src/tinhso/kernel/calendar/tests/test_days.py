from datetime import date

import pytest
from django.db import IntegrityError, OperationalError, transaction

from tinhso.kernel import calendar
from tinhso.kernel.calendar import days
from tinhso.kernel.calendar.models import SpecialDay
from tinhso.kernel.rules.models import Rule

HEADER = "on,kind,name,source,verified,rule\n"


def test_the_pack_marks_what_nobody_has_verified(pack_dir):
    specials = {special.on: special for special in days.read_pack(pack_dir)}
    assert len(specials) == 107
    assert specials[date(2026, 1, 2)].verified and specials[date(2026, 1, 2)].source == "12729/VPCP-KGVX"
    for year in (2026, 2027):
        culture_day = specials[date(year, 11, 24)]
        assert not culture_day.verified and culture_day.rule == "calendar.day_24_11"
    assert all(special.source for special in specials.values())


def test_without_a_database_there_are_weekends_only(monkeypatch):
    def no_server(scope):
        raise OperationalError("no server")

    monkeypatch.setattr(days, "_from_table", no_server)
    monkeypatch.setattr(days, "_office_hours", calendar.OfficeHours)
    days._days._held.clear()
    assert calendar.current().is_working(date(2026, 2, 17))
    assert not calendar.current().is_working(date(2026, 2, 21))


@pytest.mark.django_db
class TestTheTable:
    def test_loading_twice_writes_nothing_and_keeps_what_the_province_changed(self, pack_dir):
        assert calendar.load(pack_dir) == 107
        assert calendar.load(pack_dir) == 0
        row = SpecialDay.objects.get(on=date(2026, 8, 31))
        row.kind, row.changed_here = "ordinary", True
        row.save()
        SpecialDay.objects.filter(on=date(2026, 1, 1)).update(name="?")
        assert calendar.load(pack_dir) == 1
        assert calendar.current().is_working(date(2026, 8, 31))

    def test_24_11_is_a_switch(self, pack_dir):
        calendar.load(pack_dir)
        assert not calendar.current().is_working(date(2026, 11, 24))
        Rule.objects.create(key="calendar.day_24_11", value=False)
        assert calendar.current().is_working(date(2026, 11, 24))
        assert calendar.current().working_days_in(date(2026, 1, 1), date(2026, 12, 31)) == 250

    def test_a_new_row_is_seen_at_once_and_the_calendar_is_kept_until_then(self, django_assert_num_queries):
        before = calendar.current()
        with django_assert_num_queries(0):
            assert calendar.current() is before
        SpecialDay.objects.create(on=date(2026, 3, 3), kind="off", name="Lũ")
        assert not calendar.current().is_working(date(2026, 3, 3))
        SpecialDay.objects.get(on=date(2026, 3, 3)).delete()
        assert calendar.current().is_working(date(2026, 3, 3))

    def test_a_unit_may_close_on_its_own(self, pack_dir):
        calendar.load(pack_dir)
        flood = date(2026, 9, 8)
        SpecialDay.objects.create(on=flood, kind="off", name="Lũ", scope="xa-thu")
        SpecialDay.objects.create(on=date(2026, 9, 1), kind="ordinary", scope="xa-thu")
        assert calendar.current().is_working(flood)
        assert not calendar.current("xa-thu").is_working(flood)
        assert calendar.current("xa-thu").is_working(date(2026, 9, 1))
        assert not calendar.current("xa-thu").is_working(date(2026, 9, 2))

    def test_office_hours_are_a_rule(self):
        Rule.objects.create(key="working_hours.afternoon", value="13:30-17:00")
        assert calendar.current().hours.length() == 7.5 * 3600

    def test_a_date_has_one_row_in_a_scope_and_a_known_kind(self):
        SpecialDay.objects.create(on=date(2026, 3, 3), kind="off")
        with pytest.raises(IntegrityError, match="one_special_day_on_a_date"), transaction.atomic():
            SpecialDay.objects.create(on=date(2026, 3, 3), kind="worked")
        with pytest.raises(IntegrityError, match="special_day_has_a_known_kind"), transaction.atomic():
            SpecialDay.objects.create(on=date(2026, 3, 4), kind="party")

    @pytest.mark.parametrize(
        "line",
        [
            "2026-13-01,off,,,no,",
            "2026-01-01,party,,,no,",
            "2026-01-01,off,,,maybe,",
            "2026-01-01,off,,,no,no.rule",
            "x",
        ],
    )
    def test_a_pack_with_a_mistake_is_refused_whole_with_the_line(self, tmp_path, line):
        (tmp_path / "holidays.csv").write_text(
            f"{HEADER}2026-01-01,off,Tết,,yes,\n{line}\n", encoding="utf-8"
        )
        with pytest.raises(ValueError, match=r"holidays\.csv, line 3"):
            calendar.load(tmp_path)
        assert not SpecialDay.objects.exists()
