"""To decide on emergency access: the second person approves for the asked hours, or refuses. Once."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.people import jobs
from tinhso.kernel.people.models import EmergencyAccess, EmergencyDecision
from tinhso.kernel.people.policies import NotAllowed, may_decide_emergency
from tinhso.kernel.people.queries import heads_of, units_below
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise


class AlreadyDecided(Exception):
    """Somebody decided before."""


class TooOld(Exception):
    """Nobody decided within a day: it has to be asked anew."""


def may_decide(access: EmergencyAccess, by: Scope, at: datetime) -> bool:
    """Whether the scope is a second person for this request."""
    units = units_below(access.post.unit_id, timezone.localdate(at))
    return may_decide_emergency(by, access, access.post.role, units)


@transaction.atomic
def decide_emergency(
    access: EmergencyAccess, *, approve: bool, note: str = "", by: Scope, at: datetime
) -> EmergencyDecision:
    """Approved hours run from `at`. The asker and the unit's head are told, and the head gets a report when it
    is over (jobs.report_emergency). Raises NotAllowed, TooOld, AlreadyDecided."""
    if not may_decide(access, by, at):
        raise NotAllowed(access.pk)
    if not access.is_fresh(at):
        raise TooOld(access.pk)
    until = at + timedelta(hours=access.hours) if approve else None
    try:
        with transaction.atomic():
            decision = EmergencyDecision.objects.create(
                access=access, decided_by_id=by.person_id, at=at, until=until, note=normalise(note)
            )
    except IntegrityError as error:
        if "people_emergencydecision_access_id" not in str(error):
            raise
        raise AlreadyDecided(access.pk) from error
    event = "emergency.approved" if approve else "emergency.refused"
    audit.record(event, access, by=by, at=at, unit=access.unit_id, until=until)
    _tell(access, approve, at)
    if until is not None:
        jobs.report_emergency.configure(schedule_at=until).defer(access=access.pk)
    return decision


def _tell(access: EmergencyAccess, approved: bool, at: datetime) -> None:
    url = reverse("people:emergency", args=[access.pk])
    words = (
        _("Truy cập khẩn cấp được duyệt: %(unit)s, %(hours)d giờ.")
        if approved
        else _("Truy cập khẩn cấp không được duyệt: %(unit)s.")
    )
    facts = {"unit": access.unit.name, "hours": access.hours, "who": access.person.full_name}
    tell(
        [access.person_id],
        event="emergency.decided",
        text=words % facts,
        url=url,
        at=at,
        key=f"emergency/{access.pk}/decided",
    )
    if approved:
        tell(
            heads_of(access.unit_id, timezone.localdate(at)),
            event="emergency.opened",
            text=_("%(who)s được xem dữ liệu của %(unit)s trong %(hours)d giờ (truy cập khẩn cấp).") % facts,
            url=url,
            at=at,
            key=f"emergency/{access.pk}/opened",
        )
