"""To end emergency access before its hours are over: given back by who asked, or taken away."""

from datetime import datetime

from django.db import IntegrityError, transaction

from tinhso.kernel import audit
from tinhso.kernel.people import jobs
from tinhso.kernel.people.models import EmergencyAccess, EmergencyEnd
from tinhso.kernel.people.policies import DECIDERS, NotAllowed
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope


class NotOpen(Exception):
    """It is over, or never began."""


def may_end(access: EmergencyAccess, by: Scope) -> bool:
    """Who asked; administrators and leaders; and the head whose unit it is."""
    if by.person_id == access.person_id:
        return True
    head = by.may(Permission.READ_PEOPLE) and access.unit_id in by.unit_ids
    return by.in_own_right and (by.role in DECIDERS or head)


@transaction.atomic
def end_emergency(access: EmergencyAccess, *, by: Scope, at: datetime) -> None:
    """The report goes to the unit's head at once. Raises NotAllowed, NotOpen."""
    if not may_end(access, by):
        raise NotAllowed(access.pk)
    if not access.is_open(at):
        raise NotOpen(access.pk)
    try:
        with transaction.atomic():
            EmergencyEnd.objects.create(access=access, ended_by_id=by.person_id, at=at)
    except IntegrityError as error:
        if "people_emergencyend_access_id" not in str(error):
            raise
        raise NotOpen(access.pk) from error
    audit.record("emergency.ended", access, by=by, at=at, unit=access.unit_id)
    jobs.report_emergency.defer(access=access.pk)
