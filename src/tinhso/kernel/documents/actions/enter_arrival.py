"""To give a number of arrival to a document that is in the register without one: read as a directive, or brought by
a merger."""

from datetime import date, datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.documents import arrivals, registering
from tinhso.kernel.documents.models import Direction, OfficialDocument, SeriesNumber
from tinhso.kernel.documents.policies import demand_describe
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def enter_arrival(document: OfficialDocument, *, received_on: date, by: Scope, at: datetime) -> SeriesNumber:
    """Enter the document in its unit's book of arrivals; where it is entered already, the number that it has.

    Raises policies.NotAllowed, registering.FutureArrival, ArrivedBeforeItsDay.
    """
    demand_describe(by, document)
    registering.refuse_days(None, received_on, at=at)
    registering.refuse_days(document.issued_on, received_on, at=at)
    book = arrivals.book_on(document.owner_unit_id, received_on, at=at)
    if entry := SeriesNumber.objects.filter(document=document).first():
        return entry
    OfficialDocument.objects.filter(pk=document.pk, direction=Direction.INCOMING).update(
        received_on=received_on
    )
    document.refresh_from_db(fields=["received_on", "direction"])
    entry = arrivals.take(document, book, by=by, at=at)
    audit.record("document.arrived", document, by=by, at=at, arrival=entry.number, on=received_on)
    return entry
