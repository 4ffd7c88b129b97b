"""To take a line out of a work programme."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.programmes import claims
from tinhso.domain.programmes.models import WorkItem
from tinhso.domain.programmes.workflow import ItemState
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


class ReasonNeeded(ValueError):
    """Nothing leaves a work programme without a reason."""


@transaction.atomic
def drop_item(pk: int, *, reason: str, by: Scope, at: datetime, version: int | None = None) -> WorkItem:
    """planned → dropped, with the reason; the line stays readable, and its duty, if it has one, goes on.

    Raises ReasonNeeded, claims.ChangedMeanwhile, OutOfReach, policies.NotAllowed.
    """
    item = claims.claim_item(pk, by=by, version=version, state=ItemState.PLANNED)
    if not reason.strip():
        raise ReasonNeeded()
    item.state, item.reason = ItemState.DROPPED, reason.strip()[:300]
    claims.touch(item, by=by, at=at)
    item.save()
    audit.record("work_item.dropped", item, by=by, at=at, duty=item.duty_id)
    return item
