"""To cancel a number. It stays in the book with the reason and is never given again."""

from datetime import datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.documents import numbering
from tinhso.kernel.documents.models import SeriesNumber
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused, normalise


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class WhyNeeded(Refused):
    """A cancelled number without a reason is what an inspection asks about."""

    def __init__(self) -> None:
        super().__init__(_("Ghi lý do hủy số."), code="why")


class BornByADocument(Refused):
    """A document was issued with it: that is withdrawn, not its number."""

    def __init__(self, entry: SeriesNumber) -> None:
        super().__init__(
            _("Số %(number)s đã thuộc về một văn bản đã ban hành; hãy thu hồi văn bản, không hủy số."),
            code="document",
            number=entry.text,
        )


class AlreadyCancelled(Refused):
    """Somebody was first."""

    def __init__(self, entry: SeriesNumber) -> None:
        super().__init__(_("Số %(number)s đã được hủy trước đó."), code="cancelled", number=entry.text)


@transaction.atomic
def cancel_number(entry: SeriesNumber, *, reason: str, by: Scope | None, at: datetime) -> SeriesNumber:
    """Mark a given or held number as cancelled. Raises `NotYourNumbers`, `WhyNeeded`, `BornByADocument`,
    `AlreadyCancelled`."""
    numbering.demand(by, entry.issuer_id, at=at)
    reason = normalise(reason)[:500]
    if not reason:
        raise WhyNeeded()
    numbering.lock_series_of(entry)
    changed = (
        SeriesNumber.objects.filter(pk=entry.pk, document=None)
        .exclude(state=SeriesNumber.State.CANCELLED)
        .update(state=SeriesNumber.State.CANCELLED, cancelled_because=reason)
    )
    entry.refresh_from_db()
    if not changed:
        raise BornByADocument(entry) if entry.document_id else AlreadyCancelled(entry)
    audit.record("number.cancelled", entry, by=by, at=at, number=entry.text)
    return entry
