"""The worker's side of files."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from tinhso.kernel.documents import files, issued

log = logging.getLogger(__name__)


@app.periodic(cron="17 3 * * *")
@app.task(queue="upkeep", queueing_lock="documents.sweep")
def sweep_files(timestamp: int) -> None:
    """Every night: bytes left by transactions that did not come to their end."""
    log.info("swept %d files without a row", files.sweep(now=timezone.now()))


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="documents.proofs")
def keep_proofs(timestamp: int) -> None:
    """Every minute: the proofs of what was issued and has been sealed in the trace since."""
    if kept := issued.keep_proofs():
        log.info("kept the proofs of %d issued documents", kept)
