"""To reopen a limitation that came back."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.limitations import claims
from tinhso.domain.limitations.models import Limitation, Turn
from tinhso.domain.limitations.policies import demand, may_close
from tinhso.domain.limitations.workflow import LimitationState
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def reopen(limitation: Limitation, *, reason: str, by: Scope, at: datetime) -> Limitation:
    """It is lacking again; its turns keep what was noted at its closing.

    Raises NotAllowed, claims.Closed (it is open), claims.TextNeeded.
    """
    limitation = claims.claim(limitation, by=by, closed=True)
    demand(may_close(by, limitation))
    if not reason.strip():
        raise claims.TextNeeded(limitation.pk)
    Turn.objects.create(limitation=limitation, closed=False, note=reason.strip(), at=at, by_id=by.person_id)
    audit.record("limitation.reopened", limitation, by=by, at=at)
    limitation.state, limitation.closing_note = LimitationState.OPEN, ""
    limitation.closed_at = limitation.closed_by = None
    limitation.version += 1
    limitation.save(update_fields=["state", "closing_note", "closed_at", "closed_by", "version", "folded"])
    return limitation
