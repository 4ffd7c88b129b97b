"""Roots for the outside. Whoever keeps one line of batch N can show later whether anything up to N was changed."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinhso.kernel.audit.canonical import TIME_FORMAT
from tinhso.kernel.audit.models import Batch

_COLUMNS = ("number", "size", "root", "chain", "sealed_at", "key_id", "signature", "public_key")


@dataclass(frozen=True)
class Root:
    """One exported line, as it is compared."""

    number: int
    chain: str


def lines(since: int = 0, limit: int | None = None) -> Iterator[str]:
    """One line of JSON for each batch after number `since`, in order."""
    rows = (
        Batch.objects.filter(number__gt=since)
        .order_by("number")
        .extra(select={"shown": TIME_FORMAT.format("sealed_at")})
    )
    found = rows.values_list(
        "number", "size", "root", "chain", "shown", "key_id", "signature", "key__public_key"
    )
    for row in found[:limit].iterator() if limit else found.iterator():
        yield json.dumps({name: _shown(value) for name, value in zip(_COLUMNS, row, strict=True)})


def _shown(value: Any) -> Any:
    return bytes(value).hex() if isinstance(value, (bytes, memoryview)) else value


def read(file: Path) -> list[Root]:
    """The roots of an exported file. ValueError names the line that is none."""
    with file.open(encoding="utf-8") as opened:
        return list(parse(opened))


def parse(text: Iterable[str]) -> Iterator[Root]:
    """Lines to roots; empty lines are passed over."""
    for place, line in enumerate(text, 1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
            yield Root(int(fields["number"]), str(fields["chain"]))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"line {place} is no exported root") from error
