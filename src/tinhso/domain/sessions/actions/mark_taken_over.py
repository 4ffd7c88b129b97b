"""To mark that the register of limitations has taken over what a session named as lacking."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.sessions import claims
from tinhso.domain.sessions.models import Remark
from tinhso.domain.sessions.workflow import Kind
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


class NotALimitation(ValueError):
    """Only what is named as lacking goes to the register."""


@transaction.atomic
def mark_taken_over(remark: Remark, *, entry: str, by: Scope, at: datetime) -> Remark:
    """Keep which entry of the register it became; in the transaction that makes the entry. Twice with the same
    entry is once. Raises NotALimitation, OutOfReach, policies.NotAllowed, claims.ChangedMeanwhile."""
    session = claims.claim_session(remark.session_id, by=by)
    remark = claims.remark_of(session, remark.pk, locked=True)
    if remark.kind != Kind.LIMITATION:
        raise NotALimitation(remark.pk)
    if remark.limitation == entry:
        return remark
    if remark.limitation or not remark.noted:
        raise claims.remark_changed(remark)
    remark.limitation = entry
    claims.touch_remark(remark, by=by, at=at)
    remark.save()
    audit.record("remark.taken_over", remark, by=by, at=at, entry=entry)
    return remark
