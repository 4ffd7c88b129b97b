from datetime import date

import pytest

from tinhso.kernel.text import Refused, given_name, read_full_name
from tinhso.kernel.text.personal_number import agrees_with, mask, read_personal_number, with_lost_zeros
from tinhso.kernel.text.phone import format_phone, read_phone


def test_a_person_is_called_by_the_last_syllable(vectors):
    for full_name, called in vectors["names"]["called"]:
        assert given_name(full_name) == called


def test_names_of_every_people_of_the_province_are_valid(vectors):
    for name in [*vectors["names"]["valid"], *vectors["sort_people"]["sorted"], "H’Hen Niê"]:
        assert read_full_name(name) == name.replace("’", "'")


def test_what_is_no_name_is_refused(vectors):
    for typed in [*vectors["names"]["invalid"], "A" * 200, "-", "Nguyễn_An", "An1"]:
        with pytest.raises(Refused):
            read_full_name(typed)


def test_a_personal_number_says_place_sex_and_year(vectors):
    for typed, wanted in vectors["personal_number"]["valid"]:
        number = read_personal_number(typed)
        assert {"place": number.place, "sex": number.sex, "year": number.year} == wanted


def test_every_other_form_of_personal_number_is_refused(vectors):
    for typed in vectors["personal_number"]["invalid"]:
        with pytest.raises(Refused, match="12 chữ số"):
            read_personal_number(typed)


def test_lost_zeros_are_offered_and_never_padded_in_silence(vectors):
    for typed, offered in vectors["personal_number"]["lost_zeros"]:
        assert with_lost_zeros(typed) == offered
        with pytest.raises(Refused):
            read_personal_number(typed)
    assert with_lost_zeros("123456789") is None


def test_a_birth_date_that_disagrees_is_seen():
    number = read_personal_number("008185001234")
    assert agrees_with(number, born=date(1985, 3, 1), sex="nữ")
    assert not agrees_with(number, born=date(1986, 3, 1))
    assert not agrees_with(number, sex="nam")


def test_a_masked_number_shows_its_last_four(vectors):
    for digits, shown in vectors["personal_number"]["mask"]:
        assert mask(digits) == shown


def test_phones_come_in_as_digits_from_zero(vectors):
    for typed, wanted in [*vectors["phone"]["valid"], ["(+84) 0912 345 678", "0912345678"]]:
        assert read_phone(typed) == wanted
    for digits, shown in vectors["phone"]["show"]:
        assert format_phone(digits) == shown


def test_what_is_no_phone_is_refused(vectors):
    for typed in vectors["phone"]["invalid"]:
        with pytest.raises(Refused, match="số"):
            read_phone(typed)
