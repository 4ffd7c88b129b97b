"""To set the agenda: its points in their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tinhso.domain.sessions import claims
from tinhso.domain.sessions.models import AgendaItem, WorkingSession
from tinhso.domain.sessions.workflow import WRITABLE
from tinhso.kernel import audit
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise


@dataclass
class SpokenTo(Exception):
    """Somebody spoke to a point that was to be taken off."""

    item: AgendaItem


@dataclass(frozen=True, slots=True)
class Point:
    """One point; `pk` where it stands on the agenda already."""

    title: str
    presenter: str = ""
    pk: int | None = None


@transaction.atomic
def arrange_agenda(
    session: WorkingSession, *, points: Sequence[Point], by: Scope, at: datetime, version: int | None = None
) -> list[AgendaItem]:
    """Make these the agenda, in this order; points that are not named any more go.

    Raises SpokenTo, OutOfReach, policies.NotAllowed, claims.ChangedMeanwhile.
    """
    session = claims.claim_session(session.pk, by=by, states=WRITABLE, version=version)
    rows = {row.pk: row for row in session.agenda.all()}
    kept = {point.pk for point in points if point.pk}
    for foreign in sorted(kept - set(rows)):
        raise OutOfReach("sessions.agendaitem", foreign)
    for gone in (row for pk, row in rows.items() if pk not in kept):
        if gone.remarks.exists():
            raise SpokenTo(gone)
        gone.delete()
    for position, point in enumerate(points, start=1):
        row = rows[point.pk] if point.pk else AgendaItem(session=session)
        row.position, row.title, row.presenter = position, normalise(point.title), normalise(point.presenter)
        row.save()
    claims.touch_session(session, by=by, at=at)
    session.save()
    audit.record("session.agenda_arranged", session, by=by, at=at, points=len(points))
    return list(session.agenda.all())
