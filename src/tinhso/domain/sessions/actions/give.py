"""To give the work: directions become duties of their lead units, with or without a document."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tinhso.domain.sessions import claims, sharing
from tinhso.domain.sessions.models import Remark, WorkingSession
from tinhso.domain.sessions.queries import SOURCE, origin_of, place_in
from tinhso.domain.sessions.workflow import REMARK_MOVES, RemarkState
from tinhso.kernel import audit
from tinhso.kernel.duties.actions.name_document import name_document
from tinhso.kernel.duties.actions.open_duty import Deadline, open_duty
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


class NotClear(Exception):
    """Some of the directions lack a lead, or a deadline with no reason for having none."""

    def __init__(self, remarks: list[Remark]) -> None:
        super().__init__(", ".join(str(remark.pk) for remark in remarks))
        self.remarks = remarks


@transaction.atomic
def give(session: WorkingSession, *, remark_ids: Sequence[int], by: Scope, at: datetime) -> list[Duty]:
    """Open a duty for each of the directions, all or none; given on the day on which they were spoken.

    Their leads and helpers read the session from now on. Sent twice gives the same duties. Where the notice has
    its number already, the duty's history says so. Raises NotClear, OutOfReach, policies.NotAllowed,
    claims.ChangedMeanwhile, duties' MayNotAssign.
    """
    session = claims.claim_session(session.pk, by=by)
    rows = session.remarks.select_for_update(of=("self",)).filter(pk__in=list(remark_ids))
    remarks = list(rows.select_related("unit", "duty", "conclusion", "changed_by"))
    for missing in sorted(set(remark_ids) - {remark.pk for remark in remarks}):
        raise OutOfReach("sessions.remark", missing)
    if remarks and all(
        remark.state == RemarkState.GIVEN and remark.changed_by_id == by.person_id for remark in remarks
    ):
        return [remark.duty for remark in remarks if remark.duty]  # sent twice
    for remark in remarks:
        if not remark.noted or not remark.is_direction:
            raise claims.remark_changed(remark)
    if unclear := [remark for remark in remarks if not remark.ready]:
        raise NotClear(unclear)
    duties = [_open(remark, session, by=by, at=at) for remark in remarks]
    sharing.widen(session, {unit for duty in duties for unit in duty.readers}, by=by)
    return duties


def _open(remark: Remark, session: WorkingSession, *, by: Scope, at: datetime) -> Duty:
    assert remark.unit_id is not None
    duty = open_duty(
        source=SOURCE,
        source_id=remark.pk,
        origin=origin_of(session.pk),
        title=remark.title,
        product=remark.product,
        lead_unit_id=remark.unit_id,
        assigner_unit_id=session.owner_unit_id,
        coordinating=list(remark.coordinations.values_list("unit_id", flat=True)),
        deadline=Deadline(on=remark.due_on, bound=remark.bound, none_because=remark.no_deadline_reason),
        priority=remark.priority,
        given_at=min(session.starts_at, at),
        by=by,
        at=at,
    )
    remark.state, remark.duty = REMARK_MOVES["give"].to, duty
    claims.touch_remark(remark, by=by, at=at)
    remark.save()
    audit.record("remark.given", remark, by=by, at=at, duty=duty.pk, lead=remark.unit_id)
    if session.notice is not None:
        words = place_in(session.notice, remark.conclusion)
        name_document(duty, document_id=session.notice.pk, words=words, by=by, at=at)
    return duty
