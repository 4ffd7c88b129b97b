"""To explain why a duty is late (giải trình)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel.duties import notices, steps
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.scope import Scope


class NotLate(ValueError):
    """Only what is overdue is explained."""


@transaction.atomic
def explain(duty: Duty, *, text: str, by: Scope | None, at: datetime) -> Duty:
    """The lead unit says why the deadline passed, and what it does about it; the state stays.

    Some provinces ask for it of whatever is late or silent (Đồng Tháp 2021; our own rule is unverified). A later
    deadline that passes as well wants its own explanation. Raises NotLate, NotAllowed, NoteNeeded, AlreadyMoved.
    """
    if duty.due_at is None or duty.due_at > at:
        raise NotLate(duty.due_on)
    step = steps.make(duty, "explain", by=by, at=at, note=text, explained_at=at)
    words = notices.words(gettext_noop("%(unit)s giải trình: %(title)s."), duty, unit=duty.lead_unit.name)
    notices.tell_the_assigner(duty, step, words, by=by, at=at)
    return duty
