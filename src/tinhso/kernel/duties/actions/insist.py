"""To hold to a duty that its lead unit declined."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel.duties import notices, steps
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def insist(duty: Duty, *, reason: str, by: Scope | None, at: datetime) -> Duty:
    """từ chối → đã giao, by the assigner's side. Raises NotAllowed, NoteNeeded, AlreadyMoved."""
    step = steps.make(duty, "insist", by=by, at=at, note=reason)
    text = notices.words(gettext_noop("Giữ nguyên việc giao: %(title)s%(due)s."), duty)
    notices.tell_the_lead(duty, step, text, by=by, at=at)
    return duty
