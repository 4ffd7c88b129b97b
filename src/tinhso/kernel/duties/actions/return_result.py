"""To return a result that does not suffice, with the reason."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel.duties import notices, steps
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def return_result(duty: Duty, *, reason: str, by: Scope | None, at: datetime) -> Duty:
    """chờ xác nhận → bị trả lại, by the assigner's side; the clock goes on. Raises NotAllowed, NoteNeeded,
    AlreadyMoved."""
    step = steps.make(duty, "return_result", by=by, at=at, note=reason)
    text = notices.words(gettext_noop("Kết quả bị trả lại: %(title)s."), duty)
    notices.tell_the_lead(duty, step, text, by=by, at=at)
    return duty
