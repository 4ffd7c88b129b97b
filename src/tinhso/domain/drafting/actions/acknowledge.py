"""To say that a document has been received."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.drafting import policies
from tinhso.domain.drafting.models import Delivery
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def acknowledge(delivery: Delivery, *, by: Scope, at: datetime) -> Delivery:
    """By the recipient's own people; the first one counts, a second click changes nothing. Raises
    policies.NotAllowed."""
    if not policies.answers(by, delivery):
        raise policies.NotAllowed("the recipient acknowledges")
    won = Delivery.objects.filter(pk=delivery.pk, received_at__isnull=True).update(
        received_at=at, received_by=by.person_id
    )
    delivery.refresh_from_db()
    if won:
        audit.record("delivery.acknowledged", delivery, by=by, at=at, document=delivery.issued_id)
    return delivery
