import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.text import fold, normalise, normalise_lines
from tinhso.kernel.text.letters import LETTERS


def test_every_vector_of_one_spelling(vectors):
    for given_text, wanted, why in vectors["normalise"]:
        assert normalise(given_text) == wanted, why


def test_every_vector_of_the_search_form(vectors):
    for given_text, wanted in vectors["fold"]:
        assert fold(given_text) == wanted


def test_a_query_without_marks_finds_and_a_wrong_one_does_not(vectors):
    for query, text in vectors["search_pairs"]["find"]:
        assert fold(query) in fold(text)
    for query, text in vectors["search_pairs"]["miss"]:
        assert fold(query) not in fold(text)


def test_the_letters_are_the_134_of_the_vectors_and_all_fold_to_ascii(vectors):
    assert sorted(LETTERS) == sorted(vectors["letters"]["lower"] + vectors["letters"]["upper"])
    assert len(LETTERS) == 134
    assert fold(LETTERS).isascii() and fold(LETTERS).islower()


@given(st.text())
def test_one_spelling_stays_as_it_is_and_holds_nothing_that_a_database_refuses(text):
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\x00" not in once and "\n" not in once and once == once.strip()
    once.encode("utf-8")


@given(st.text(alphabet=LETTERS + "abc '-1"))
def test_composed_and_decomposed_text_fold_alike(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert fold(fold(text)) == fold(text)


def test_lines_stay_apart():
    assert (
        normalise_lines("Giao  Sở Y tế:\r\n\r\n- báo\u00a0cáo\t ngay\x07 ")
        == "Giao Sở Y tế:\n\n- báo cáo ngay"
    )


def test_other_latin_spellings_lose_their_marks_too():
    assert fold("Müller Škoda Ça") == "muller skoda ca"
