"""To take somebody off the list who should not stand on it."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.sessions import claims
from tinhso.domain.sessions.models import WorkingSession
from tinhso.domain.sessions.workflow import WRITABLE
from tinhso.kernel import audit
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def uninvite(session: WorkingSession, attendance_id: int, *, by: Scope, at: datetime) -> None:
    """Remove a line of the list of guests; whose unit has read the session goes on reading it.

    Raises OutOfReach, policies.NotAllowed, claims.ChangedMeanwhile.
    """
    session = claims.claim_session(session.pk, by=by, states=WRITABLE)
    row = session.attendances.filter(pk=attendance_id).first()
    if row is None:
        raise OutOfReach("sessions.attendance", attendance_id)
    audit.record("session.uninvited", session, by=by, at=at, attendance=row.pk, post=row.post_id)
    row.delete()
