"""To change what a work programme says of itself."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.programmes import claims
from tinhso.domain.programmes.actions.open_programme import Period, write
from tinhso.domain.programmes.models import WorkProgramme
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def correct_programme(
    pk: int, said: Period, *, by: Scope, at: datetime, version: int | None = None
) -> WorkProgramme:
    """Name of the body, number, document and who keeps it; its period stays, because its items name months.

    Raises open_programme.PeriodTaken, claims.ChangedMeanwhile, OutOfReach, policies.NotAllowed.
    """
    programme = claims.claim_programme(pk, by=by, version=version)
    write(programme, said, by=by, at=at)
    audit.record("work_programme.corrected", programme, by=by, at=at, owner=programme.owner_unit_id)
    return programme
