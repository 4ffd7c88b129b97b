"""The hashed bytes depend on what a row says and on nothing else."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel import audit
from tinhso.kernel.audit.canonical import FIELDS, SELECT, entry_bytes
from tinhso.kernel.audit.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 8, 30, 0, 123, tzinfo=UTC)


def bytes_of(pk: int) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"select {SELECT} from audit_entry e where e.id = %s", [pk])
        return entry_bytes(cursor.fetchone())


def an_entry(details: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into audit_entry (at, event, subject_type, subject_id, details)"
            " values (%s, 'thing.done', 'thing', '', %s) returning id",
            [AT, details],
        )
        return int(cursor.fetchone()[0])


def test_the_form_is_the_one_that_outsiders_are_told() -> None:
    pk = an_entry('{"b": [1, "Xã Đồng Thử"], "a": {"z": null, "y": true}}')
    entry = Entry.objects.get(pk=pk)
    written = f"{entry.recorded_at:%Y-%m-%dT%H:%M:%S.%f}Z"
    assert bytes_of(pk).decode() == (
        '{"actor_account_id":null,"actor_person_id":null,"actor_post_id":null,"actor_unit_id":null,'
        '"at":"2026-11-24T08:30:00.000123Z","details":{"a":{"y":true,"z":null},"b":[1,"Xã Đồng Thử"]},'
        f'"event":"thing.done","id":{pk},"recorded_at":"{written}","subject_id":"","subject_type":"thing",'
        f'"transaction_id":{entry.transaction_id}}}'
    )


def test_every_column_is_in_it() -> None:
    assert set(FIELDS) == {field.column for field in Entry._meta.concrete_fields}


@pytest.mark.parametrize("zone", ["UTC", "Asia/Ho_Chi_Minh", "America/St_Johns"])
def test_the_session_does_not_change_the_bytes(zone: str) -> None:
    pk = an_entry('{"x": 1.5}')
    before = bytes_of(pk)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('timezone', %s, true)", [zone])
        cursor.execute("set local datestyle = 'SQL, DMY'")
        cursor.execute("set local extra_float_digits = 0")
        assert bytes_of(pk) == before


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("1.5", "1.5"),
        ("1.50", '"number:1.50"'),  # PostgreSQL keeps the nought, a float does not
        ("1e400", '"number:1' + "0" * 400 + '"'),
        ("0.12345678901234567890", '"number:0.12345678901234567890"'),
        ("9007199254740993", "9007199254740993"),
    ],
)
def test_numbers_are_kept_digit_for_digit(kept: str, shown: str) -> None:
    assert f'"details":{{"n":{shown}}}' in bytes_of(an_entry(f'{{"n": {kept}}}')).decode()


PLAIN = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
DETAILS = st.dictionaries(
    PLAIN,
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**70), 2**70)
        | PLAIN
        | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(DETAILS)
def test_whatever_is_recorded_can_be_hashed_and_read_back(details: dict[str, object]) -> None:
    audit.record(
        "thing.done", "thing", by=None, at=AT, **{f"k{key}": value for key, value in details.items()}
    )
    entry = Entry.objects.latest("id")
    first = bytes_of(entry.pk)
    assert bytes_of(entry.pk) == first
    assert json.loads(first)["id"] == entry.pk
    assert set(json.loads(first)["details"]) == {f"k{key}" for key in details}
