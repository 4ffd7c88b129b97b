"""To decline a duty, with the reason; the assigner then insists, transfers or stops."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel.duties import notices, steps
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def decline(duty: Duty, *, reason: str, by: Scope | None, at: datetime) -> Duty:
    """đã giao → từ chối, by the lead unit. The clock goes on. Raises NotAllowed, NoteNeeded, AlreadyMoved."""
    step = steps.make(duty, "decline", by=by, at=at, note=reason)
    text = notices.words(gettext_noop("%(unit)s từ chối việc: %(title)s."), duty, unit=duty.lead_unit.name)
    notices.tell_the_assigner(duty, step, text, by=by, at=at)
    return duty
