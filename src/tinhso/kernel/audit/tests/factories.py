"""Entries as the application writes them, really committed, and the sealer at work on them."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from tinhso.kernel import audit
from tinhso.kernel.audit import sealing, state
from tinhso.kernel.audit.models import Entry

AT = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def committed(count: int = 1, **details: Any) -> list[int]:
    """So many entries, each in its own transaction; their ids."""
    for number in range(count):
        with transaction.atomic():
            audit.record("thing.done", "thing", by=None, at=AT, number=number, **details)
    return sorted(Entry.objects.order_by("-id").values_list("id", flat=True)[:count])


def sealed(count: int = 1, **limits: int) -> list[int]:
    """So many new entries in one or more new batches; their ids."""
    ids = committed(count)
    seal_everything(**limits)
    return ids


def seal_everything(**limits: int) -> None:
    """Until nothing waits. Other tests' transactions on the same server may hold the horizon back for a moment."""
    sealing.seal_all(**limits)
    for _attempt in range(600):
        if (now := state.sealing()).opened and not now.unsealed:
            return
        with connection.cursor() as cursor:
            cursor.execute("select pg_sleep(0.05)")
        sealing.seal_all(**limits)
    raise AssertionError(f"{state.sealing()}: a transaction on this server did not end for 30 seconds")


def as_owner(statement: str, *values: Any) -> None:
    """What somebody with the database's password can do behind the application's back."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
