"""To show by the code that a number is one's own."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from tinhso.kernel.audit import record
from tinhso.kernel.audit.trail import Actor
from tinhso.kernel.outbox import codes
from tinhso.kernel.outbox.models import ContactPoint
from tinhso.kernel.text import Refused


class WrongCode(Refused):
    """The code is not the one that was sent, is too old, or was guessed at too often."""


def confirm_contact(contact: ContactPoint, typed: str, *, by: Actor, at: datetime) -> ContactPoint:
    """Verify the address. Raises WrongCode; the failed try counts, so the caller lets its transaction commit."""
    if not codes.fits(contact, typed, at=at):
        ContactPoint.objects.filter(pk=contact.pk).update(code_tries=F("code_tries") + 1)
        raise WrongCode(
            _("Mã chưa đúng hoặc đã hết hạn. Hãy xem lại tin nhắn hoặc xin mã khác."), code="wrong"
        )
    contact.verified_at, contact.code_asked_at = at, None
    contact.save(update_fields=["verified_at", "code_asked_at"])
    record("notices.contact_verified", contact, by=by, at=at, channel=contact.channel)
    return contact
