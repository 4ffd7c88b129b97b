"""To ask for emergency access: reading a unit's data for some hours, with a reason, after a second person agrees."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit, rules
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.people.models import EmergencyAccess
from tinhso.kernel.people.policies import NotAllowed, is_above
from tinhso.kernel.people.queries import deciders
from tinhso.kernel.people.roles import Reach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise_lines
from tinhso.kernel.units.models import Unit


class NotNeeded(ValueError):
    """The post reaches the unit anyway."""


class TooManyHours(ValueError):
    """More than people.emergency_hours: `most`."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(most)


class AlreadyAsked(ValueError):
    """The same person waits for, or has, access to the unit. It cannot be extended, only asked for anew after."""


class ReasonNeeded(ValueError):
    """Nobody opens a door without saying why."""


def may_ask(by: Scope) -> bool:
    """A role that the rule people.emergency_roles names, in one's own right."""
    return by.in_own_right and by.role in rules.value("people.emergency_roles")


@transaction.atomic
def ask_emergency(unit: Unit, *, reason: str, hours: int, by: Scope, at: datetime) -> EmergencyAccess:
    """Those who may approve are told. Raises NotAllowed, ReasonNeeded, NotNeeded, TooManyHours, AlreadyAsked."""
    if not may_ask(by):
        raise NotAllowed("emergency")
    if not reason.strip():
        raise ReasonNeeded
    if by.reaches(unit.pk):
        raise NotNeeded(unit.pk)
    most = rules.value("people.emergency_hours", timezone.localdate(at))
    if not 1 <= hours <= most:
        raise TooManyHours(most)
    mine = EmergencyAccess.objects.filter(person=by.person_id, unit=unit).select_related("decision", "end")
    if any(row.is_waiting(at) or row.is_open(at) for row in mine.order_by("-id")[:20]):
        raise AlreadyAsked(unit.pk)
    access = EmergencyAccess.objects.create(
        person_id=by.person_id,
        post_id=by.post_id,
        unit=unit,
        reason=normalise_lines(reason).strip(),
        hours=hours,
        asked_at=at,
    )
    audit.record("emergency.asked", access, by=by, at=at, unit=unit.pk, hours=hours)
    tell(
        _second_persons(by, at),
        event="emergency.asked",
        text=_("%(who)s đề nghị truy cập khẩn cấp: %(unit)s, %(hours)d giờ.")
        % {"who": by.person_name, "unit": unit.name, "hours": hours},
        url=reverse("people:emergency", args=[access.pk]),
        at=at,
        key=f"emergency/{access.pk}",
    )
    return access


def _second_persons(by: Scope, at: datetime) -> list[int]:
    """Who may approve: never the asker, never somebody below."""
    found = []
    for seat in deciders(timezone.localdate(at)).exclude(person=by.person_id):
        reached = by.reach == Reach.PROVINCE or by.reaches(seat.post.unit_id)
        if not is_above(by.role, reached, seat.post.role):
            found.append(seat.person_id)
    return found
