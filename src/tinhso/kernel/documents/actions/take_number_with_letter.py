"""To give a number with a letter (12a) to a paper that was forgotten on its day."""

import string
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.documents import numbering
from tinhso.kernel.documents.actions.take_number import bind
from tinhso.kernel.documents.models import OfficialDocument, SeriesNumber
from tinhso.kernel.documents.numbering import Numbering
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused, normalise
from tinhso.kernel.text.formats import format_date


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class NotBetween(Refused):
    """The day does not lie between the day of the number and the day of the one after it."""

    def __init__(self, number: int, first: date, last: date) -> None:
        super().__init__(
            _("Số %(number)s kèm chữ chỉ dùng cho văn bản từ ngày %(first)s đến ngày %(last)s."),
            code="between",
            number=f"{number:02}",
            first=format_date(first),
            last=format_date(last),
        )


class NothingToFollow(Refused):
    """The number to which the letter would be added has not been given."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _("Chưa có số %(number)s trong sổ, nên không có số kèm chữ sau nó. Hãy xem lại số."),
            code="follow",
            number=f"{number:02}",
        )


class NoLetterLeft(Refused):
    """26 papers forgotten on one day."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _("Số %(number)s đã dùng hết chữ kèm từ a đến z."), code="letters", number=f"{number:02}"
        )


@transaction.atomic
def take_number_with_letter(
    wanted: Numbering,
    *,
    after: int,
    on: date,
    abstract: str = "",
    document: OfficialDocument | None = None,
    token: UUID | None = None,
    by: Scope | None,
    at: datetime,
) -> SeriesNumber:
    """Give `after` with its next free letter to a paper of the day `on`, which lies between the day of that
    number and of the next. Raises `NotYourNumbers`, `NothingToFollow`, `NotBetween`, `NoLetterLeft` and what
    `take_number` raises of the series."""
    numbering.demand(by, wanted.issuer.pk, at=at)
    numbering.refuse_future(on, at)
    series = numbering.lock(wanted, on, at=at)
    if (before := numbering.given_for(token)) is not None:
        return before
    given = series.numbers.filter(number=after, on__isnull=False)
    first = given.order_by("letter").first()
    if first is None or first.on is None:
        raise NothingToFollow(after)
    newer = series.numbers.filter(number__gt=after, on__isnull=False).order_by("number", "letter").first()
    last = newer.on if newer and newer.on else on
    if not first.on <= on <= last:
        raise NotBetween(after, first.on, last if newer else max(first.on, on))
    used = set(series.numbers.filter(number=after).values_list("letter", flat=True))
    letter = next((sign for sign in string.ascii_lowercase if sign not in used), None)
    if letter is None:
        raise NoLetterLeft(after)
    entry = SeriesNumber.objects.create(
        series=series,
        issuer=wanted.issuer,
        number=after,
        letter=letter,
        text=wanted.written(after, letter, on),
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
