"""To take the next number of a series for a paper, in the transaction in which the paper is issued.

Source: NĐ 30/2020/NĐ-CP for the State, 36-HD/VPTW for the Party (see numbering.py).
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.documents import numbering
from tinhso.kernel.documents.models import NumberSeries, OfficialDocument, SeriesNumber
from tinhso.kernel.documents.numbering import Numbering
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused, normalise
from tinhso.kernel.text.formats import format_date


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class OutOfOrder(Refused):
    """The day lies before the day of the newest number: numbers of a series follow the days."""

    def __init__(self, series: NumberSeries) -> None:
        assert series.last_on is not None
        super().__init__(
            _(
                "Số gần nhất của sổ này, số %(last)s, đã mang ngày %(day)s. Văn bản ngày trước đó phải lấy số "
                "kèm chữ (ví dụ %(last)sa), hoặc ghi ngày từ %(day)s."
            ),
            code="order",
            last=f"{series.last:02}",
            day=format_date(series.last_on),
        )


@transaction.atomic
def take_number(
    wanted: Numbering,
    *,
    on: date,
    abstract: str = "",
    document: OfficialDocument | None = None,
    token: UUID | None = None,
    by: Scope | None,
    at: datetime,
) -> SeriesNumber:
    """Give the next number of the series to a paper of the day `on`, and to the `document` where it exists. The
    same `token` gets the same number.

    Call it last, inside the transaction that issues the paper: the series stays locked until that ends, so
    numbers have no gaps, and when the issue fails the number was never used. Raises `NotYourNumbers`,
    `NotNumbered`, `NotThen`, `NoTerm`, `FutureDay`, `OutOfOrder`.
    """
    numbering.demand(by, wanted.issuer.pk, at=at)
    numbering.refuse_future(on, at)
    series = numbering.lock(wanted, on, at=at)
    if (before := numbering.given_for(token)) is not None:
        return before
    if series.last_on and on < series.last_on:
        raise OutOfOrder(series)
    series.last, series.last_on = series.last + 1, on
    series.save(update_fields=["last", "last_on"])
    entry = SeriesNumber.objects.create(
        series=series,
        issuer=wanted.issuer,
        number=series.last,
        text=wanted.written(series.last, "", on),
        state=SeriesNumber.State.TAKEN,
        on=on,
        doc_type=wanted.doc_type,
        abstract=normalise(abstract)[:500],
        token=token,
        given_at=at,
        given_by_id=by.person_id if by else None,
    )
    audit.record("number.taken", entry, by=by, at=at, number=entry.text, on=on)
    if document is not None:
        bind(entry, document)
    return entry


def bind(entry: SeriesNumber, document: OfficialDocument) -> None:
    """Let the document bear the number. Within the transaction that took it."""
    entry.document = document
    entry.save(update_fields=["document"])
    document.number = document.number_raw = entry.text
    document.doc_type = entry.doc_type
    document.side = entry.series.side
    document.issuer_id = entry.issuer_id
    document.issued_on = entry.on
    document.save()
