"""To issue a document: its number, its PDF, the unit's seal, its code for the public, once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tinhso.kernel import audit
from tinhso.kernel.documents import files, followers, registering
from tinhso.kernel.documents.actions.take_number import bind, take_number
from tinhso.kernel.documents.issuers import letterhead_of
from tinhso.kernel.documents.issuing.codes import new_code
from tinhso.kernel.documents.issuing.content import Sheet
from tinhso.kernel.documents.issuing.faces import face_in_use
from tinhso.kernel.documents.issuing.pdf import sheet_pdf, template_version
from tinhso.kernel.documents.issuing.seals import NotSealed, Sealer, SealFacts, seal, verify
from tinhso.kernel.documents.linking import link_arrived
from tinhso.kernel.documents.models import (
    Direction,
    Draft,
    IssuedDocument,
    OfficialDocument,
    SeriesNumber,
    StoredFile,
    Urgency,
)
from tinhso.kernel.documents.models.official_document import series_key_of
from tinhso.kernel.documents.numbering import Numbering
from tinhso.kernel.documents.numbers import parse_number
from tinhso.kernel.documents.policies import demand_issue
from tinhso.kernel.documents.reading.kinds import Kind
from tinhso.kernel.documents.secrecy import refuse_secrets
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused

Number = str | Callable[[], str] | None


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class AlreadyIssued(Exception):
    """Somebody, perhaps the same person's second click, has issued this draft."""

    def __init__(self, issued: IssuedDocument) -> None:
        super().__init__(issued.pk)
        self.issued = issued


class NoNumber(Exception):
    """Nothing is issued without a number."""


class NumberInUse(Refused):
    """Another document of this issuer bears the number in this year, or in this term of the Party."""

    def __init__(self, number: str) -> None:
        super().__init__(
            _(
                "Số %(number)s đã có trên một văn bản khác trong năm hoặc nhiệm kỳ. Để trống để lấy số tiếp theo "
                "của sổ."
            ),
            code="used",
            number=number,
        )


@dataclass(frozen=True, slots=True)
class _Sealed:
    data: bytes
    code: str
    facts: SealFacts


def issue_document(draft: Draft, *, number: Number, by: Scope, at: datetime) -> IssuedDocument:
    """Issue the draft under a number, on the day of `at`, in the name of its unit (Decree 30/2020/NĐ-CP, Art. 18, 23).

    Without a `number` the next one of the unit's series is taken, after the draft is locked, inside this
    transaction: when anything below fails it was never used. A number that was given elsewhere is written out, or
    comes from a function that is called once. The sealed PDF is kept by its hash. Signer and recipients of the
    register are those of the sheet; citations that waited for the number are linked.

    Raises policies.NotAllowed, AlreadyIssued (with what was issued), NoNumber, NumberInUse, what take_number
    raises, registering.NumberTaken, registering.SignerOutOfPost, secrecy.SecretMarked, pdf.Unprintable,
    seals.NoSealKey, seals.NotSealed, and what followers refuse; then nothing is changed.
    """
    demand_issue(by, draft.owner_unit_id)
    with transaction.atomic():
        draft = Draft.objects.select_for_update(of=("self",)).select_related("owner_unit").get(pk=draft.pk)
        if issued := IssuedDocument.objects.filter(draft=draft).first():
            raise AlreadyIssued(issued)
        entry = _next_number(draft, by=by, at=at) if number is None else None
        taken = entry.text if entry else _given(draft, number, at)
        sheet = _final(draft, taken, at)
        refuse_secrets(sheet.plain_text())
        sealed = _sealed(draft, sheet, at)
        file = files.keep(sealed.data, Kind.PDF, name=_file_name(sheet), by=by, at=at, readers=[by.unit_id])
        document = _document(draft, sheet, file, by=by, at=at)
        if entry:
            bind(entry, document)
        link_arrived(document, by=by, at=at)
        issued = _issued(draft, document, file, sealed, sheet, by=by, at=at)
        audit.record(
            "document.issued", issued, by=by, at=at, sha256=issued.sha256, number=document.number,
            document=document.pk, sealed_by=issued.sealed_by,
        )  # fmt: skip
        followers.follow(issued, by=by, at=at)
        return issued


def _next_number(draft: Draft, *, by: Scope, at: datetime) -> SeriesNumber:
    wanted = Numbering(draft.owner_unit, draft.doc_type, draft.side)
    return take_number(wanted, on=timezone.localdate(at), abstract=draft.abstract, by=by, at=at)


def _given(draft: Draft, number: Number, at: datetime) -> str:
    """A number that was given elsewhere: not borne by another paper of the unit in the year."""
    given = (number() if callable(number) else number or "").strip()
    if not given:
        raise NoNumber()
    day = timezone.localdate(at)
    wanted = OfficialDocument(
        direction=Direction.ISSUED,
        side=draft.side,
        number_raw=given,
        issuer_id=draft.owner_unit_id,
        issued_on=day,
    )
    # what came before the keys of series is compared by its year
    keyless = Q(series_key="", number_key=parse_number(given).search_key, issued_on__year=day.year)
    borne = OfficialDocument.objects.filter(Q(series_key=series_key_of(wanted)) | keyless)
    if borne.filter(issuer=draft.owner_unit_id).exclude(direction=Direction.DRAFT).exists():
        raise NumberInUse(given)
    return given


def _final(draft: Draft, number: str, at: datetime) -> Sheet:
    """The sheet with its number and day; the name of the issuer is that of this day, not of the draft's."""
    day = timezone.localdate(at)
    head = letterhead_of(draft.owner_unit, day)
    data = draft.content | {"issuer": head.issuer, "parent_body": head.parent_body}
    return Sheet.from_data(data).numbered(number, day)


def _sealed(draft: Draft, sheet: Sheet, at: datetime) -> _Sealed:
    code = new_code()
    sealer = Sealer(draft.owner_unit.key, sheet.issuer)
    data = seal(
        sheet_pdf(sheet, made_at=at, code=code), sealer=sealer, reason=f"Phát hành văn bản {sheet.number}"
    )
    verified = verify(data, now=timezone.now())
    if not verified.good:  # a key whose certificate has run out, or whose root nobody here trusts
        raise NotSealed(f"the seal of {sealer.key} does not verify: {verified.verdict}")
    return _Sealed(data, code, verified.seals[-1])


def _document(draft: Draft, sheet: Sheet, file: StoredFile, *, by: Scope, at: datetime) -> OfficialDocument:
    """The line of the draft in the register becomes that of the issued document."""
    document = OfficialDocument.objects.filter(draft=draft).first()
    if document is None:
        document = OfficialDocument(draft=draft, owner_unit_id=draft.owner_unit_id)
        document.readers = [draft.owner_unit_id]
    document.direction, document.inherited_from = Direction.ISSUED, None
    document.number_raw, document.number = sheet.number, ""
    document.doc_type, document.side = draft.doc_type, draft.side
    document.issuer_id, document.issuer_text = draft.owner_unit_id, sheet.issuer
    document.issued_on, document.abstract = sheet.day, sheet.abstract
    document.urgency = next((mark.value for mark in Urgency if mark and mark.label == sheet.urgency), "")
    document.text, document.file = sheet.plain_text(), file
    document.received_at, document.received_by_id = at, by.person_id
    document.version += 1
    registering.put(document)
    registering.write_signers(document, [registering.Signed(sheet.signer.name, sheet.signer.title)])
    registering.write_recipients(document, registering.sent_by(sheet))
    return document


def _issued(
    draft: Draft,
    document: OfficialDocument,
    file: StoredFile,
    sealed: _Sealed,
    sheet: Sheet,
    *,
    by: Scope,
    at: datetime,
) -> IssuedDocument:
    return IssuedDocument.objects.create(
        document=document,
        draft=draft,
        file=file,
        sha256=file.sha256,
        code=sealed.code,
        issuer_name=sheet.issuer,
        template=template_version(sheet.side),
        face=face_in_use().family,
        sealed_by=sealed.facts.signer,
        sealed_at=sealed.facts.signed_at or at,
        time_stamped=sealed.facts.time_stamped,
        trial_seal=sealed.facts.trial,
        issued_at=at,
        issued_by_id=by.person_id,
    )


def _file_name(sheet: Sheet) -> str:
    return f"{sheet.number.replace('/', '_')}.pdf"
