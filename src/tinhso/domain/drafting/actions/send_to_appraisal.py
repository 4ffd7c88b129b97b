"""To give the draft to the unit that appraises it."""

from datetime import date, datetime

from django.db import transaction

from tinhso.domain.drafting import sources
from tinhso.domain.drafting.models import Appraisal, Dossier, Version
from tinhso.domain.drafting.moving import let_read, make
from tinhso.kernel.people.scope import Scope


class AppraisesItself(ValueError):
    """The drafting unit does not appraise its own draft."""


@transaction.atomic
def send_to_appraisal(dossier: Dossier, *, unit_id: int, due_on: date, by: Scope, at: datetime) -> Appraisal:
    """đang soạn → đang thẩm định: one unit reads the dossier with all answers, and concludes by a day.

    Raises AppraisesItself and what moving.make and open_duty raise.
    """
    if unit_id == dossier.owner_unit_id:
        raise AppraisesItself()
    changes = {"readers": let_read(dossier, [unit_id])}
    fresh = make(
        dossier, "send_to_appraisal", by=by, at=at, hands=unit_id, changes=changes, trace={"unit": unit_id}
    )
    version = Version.objects.select_for_update().get(dossier=fresh, number=fresh.head)
    version.readers = sorted({*version.readers, unit_id})
    version.save(update_fields=["readers"])
    made = Appraisal.objects.create(
        dossier=fresh, version=version, unit_id=unit_id, due_on=due_on, asked_at=at, asked_by_id=by.person_id
    )
    made.duty = sources.ask(sources.APPRAISAL, made.pk, fresh, unit_id=unit_id, due_on=due_on, by=by, at=at)
    made.save(update_fields=["duty"])
    return made
