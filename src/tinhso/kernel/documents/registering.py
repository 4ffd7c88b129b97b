"""What the verbs of the register share: what a person says of a document, what is refused, and how it is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from tinhso.kernel.documents.issuing.content import Sheet
from tinhso.kernel.documents.models import (
    Direction,
    DocumentRecipient,
    DocumentSigner,
    OfficialDocument,
    Purpose,
    Side,
)
from tinhso.kernel.documents.naming import unit_named
from tinhso.kernel.documents.numbers import parse_number
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.models import Tenure
from tinhso.kernel.text import Refused, fold, normalise
from tinhso.kernel.text.formats import format_date
from tinhso.kernel.units.models import FieldOfWork, Unit

ONCE = "a_number_is_registered_once_in_its_series"
SAME_WORDS = "a_text_is_received_once_by_a_unit"


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class FutureDocument(Refused):
    """A document bears no day that has not come."""

    def __init__(self, day: date) -> None:
        super().__init__(
            _("Ngày %(day)s chưa đến. Hãy ghi ngày ban hành in trên văn bản."),
            code="future",
            day=format_date(day),
        )


class FutureArrival(Refused):
    """Nor did it arrive on one."""

    def __init__(self, day: date) -> None:
        super().__init__(
            _("Ngày đến %(day)s chưa tới. Hãy ghi ngày trên dấu đến."),
            code="arrival-future",
            day=format_date(day),
        )


class ArrivedBeforeItsDay(Refused):
    """It was there before it was issued."""

    def __init__(self, arrived: date, issued: date) -> None:
        super().__init__(
            _("Ngày đến %(arrived)s sớm hơn ngày ban hành %(issued)s. Hãy kiểm tra lại hai ngày."),
            code="arrival-early",
            arrived=format_date(arrived),
            issued=format_date(issued),
        )


class NumberTaken(Refused):
    """The register has this number of this issuer and period; `document` bears it."""

    def __init__(self, document: OfficialDocument) -> None:
        super().__init__(
            _(
                "Số %(number)s của cùng cơ quan ban hành, cùng năm hoặc cùng nhiệm kỳ đã có trong sổ: %(title)s. "
                "Hãy mở văn bản đó, hoặc kiểm tra lại số, ngày và cơ quan ban hành."
            ),
            code="number",
            number=document.number,
            title=document.title,
        )
        self.document = document


class WordsTaken(Refused):
    """The unit has registered these very words."""

    def __init__(self, document: OfficialDocument) -> None:
        super().__init__(
            _("Nội dung này đã có trong sổ: %(title)s. Hãy mở văn bản đó."),
            code="words",
            title=document.title,
        )
        self.document = document


class SignerOutOfPost(Refused):
    """Whoever signed held the post no longer, or not yet, on the day of the document."""

    def __init__(self, name: str, title: str, day: date, since: date | None, until: date | None) -> None:
        if until is not None and until <= day:
            sentence = _(
                "%(name)s đã thôi giữ chức vụ %(title)s từ ngày %(turn)s nên không ký được văn bản ngày %(day)s. "
                "Hãy kiểm tra người ký và ngày ban hành."
            )
        else:
            sentence = _(
                "%(name)s giữ chức vụ %(title)s từ ngày %(turn)s nên không ký được văn bản ngày %(day)s. "
                "Hãy kiểm tra người ký và ngày ban hành."
            )
        turn = until if until is not None and until <= day else since
        super().__init__(
            sentence,
            code="signer",
            name=name,
            title=title,
            day=format_date(day),
            turn=format_date(turn) if turn else "",
        )


class ChangedMeanwhile(Exception):
    """Somebody else has changed the document since the form was opened."""

    def __init__(self, document: OfficialDocument) -> None:
        super().__init__(document.pk)
        self.document = document


@dataclass(frozen=True, slots=True)
class Signed:
    """A signer: a tenure of ours, or a name and title as printed."""

    name: str = ""
    title: str = ""
    tenure_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A line of "Nơi nhận"."""

    text: str
    purpose: str = Purpose.KNOW


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person says of a document; empty where they do not."""

    number: str = ""
    doc_type: str = ""
    side: str = ""
    issuer_id: int | None = None
    issuer_text: str = ""
    issued_on: date | None = None
    abstract: str = ""
    urgency: str = ""
    field_id: int | None = None
    handling_unit_id: int | None = None
    received_on: date | None = None
    signers: Sequence[Signed] = field(default=())
    recipients: Sequence[Sent] = field(default=())


# --- what is refused --------------------------------------------------------------------------------------------


def refuse_days(issued_on: date | None, received_on: date | None, *, at: datetime) -> None:
    """Raise `FutureDocument`, `FutureArrival`, `ArrivedBeforeItsDay`."""
    today = timezone.localdate(at)
    if issued_on is not None and issued_on > today:
        raise FutureDocument(issued_on)
    if received_on is not None and received_on > today:
        raise FutureArrival(received_on)
    if issued_on is not None and received_on is not None and received_on < issued_on:
        raise ArrivedBeforeItsDay(received_on, issued_on)


def refuse_forged(facts: Facts) -> None:
    """Raise `OutOfReach` for units or a field that no form of ours has offered."""
    for pk in (facts.issuer_id, facts.handling_unit_id):
        if pk is not None and not Unit.objects.filter(pk=pk).exists():
            raise OutOfReach("units.unit", pk)
    if facts.field_id is not None and not FieldOfWork.objects.filter(pk=facts.field_id).exists():
        raise OutOfReach("units.fieldofwork", facts.field_id)


# --- how it is kept ---------------------------------------------------------------------------------------------


def put(document: OfficialDocument) -> OfficialDocument:
    """Save the document. Raises `NumberTaken`, `WordsTaken`; the transaction goes on where they are caught."""
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError as error:
        mine = OfficialDocument.objects.filter(owner_unit=document.owner_unit_id, inherited_from=None)
        others = mine.exclude(pk=document.pk).defer("text")
        if ONCE not in str(error) and SAME_WORDS not in str(error):
            raise
        same = others.exclude(direction=Direction.DRAFT).exclude(text="")
        if (twin := same.filter(text_hash=document.text_hash).first()) is not None:
            raise WordsTaken(twin) from error
        raise NumberTaken(others.get(series_key=document.series_key)) from error
    return document


def say(document: OfficialDocument, facts: Facts) -> None:
    """Set what the facts say; signers and recipients follow when it is saved."""
    document.number_raw, document.number = facts.number, ""
    document.doc_type = facts.doc_type or parse_number(facts.number).type_code
    document.side = facts.side or (Side.PARTY if parse_number(facts.number).party else Side.STATE)
    day = facts.issued_on
    named = unit_named(facts.issuer_text, day) if day and facts.issuer_id is None else None
    document.issuer_id = facts.issuer_id or named
    document.issuer_text = facts.issuer_text
    document.issued_on = day
    document.abstract = facts.abstract
    document.urgency = facts.urgency
    document.field_of_work_id = facts.field_id


def give_to(document: OfficialDocument, unit_id: int | None) -> None:
    """Let the unit that handles the document read it; whoever read it before goes on reading."""
    document.handling_unit_id = unit_id
    if unit_id is not None and unit_id not in document.readers:
        document.readers = sorted({*document.readers, unit_id})


def write_signers(document: OfficialDocument, signers: Iterable[Signed]) -> None:
    """Replace the signers. Raises `SignerOutOfPost`, and `OutOfReach` for a forged tenure."""
    rows = [_signer(document, said) for said in signers if said.tenure_id or normalise(said.name)]
    document.signers.all().delete()
    for place, row in enumerate(rows, 1):
        row.place = place
    DocumentSigner.objects.bulk_create(rows)


def write_recipients(document: OfficialDocument, recipients: Iterable[Sent]) -> None:
    """Replace the recipients; a line that is the name of exactly one unit of the day means that unit."""
    day = document.issued_on or timezone.localdate(document.received_at)
    document.recipients.all().delete()
    rows: list[DocumentRecipient] = []
    for said in recipients:
        text = normalise(said.text).strip(" ;.,-–+")[:300]
        if text:
            unit = None if said.purpose == Purpose.FILE else unit_named(text, day)
            row = DocumentRecipient(document=document, purpose=said.purpose, text=text, unit_id=unit)
            row.place = len(rows) + 1
            rows.append(row)
    DocumentRecipient.objects.bulk_create(rows)


def sent_by(sheet: Sheet) -> list[Sent]:
    """The recipients that a sheet names: "Kính gửi" and "Như trên" are to act, "Lưu" is the archive."""
    sent = [Sent(text, Purpose.ACT) for text in sheet.addressees]
    for line in sheet.recipients:
        words = fold(line).lstrip(" -–+")
        if words.startswith("luu"):
            sent.append(Sent(line, Purpose.FILE))
        elif not words.startswith("nhu tren"):
            sent.append(Sent(line, Purpose.ACT if words.startswith("nhu dieu") else Purpose.KNOW))
    return sent


def _signer(document: OfficialDocument, said: Signed) -> DocumentSigner:
    day = document.issued_on
    if said.tenure_id is not None:
        tenure = Tenure.objects.select_related("person", "post").filter(pk=said.tenure_id).first()
        if tenure is None:
            raise OutOfReach("people.tenure", said.tenure_id)
        chosen = [tenure]
    else:
        chosen = _namesakes(document, said.name)
    held = [tenure for tenure in chosen if day is None or _held(tenure, day)]
    if chosen and not held:
        last = chosen[0]
        title = said.title or last.post.title
        raise SignerOutOfPost(last.person.full_name, title, day, last.during.lower, _end(last))  # type: ignore[arg-type]
    if not held:
        return DocumentSigner(
            document=document, name=normalise(said.name)[:120], title=normalise(said.title)[:160]
        )
    found = held[0]
    title = normalise(said.title)[:160] or found.post.title
    return DocumentSigner(
        document=document, name=found.person.full_name, title=title, person=found.person, post=found.post
    )


def _namesakes(document: OfficialDocument, name: str) -> list[Tenure]:
    """Who bears the printed name and holds or held a post in the issuing unit; the latest first."""
    if document.issuer_id is None:
        return []
    rows = Tenure.objects.filter(person__folded=fold(name), post__unit=document.issuer_id)
    return list(rows.select_related("person", "post").order_by("-during", "-pk"))


def _end(tenure: Tenure) -> date | None:
    """The first day without the post: of the holder, or of the post itself."""
    ends = [day for day in (tenure.during.upper, tenure.post.ended_on) if day is not None]
    return min(ends, default=None)


def _held(tenure: Tenure, day: date) -> bool:
    end = _end(tenure)
    return (tenure.during.lower is None or tenure.during.lower <= day) and (end is None or day < end)
