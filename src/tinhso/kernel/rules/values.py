"""Reading a rule's value on a day, and loading the rules of a pack."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import OperationalError, transaction
from django.utils import timezone

from tinhso.kernel.rules import keys
from tinhso.kernel.rules.memory import Memory

FILE = "rules.toml"

_History = Mapping[str, list[tuple[date, Any]]]  # by key: (valid_from, typed value), newest first
_memory: Memory[_History] = Memory()


def value(key: str, on: date | None = None) -> Any:
    """The typed value of a rule on a day (today when no day is given).

    The default of ``keys.py`` where the table has no row for that day, and where there is no database at all:
    ``tinhso extract`` runs without one. Raises ``KeyError`` for a key that nobody knows.
    """
    known = keys.KNOWN[key]
    rows = _history().get(key, ())
    if rows:
        day = on or timezone.localdate()
        for valid_from, typed in rows:
            if valid_from <= day:
                return typed
    return known.kind.read(known.default)


def forget() -> None:
    """Drop what this process remembers of the rules. Models do it on save; call it after a bulk write."""
    _memory.forget()


def load(pack_dir: Path) -> int:
    """Bring the rules of a pack into the table; returns the number of rows written, none the second time.

    Rows that the province changed itself stay. Raises ``ValueError`` naming the file and the key when it
    has a key that nobody knows or a value that does not fit.
    """
    from tinhso.kernel.rules.models import Rule

    written = 0
    with transaction.atomic():
        for row in read_pack(pack_dir):
            found = Rule.objects.standing().filter(key=row["key"], valid_from=row["valid_from"]).first()
            if found and (found.changed_here or all(getattr(found, name) == row[name] for name in row)):
                continue
            Rule.objects.standing().update_or_create(
                key=row["key"], valid_from=row["valid_from"], defaults={**row, "changed_here": False}
            )
            written += 1
    if written:
        forget()
    return written


def read_pack(pack_dir: Path) -> list[dict[str, Any]]:
    """The rows of a pack's ``rules.toml``, checked; none when the pack has no such file."""
    path = Path(pack_dir) / FILE
    if not path.exists():
        return []
    return [_row(path, entry) for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("rule", [])]


def _row(path: Path, entry: dict[str, Any]) -> dict[str, Any]:
    key = entry.get("key", "")
    try:
        keys.read(key, entry["value"])
    except KeyError:
        raise ValueError(f"{path.name}: unknown rule or no value: {key!r}") from None
    except ValueError as wrong:
        raise ValueError(f"{path.name}: {key} {wrong}") from None
    return {
        "key": key,
        "value": entry["value"],
        "valid_from": entry.get("valid_from", date(2021, 1, 1)),
        "source": entry.get("source", ""),
        "verified": bool(entry.get("verified", False)),
        "note": entry.get("note", ""),
    }


def _history() -> _History:
    if not apps.ready or not apps.is_installed("tinhso.kernel.rules"):
        return {}
    try:
        return _memory.get("all", _from_table)
    except OperationalError:  # no server: the command line works with the defaults
        return {}


def _from_table() -> _History:
    from tinhso.kernel.rules.models import Rule

    history: dict[str, list[tuple[date, Any]]] = {}
    rows = Rule.objects.standing().order_by("key", "-valid_from").values_list("key", "valid_from", "value")
    for key, valid_from, raw in rows:
        if key in keys.KNOWN:  # a row of a later version of the program is left alone
            history.setdefault(key, []).append((valid_from, keys.read(key, raw)))
    return history
