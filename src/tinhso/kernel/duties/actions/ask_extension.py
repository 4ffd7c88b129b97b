"""To ask for more time. How often it may be granted is the province's rule (duty.max_extensions)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel import rules
from tinhso.kernel.duties import notices, steps
from tinhso.kernel.duties.clock import day_of
from tinhso.kernel.duties.models import Duty, Extension
from tinhso.kernel.people.scope import Scope


class NoMoreExtensions(Exception):
    """As many as the rule allows were granted or are asked for."""


class NotLater(ValueError):
    """The new deadline must lie after the present one, and there must be a present one."""


def left(duty: Duty) -> int:
    """How many requests the rule still allows; a refused one does not count."""
    used = duty.extensions.exclude(state=Extension.State.REFUSED).count()
    return max(rules.value("duty.max_extensions", day_of(duty.given_at)) - used, 0)


@transaction.atomic
def ask_extension(duty: Duty, *, due_on: date, reason: str, by: Scope | None, at: datetime) -> Extension:
    """Ask the assigner for a later deadline. Raises NotAllowed, NoteNeeded, AlreadyMoved, NoMoreExtensions,
    NotLater."""
    if duty.due_on is None or due_on <= duty.due_on:
        raise NotLater(due_on)
    step = steps.make(
        duty, "ask_extension", by=by, at=at, note=reason, trace={"until": due_on}, extension_asked_at=at
    )
    if not left(duty):  # counted while the row is locked by the step
        raise NoMoreExtensions
    asked = Extension.objects.create(
        duty=duty,
        asked_due_on=due_on,
        reason=reason.strip(),
        asked_at=at,
        asked_by_id=by.person_id if by else None,
    )
    text = notices.words(gettext_noop("%(unit)s xin gia hạn: %(title)s."), duty, unit=duty.lead_unit.name)
    notices.tell_the_assigner(duty, step, text, by=by, at=at)
    return asked
