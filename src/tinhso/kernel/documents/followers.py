"""What follows when a draft is issued. A domain that wrote a draft registers, from its own `apps.py: ready()`, what
it does then, so that this room knows no domain:

    followers.register("sessions", follow_issue)

The function gets the issued document, `by` and `at`, in the transaction of the issuing: what it raises undoes that
too, and a `Refused` is said to the person at the number.
"""

from datetime import datetime
from typing import Protocol

from tinhso.kernel.documents.models import IssuedDocument
from tinhso.kernel.people.scope import Scope


class Follower(Protocol):
    """Does what follows from an issued draft of its own; nothing for those of others."""

    def __call__(self, issued: IssuedDocument, *, by: Scope, at: datetime) -> None: ...


_known: dict[str, Follower] = {}


def register(key: str, follower: Follower) -> None:
    """Make a follower known; the same key replaces."""
    _known[key] = follower


def follow(issued: IssuedDocument, *, by: Scope, at: datetime) -> None:
    """Let everybody do what follows."""
    for follower in _known.values():
        follower(issued, by=by, at=at)
