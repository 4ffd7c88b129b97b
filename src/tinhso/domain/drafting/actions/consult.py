"""To ask units for their opinion on the draft."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from tinhso.domain.drafting import sources
from tinhso.domain.drafting.models import Consultation, Dossier, Version
from tinhso.domain.drafting.moving import make
from tinhso.kernel.people.scope import Scope


class NobodyAsked(ValueError):
    """A consultation needs a unit besides the drafter."""


@transaction.atomic
def consult(dossier: Dossier, *, units: Mapping[int, date], by: Scope, at: datetime) -> list[Consultation]:
    """đang soạn → đang lấy ý kiến: each unit gets the version that counts now, and a duty until its own day.

    By the head of the drafting unit. Raises NobodyAsked, and what moving.make and open_duty raise.
    """
    asked = {unit: due for unit, due in units.items() if unit != dossier.owner_unit_id}
    if not asked:
        raise NobodyAsked()
    fresh = make(dossier, "consult", by=by, at=at, trace={"units": sorted(asked)})
    version = Version.objects.select_for_update().get(dossier=fresh, number=fresh.head)
    version.readers = sorted({*version.readers, *asked})
    version.save(update_fields=["readers"])
    fresh.consulted = sorted({*fresh.consulted, *asked})
    fresh.save()
    number = (fresh.consultations.aggregate(last=Max("round"))["last"] or 0) + 1
    return [_ask(fresh, version, number, unit, due, by=by, at=at) for unit, due in asked.items()]


def _ask(
    dossier: Dossier, version: Version, number: int, unit: int, due: date, *, by: Scope, at: datetime
) -> Consultation:
    made = Consultation.objects.create(
        dossier=dossier,
        version=version,
        round=number,
        unit_id=unit,
        due_on=due,
        asked_at=at,
        asked_by_id=by.person_id,
    )
    made.duty = sources.ask(sources.CONSULTATION, made.pk, dossier, unit_id=unit, due_on=due, by=by, at=at)
    made.save(update_fields=["duty"])
    return made
