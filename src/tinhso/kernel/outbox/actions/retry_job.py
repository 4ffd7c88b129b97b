"""To run a background job again that failed."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tinhso.kernel.audit import record
from tinhso.kernel.audit.trail import Actor


@transaction.atomic
def retry_job(job_id: int, *, by: Actor, at: datetime) -> bool:
    """Queue it again; False where it is not failed (any more)."""
    failed = ProcrastinateJob.objects.select_for_update().filter(pk=job_id, status="failed").first()
    if failed is None:
        return False
    app.job_manager.retry_job_by_id(job_id, retry_at=timezone.now())
    record("jobs.retried", "procrastinate.job", by=by, at=at, job=job_id, task=failed.task_name)
    return True
