"""To take a paper away that should not have lain on the table."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.sessions import claims
from tinhso.domain.sessions.models import WorkingSession
from tinhso.domain.sessions.workflow import WRITABLE
from tinhso.kernel import audit
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def take_away_paper(session: WorkingSession, paper_id: int, *, by: Scope, at: datetime) -> None:
    """Remove the paper; only the unit that keeps the minutes opens its file from now on, who saw it stays in the
    trace. Raises OutOfReach, policies.NotAllowed, claims.ChangedMeanwhile."""
    session = claims.claim_session(session.pk, by=by, states=WRITABLE)
    paper = session.papers.select_related("file").filter(pk=paper_id).first()
    if paper is None:
        raise OutOfReach("sessions.paper", paper_id)
    file = paper.file
    paper.delete()
    file.readers = [session.owner_unit_id]
    file.save(update_fields=["readers"])
    audit.record("session.paper_taken_away", session, by=by, at=at, file=file.pk)
