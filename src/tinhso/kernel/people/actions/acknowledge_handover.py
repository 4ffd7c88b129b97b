"""To acknowledge a hand-over: the receiver has read what is open and takes it on."""

from datetime import datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.people.models import Handover
from tinhso.kernel.people.policies import NotAllowed
from tinhso.kernel.people.scope import Scope


class AlreadyAcknowledged(Exception):
    """It has been acknowledged before."""


class NotListedYet(Exception):
    """The list of what is open is made at the end of the giver's last day."""


def may_acknowledge(handover: Handover, by: Scope) -> bool:
    """The receiver; where nobody was named, whoever holds the post in their own right now."""
    if not by.in_own_right:
        return False
    if handover.receiver_id is not None:
        return by.person_id == handover.receiver_id
    return by.post_id == handover.post_id and by.person_id != handover.giver_id


@transaction.atomic
def acknowledge_handover(handover: Handover, *, by: Scope, at: datetime) -> Handover:
    """Raises NotAllowed, NotListedYet, AlreadyAcknowledged."""
    if not may_acknowledge(handover, by):
        raise NotAllowed(handover.pk)
    if handover.listed_at is None:
        raise NotListedYet(handover.pk)
    waiting = Handover.objects.filter(pk=handover.pk, acknowledged_at=None)
    if not waiting.update(acknowledged_at=at, acknowledged_by_id=by.person_id):
        raise AlreadyAcknowledged(handover.pk)
    audit.record("handover.acknowledged", handover, by=by, at=at, post=handover.post_id)
    handover.refresh_from_db()
    return handover
