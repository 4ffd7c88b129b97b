"""To give a number of one's own; it is used once the code sent to it came back."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import record
from tinhso.kernel.audit.trail import Actor
from tinhso.kernel.outbox import clock
from tinhso.kernel.outbox.channels import Channel
from tinhso.kernel.outbox.models import ContactPoint, Delivery
from tinhso.kernel.text import Refused

PAUSE = timedelta(minutes=2)  # between two codes, so that nobody's phone can be made to ring


@transaction.atomic
def add_contact(channel: Channel, typed: str, *, by: Actor, at: datetime) -> ContactPoint:
    """Note the address of whoever acts at the channel, unverified, in place of the one before, and send it a code.
    Raises Refused for what is no address there, or when a code was sent a moment ago."""
    address = channel.read_address(typed)
    before = (
        ContactPoint.objects.select_for_update().filter(person_id=by.person_id, channel=channel.key).first()
    )
    if before and before.code_asked_at and at - before.code_asked_at < PAUSE:
        raise Refused(_("Mã vừa được gửi. Hãy chờ hai phút rồi xin mã khác."), code="too_soon")
    contact = before or ContactPoint(person_id=by.person_id, channel=channel.key)
    contact.address, contact.wanted_at, contact.verified_at = address, at, None
    contact.code_asked_at, contact.code_tries = at, 0
    contact.save()
    moment = clock.now()
    Delivery.objects.bulk_create(
        [
            Delivery(
                id=uuid.uuid4(),
                person_id=by.person_id,
                channel=channel.key,
                contact=contact,
                urgent=True,  # somebody is waiting for it
                created_at=moment,
                next_try_at=moment,
            )
        ]
    )
    record("notices.contact_added", contact, by=by, at=at, channel=channel.key)
    return contact
