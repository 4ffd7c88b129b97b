"""To enter the day of the event from which a deadline runs."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel.duties import clock, notices, steps, terms
from tinhso.kernel.duties.models import Bound, Duty, Waiting
from tinhso.kernel.people.scope import Scope


class NotYetHappened(ValueError):
    """The day lies in the future."""


@transaction.atomic
def event_happened(
    duty: Duty,
    *,
    happened_at: datetime,
    shown_by: str,
    by: Scope | None,
    at: datetime,
    files: Iterable[int] = (),
) -> Duty:
    """Compute the deadline from the event; it stands from today, past days keep the duty undated.

    By the lead or the assigner, whoever knows first; `shown_by` names the paper that shows it, `files` are kept as
    evidence. Raises NotAllowed, NoteNeeded, AlreadyMoved (also where no event is waited for), NotYetHappened.
    """
    if happened_at > at:
        raise NotYetHappened(happened_at)
    waiting = Waiting.objects.select_for_update().filter(duty=duty, happened_at__isnull=True).first()
    if waiting is None:
        raise steps.AlreadyMoved(duty)
    due_on, due_at = terms.deadline_of(waiting, happened_at)
    step = steps.make(
        duty,
        "event_happened",
        by=by,
        at=at,
        note=shown_by,
        due_on=due_on,
        due_at=due_at,
        due_bound=Bound.BY,
        due_text=duty.due_text or waiting.words[:300],
        no_deadline_reason="",
        trace={"happened": happened_at, "until": due_on},
    )
    Waiting.objects.filter(duty=duty).update(happened_at=happened_at, shown_by=shown_by.strip())
    steps.attach(duty, files, by=by, at=at)
    clock.stand(duty, at=at)
    text = notices.words(gettext_noop("Thời hạn bắt đầu tính: %(title)s%(due)s."), duty)
    notices.tell_the_lead(duty, step, text, by=by, at=at)
    notices.tell_the_assigner(duty, step, text, by=by, at=at)
    return duty
