"""Writing the trace."""

import json
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, models


class Actor(Protocol):
    """Whoever acts: the scope of a request (kernel/people); this room does not know people."""

    @property
    def account_id(self) -> int: ...
    @property
    def person_id(self) -> int: ...
    @property
    def post_id(self) -> int: ...
    @property
    def unit_id(self) -> int: ...


def record(
    event: str, subject: models.Model | str, *, by: Actor | None, at: datetime, **details: Any
) -> None:
    """Write one entry in the current transaction: when it fails, the change that it describes fails too.

    `event` is "<subject>.<verb in the past>" ("duty.accepted"). `by=None` means the system itself. `details`
    holds identifiers, states and dates, never a person's data or a document's text. Raises ValueError for an
    event without a dot.
    """
    if "." not in event:
        raise ValueError(f"an event is named subject.verb, not {event!r}")
    kind, key = kind_and_key(subject)
    details |= getattr(by, "trace", {})  # whoever stands in for somebody: by which right, and for whom
    actor = (by.account_id, by.person_id, by.post_id, by.unit_id) if by else (None, None, None, None)
    with connection.cursor() as cursor:
        # Plain SQL because Django's insert returns the new id, and a writer needs no right to read the trace.
        cursor.execute(
            # The moment of writing and the transaction are the database's to say; see sealing.py.
            "insert into audit_entry (at, event, subject_type, subject_id, actor_account_id,"
            " actor_person_id, actor_post_id, actor_unit_id, details)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [at, event, kind, key, *actor, json.dumps(details, default=str, ensure_ascii=False)],
        )


def kind_and_key(subject: models.Model | str) -> tuple[str, str]:
    """How the trace names a subject: ("documents.storedfile", "12"), or the text itself and no key."""
    return (subject, "") if isinstance(subject, str) else (subject._meta.label_lower, str(subject.pk))
