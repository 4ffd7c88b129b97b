"""Telling people. The notices are written in the transaction of the change itself, by one statement."""

import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone

from tinhso.kernel.outbox.models import Notice

_NAMES = uuid.UUID("7f1d5a52-6a0e-4b7e-9f43-2f1f4f1f6f10")


def tell(
    people: Iterable[int],
    *,
    event: str,
    text: str,
    url: str,
    at: datetime,
    key: str,
    urgent: bool = False,
    lines: Sequence[tuple[str, str]] = (),
) -> int:
    """Tell each person once per `key`: in the product at commit, by their channels soon after. Returns how many
    were addressed. Nothing leaves when the transaction rolls back, because nothing was written.

    `urgent` (hỏa tốc) passes quiet hours and digests where the province's rule says so. `lines` are the rows of a
    notice about several things: (text, address), worst first.
    """
    addressees = sorted(set(people))
    if not addressees:
        return 0
    ids = [uuid.uuid5(_NAMES, f"{key}/{person}") for person in addressees]
    with connection.cursor() as cursor:
        # No RETURNING and no conflict target: a writer needs no right to read another person's notices.
        cursor.execute(
            "insert into outbox_notice (id, person_id, event, text, url, at, urgent, lines)"
            " select n.id, n.person, %s, %s, %s, %s, %s, %s::jsonb from unnest(%s::uuid[], %s::bigint[]) n(id, person)"
            " on conflict do nothing",
            [event, text[:500], url[:300], at, urgent, json.dumps(lines) if lines else None, ids, addressees],
        )
    return len(addressees)


def unread(person_id: int) -> int:
    """How many notices wait for the person."""
    return Notice.objects.filter(person_id=person_id, read_at=None).count()


def mark_read(person_id: int, ids: Iterable[uuid.UUID] | None = None) -> int:
    """Mark the named notices, or all, as read."""
    notices = Notice.objects.filter(person_id=person_id, read_at=None)
    if ids is not None:
        notices = notices.filter(pk__in=list(ids))
    return notices.update(read_at=timezone.now())
