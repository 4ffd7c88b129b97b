import asyncio
import contextlib
import logging
import signal

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from tinhso.kernel.outbox.beats import Heart

log = logging.getLogger(__name__)

CONCURRENCY = 4
PATIENCE = 20  # seconds for what runs when the worker is told to stop
AGAIN = 2  # seconds after which a database that went away is looked for


class Command(BaseCommand):
    help = "Run the background jobs, send what people are told, until stopped."

    def handle(self, **options: object) -> None:
        """One process: a few jobs at a time, and the beats beside them. Outlives a restart of the database."""
        heart = Heart()
        heart.start()
        try:
            asyncio.run(_work())
        finally:
            heart.stop(PATIENCE)


async def _work() -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for asked in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(asked, stop.set)
    stopped = asyncio.create_task(stop.wait())
    while not stop.is_set():
        jobs = asyncio.create_task(_run_jobs())
        await asyncio.wait([jobs, stopped], return_when=asyncio.FIRST_COMPLETED)
        jobs.cancel()  # asks the running ones to finish; without effect where it ended by itself
        try:
            await jobs
        except asyncio.CancelledError:
            break
        except Exception as error:
            log.warning("the jobs stopped: %s", type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), AGAIN)


async def _run_jobs() -> None:
    """Procrastinate's worker, until it is cancelled or its database goes away."""
    with app.replace_connector(app.connector.get_worker_connector()) as running:  # type: ignore[attr-defined]
        async with running.open_async():
            await running.run_worker_async(
                concurrency=CONCURRENCY,
                install_signal_handlers=False,
                shutdown_graceful_timeout=PATIENCE,
            )
