"""To close a limitation: only when a remedy's evidence is confirmed."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.limitations import claims
from tinhso.domain.limitations.models import Limitation, Turn
from tinhso.domain.limitations.policies import demand, may_close
from tinhso.domain.limitations.queries import may_be_closed, remedies_of
from tinhso.domain.limitations.workflow import LimitationState
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


class NotRemedied(Exception):
    """No remedy has confirmed evidence, or one is still on its way."""


class CauseNeeded(Exception):
    """Nobody has said why."""


@transaction.atomic
def close(limitation: Limitation, *, note: str, by: Scope, at: datetime) -> Limitation:
    """Close it with what is better now.

    Raises NotAllowed, claims.Closed, claims.TextNeeded, CauseNeeded, NotRemedied; then nothing is changed.
    """
    limitation = claims.claim(limitation, by=by)
    demand(may_close(by, limitation))
    if not note.strip():
        raise claims.TextNeeded(limitation.pk)
    if not limitation.cause:
        raise CauseNeeded(limitation.pk)
    if not may_be_closed(remedies_of(limitation)):
        raise NotRemedied(limitation.pk)
    limitation.state, limitation.closing_note = LimitationState.CLOSED, note.strip()
    limitation.closed_at, limitation.closed_by_id = at, by.person_id
    limitation.version += 1
    limitation.save(update_fields=["state", "closing_note", "closed_at", "closed_by", "version", "folded"])
    Turn.objects.create(limitation=limitation, closed=True, note=note.strip(), at=at, by_id=by.person_id)
    audit.record("limitation.closed", limitation, by=by, at=at)
    return limitation
