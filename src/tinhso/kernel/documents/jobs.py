"""The worker's side of files."""

import logging
from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from tinhso.kernel import rules
from tinhso.kernel.documents import files

log = logging.getLogger(__name__)


@app.periodic(cron="17 3 * * *")
@app.task(queue="upkeep", queueing_lock="documents.sweep")
def sweep_files(timestamp: int) -> None:
    """Every night: bytes left by transactions that did not come to their end."""
    kept = timedelta(hours=rules.value("files.unused_hours"))
    log.info("swept %d files without a row", files.sweep(older_than=kept, now=timezone.now()))
