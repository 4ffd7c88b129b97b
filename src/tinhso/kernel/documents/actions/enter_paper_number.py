"""To enter a number that was given on paper: before the system came, while it stood still, or for a paper that may
not enter it (a secret one: only its number and day)."""

from datetime import date, datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.documents import numbering
from tinhso.kernel.documents.models import SeriesNumber
from tinhso.kernel.documents.numbering import Numbering
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused, normalise
from tinhso.kernel.text.formats import format_date


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class AlreadyGiven(Refused):
    """The series has this number."""

    def __init__(self, entry: SeriesNumber) -> None:
        sentence = {
            SeriesNumber.State.TAKEN: _(
                "Số %(number)s đã cấp cho văn bản ngày %(day)s trong %(period)s. Hãy kiểm tra lại số."
            ),
            SeriesNumber.State.RESERVED: _(
                "Số %(number)s đang giữ cho %(holder)s. Hãy dùng mục “Dùng số đã giữ” hoặc kiểm tra lại số."
            ),
            SeriesNumber.State.CANCELLED: _("Số %(number)s đã hủy và không dùng lại. Hãy kiểm tra lại số."),
        }[SeriesNumber.State(entry.state)]
        super().__init__(
            sentence,
            code="given",
            number=entry.text,
            day=format_date(entry.on) if entry.on else "",
            period=entry.series.period,
            holder=entry.held_for,
        )


class Jumps(Refused):
    """The number lies beyond the next one; perhaps a slip, perhaps the paper book went on."""

    def __init__(self, number: int, last: int) -> None:
        super().__init__(
            _(
                "Sổ đang ở số %(last)s; ghi số %(number)s sẽ để trống %(between)s số ở giữa. Nếu sổ giấy đã "
                "đến số này, hãy đánh dấu “Sổ giấy đã đến số này”."
            ),
            code="jump",
            number=f"{number:02}",
            last=f"{last:02}",
            between=str(number - last - 1),
        )


@transaction.atomic
def enter_paper_number(
    wanted: Numbering,
    *,
    number: int,
    letter: str = "",
    on: date,
    abstract: str = "",
    jump: bool = False,
    by: Scope | None,
    at: datetime,
) -> SeriesNumber:
    """Enter a number with the true day of its paper. The numbers that `jump` leaves out show as missing in the
    book and may be entered later. Raises `AlreadyGiven`, `Jumps` and what `take_number` raises of the series."""
    numbering.demand(by, wanted.issuer.pk, at=at)
    numbering.refuse_future(on, at)
    series = numbering.lock(wanted, on, at=at)
    if (twin := series.numbers.filter(number=number, letter=letter).first()) is not None:
        raise AlreadyGiven(twin)
    if number > series.last + 1 and not jump:
        raise Jumps(number, series.last)
    if number > series.last:
        series.last = number
        series.last_on = max(on, series.last_on or on)
        series.save(update_fields=["last", "last_on"])
    entry = SeriesNumber.objects.create(
        series=series,
        issuer=wanted.issuer,
        number=number,
        letter=letter,
        text=wanted.written(number, letter, on),
        state=SeriesNumber.State.TAKEN,
        from_paper=True,
        on=on,
        doc_type=wanted.doc_type,
        abstract=normalise(abstract)[:500],
        given_at=at,
        given_by_id=by.person_id if by else None,
    )
    audit.record("number.entered", entry, by=by, at=at, number=entry.text, on=on)
    return entry
