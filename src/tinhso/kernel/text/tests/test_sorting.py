import random

from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.text import given_name, person_sort_key, sort_key
from tinhso.kernel.text.letters import LETTERS


def test_every_sorted_list_of_the_vectors_comes_back_from_any_order(vectors):
    for wanted in vectors["sort"]["sorted"]:
        shuffled = random.Random(7).sample(wanted, len(wanted))
        assert sorted(shuffled, key=sort_key) == wanted
        assert len({sort_key(word) for word in wanted}) == len(wanted)


def test_two_spellings_of_one_word_have_one_key(vectors):
    for one, other in vectors["sort"]["equal"]:
        assert sort_key(one) == sort_key(other)


def test_code_points_would_sort_wrongly(vectors):
    wrong = vectors["sort"]["wrong_by_code_point"]
    assert sorted(wrong, key=sort_key) != wrong


def test_people_sort_by_given_name_then_surname(vectors):
    wanted = vectors["sort_people"]["sorted"]
    assert sorted(reversed(wanted), key=person_sort_key) == wanted


def test_a_person_may_be_called_otherwise_than_by_the_last_syllable():
    assert person_sort_key("Nông Thị Bích Ngọc", called="Bích Ngọc") < person_sort_key("Lý Thị Cúc")
    assert given_name("Nông Thị Bích Ngọc") == "Ngọc"


@given(st.text(alphabet=LETTERS + "abdeiouy 019-/"), st.text(alphabet=LETTERS + "abdeiouy 019-/"))
def test_keys_compare_as_bytes_as_they_compare_as_text(one, other):
    keys = sort_key(one), sort_key(other)
    assert (keys[0] < keys[1]) == (keys[0].encode() < keys[1].encode())
    assert keys[0].isascii()


@given(st.text())
def test_any_text_has_a_key(text):
    assert sort_key(text) == sort_key(text.strip())
    person_sort_key(text)


def test_an_order_of_numbers_words_and_other_scripts():
    wanted = ["Quốc lộ 2", "Quốc lộ 2C", "Quốc lộ 05", "Quốc lộ 37", "Quốc lộ Hồ Chí Minh", "Quốc lộ Ω"]
    assert sorted(reversed(wanted), key=sort_key) == wanted
