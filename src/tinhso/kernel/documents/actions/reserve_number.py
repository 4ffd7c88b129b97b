"""To hold numbers for papers that are not there yet: a session of the Council that prints its resolutions before."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.documents import numbering
from tinhso.kernel.documents.models import SeriesNumber
from tinhso.kernel.documents.numbering import Numbering
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused, normalise

MOST_AT_ONCE = 50


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class ReasonNeeded(Refused):
    """For whom and why: what is held without a name is lost."""

    def __init__(self) -> None:
        super().__init__(_("Ghi rõ giữ số cho ai và lý do."), code="reason")


class TooMany(Refused):
    """None, or more than a session needs."""

    def __init__(self) -> None:
        super().__init__(
            _("Mỗi lần giữ từ 1 đến %(most)s số. Cần nhiều hơn thì giữ thành nhiều lần."),
            code="many",
            most=str(MOST_AT_ONCE),
        )


@transaction.atomic
def reserve_number(
    wanted: Numbering,
    *,
    on: date,
    count: int = 1,
    held_for: str,
    reason: str,
    until: date | None = None,
    token: UUID | None = None,
    by: Scope | None,
    at: datetime,
) -> list[SeriesNumber]:
    """Hold the next `count` numbers of the series of the day `on`, until a day that is only a reminder: a held
    number is used or cancelled by a person, never by time. Raises `ReasonNeeded`, `TooMany` and what
    `take_number` raises of the series."""
    numbering.demand(by, wanted.issuer.pk, at=at)
    held_for, reason = normalise(held_for)[:200], normalise(reason)[:500]
    if not held_for or not reason:
        raise ReasonNeeded()
    if not 1 <= count <= MOST_AT_ONCE:
        raise TooMany()
    series = numbering.lock(wanted, on, at=at)
    if (before := numbering.given_for(token)) is not None:
        return [before]
    first = series.last + 1
    series.last += count
    series.save(update_fields=["last"])
    entries = SeriesNumber.objects.bulk_create(
        SeriesNumber(
            series=series,
            issuer=wanted.issuer,
            number=number,
            text=wanted.written(number, "", on),
            state=SeriesNumber.State.RESERVED,
            doc_type=wanted.doc_type,
            held_for=held_for,
            reason=reason,
            held_until=until,
            token=token if number == first else None,
            given_at=at,
            given_by_id=by.person_id if by else None,
        )
        for number in range(first, first + count)
    )
    for entry in entries:
        audit.record("number.reserved", entry, by=by, at=at, number=entry.text, until=until)
    return entries
