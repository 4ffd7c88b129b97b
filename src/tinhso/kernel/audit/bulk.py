"""The trace of one act on many things: an entry for each, by one statement."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, models

from tinhso.kernel.audit.trail import Actor


def record_each(
    event: str,
    kind: type[models.Model],
    subjects: Mapping[int, Mapping[str, Any]],
    *,
    by: Actor | None,
    at: datetime,
) -> None:
    """As trail.record, once for every id of the kind with its own details; all or nothing."""
    if "." not in event:
        raise ValueError(f"an event is named subject.verb, not {event!r}")
    actor = (by.account_id, by.person_id, by.post_id, by.unit_id) if by else (None, None, None, None)
    stands_in = getattr(by, "trace", {})
    keys = [str(key) for key in subjects]
    details = [
        json.dumps({**more, **stands_in}, default=str, ensure_ascii=False) for more in subjects.values()
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into audit_entry (at, event, subject_type, subject_id, actor_account_id,"
            " actor_person_id, actor_post_id, actor_unit_id, details)"
            " select %s, %s, %s, s.key, %s::bigint, %s::bigint, %s::bigint, %s::bigint, s.details"
            " from unnest(%s::text[], %s::jsonb[]) s(key, details)",
            [at, event, kind._meta.label_lower, *actor, keys, details],
        )
