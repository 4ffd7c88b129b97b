"""The sealer as a thread of the worker process. It outlives whatever fails: the database may go and come back."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from django.db import DatabaseError, InterfaceError, connection

from tinhso.kernel.audit import keys, sealing

log = logging.getLogger(__name__)
LONGEST_WAIT = 60


@contextmanager
def running(every: float | None = None) -> Iterator[None]:
    """Seal in the background until the block ends; what is complete then is sealed once more."""
    stop = Event()
    thread = Thread(target=run, args=(stop, every or sealing.seconds()), name="sealer", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=20)


def run(stop: Event, every: float) -> None:
    """Seal every so many seconds until told to stop. After a failure it waits longer each time, up to a minute."""
    failures = 0
    while True:
        last = stop.is_set()
        try:
            sealing.seal_all()
            failures = 0
        except (DatabaseError, InterfaceError, keys.KeyProblem, OSError) as error:
            failures += 1
            log.error("sealing waits (%d in a row): %s", failures, _short(error))
        except Exception:  # whatever it is, the thread must not end unnoticed
            failures += 1
            log.exception("sealing failed")
        with suppress(DatabaseError, InterfaceError):
            connection.close()  # nothing is held between two rounds
        if last:
            return
        stop.wait(min(every * 2 ** min(failures, 6), LONGEST_WAIT) if failures else every)


def _short(error: Exception) -> str:
    """The first line: a database's further lines may quote a row."""
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"
