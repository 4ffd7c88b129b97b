"""To give the work that a line of a work programme plans, with one press."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.domain.programmes import claims
from tinhso.domain.programmes.workflow import ItemState
from tinhso.kernel import audit
from tinhso.kernel.duties.actions.open_duty import Deadline, open_duty
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.scope import Scope

SOURCE = "programmes.item"


class NoLead(ValueError):
    """The item names no unit of ours that could be given it."""


@transaction.atomic
def open_item_duty(pk: int, *, by: Scope, at: datetime) -> Duty:
    """Open a duty of the item's lead, due at the end of the item's month or quarter; pressed twice, one duty.

    An item that was carried over and already has its duty keeps it. The programme's keeper gives it. Raises
    NoLead, claims.ChangedMeanwhile, OutOfReach, policies.NotAllowed, duties' MayNotAssign.
    """
    item = claims.claim_item(pk, by=by, state=ItemState.PLANNED)
    if item.duty is not None:
        return item.duty
    if item.lead_unit_id is None:
        raise NoLead()
    programme = item.programme
    duty = open_duty(
        source=SOURCE,
        source_id=item.pk,
        origin=f"programmes:{programme.pk}",
        title=item.content,
        product=_("Hồ sơ trình %(to)s") % {"to": item.presented_to} if item.presented_to else "",
        lead_unit_id=item.lead_unit_id,
        assigner_unit_id=programme.owner_unit_id,
        deadline=Deadline(on=item.due_on, bound="within", text=item.when),
        by=by,
        at=at,
    )
    item.duty_id = duty.pk
    claims.touch(item, by=by, at=at)
    item.save()
    audit.record("work_item.given", item, by=by, at=at, duty=duty.pk, lead=item.lead_unit_id)
    return duty
