"""The worker's side of the trace: telling roots to the outside. Sealing itself is a thread (sealer.py)."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tinhso.kernel.audit import exporting


@app.periodic(cron="*/5 * * * *")
@app.task(queue="upkeep", queueing_lock="audit.send_roots")
def send_roots(timestamp: int) -> None:
    """Every five minutes, to the file and the server; what failed goes with the next run."""
    exporting.send_all(at=timezone.now())


@app.periodic(cron="5 6 * * *")
@app.task(
    queue="mail",
    queueing_lock="audit.mail_root",
    retry=RetryStrategy(max_attempts=20, exponential_wait=5, linear_wait=60),
)
def mail_root(timestamp: int) -> None:
    """Every day, by mail."""
    exporting.mail(at=timezone.now())
