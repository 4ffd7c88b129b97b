"""Documents that were cited before they arrived: their citations are linked when they come."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from tinhso.kernel import audit
from tinhso.kernel.documents.models import Direction, DocumentRelation, OfficialDocument
from tinhso.kernel.documents.numbers import parse_number
from tinhso.kernel.people.scope import Scope


def link_arrived(document: OfficialDocument, *, by: Scope | None, at: datetime) -> int:
    """Link the citations that mean this document, of units that read it; returns how many. In the transaction in
    which it arrives.

    The cited day decides; a citation without one only where the number says its year itself (30/2020/NĐ-CP). What
    would close a loop, or is said already, stays a number: a person looks at it.
    """
    if not document.number_key or document.issued_on is None or document.direction == Direction.DRAFT:
        return 0
    dated = Q(target_on=document.issued_on)
    if parse_number(document.number).year == document.issued_on.year:
        dated |= Q(target_on__isnull=True)
    waiting = DocumentRelation.objects.filter(
        dated, target=None, target_key=document.number_key, source__owner_unit__in=document.readers
    ).exclude(source=document)
    linked = 0
    for relation in waiting.order_by("pk"):
        try:
            with transaction.atomic():
                changed = DocumentRelation.objects.filter(pk=relation.pk, target=None).update(target=document)
        except IntegrityError:
            continue
        if changed:
            audit.record("document.linked", relation, by=by, at=at, target=document.pk)
            linked += 1
    return linked
