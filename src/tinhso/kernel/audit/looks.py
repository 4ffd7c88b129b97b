"""Who looked: reads of personal and restricted data leave an entry too.

A page that only shows runs in a read-only transaction, so what it shows is collected while it is made, and written in
a transaction of its own before the answer leaves. Where that cannot be written, the page is not shown
(kernel/people/middleware.py). In a transaction that may write, or in a command, the entry is written at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from tinhso.kernel.audit.trail import Actor, record

SUFFIX = ".looked_at"


@dataclass(frozen=True)
class Look:
    """Something that was shown to somebody."""

    event: str
    subject: models.Model | str
    by: Actor | None
    at: datetime
    details: dict[str, Any]


_collected: ContextVar[list[Look] | None] = ContextVar("looks", default=None)


def looked_at(
    subject: models.Model | str, *, by: Actor | None, at: datetime, what: str, **details: Any
) -> None:
    """Say that `subject` is being shown to whoever acts. `what` names the kind of data ("file", "document",
    "people", "trace", "list"); the event is "<what>.looked_at". `details` as in `record`: how many rows, which
    sheet; never the data itself."""
    look = Look(what + SUFFIX, subject, by, at, details)
    collected = _collected.get()
    if collected is None:
        record(look.event, look.subject, by=by, at=at, **details)
    else:
        collected.append(look)


@contextmanager
def collecting(is_read_only: bool = True) -> Iterator[list[Look]]:
    """Collect what is shown until the block ends, instead of writing it; collects nothing where writing is possible."""
    looks: list[Look] = []
    token = _collected.set(looks if is_read_only else None)
    try:
        yield looks
    finally:
        _collected.reset(token)


def write(looks: list[Look]) -> None:
    """Record what was collected, all or nothing."""
    with transaction.atomic():
        for look in looks:
            record(look.event, look.subject, by=look.by, at=look.at, **look.details)
