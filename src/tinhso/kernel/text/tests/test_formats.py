from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from tinhso.kernel.text import formats
from tinhso.kernel.text.numbers import format_number


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_numbers_go_out_as_the_vectors_say(vectors):
    numbers = vectors["numbers"]
    assert [format_number(n) for n, _ in numbers["integer"]] == [shown for _, shown in numbers["integer"]]
    assert [format_number(n, 1) for n, _ in numbers["decimal_1"]] == [
        shown for _, shown in numbers["decimal_1"]
    ]
    assert [formats.format_money(n) for n, _ in numbers["money"]] == [shown for _, shown in numbers["money"]]
    assert [formats.format_percent(n) for n, _ in numbers["percent"]] == [s for _, s in numbers["percent"]]


def test_money_comes_in_or_is_refused_as_the_vectors_say(vectors):
    for typed, wanted in vectors["numbers"]["input"]["money"]:
        if wanted is None:
            with pytest.raises(formats.Refused, match=r"[Gg]õ"):
                formats.parse_money(typed)
        else:
            assert formats.parse_money(typed) == wanted


def test_decimals_come_in_or_are_refused_as_the_vectors_say(vectors):
    for typed, wanted in vectors["numbers"]["input"]["decimal"]:
        if wanted is None:
            with pytest.raises(ValueError, match="ví dụ"):
                formats.parse_number(typed)
        else:
            assert formats.parse_number(typed) == Decimal(wanted)


def test_a_comma_before_three_digits_has_two_readings_and_is_refused_with_both():
    with pytest.raises(formats.Refused) as refused:
        formats.parse_number("15,000")
    assert "15.000" in str(refused.value) and "gõ 15.000 nếu là nghìn, 15 nếu" in str(refused.value)
    assert formats.parse_number("0,125") == Decimal("0.125")
    assert formats.parse_number("−1.234,567") == Decimal("-1234.567")


def test_rounding_is_half_up_and_never_shows_minus_zero():
    assert format_number(0.125, 2) == "0,13"
    assert format_number(-0.04, 1) == "0,0"
    assert formats.format_percent(Decimal(16051) / 16274, 2) == "98,63%"
    with pytest.raises(ValueError, match="finite"):
        format_number(float("nan"))


def test_numbers_in_words_follow_the_vectors(vectors):
    words = vectors["in_words"]
    spoken = [formats.number_in_words(n) for n, _ in words["pairs"]]
    assert spoken == [wanted for _, wanted in words["pairs"]]
    assert not set(words["never"]) & {word for phrase in spoken for word in phrase.split()}
    for amount, wanted in words["document"]:
        assert formats.document_money(amount) == wanted
    assert formats.number_in_words(-15) == "âm mười lăm"
    assert formats.number_in_words(10**18) == "một tỷ tỷ"


def test_days_go_out_as_the_vectors_say(vectors):
    dates = vectors["dates"]
    assert [formats.format_date(day(d)) for d, _ in dates["screen"]] == [s for _, s in dates["screen"]]
    assert [formats.format_date_short(day(d)) for d, _ in dates["short"]] == [s for _, s in dates["short"]]
    assert [formats.format_month(day(d)) for d, _ in dates["month"]] == [s for _, s in dates["month"]]


def test_days_come_in_day_first(vectors):
    for typed, wanted in vectors["dates"]["parse"]:
        assert formats.parse_date(typed) == day(wanted)


def test_a_day_with_two_readings_or_none_is_refused_with_what_to_type(vectors):
    for typed in vectors["dates"]["invalid"]:
        with pytest.raises(formats.Refused, match=r"gõ|ví dụ|kiểm tra"):
            formats.parse_date(typed)


def test_the_day_of_a_document_is_found_in_its_phrase(vectors):
    for phrase, wanted in vectors["dates"]["document_phrase_parse"]:
        assert formats.parse_document_date(phrase) == day(wanted)
    with pytest.raises(formats.Refused):
        formats.parse_document_date("ngày … tháng … năm 2026")


def test_an_old_paper_keeps_what_it_says_of_a_birth_date(vectors):
    for typed, parts in vectors["dates"]["partial_birth"]["cases"]:
        read = formats.parse_partial_date(typed)
        assert read == formats.PartialDate(**parts)
        assert str(read) == typed


def test_documents_have_their_own_dates_and_numbers(vectors):
    rules = vectors["document_dates"]
    for iso, wanted in rules["pairs"]:
        assert formats.document_date(day(iso)) == wanted
        assert formats.parse_document_date(wanted) == day(iso)
    for place, iso, wanted in rules["place"]:
        assert formats.place_and_date(place, day(iso)) == wanted
    for number, symbol, wanted in rules["number"]:
        assert formats.document_number(number, symbol) == wanted


def test_times_in_tables_and_in_sentences(vectors):
    times = vectors["times"]
    for iso, wanted in times["table"]:
        assert formats.format_time(time.fromisoformat(iso)) == wanted
    for iso, wanted in times["sentence"]:
        assert formats.time_in_sentence(time.fromisoformat(iso)) == wanted
    for iso, wanted in times["datetime_table"]:
        assert formats.format_datetime(datetime.fromisoformat(iso)) == wanted


def test_an_aware_instant_shows_on_the_clock_of_viet_nam():
    assert formats.format_datetime(datetime(2026, 2, 4, 17, 30, tzinfo=UTC)) == "00:30 5/2/2026"
