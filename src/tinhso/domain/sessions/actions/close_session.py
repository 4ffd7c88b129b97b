"""To end a session that needs no notice, and to open it again."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.sessions import claims
from tinhso.domain.sessions.models import WorkingSession
from tinhso.domain.sessions.workflow import SESSION_MOVES
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


class NoReason(ValueError):
    """A session ends without a notice for a reason."""


@transaction.atomic
def close_session(session: WorkingSession, *, reason: str, by: Scope, at: datetime) -> WorkingSession:
    """End it without a notice. Its directions can still be given, a notice that comes later still be attached.

    Raises NoReason, OutOfReach, policies.NotAllowed, claims.ChangedMeanwhile.
    """
    if not reason.strip():
        raise NoReason()
    return _turn(session, "close", reason, by=by, at=at)


@transaction.atomic
def reopen_session(session: WorkingSession, *, by: Scope, at: datetime) -> WorkingSession:
    """Go on recording. Raises OutOfReach, policies.NotAllowed, claims.ChangedMeanwhile."""
    return _turn(session, "reopen", "", by=by, at=at)


def _turn(session: WorkingSession, name: str, reason: str, *, by: Scope, at: datetime) -> WorkingSession:
    move = SESSION_MOVES[name]
    session = claims.claim_session(session.pk, by=by, states=move.froms)
    session.state, session.closed_because = move.to, reason
    claims.touch_session(session, by=by, at=at)
    session.save()
    audit.record("session.closed" if name == "close" else "session.reopened", session, by=by, at=at)
    return session
