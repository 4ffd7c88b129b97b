"""To change a line of a work programme."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.programmes import claims
from tinhso.domain.programmes.actions.add_item import Line, write
from tinhso.domain.programmes.models import WorkItem
from tinhso.domain.programmes.workflow import ItemState
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def correct_item(pk: int, line: Line, *, by: Scope, at: datetime, version: int | None = None) -> WorkItem:
    """Replace what a planned item says; the duty behind it has its own acts.

    Raises add_item.OutsideThePeriod, claims.ChangedMeanwhile, OutOfReach, policies.NotAllowed.
    """
    item = claims.claim_item(pk, by=by, version=version, state=ItemState.PLANNED)
    write(item, line, by=by, at=at)
    audit.record("work_item.corrected", item, by=by, at=at, lead=item.lead_unit_id)
    return item
