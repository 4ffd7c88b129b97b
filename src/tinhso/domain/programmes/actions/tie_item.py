"""To say which existing duty a line of a work programme is about."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.programmes import claims
from tinhso.domain.programmes.models import WorkItem
from tinhso.domain.programmes.workflow import ItemState
from tinhso.kernel import audit
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def tie_item(
    pk: int, duty_id: int | None, *, by: Scope, at: datetime, version: int | None = None
) -> WorkItem:
    """Point the item at a duty that the actor may read, or at none. One duty may answer several items.

    Raises claims.ChangedMeanwhile, OutOfReach, policies.NotAllowed.
    """
    item = claims.claim_item(pk, by=by, version=version, state=ItemState.PLANNED)
    if duty_id is not None and not Duty.objects.readable_by(by).filter(pk=duty_id).exists():
        raise OutOfReach("duties.duty", duty_id)
    was, item.duty_id = item.duty_id, duty_id
    claims.touch(item, by=by, at=at)
    item.save()
    audit.record("work_item.tied", item, by=by, at=at, was=was, duty=duty_id)
    return item
