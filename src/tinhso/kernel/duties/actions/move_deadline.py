"""To move a deadline by a later document of the assigner. Nobody asked for it, so it is no extension."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel.duties import clock, notices, steps
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.scope import Scope


class SameDeadline(ValueError):
    """The duty has this very deadline already."""


@transaction.atomic
def move_deadline(
    duty: Duty, *, due_on: date, reason: str, by: Scope | None, at: datetime, bound: str = "", text: str = ""
) -> Duty:
    """Another deadline, later or earlier, by the assigner's side; `reason` names the document that says so.

    Past days keep the old deadline. It does not count against rule duty.max_extensions; a pending request stays
    pending. `bound` defaults to the one that holds, `text` is the document's phrase. Raises NotAllowed, NoteNeeded,
    AlreadyMoved (also for a duty that is closed), SameDeadline.
    """
    bound = bound or duty.due_bound or "by"
    if (due_on, bound) == (duty.due_on, duty.due_bound):
        raise SameDeadline(due_on)
    before = duty.due_on
    step = steps.make(
        duty,
        "move_deadline",
        by=by,
        at=at,
        note=reason,
        due_on=due_on,
        due_bound=bound,
        due_at=clock.late_from(due_on, bound, on=clock.day_of(duty.given_at)),
        due_text=text.strip()[:300] or duty.due_text,
        no_deadline_reason="",
        trace={"before": before, "until": due_on, "bound": bound},
    )
    clock.stand(duty, at=at)
    words = notices.words(gettext_noop("Đổi thời hạn theo văn bản: %(title)s%(due)s."), duty)
    notices.tell_the_lead(duty, step, words, by=by, at=at)
    notices.tell_the_helpers(duty, step, words, by=by, at=at)
    return duty
