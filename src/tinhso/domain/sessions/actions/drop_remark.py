"""To drop a remark that was noted by mistake, and to take it back."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.sessions import claims
from tinhso.domain.sessions.models import Remark
from tinhso.domain.sessions.workflow import REMARK_MOVES
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


class NoReason(ValueError):
    """What was said is not dropped without a reason."""


@transaction.atomic
def drop_remark(remark: Remark, *, reason: str, by: Scope, at: datetime) -> Remark:
    """Leave the remark out of lists and notice; it stays with its reason.

    Raises NoReason, OutOfReach, policies.NotAllowed, claims.ChangedMeanwhile (also where the register of
    limitations has taken it over).
    """
    if not reason.strip():
        raise NoReason()
    session = claims.claim_session(remark.session_id, by=by)
    remark = claims.claim_remark(session, remark.pk, move="drop")
    if remark.limitation:
        raise claims.remark_changed(remark)
    return _turn(remark, "drop", reason, by=by, at=at)


@transaction.atomic
def restore_remark(remark: Remark, *, by: Scope, at: datetime) -> Remark:
    """Take a dropped remark back. Raises OutOfReach, policies.NotAllowed, claims.ChangedMeanwhile."""
    session = claims.claim_session(remark.session_id, by=by)
    return _turn(claims.claim_remark(session, remark.pk, move="restore"), "restore", "", by=by, at=at)


def _turn(remark: Remark, move: str, reason: str, *, by: Scope, at: datetime) -> Remark:
    remark.state, remark.drop_reason = REMARK_MOVES[move].to, reason
    claims.touch_remark(remark, by=by, at=at)
    remark.save()
    audit.record("remark.dropped" if move == "drop" else "remark.restored", remark, by=by, at=at)
    return remark
