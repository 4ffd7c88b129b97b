"""To move what was not finished into the programme of a later period."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from tinhso.domain.programmes import claims
from tinhso.domain.programmes.models import WorkItem, WorkProgramme
from tinhso.domain.programmes.workflow import ItemState
from tinhso.kernel import audit
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


class NotLater(ValueError):
    """The other programme is not of a later period."""


class ReasonNeeded(ValueError):
    """Whoever carries over says why it was not done."""


class Finished(ValueError):
    """The duty of this item is closed: there is nothing to carry over."""

    def __init__(self, item: WorkItem) -> None:
        super().__init__(item.content)
        self.item = item


@transaction.atomic
def carry_over(
    item_ids: Sequence[int], to_id: int, *, reason: str, by: Scope, at: datetime
) -> list[WorkItem]:
    """Planned items become carried ones, and stand in the later programme with their duty; all or none.

    The old line stays with its reason. Raises NotLater, ReasonNeeded, Finished, claims.ChangedMeanwhile,
    OutOfReach, policies.NotAllowed.
    """
    if not reason.strip():
        raise ReasonNeeded()
    to = claims.claim_programme(to_id, by=by)
    position = to.items.aggregate(last=Max("position"))["last"] or 0
    new = []
    for pk in sorted(set(item_ids)):
        item = claims.claim_item(pk, by=by, state=ItemState.PLANNED)
        _demand_later(item, to)
        if item.duty is not None and item.duty.closed_at is not None:
            raise Finished(item)
        position += 1
        new.append(_carry(item, to, position, reason, by=by, at=at))
    if not new:
        raise OutOfReach("programmes.workitem", "")
    return new


def _demand_later(item: WorkItem, to: WorkProgramme) -> None:
    if to.pk == item.programme_id or to.last_day() <= item.programme.last_day():
        raise NotLater()


def _carry(
    item: WorkItem, to: WorkProgramme, position: int, reason: str, *, by: Scope, at: datetime
) -> WorkItem:
    item.state, item.reason = ItemState.CARRIED, reason.strip()[:300]
    claims.touch(item, by=by, at=at)
    item.save()
    new = WorkItem(programme=to, position=position, carried_from=item, duty_id=item.duty_id)
    for name in ("content", "lead_unit_id", "lead_text", "presented_to"):
        setattr(new, name, getattr(item, name))
    claims.touch(new, by=by, at=at)
    new.save()
    audit.record("work_item.carried_over", item, by=by, at=at, to=new.pk, programme=to.pk)
    return new
