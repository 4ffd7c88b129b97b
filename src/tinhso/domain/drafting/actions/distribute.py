"""To send the issued document to units."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tinhso.domain.drafting import notices
from tinhso.domain.drafting.models import Delivery, Dossier
from tinhso.domain.drafting.moving import make
from tinhso.kernel.documents import files
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def distribute(dossier: Dossier, *, units: Iterable[int], by: Scope, at: datetime) -> list[Delivery]:
    """Each unit becomes a reader of the document and is asked to acknowledge it; who has it already is left alone.

    By the issuing unit. Returns the new deliveries. Raises what moving.make raises.
    """
    wanted = set(units)
    fresh = make(dossier, "distribute", by=by, at=at, trace={"units": len(wanted)})
    issued = fresh.issued
    assert issued is not None  # the stage says so
    had = set(fresh.deliveries.values_list("unit_id", flat=True))
    new = sorted(wanted - had)
    if not new:
        return []
    made = Delivery.objects.bulk_create(
        [
            Delivery(dossier=fresh, issued=issued, unit_id=unit, sent_at=at, sent_by_id=by.person_id)
            for unit in new
        ]
    )
    document = issued.document
    document.readers = sorted({*document.readers, *new})
    document.save(update_fields=["readers"])
    files.share(issued.file, new)
    notices.tell_the_recipients(issued, new, by=by, at=at)
    return made
