"""To give the duty that remedies a limitation."""

import uuid
from datetime import datetime

from django.db import transaction

from tinhso.domain.limitations import claims
from tinhso.domain.limitations.models import Limitation, Remedy
from tinhso.domain.limitations.policies import demand, may_remedy
from tinhso.domain.limitations.workflow import LimitationState
from tinhso.kernel import audit
from tinhso.kernel.duties.actions.open_duty import Deadline, open_duty
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.scope import Scope

SOURCE = "limitations.remedy"


@transaction.atomic
def give_remedy(
    limitation: Limitation,
    *,
    title: str,
    product: str = "",
    lead_unit_id: int,
    deadline: Deadline,
    token: uuid.UUID,
    by: Scope,
    at: datetime,
) -> Duty:
    """Open the duty; the same `token` gives back the first one.

    Raises NotAllowed, claims.Closed, duties' MayNotAssign and NoDeadlineAndNoReason.
    """
    limitation = claims.claim(limitation, by=by)
    demand(may_remedy(by, limitation))
    duty = open_duty(
        source=SOURCE,
        source_id=f"{limitation.pk}.{token}",
        title=title,
        product=product,
        lead_unit_id=lead_unit_id,
        assigner_unit_id=by.unit_id,
        deadline=deadline,
        field_of_work_id=limitation.field_of_work_id,
        by=by,
        at=at,
    )
    _remedy, new = Remedy.objects.get_or_create(limitation=limitation, duty=duty, defaults={"given_at": at})
    if new:
        limitation.state = LimitationState.IN_REMEDY
        limitation.readers = sorted({*limitation.readers, lead_unit_id, by.unit_id})
        limitation.version += 1
        limitation.save(update_fields=["state", "readers", "version", "folded"])
        audit.record("limitation.remedy_given", limitation, by=by, at=at, duty=duty.pk)
    return duty
