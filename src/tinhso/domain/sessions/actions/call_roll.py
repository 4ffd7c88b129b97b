"""To write down who came, who did not, and who came in whose stead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tinhso.domain.sessions import claims
from tinhso.domain.sessions.models import Attendance, WorkingSession
from tinhso.domain.sessions.workflow import WRITABLE, Standing
from tinhso.kernel import audit
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise


class NobodyNamed(ValueError):
    """Who is represented is represented by somebody."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one invitation; `version` is what the form showed."""

    attendance_id: int
    standing: Standing
    represented_by: str = ""
    note: str = ""
    version: int | None = None


@transaction.atomic
def call_roll(
    session: WorkingSession, *, answers: Iterable[Answer], by: Scope, at: datetime
) -> list[Attendance]:
    """Set what changed, all or nothing; lines that nobody changed are left alone, so two people may each call a
    part of the roll. Raises NobodyNamed, OutOfReach, policies.NotAllowed, claims.ChangedMeanwhile."""
    session = claims.claim_session(session.pk, by=by, states=WRITABLE)
    rows = {row.pk: row for row in session.attendances.select_related("changed_by")}
    changed = []
    for answer in answers:
        row = rows.get(answer.attendance_id)
        if row is None:
            raise OutOfReach("sessions.attendance", answer.attendance_id)
        substitute = normalise(answer.represented_by) if answer.standing == Standing.REPRESENTED else ""
        if answer.standing == Standing.REPRESENTED and not substitute:
            raise NobodyNamed(row.who)
        wanted = (answer.standing, substitute, normalise(answer.note))
        if wanted == (row.standing, row.represented_by, row.note):
            continue
        if answer.version not in (None, row.version):
            raise claims.ChangedMeanwhile(row.changed_by.full_name, row.changed_at, str(row.standing_label))
        row.standing, row.represented_by, row.note = wanted
        row.version, row.changed_at, row.changed_by_id = row.version + 1, at, by.person_id
        row.save()
        changed.append(row)
    if changed:
        trace = {str(row.pk): str(row.standing) for row in changed}
        audit.record("session.roll_called", session, by=by, at=at, attendances=trace)
    return changed
