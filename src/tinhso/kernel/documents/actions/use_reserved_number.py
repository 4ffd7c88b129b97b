"""To give a held number to the paper that it was held for."""

from datetime import date, datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.documents import numbering
from tinhso.kernel.documents.actions.take_number import bind
from tinhso.kernel.documents.models import OfficialDocument, SeriesNumber
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused, normalise


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class NotHeld(Refused):
    """Somebody used or cancelled it meanwhile."""

    def __init__(self, entry: SeriesNumber) -> None:
        super().__init__(
            _("Số %(number)s không còn được giữ: đã dùng hoặc đã hủy. Hãy tải lại sổ văn bản."),
            code="held",
            number=entry.text,
        )


class AnotherPeriod(Refused):
    """The paper's day does not lie in the year or term of the held number."""

    def __init__(self, entry: SeriesNumber) -> None:
        super().__init__(
            _("Số %(number)s thuộc %(period)s; ngày văn bản phải nằm trong đó."),
            code="period",
            number=entry.text,
            period=entry.series.period,
        )


@transaction.atomic
def use_reserved_number(
    entry: SeriesNumber,
    *,
    on: date,
    abstract: str = "",
    document: OfficialDocument | None = None,
    by: Scope | None,
    at: datetime,
) -> SeriesNumber:
    """The held number becomes a given one that bears the day. Raises `NotYourNumbers`, `FutureDay`, `NotHeld`,
    `AnotherPeriod`."""
    numbering.demand(by, entry.issuer_id, at=at)
    numbering.refuse_future(on, at)
    series = numbering.lock_series_of(entry)
    if (series.year and on.year != series.year) or (series.term and on not in series.term.during):
        raise AnotherPeriod(entry)
    changed = SeriesNumber.objects.filter(pk=entry.pk, state=SeriesNumber.State.RESERVED).update(
        state=SeriesNumber.State.TAKEN, on=on, abstract=normalise(abstract)[:500]
    )
    if not changed:
        raise NotHeld(entry)
    entry.refresh_from_db()
    audit.record("number.taken", entry, by=by, at=at, number=entry.text, on=on, held=True)
    if document is not None:
        bind(entry, document)
    return entry
