"""What a process remembers of a small table, and when it looks again.

A write in this process is seen at once; a write of another process within ``seconds``. While a write of ours
is not committed nothing is remembered, because the transaction may yet be rolled back.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

T = TypeVar("T")


class Memory(Generic[T]):
    """A few values by key. ``get(key, make)`` makes a value at most once in ``seconds``."""

    def __init__(self, seconds: float = 30) -> None:
        self._seconds = seconds
        self._lock = Lock()
        self._held: dict[Hashable, tuple[float, T]] = {}
        self._writing: list[BaseDatabaseWrapper] = []

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        now = monotonic()
        held = self._held.get(key)
        if held is not None and now - held[0] < self._seconds:
            return held[1]
        made = make()
        with self._lock:
            self._writing = [one for one in self._writing if self._is_pending_in(one)]
            if not self._writing:
                self._held[key] = (now, made)
        return made

    def forget(self) -> None:
        """Call after every write, in its transaction."""
        with self._lock:
            self._held.clear()
            if connection.in_atomic_block:
                self._writing.append(connections[DEFAULT_DB_ALIAS])
                transaction.on_commit(self._committed)

    def _committed(self) -> None:
        with self._lock:
            self._held.clear()

    def _is_pending_in(self, one: BaseDatabaseWrapper) -> bool:
        """Whether a write of ours still waits for the commit; a rollback takes it off the list."""
        return any(call[1] == self._committed for call in one.run_on_commit)
