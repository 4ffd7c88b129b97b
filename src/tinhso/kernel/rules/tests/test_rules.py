from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction

from tinhso.kernel import rules
from tinhso.kernel.rules import keys, values
from tinhso.kernel.rules.models import Rule

PACK = """
[[rule]]
key = "duty.max_extensions"
value = 2
source = "QĐ thử"
verified = true

[[rule]]
key = "duty.max_extensions"
value = 3
valid_from = 2026-07-01
"""


@pytest.fixture
def pack(tmp_path):
    (tmp_path / "rules.toml").write_text(PACK, encoding="utf-8")
    return tmp_path


def test_every_default_fits_its_kind_and_every_rule_explains_itself():
    for known in keys.KNOWN.values():
        known.kind.read(known.default)
        assert known.label and known.explanation


def test_the_pack_of_the_province_names_every_rule_and_fits(pack_dir):
    rows = values.read_pack(pack_dir)
    assert {row["key"] for row in rows} == set(keys.KNOWN)
    assert all(row["source"] for row in rows)


def test_a_rule_that_nobody_knows_is_an_error_of_the_programmer():
    with pytest.raises(KeyError):
        rules.value("no.such.rule")


def test_without_a_database_the_defaults_hold(monkeypatch):
    def no_server():
        raise OperationalError("no server")

    monkeypatch.setattr(values, "_from_table", no_server)
    rules.forget()
    assert rules.value("deadline.before_day") == "late_from_day"
    assert rules.value("working_hours.morning") == (time(7, 30), time(11, 30))


@pytest.mark.django_db
class TestTheTable:
    def test_a_value_holds_from_its_day_on(self, pack):
        rules.load(pack)
        assert rules.value("duty.max_extensions", on=date(2020, 12, 31)) == 1  # the default
        assert rules.value("duty.max_extensions", on=date(2026, 6, 30)) == 2
        assert rules.value("duty.max_extensions", on=date(2026, 7, 1)) == 3

    def test_loading_twice_writes_nothing_and_keeps_what_the_province_changed(self, pack):
        assert rules.load(pack) == 2
        assert rules.load(pack) == 0
        row = Rule.objects.get(valid_from=date(2021, 1, 1))
        row.value, row.changed_here = 0, True
        row.save()
        assert rules.load(pack) == 0
        assert rules.value("duty.max_extensions", on=date(2025, 1, 1)) == 0

    def test_a_change_is_seen_at_once_and_a_rollback_too(self):
        on = date(2026, 1, 1)
        assert rules.value("duty.max_extensions", on) == 1
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            Rule.objects.create(key="duty.max_extensions", value=5)
            assert rules.value("duty.max_extensions", on) == 5
            raise ZeroDivisionError
        assert rules.value("duty.max_extensions", on) == 1
        Rule.objects.create(key="duty.max_extensions", value=4).delete()
        assert rules.value("duty.max_extensions", on) == 1

    def test_values_are_read_from_the_table_once(self, django_assert_num_queries):
        values._memory._held.clear()
        with django_assert_num_queries(1):
            rules.value("duty.max_extensions")
            rules.value("deadline.before_day")

    def test_one_key_has_one_value_from_a_day(self):
        Rule.objects.create(key="duty.max_extensions", value=1)
        with pytest.raises(IntegrityError, match="one_value_of_a_rule_from_a_day"), transaction.atomic():
            Rule.objects.create(key="duty.max_extensions", value=2)

    def test_the_form_of_a_row_refuses_unknown_keys_and_wrong_values(self):
        for wrong in (Rule(key="x", value=1), Rule(key="duty.max_extensions", value="nhiều")):
            with pytest.raises(ValidationError):
                wrong.full_clean()
        Rule(key="working_hours.morning", value="07:00-11:00").full_clean()

    @pytest.mark.parametrize(
        "entry",
        [
            'key = "no.such"\nvalue = 1',
            'key = "duty.max_extensions"',
            'key = "duty.max_extensions"\nvalue = true',
            'key = "deadline.before_day"\nvalue = "maybe"',
            'key = "calendar.day_24_11"\nvalue = "yes"',
            'key = "working_hours.morning"\nvalue = "11:30-07:30"',
            'key = "working_hours.morning"\nvalue = "sáng"',
            'key = "clarity.points"\nvalue = []',
        ],
    )
    def test_a_pack_with_a_mistake_is_refused_whole_with_the_key_in_the_message(self, tmp_path, entry):
        (tmp_path / "rules.toml").write_text(f"{PACK}\n[[rule]]\n{entry}\n", encoding="utf-8")
        with pytest.raises(ValueError, match=r"rules\.toml: "):
            rules.load(tmp_path)
        assert not Rule.objects.exists()
