"""To correct what was noted, as long as nobody was given the work."""

from dataclasses import fields
from datetime import datetime

from django.db import transaction

from tinhso.domain.sessions import claims
from tinhso.domain.sessions.actions.note_remark import Said, apply, demand, helpers
from tinhso.domain.sessions.models import Remark
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def correct_remark(
    remark: Remark, *, said: Said, by: Scope, at: datetime, version: int | None = None
) -> Remark:
    """Replace what the remark says. `version` is what the form showed; somebody else's newer words stay.

    A remark that the register of limitations has taken over stays what it is. Raises note_remark.NothingSaid,
    OutOfReach, policies.NotAllowed, claims.ChangedMeanwhile.
    """
    session = claims.claim_session(remark.session_id, by=by)
    remark = claims.claim_remark(session, remark.pk, move="correct", version=version)
    if remark.limitation:
        raise claims.remark_changed(remark)
    demand(said, session, at)
    before = _words(remark)
    apply(remark, said)
    claims.touch_remark(remark, by=by, at=at)
    remark.save()
    helpers(remark, said.coordinating)
    changed = sorted(key for key, value in _words(remark).items() if value != before[key])
    audit.record("remark.corrected", remark, by=by, at=at, changed=changed, unit=remark.unit_id)
    return remark


def _words(remark: Remark) -> dict[str, object]:
    said: dict[str, object] = {
        f.name: getattr(remark, f.name) for f in fields(Said) if f.name != "coordinating"
    }
    said["coordinating"] = sorted(remark.coordinations.values_list("unit_id", flat=True))
    return said
