"""Telling many people different things by one statement."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tinhso.kernel.outbox.notices import _NAMES


@dataclass(frozen=True, slots=True)
class Word:
    """One notice to one person; `key` as in notices.tell."""

    person: int
    text: str
    url: str
    key: str


def tell_each(words: Iterable[Word], *, event: str, at: datetime, urgent: bool = False) -> int:
    """As notices.tell, where everybody is told something else. Returns how many were addressed."""
    told = list(words)
    if not told:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into outbox_notice (id, person_id, event, text, url, at, urgent)"
            " select n.id, n.person, %s, n.text, n.url, %s, %s"
            " from unnest(%s::uuid[], %s::bigint[], %s::text[], %s::text[]) n(id, person, text, url)"
            " on conflict do nothing",
            [
                event,
                at,
                urgent,
                [uuid.uuid5(_NAMES, f"{word.key}/{word.person}") for word in told],
                [word.person for word in told],
                [word.text[:500] for word in told],
                [word.url[:300] for word in told],
            ],
        )
    return len(told)
