"""To say why something is lacking."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.limitations import claims
from tinhso.domain.limitations.models import Limitation
from tinhso.domain.limitations.policies import demand, may_explain
from tinhso.domain.limitations.workflow import Cause
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def name_cause(
    limitation: Limitation, *, cause: str, cause_kind: Cause, version: int, by: Scope, at: datetime
) -> Limitation:
    """Set cause and kind. `version` is what the form showed.

    Raises NotAllowed, claims.TextNeeded, claims.Closed, claims.ChangedMeanwhile.
    """
    limitation = claims.claim(limitation, by=by, version=version)
    demand(may_explain(by, limitation))
    if not cause.strip():
        raise claims.TextNeeded(limitation.pk)
    limitation.cause, limitation.cause_kind = cause.strip(), cause_kind
    limitation.version += 1
    limitation.save(update_fields=["cause", "cause_kind", "version", "folded"])
    audit.record("limitation.explained", limitation, by=by, at=at, kind=cause_kind)
    return limitation
