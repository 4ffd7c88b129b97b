"""The worker's side of files."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from tinhso.kernel.documents import files

log = logging.getLogger(__name__)


@app.periodic(cron="17 3 * * *")
@app.task(queue="upkeep", queueing_lock="documents.sweep")
def sweep_files(timestamp: int) -> None:
    """Every night: bytes left by transactions that did not come to their end."""
    log.info("swept %d files without a row", files.sweep(now=timezone.now()))
