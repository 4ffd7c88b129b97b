"""The worker's side of files: previews, quarantine, the nightly sweep."""

import logging
from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from tinhso.kernel import rules
from tinhso.kernel.documents import files, issued, previews, scanning
from tinhso.kernel.documents.models import StoredFile
from tinhso.kernel.documents.reading.kinds import Kind

SCANS_AT_ONCE = 200

log = logging.getLogger(__name__)


@app.periodic(cron="17 3 * * *")
@app.task(queue="upkeep", queueing_lock="documents.sweep")
def sweep_files(timestamp: int) -> None:
    """Every night: bytes left by transactions that did not come to their end."""
    kept = timedelta(hours=rules.value("files.unused_hours"))
    log.info("swept %d files without a row", files.sweep(older_than=kept, now=timezone.now()))


@app.task(name="documents.preview", queue="upkeep")
def make_preview(file: int) -> None:
    """Draw the first pages of a file that may be opened; one in quarantine is drawn when it comes out."""
    found = StoredFile.objects.filter(pk=file).first()
    if found is not None and found.served and files.path_of(found.sha256).exists():
        previews.make(found.sha256, Kind(found.kind), files.bytes_of(found))


@app.periodic(cron="*/10 * * * *")
@app.task(queue="upkeep", queueing_lock="documents.scan")
def scan_files(timestamp: int) -> None:
    """Every ten minutes: what could not be scanned on arrival, quarantined files first."""
    if not scanning.configured():
        return
    rows = StoredFile.objects.filter(scan__in=[scanning.Scan.WAITING, scanning.Scan.UNSCANNED])
    for file in rows.order_by("-scan", "pk")[:SCANS_AT_ONCE]:
        if files.scan_again(file, at=timezone.now()) is scanning.Scan.CLEAN:
            make_preview(file.pk)


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="documents.proofs")
def keep_proofs(timestamp: int) -> None:
    """Every minute: the proofs of what was issued and has been sealed in the trace since."""
    if kept := issued.keep_proofs():
        log.info("kept the proofs of %d issued documents", kept)
