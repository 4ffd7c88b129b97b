"""To accept a duty: the lead unit takes it on."""

from datetime import datetime

from django.db import transaction

from tinhso.kernel.duties import steps
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def accept(duty: Duty, *, by: Scope | None, at: datetime) -> Duty:
    """đã giao → đã nhận, by the lead unit. Raises NotAllowed, AlreadyMoved."""
    steps.make(duty, "accept", by=by, at=at, accepted_at=at)
    return duty
