"""To stop a duty for good: it is no longer asked for."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel.duties import clock, notices, steps
from tinhso.kernel.duties.actions.resume import end_pause
from tinhso.kernel.duties.basis import Basis
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def stop(duty: Duty, *, reason: str, by: Scope | None, at: datetime, basis: Basis | None = None) -> Duty:
    """→ dừng, by the assigner's side. It leaves the boards of this day on; past days keep it.

    Its sub-duties stay open until whoever gave them stops them. `basis` is the document that says
    so. Raises NotAllowed, NoteNeeded, AlreadyMoved.
    """
    step = steps.make(
        duty,
        "stop",
        by=by,
        at=at,
        note=reason,
        basis=basis,
        stopped_at=at,
        closed_at=at,
        paused_at=None,
        stop_reason=reason.strip(),
    )
    end_pause(duty, at=at)
    clock.leave(duty, at=at)
    text = notices.words(gettext_noop("Dừng thực hiện: %(title)s."), duty)
    notices.tell_the_lead(duty, step, text, by=by, at=at)
    notices.tell_the_helpers(duty, step, text, by=by, at=at)
    return duty
