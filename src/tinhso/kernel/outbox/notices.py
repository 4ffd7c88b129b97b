"""Telling people. The notice and the job that mails it are written in the transaction of the change itself."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.utils import timezone

from tinhso.kernel.outbox import jobs
from tinhso.kernel.outbox.models import Notice

_NAMES = uuid.UUID("7f1d5a52-6a0e-4b7e-9f43-2f1f4f1f6f10")


def tell(people: Iterable[int], *, event: str, text: str, url: str, at: datetime, key: str) -> int:
    """Tell each person once per `key`, in the product at commit and by mail soon after. Returns how many were
    addressed. Nothing leaves when the transaction rolls back, because nothing was written."""
    addressees = sorted(set(people))
    if not addressees:
        return 0
    rows = [
        (uuid.uuid5(_NAMES, f"{key}/{person}"), person, event, text[:500], url[:300], at)
        for person in addressees
    ]
    with connection.cursor() as cursor:
        # No RETURNING and no conflict target: a writer needs no right to read another person's notices.
        cursor.executemany(
            "insert into outbox_notice (id, person_id, event, text, url, at)"
            " values (%s, %s, %s, %s, %s, %s) on conflict do nothing",
            rows,
        )
    jobs.mail_notices.defer(ids=[str(row[0]) for row in rows])
    return len(rows)


def unread(person_id: int) -> int:
    """How many notices wait for the person."""
    return Notice.objects.filter(person_id=person_id, read_at=None).count()


def mark_read(person_id: int, ids: Iterable[uuid.UUID] | None = None) -> int:
    """Mark the named notices, or all, as read."""
    notices = Notice.objects.filter(person_id=person_id, read_at=None)
    if ids is not None:
        notices = notices.filter(pk__in=list(ids))
    return notices.update(read_at=timezone.now())
