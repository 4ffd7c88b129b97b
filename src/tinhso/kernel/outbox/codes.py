"""The six digits that show that a number is somebody's own: made of the secret key, the address and the moment of
asking, and so kept nowhere."""

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.conf import settings

from tinhso.kernel.outbox.models import ContactPoint

LIFE = timedelta(minutes=15)
MOST_TRIES = 5


def of(contact: ContactPoint) -> str:
    """The code that was asked for last."""
    asked = contact.code_asked_at.astimezone(UTC).isoformat() if contact.code_asked_at else ""
    told = f"{contact.pk}|{contact.channel}|{contact.address}|{asked}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode() + b"contact code", told, sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06}"


def fits(contact: ContactPoint, typed: str, *, at: datetime) -> bool:
    """Whether the typed code is the one, in time and not guessed at."""
    if contact.code_asked_at is None or not contact.code_asked_at <= at < contact.code_asked_at + LIFE:
        return False
    return contact.code_tries < MOST_TRIES and hmac.compare_digest(of(contact), typed.strip())
