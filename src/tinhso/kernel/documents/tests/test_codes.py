"""The public code: what is mistyped is noticed, what is typed sloppily is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.documents.issuing.codes import (
    ALPHABET,
    NotACode,
    is_code,
    new_code,
    read_code,
    shown,
    with_check,
)

signs = st.text(ALPHABET, min_size=14, max_size=14)
places = st.integers(0, 15)


def test_a_new_code_is_a_code_and_never_the_same():
    made = {new_code() for _ in range(500)}
    assert len(made) == 500 and all(is_code(code) and len(code) == 16 for code in made)


@given(signs, places, st.sampled_from(ALPHABET))
def test_every_single_wrong_sign_is_noticed(data, place, wrong):
    code = with_check(data)
    changed = code[:place] + wrong + code[place + 1 :]
    assert is_code(changed) == (changed == code)


@given(signs, places, places)
def test_every_two_signs_that_changed_places_are_noticed(data, one, other):
    code = list(with_check(data))
    swapped = code.copy()
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert is_code("".join(swapped)) == (swapped == code)


@given(signs, places, places, st.sampled_from(ALPHABET), st.sampled_from(ALPHABET))
def test_any_two_wrong_signs_are_noticed(data, one, other, first, second):
    code = with_check(data)
    changed = list(code)
    changed[one], changed[other] = first, second
    assert is_code("".join(changed)) == ("".join(changed) == code)


@given(signs)
def test_a_code_is_read_as_people_type_it(data):
    code = with_check(data)
    sloppy = shown(code).lower().replace("0", "o").replace("1", "l").replace("-", " – ")
    assert read_code(f"  {sloppy}.") == code


def test_no_sign_can_be_taken_for_another():
    assert not set("ILOU") & set(ALPHABET) and len(ALPHABET) == 32


@pytest.mark.parametrize(
    "typed", ["", "ABC", "?" * 16, "<script>alert(1)", "0123-4567-89AB-CDEU", "١" * 16, "x" * 9000]
)
def test_nonsense_is_refused_with_what_to_do(typed):
    with pytest.raises(NotACode, match=r"16 ký tự|đối chiếu"):
        read_code(typed)
