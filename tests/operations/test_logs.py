"""Logs help engineers and tell nothing about people."""

import json
import logging

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tinhso.config.operations.logs import DiscreetJson, DiscreetLine, discreet
from tinhso.kernel.people.models import Account, Person

FORMATTERS = [DiscreetLine("%(levelname)s %(message)s"), DiscreetJson("%(levelname)s %(message)s")]


def written(
    formatter: logging.Formatter, message: str, *values: object, error: BaseException | None = None
) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    return formatter.format(logging.LogRecord("tinhso", logging.ERROR, __file__, 1, message, values, info))


@pytest.mark.django_db
@pytest.mark.parametrize("formatter", FORMATTERS, ids=["line", "json"])
def test_the_row_that_broke_a_constraint_is_not_quoted(formatter: logging.Formatter) -> None:
    secret = "-".join(["kin", "dao", "thu"])  # a traceback shows lines of source, so the name is not one
    Account.objects.create(username=secret, person=Person.objects.create(full_name="Nguyễn Kín Đáo Thử"))
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Account.objects.create(username=secret)
    assert secret in str(caught.value)  # PostgreSQL does quote it
    line = written(formatter, "failed: %s", caught.value, error=caught.value)
    assert secret not in line and "IntegrityError" in line and "unique" in line.lower()


@pytest.mark.parametrize("formatter", FORMATTERS, ids=["line", "json"])
def test_addresses_and_long_numbers_are_taken_out_and_short_ones_stay(formatter: logging.Formatter) -> None:
    line = written(
        formatter, "duty %s of %s, %s, %s", 4711, "a.b@tinh.gov.vn", "008099123456", "+84912345678"
    )
    assert "4711" in line
    assert not any(secret in line for secret in ("a.b@", "008099123456", "84912345678"))


def test_a_line_of_json_is_json() -> None:
    line = written(FORMATTERS[1], 'said "%s"\nand a.b@tinh.gov.vn', "x", error=ValueError("DETAIL"))
    assert json.loads(line)["levelname"] == "ERROR"


@given(st.text(max_size=200))
def test_what_was_made_discreet_stays_as_it_is(text: str) -> None:
    assert discreet(discreet(text)) == discreet(text)
