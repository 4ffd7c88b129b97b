"""The book of arrivals: the number under which a unit received a document (số đến), from 01 each year."""

from datetime import date, datetime
from uuid import UUID

from tinhso.kernel.documents import numbering
from tinhso.kernel.documents.models import NumberSeries, OfficialDocument, Scheme, SeriesNumber, Side
from tinhso.kernel.people.scope import Scope


def book_on(unit_id: int, day: date, *, at: datetime) -> NumberSeries:
    """The unit's book of the day's year, opened where it is new, its row locked until the transaction ends."""
    named = {
        "issuer_id": unit_id,
        "side": Side.STATE,
        "scheme": Scheme.ARRIVAL,
        "doc_type": "",
        "symbol": "",
        "year": day.year,
        "term": None,
    }
    return numbering.locked(named, at=at)


def arrived_with(token: UUID | None) -> OfficialDocument | None:
    """The document that the same form has registered: its button was pressed twice."""
    entry = numbering.given_for(token)
    return entry.document if entry else None


def take(
    document: OfficialDocument, series: NumberSeries, *, token: UUID | None = None, by: Scope, at: datetime
) -> SeriesNumber:
    """The next number of the locked book, for a document that is already saved."""
    series.last += 1
    series.last_on = max(document.received_on, series.last_on or document.received_on)  # type: ignore[type-var]
    series.save(update_fields=["last", "last_on"])
    return SeriesNumber.objects.create(
        series=series,
        issuer_id=series.issuer_id,
        number=series.last,
        text=f"{series.last:02}",
        state=SeriesNumber.State.TAKEN,
        on=document.received_on,
        doc_type=document.doc_type,
        abstract=document.abstract,
        document=document,
        token=token,
        given_at=at,
        given_by_id=by.person_id,
    )
