"""To say that the draft becomes another type of document, or is issued by another body."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tinhso.domain.drafting.models import Dossier, Version
from tinhso.domain.drafting.moving import make
from tinhso.domain.drafting.skeletons import renamed
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.units.models import Unit


@transaction.atomic
def redirect(
    dossier: Dossier, *, doc_type: str, issuer: Unit, reason: str, by: Scope, at: datetime
) -> Dossier:
    """The same dossier with another type or issuer, with the reason: the task was for a resolution of the Standing
    Committee, the Executive Committee issues it. What people wrote stays, in a new version with the new head; what
    was asked first stays readable. Raises what moving.make raises."""
    fresh = make(
        dossier, "redirect", by=by, at=at, note=reason, trace={"type": doc_type, "issuer": issuer.pk}
    )
    before = Version.objects.get(dossier=fresh, number=fresh.head)
    sheet = renamed(before.sheet, doc_type, issuer, timezone.localdate(at))
    Version.objects.create(
        dossier=fresh,
        number=fresh.last + 1,
        made_from=before.number,
        content=sheet.as_data(),
        note=reason.strip()[:500],
        readers=[fresh.owner_unit_id],
        made_at=at,
        made_by_id=by.person_id,
    )
    fresh.last = fresh.head = fresh.last + 1
    fresh.doc_type, fresh.issuer_unit, fresh.side = doc_type, issuer, sheet.side
    fresh.redirect_reason = reason.strip()[:500]
    fresh.save()
    return fresh
