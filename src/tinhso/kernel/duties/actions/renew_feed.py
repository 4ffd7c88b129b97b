"""To give a person a secret address for their calendar, to renew it, to end it."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.duties.models import Feed
from tinhso.kernel.people.scope import Scope


class NotInOwnRight(Exception):
    """Whoever stands in for somebody gets no lasting address."""


def hash_of(token: str) -> bytes:
    """What is kept of a secret: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).digest()


@transaction.atomic
def renew_feed(*, by: Scope, at: datetime) -> str:
    """The secret of a new address, shown this once; the former address ends. Raises NotInOwnRight."""
    if not by.in_own_right:
        raise NotInOwnRight
    end_feed(by=by, at=at)
    token = secrets.token_urlsafe(32)
    feed = Feed.objects.create(
        person_id=by.person_id, account_id=by.account_id, token_hash=hash_of(token), made_at=at
    )
    audit.record("feed.made", feed, by=by, at=at)
    return token


@transaction.atomic
def end_feed(*, by: Scope, at: datetime) -> bool:
    """The person's address answers no more. Whether there was one."""
    live = Feed.objects.select_for_update().filter(person=by.person_id, ended_at__isnull=True)
    for feed in live:
        Feed.objects.filter(pk=feed.pk).update(ended_at=at)
        audit.record("feed.ended", feed, by=by, at=at)
        return True
    return False
