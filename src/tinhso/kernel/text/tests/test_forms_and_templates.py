from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import formats as django_formats
from django.utils import translation

from tinhso.kernel.text import fields


def refusal(field, typed: str) -> str:
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    return refused.value.messages[0]


def test_a_day_field_reads_day_first_and_shows_what_it_read():
    field = fields.DayField()
    assert field.clean("05/02/2026") == date(2026, 2, 5)
    assert field.prepare_value(date(2026, 2, 5)) == "5/2/2026"
    assert not field.has_changed(date(2026, 2, 5), "05-02-2026")
    assert fields.DayField(required=False).clean("") is None


def test_a_day_field_says_what_to_type():
    assert "bốn chữ số" in refusal(fields.DayField(), "05/02/26")
    assert "ngày trước, tháng sau" in refusal(fields.DayField(), "2/27/2026")
    assert "31/02/2026" in refusal(fields.DayField(), "31/02/2026")


def test_a_number_field_refuses_two_readings_limits_and_decimals():
    field = fields.NumberField(least=0, most=100, decimals=1)
    assert field.clean("70,8") == Decimal("70.8")
    assert "1.234,5" in refusal(field, "1.5")
    assert "1 chữ số" in refusal(field, "0,25")
    assert refusal(field, "1.000")
    assert "số nguyên" in refusal(fields.NumberField(decimals=0), "2,5")
    assert field.prepare_value(Decimal("70.80")) == "70,80"


def test_other_fields_store_one_spelling():
    assert fields.MoneyField().clean("15.000 đ") == 15000
    assert fields.LineField().clean("  Sở\u00a0 Y tế ") == "Sở Y tế"
    assert fields.LinesField().clean("a  b\r\nc") == "a b\nc"
    assert fields.FullNameField().clean("Lý\u00a0 Thị   Hà") == "Lý Thị Hà"
    assert fields.PhoneField().clean("+84 912 345 678") == "0912345678"
    assert fields.PersonalNumberField().clean("008 185 001 234") == "008185001234"
    assert fields.FullNameField(required=False).clean("") == ""
    assert refusal(fields.FullNameField(), "123")


def test_the_filters_print_vietnamese_and_nothing_for_nothing():
    context = Context(
        {
            "d": date(2026, 2, 5),
            "at": datetime(2026, 2, 5, 8, 7, tzinfo=UTC),
            "n": 1234567.5,
            "r": 0.963,
            "m": 15000,
            "none": None,
        }
    )
    source = (
        "{% load vn %}{{ d|vn_date }}|{{ at|vn_datetime }}|{{ at|vn_time }}|{{ at|vn_date }}|"
        "{{ d|vn_month }}|{{ d|vn_document_date }}|{{ n|vn_number }}|{{ m|vn_number:1 }}|"
        "{{ r|vn_percent }}|{{ m|vn_money }}|"
        "{{ none|vn_date }}{{ none|vn_datetime }}{{ none|vn_number }}{{ none|vn_percent }}{{ none|vn_money }}"
    )
    assert Template(source).render(context) == (
        "5/2/2026|15:07 5/2/2026|15:07|5/2/2026|tháng 2/2026|ngày 05 tháng 02 năm 2026|"
        "1.234.567,5|15.000,0|96,3%|15.000\u00a0₫|"
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_django_itself_shows_and_reads_days_our_way(language, settings):
    settings.FORMAT_MODULE_PATH = ["tinhso.kernel.text.locale_formats"]
    django_formats.reset_format_cache()
    try:
        with translation.override(language):
            assert django_formats.date_format(date(2026, 2, 5)) == "5/2/2026"
            assert django_formats.date_format(date(2026, 2, 5), "SHORT_DATE_FORMAT") == "05/02/2026"
            assert (
                django_formats.number_format(1234567.5, use_l10n=True, force_grouping=True) == "1.234.567,5"
            )
            formats = django_formats.get_format("DATE_INPUT_FORMATS")
            assert formats[0] == "%d/%m/%Y"
            assert "%m/%d/%Y" not in formats and not [f for f in formats if "%y" in f]
    finally:
        django_formats.reset_format_cache()


def test_years_and_ids_are_never_grouped(vectors, settings):
    for number, shown in vectors["numbers"]["plain"]["cases"]:
        assert Template("{{ n }}").render(Context({"n": number})) == shown
