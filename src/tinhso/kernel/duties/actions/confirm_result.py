"""To confirm a result. The assigner's side does, never the lead."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel import rules
from tinhso.kernel.duties import notices, steps
from tinhso.kernel.duties.clock import day_of
from tinhso.kernel.duties.models import Duty, Step
from tinhso.kernel.duties.policies import NotAllowed
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def confirm_result(duty: Duty, *, by: Scope | None, at: datetime, note: str = "") -> Duty:
    """chờ xác nhận → hoàn thành.

    Completion counts from the submission or from now: rule duty.completion_instant.

    Nobody confirms what they submitted themselves. Raises NotAllowed, AlreadyMoved.
    """
    _not_the_own(duty, by)
    by_rule = rules.value("duty.completion_instant", day_of(duty.given_at))
    done_at = duty.submitted_at if by_rule == "submitted" and duty.submitted_at else at
    step = steps.make(
        duty,
        "confirm_result",
        by=by,
        at=at,
        note=note,
        confirmed_at=at,
        closed_at=at,
        done_at=min(done_at, at),
    )
    text = notices.words(gettext_noop("Đã xác nhận hoàn thành: %(title)s."), duty)
    notices.tell_the_lead(duty, step, text, by=by, at=at)
    return duty


def _not_the_own(duty: Duty, by: Scope | None) -> None:
    if by is None:
        return
    last = Step.objects.filter(duty=duty, move="submit_result").order_by("id").last()
    if last is not None and last.person_id == by.person_id:
        raise NotAllowed("nobody confirms what they submitted themselves")
