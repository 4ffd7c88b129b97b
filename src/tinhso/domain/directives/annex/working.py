"""Long work with an annex: at once where it is short, else by the worker, with how far it is."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
from django.utils import timezone

from tinhso.domain.directives.models import Annex
from tinhso.kernel.people.scope import Scope

T = TypeVar("T")

AT_ONCE_BYTES = 100_000  # a file of this size is read in a second
AT_ONCE_ROWS = 500
SILENT = timedelta(minutes=3)  # after which a worker counts as gone


class Progress:
    """Says how far the work is, on a connection of its own, so that the page sees it before the commit."""

    def __init__(self, annex: int, own: Any) -> None:
        self.annex, self._own = annex, own

    def say(self, done: int, total: int) -> None:
        """So many of so many."""
        if self._own is not None:
            with self._own.cursor() as cursor:
                cursor.execute(
                    "update directives_annex set done = %s, total = %s, beat_at = %s where id = %s",
                    [done, total, timezone.now(), self.annex],
                )


@contextmanager
def progress_of(annex: int, *, shown: bool) -> Iterator[Progress]:
    """`shown` only where no transaction of ours has touched the annex's row: else it would wait for itself."""
    own = connection.copy() if shown else None
    try:
        yield Progress(annex, own)
    finally:
        if own is not None:
            own.close()


def one_at_a_time(annex: int) -> None:
    """Until the transaction ends nobody else works on this annex: a job that was started twice waits, and finds
    it done."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('directives.annex'), %s)", [annex])


def actor_of(by: Scope) -> dict[str, Any]:
    """Who asked, for the worker to act as: `scope.enter` has the last word whether they still may."""
    return {"account": by.account_id, "way": by.key}


def is_silent(annex: Annex, at: datetime) -> bool:
    """Whether the worker has said nothing for so long that the work may be started again."""
    return annex.runs and at - annex.beat_at > SILENT


def in_batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size` rows."""
    left = iter(rows)
    while part := list(islice(left, size)):
        yield part
