"""To correct what a session is."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.sessions import claims, sharing
from tinhso.domain.sessions.actions.record_session import Facts, readers_of
from tinhso.domain.sessions.models import WorkingSession
from tinhso.domain.sessions.workflow import WRITABLE
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def correct_session(
    session: WorkingSession, *, facts: Facts, by: Scope, at: datetime, version: int | None = None
) -> WorkingSession:
    """Replace title, time, place and chair. `version` is what the form showed.

    Raises OutOfReach, policies.NotAllowed, claims.ChangedMeanwhile, Incomplete, EndsBeforeItBegins.
    """
    facts.demand()
    session = claims.claim_session(session.pk, by=by, states=WRITABLE, version=version)
    before = (session.title, session.starts_at, session.ends_at, session.place, session.chair)
    session.title, session.place, session.chair = facts.title, facts.place, facts.chair
    session.starts_at, session.ends_at = facts.starts_at, facts.ends_at
    session.chair_post_id = facts.chair_post_id
    claims.touch_session(session, by=by, at=at)
    session.save()
    sharing.widen(session, readers_of(facts, session.owner_unit_id), by=by)
    after = (session.title, session.starts_at, session.ends_at, session.place, session.chair)
    names = ("title", "starts_at", "ends_at", "place", "chair")
    changed = [name for name, old, new in zip(names, before, after, strict=True) if old != new]
    audit.record("session.corrected", session, by=by, at=at, changed=changed)
    return session
