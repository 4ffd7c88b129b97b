"""To record what is lacking."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from tinhso.domain.limitations.models import Limitation
from tinhso.domain.limitations.policies import demand, may_record
from tinhso.domain.limitations.workflow import Cause
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope

BY_HAND = "limitations.hand"  # source_id is who recorded it and the token of the form


class InTheFuture(ValueError):
    """Nothing is found on a day to come."""


@transaction.atomic
def record_limitation(
    *,
    title: str,
    owner_id: int,
    source: str,
    source_id: str,
    source_text: str = "",
    cause: str = "",
    cause_kind: Cause = Cause.UNKNOWN,
    field_of_work_id: int | None = None,
    found_on: date | None = None,
    by: Scope,
    at: datetime,
) -> Limitation:
    """Put it into the register, once: the same source gives back the first entry unchanged.

    Reports and sessions record what they name under their own `source`. Raises NotAllowed (the owner must lie in
    the post's reach) and InTheFuture.
    """
    demand(may_record(by) and by.reaches(owner_id))
    day = found_on or timezone.localdate(at)
    if day > timezone.localdate(at):
        raise InTheFuture(day)
    try:
        with transaction.atomic():
            made = Limitation.objects.create(
                title=title,
                cause=cause.strip(),
                cause_kind=cause_kind,
                owner_id=owner_id,
                recorder_id=by.unit_id,
                field_of_work_id=field_of_work_id,
                source=source,
                source_id=source_id,
                source_text=source_text.strip(),
                found_on=day,
                readers=sorted({owner_id, by.unit_id}),
                recorded_at=at,
                recorded_by_id=by.person_id,
            )
    except IntegrityError as error:
        if "a_source_names_a_limitation_once" not in str(error):
            raise
        return Limitation.objects.get(source=source, source_id=source_id)
    audit.record("limitation.recorded", made, by=by, at=at, owner=owner_id, source=source)
    return made
