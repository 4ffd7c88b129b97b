"""To record that leaders work with a unit: what about, when, where, who presides."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tinhso.domain.sessions import policies
from tinhso.domain.sessions.models import WorkingSession
from tinhso.kernel import audit
from tinhso.kernel.people.models import Post
from tinhso.kernel.people.scope import Scope


class Incomplete(ValueError):
    """A session has a title, a place and somebody who presides."""


class EndsBeforeItBegins(ValueError):
    """The end lies before the beginning."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a session is."""

    title: str
    starts_at: datetime
    place: str
    chair: str
    chair_post_id: int | None = None
    ends_at: datetime | None = None

    def demand(self) -> None:
        """Raise Incomplete or EndsBeforeItBegins."""
        if not (self.title.strip() and self.place.strip() and self.chair.strip()):
            raise Incomplete()
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise EndsBeforeItBegins()


@transaction.atomic
def record_session(facts: Facts, *, token: UUID, by: Scope, at: datetime) -> WorkingSession:
    """Record a session in the name of the own unit; the token makes a second click the same session.

    The own unit and the unit of whoever presides read it. Raises policies.NotAllowed, Incomplete,
    EndsBeforeItBegins.
    """
    policies.demand_record(by)
    facts.demand()
    made, created = WorkingSession.objects.get_or_create(
        token=token,
        owner_unit_id=by.unit_id,
        defaults={
            "title": facts.title,
            "starts_at": facts.starts_at,
            "ends_at": facts.ends_at,
            "place": facts.place,
            "chair": facts.chair,
            "chair_post_id": facts.chair_post_id,
            "readers": readers_of(facts, by.unit_id),
            "recorded_at": at,
            "recorded_by_id": by.person_id,
            "changed_at": at,
            "changed_by_id": by.person_id,
        },
    )
    if created:
        audit.record("session.recorded", made, by=by, at=at, starts_at=facts.starts_at)
    return made


def readers_of(facts: Facts, owner: int) -> list[int]:
    """The unit that keeps the minutes, and that of whoever presides."""
    if facts.chair_post_id is None:
        return [owner]
    return sorted({owner, Post.objects.get(pk=facts.chair_post_id).unit_id})
