"""What the worker does again and again. Every beat has a thread and waits by a clock that cannot jump; what must
happen once a day asks the database for the day (`first_today`).

    beats.register("audit.seal", lambda: seal_some, every=3)     # a function that makes the function to run

The made function returns whether there is more to do at once.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import connection

log = logging.getLogger(__name__)

PULSE_SECONDS = 15.0


@dataclass(frozen=True)
class Beat:
    """Something to do every few seconds."""

    name: str
    make: Callable[[], Callable[[], object]]
    every: float
    wanted: Callable[[], bool]


_beats: dict[str, Beat] = {}


def register(
    name: str,
    make: Callable[[], Callable[[], object]],
    *,
    every: float = 2.0,
    wanted: Callable[[], bool] = lambda: True,
) -> None:
    """Let the worker do it; the same name replaces. `wanted` is asked once, when the worker starts."""
    _beats[name] = Beat(name, make, every, wanted)


class Heart:
    """All beats of one worker process."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin; threads end with the process."""
        for beat in _beats.values():
            if beat.wanted():
                thread = threading.Thread(target=self._keep, args=[beat], name=beat.name, daemon=True)
                thread.start()
                self._threads.append(thread)

    def stop(self, seconds: float) -> None:
        """Let what runs come to its end, `seconds` at the most for all of them."""
        self._stop.set()
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _keep(self, beat: Beat) -> None:
        run, told, problem = beat.make(), -PULSE_SECONDS, ""
        while not self._stop.is_set():
            more, before = False, problem
            try:
                more, problem = bool(run()), ""
                if problem != before or time.monotonic() - told >= PULSE_SECONDS:
                    _pulse(beat.name)
                    told = time.monotonic()
            except Exception as error:
                problem = type(error).__name__
                if problem != before:
                    log.warning("%s: %s", beat.name, problem, exc_info=True)
                connection.close()
            if not more:
                self._stop.wait(beat.every)
        connection.close()


def _pulse(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into outbox_pulse (name, ran_at, problem) values (%s, clock_timestamp(), '')"
            " on conflict (name) do update set ran_at = excluded.ran_at, problem = ''",
            [name],
        )


def first_today(name: str, day: date) -> bool:
    """Whether nobody has done it on this day (or a later one). Call it in the transaction of what is to be done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into outbox_pulse as p (name, ran_at, day, problem) values (%s, clock_timestamp(), %s, '')"
            " on conflict (name) do update set ran_at = excluded.ran_at, day = excluded.day"
            " where p.day is null or p.day < excluded.day",
            [name, day],
        )
        return cursor.rowcount == 1
