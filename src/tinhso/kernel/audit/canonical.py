"""The bytes that are hashed. They must come out the same in twenty years, on any version of PostgreSQL or Python.

A row is JSON in UTF-8: all columns of audit_entry by name, keys sorted at every depth, no spaces, letters as they
are (escaped are only the quote, the backslash and what lies below U+0020, as Python's json does). Times are UTC with
six decimals: 2026-11-24T08:30:00.000000Z. Numbers in `details` are written as PostgreSQL keeps them; one that a
64-bit float cannot give back digit for digit, or that has over 300 digits, becomes the string "number:…".
docs/verify-the-trace.md shows the form to outsiders.
"""

import json
from collections.abc import Sequence
from typing import Any

_TIME = """to_char({} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""

FIELDS = (
    "actor_account_id", "actor_person_id", "actor_post_id", "actor_unit_id", "at", "details", "event", "id",
    "recorded_at", "subject_id", "subject_type", "transaction_id",
)  # fmt: skip
_AS_TEXT = {"at": _TIME, "recorded_at": _TIME, "details": "{}::text"}
SELECT = ", ".join(_AS_TEXT.get(name, "{}").format(f"e.{name}") for name in FIELDS)  # from audit_entry e
ID, RECORDED_AT, TRANSACTION = (FIELDS.index(name) for name in ("id", "recorded_at", "transaction_id"))
_DETAILS = FIELDS.index("details")

TIME_FORMAT = _TIME.format("{}")


def _number(text: str) -> float | str:
    value = float(text)
    return value if repr(value) == text else f"number:{text}"


def _whole(text: str) -> int | str:
    return int(text) if len(text) <= 300 else f"number:{text}"


_decode = json.JSONDecoder(parse_float=_number, parse_int=_whole).decode
_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def entry_bytes(row: Sequence[Any]) -> bytes:
    """The canonical form of a row that was read with SELECT."""
    fields = dict(zip(FIELDS, row, strict=True))
    fields["details"] = _decode(row[_DETAILS])
    return _encode(fields).encode()


def json_bytes(value: dict[str, Any]) -> bytes:
    """Sorted keys, no spaces, UTF-8: what is chained and signed beside the rows."""
    return _encode(value).encode()
