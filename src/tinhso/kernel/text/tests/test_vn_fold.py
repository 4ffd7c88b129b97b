"""The SQL function and the Python function are one."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.kernel.text import fold, normalise
from tinhso.kernel.text.letters import LETTERS, MARKS

pytestmark = pytest.mark.django_db

# Characters assigned long ago: Python and PostgreSQL carry different editions of Unicode.
_old = st.characters(min_codepoint=0x20, max_codepoint=0x2FFF, exclude_categories=("Cs", "Cn", "Co"))
_vietnamese = st.sampled_from(LETTERS + MARKS + "ĐđÐðabcXYZ 0159/-.'₫\u00a0\u200b")
_texts = st.lists(st.text(st.one_of(_vietnamese, _old), max_size=40), min_size=1, max_size=50)


def _in_sql(texts: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select array_agg(vn_fold(t) order by n) from unnest(%s::text[]) with ordinality as x(t, n)",
            [texts],
        )
        return cursor.fetchone()[0]


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(_texts)
def test_python_and_sql_fold_alike_and_sql_needs_no_composed_input(texts):
    lines = [normalise(text) for text in texts]
    wanted = [fold(text) for text in texts]
    assert _in_sql(lines) == wanted
    assert _in_sql([unicodedata.normalize("NFD", line) for line in lines]) == wanted


def test_every_vector_folds_in_sql(vectors):
    given_texts = [normalise(text) for text, _wanted in vectors["fold"]]
    assert _in_sql(given_texts) == [wanted for _text, wanted in vectors["fold"]]


def test_the_function_may_stand_in_an_index():
    with connection.cursor() as cursor:
        cursor.execute("select provolatile, proisstrict, proparallel from pg_proc where proname = 'vn_fold'")
        assert cursor.fetchone() == ("i", True, "s")
        cursor.execute(
            "create temporary table folded (t text, f text generated always as (vn_fold(t)) stored)"
        )
        cursor.execute("create index on folded (vn_fold(t))")
        cursor.execute("insert into folded (t) values ('Đường Hoà') returning f")
        assert cursor.fetchone() == ("duong hoa",)
