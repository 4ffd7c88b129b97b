"""To put what a session named as lacking into the register of limitations."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tinhso.domain.limitations.interface import Limitation, record_limitation
from tinhso.domain.sessions import claims
from tinhso.domain.sessions.models import Remark
from tinhso.domain.sessions.workflow import Kind
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope

SOURCE = "sessions.remark"


class NotALimitation(ValueError):
    """Only what is named as lacking goes to the register."""


class NobodyOwnsIt(ValueError):
    """The remark names no unit; somebody must own what is lacking."""


@transaction.atomic
def enter_limitation(remark: Remark, *, by: Scope, at: datetime) -> Limitation:
    """The remark's unit owns the entry, which says session and day. Twice is once.

    Raises NotALimitation, NobodyOwnsIt, OutOfReach, NotAllowed, claims.ChangedMeanwhile (it was dropped).
    """
    session = claims.claim_session(remark.session_id, by=by)
    remark = claims.remark_of(session, remark.pk, locked=True)
    if remark.kind != Kind.LIMITATION:
        raise NotALimitation(remark.pk)
    if remark.unit_id is None:
        raise NobodyOwnsIt(remark.pk)
    if not remark.limitation and not remark.noted:
        raise claims.remark_changed(remark)
    entry = record_limitation(
        title=remark.words[:500],
        owner_id=remark.unit_id,
        source=SOURCE,
        source_id=str(remark.pk),
        source_text=session.title[:300],
        cause=remark.cause,
        found_on=timezone.localdate(session.starts_at),
        by=by,
        at=at,
    )
    if remark.limitation:
        return entry
    remark.limitation = str(entry.pk)
    claims.touch_remark(remark, by=by, at=at)
    remark.save()
    audit.record("remark.entered", remark, by=by, at=at, entry=entry.pk)
    return entry
