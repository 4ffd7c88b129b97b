"""To take a number of one's own away: nothing goes there any more."""

from datetime import datetime

from django.db import transaction

from tinhso.kernel.audit import record
from tinhso.kernel.audit.trail import Actor
from tinhso.kernel.outbox.models import ContactPoint


@transaction.atomic
def remove_contact(contact: ContactPoint, *, by: Actor, at: datetime) -> None:
    """Forget the address and its codes. What waits for it goes by the next channel."""
    record("notices.contact_removed", contact, by=by, at=at, channel=contact.channel)
    contact.delete()
