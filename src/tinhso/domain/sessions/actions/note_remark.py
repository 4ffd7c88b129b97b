"""To note what somebody says: who, in which words; of a direction also what is to be done, by whom, by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from tinhso.domain.sessions import claims
from tinhso.domain.sessions.models import Priority, Remark, RemarkCoordination, WorkingSession
from tinhso.domain.sessions.workflow import WRITABLE, Kind
from tinhso.kernel import audit
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise_lines
from tinhso.kernel.text.formats import VIETNAM
from tinhso.kernel.units.models import Unit


class NothingSaid(ValueError):
    """A remark has a speaker and words."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, as the secretary notes it. `unit_id` of a direction is its lead. What only a direction has is
    left out of other kinds."""

    kind: Kind
    speaker: str
    words: str
    speaker_post_id: int | None = None
    agenda_item_id: int | None = None
    title: str = ""
    product: str = ""
    unit_id: int | None = None
    coordinating: Sequence[int] = ()
    due_on: date | None = None
    bound: str = ""
    no_deadline_reason: str = ""
    priority: str = Priority.THUONG
    cause: str = ""


@transaction.atomic
def note_remark(session: WorkingSession, *, said: Said, token: UUID, by: Scope, at: datetime) -> Remark:
    """Note a remark at the end of the session; the token makes a second click the same remark.

    Raises NothingSaid, OutOfReach (a unit not ours on that day, a point of another agenda), policies.NotAllowed,
    claims.ChangedMeanwhile.
    """
    session = claims.claim_session(session.pk, by=by, states=WRITABLE)
    if known := session.remarks.filter(token=token).first():
        return known
    demand(said, session, at)
    last = session.remarks.aggregate(last=Max("position"))["last"] or 0
    remark = Remark(
        session=session,
        position=last + 1,
        token=token,
        noted_at=at,
        changed_at=at,
        changed_by_id=by.person_id,
    )
    apply(remark, said)
    remark.save()
    helpers(remark, said.coordinating)
    audit.record("remark.noted", remark, by=by, at=at, kind=said.kind, unit=remark.unit_id)
    return remark


def demand(said: Said, session: WorkingSession, at: datetime) -> None:
    """Raise NothingSaid, or OutOfReach for a unit or a point of the agenda that is none of this session's."""
    if not (said.speaker.strip() and said.words.strip()):
        raise NothingSaid()
    wanted = {*said.coordinating, *([said.unit_id] if said.unit_id else [])}
    ours = Unit.objects.ours_on(at.astimezone(VIETNAM).date()).filter(pk__in=wanted)
    for unit in sorted(wanted - set(ours.values_list("pk", flat=True))):
        raise OutOfReach("units.unit", unit)
    if said.agenda_item_id and not session.agenda.filter(pk=said.agenda_item_id).exists():
        raise OutOfReach("sessions.agendaitem", said.agenda_item_id)


def apply(remark: Remark, said: Said) -> None:
    """Write what was said into the row; not saved."""
    remark.kind, remark.speaker, remark.speaker_post_id = said.kind, said.speaker, said.speaker_post_id
    remark.words = normalise_lines(said.words).strip()
    remark.agenda_item_id, remark.unit_id = said.agenda_item_id, said.unit_id
    task = said.kind == Kind.DIRECTION
    remark.title = (said.title.strip() or " ".join(remark.words.split())) if task else ""
    remark.product = said.product if task else ""
    remark.due_on = said.due_on if task else None
    remark.bound = (said.bound or "by") if remark.due_on else ""
    remark.no_deadline_reason = said.no_deadline_reason if task and not remark.due_on else ""
    remark.priority = said.priority if task else Priority.THUONG
    remark.cause = normalise_lines(said.cause).strip() if said.kind == Kind.LIMITATION else ""


def helpers(remark: Remark, units: Sequence[int]) -> None:
    """Make these the coordinating units; the lead does not help itself, and only a direction has any."""
    wanted = [unit for unit in dict.fromkeys(units) if unit != remark.unit_id and remark.is_direction]
    remark.coordinations.exclude(unit_id__in=wanted).delete()
    present = set(remark.coordinations.values_list("unit_id", flat=True))
    new = [RemarkCoordination(remark=remark, unit_id=unit) for unit in wanted if unit not in present]
    RemarkCoordination.objects.bulk_create(new)
