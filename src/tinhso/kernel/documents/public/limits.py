"""A soft limit per address: nobody guesses codes or keeps us busy with files; a whole commune behind one address can
still work. Counted per process in memory: a GET writes nothing."""

from django.core.cache import cache
from django.http import HttpRequest

WINDOW_SECONDS = 60
CODES, FILES = 60, 10  # per minute and address


def too_often(request: HttpRequest, what: str, limit: int) -> bool:
    """Count this request; True where the address asked for more than `limit` in the last minute."""
    key = f"verify.{what}.{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return cache.incr(key) > limit
    except ValueError:  # it ran out between the two calls
        return False
