"""To verify a sealed PDF: who, when, is every byte as it was, is the certificate good. Each answer has its sentence.

Without a network: roots, chains and revocation lists are files that the operator keeps (docs/seals.md).
"""

import datetime as dt
import io
import logging
from dataclasses import dataclass
from enum import StrEnum

from asn1crypto import x509
from asn1crypto.parser import peek
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager

from tinhso.kernel.documents.issuing import keys, trial

log = logging.getLogger(__name__)


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class Verdict(StrEnum):
    """What a seal, or a whole file, turned out to be."""

    GOOD = "good"
    CHANGED = "changed"
    APPENDED = "appended"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    REVOKED = "revoked"
    UNTRUSTED = "untrusted"
    UNSEALED = "unsealed"
    TRUNCATED = "truncated"
    UNREADABLE = "unreadable"


SENTENCES = {
    Verdict.GOOD: _("Con dấu hợp lệ: tệp còn nguyên vẹn từ khi được đóng dấu."),
    Verdict.CHANGED: _("Tệp đã bị sửa sau khi đóng dấu. Không dùng tệp này."),
    Verdict.APPENDED: _(
        "Tệp có nội dung được thêm vào sau khi đóng dấu; phần thêm không được con dấu bảo đảm."
    ),
    Verdict.EXPIRED: _(
        "Nội dung còn nguyên vẹn, nhưng chứng thư của con dấu đã hết hạn và tệp không có dấu thời gian chứng minh nó được đóng trước đó."
    ),
    Verdict.NOT_YET: _("Chứng thư của con dấu chưa có hiệu lực vào thời điểm đóng dấu."),
    Verdict.REVOKED: _(
        "Chứng thư của con dấu đã bị thu hồi. Không dùng tệp này nếu chưa hỏi cơ quan ban hành."
    ),
    Verdict.UNTRUSTED: _(
        "Nội dung còn nguyên vẹn, nhưng con dấu không thuộc tổ chức chứng thực được tin cậy ở đây: ai cũng có thể tạo ra nó."
    ),
    Verdict.UNSEALED: _("Tệp không có con dấu hay chữ ký số nào."),
    Verdict.TRUNCATED: _("Tệp bị cắt cụt: phần cuối bị mất khi tải hoặc sao chép. Hãy tải lại."),
    Verdict.UNREADABLE: _("Không đọc được tệp: không phải PDF, hoặc đã hỏng."),
}


@dataclass(frozen=True, slots=True)
class SealFacts:
    """One seal or signature in the file."""

    signer: str
    organisation: str
    issuer: str
    signed_at: dt.datetime | None
    time_stamped: bool  # the time comes from a time-stamping authority, not from the signer's own clock
    intact: bool
    covers_whole_file: bool
    trusted: bool
    revoked: bool | None  # None: no revocation list at hand
    trial: bool
    verdict: Verdict

    @property
    def sentence(self) -> str:
        """The verdict for people; translate for showing."""
        return SENTENCES[self.verdict]


@dataclass(frozen=True, slots=True)
class Verification:
    """What is known about a file."""

    verdict: Verdict
    seals: tuple[SealFacts, ...] = ()

    @property
    def good(self) -> bool:
        """Sealed, unchanged, by somebody who is trusted."""
        return self.verdict == Verdict.GOOD

    @property
    def sentence(self) -> str:
        """The verdict for people; translate for showing."""
        return SENTENCES[self.verdict]


def verify(pdf: bytes, *, now: dt.datetime) -> Verification:
    """Judge every seal of the file. Never raises: whatever a stranger sends gets a sentence."""
    if b"%PDF-" not in pdf[:1024]:
        return Verification(Verdict.UNREADABLE)
    if b"%%EOF" not in pdf[-1024:]:
        return Verification(Verdict.TRUNCATED)
    try:
        found = [
            _facts(embedded, pdf, now)
            for embedded in PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
        ]
    except Exception as error:  # a hostile file may break the reader in any way; the answer is the same
        log.warning("a PDF could not be read: %s", type(error).__name__)
        return Verification(Verdict.UNREADABLE)
    if not found:
        return Verification(Verdict.UNSEALED)
    bad = next((seal.verdict for seal in found if seal.verdict != Verdict.GOOD), None)
    if bad is None and not any(seal.covers_whole_file for seal in found):
        bad = Verdict.APPENDED
    return Verification(bad or Verdict.GOOD, tuple(found))


def _facts(embedded: EmbeddedPdfSignature, pdf: bytes, now: dt.datetime) -> SealFacts:
    issuer = embedded.signer_cert.issuer
    status = validate_pdf_signature(embedded, _context(now, issuer), _context(now))
    stamp = status.timestamp_validity
    stamped = bool(stamp and stamp.intact and stamp.valid and stamp.trusted)
    if stamped and stamp is not None and not status.trusted:
        # Good at the proven time of sealing is good for ever.
        status = validate_pdf_signature(embedded, _context(stamp.timestamp, issuer), _context(now))
    certificate = status.signing_cert
    signed_at = stamp.timestamp if stamped and stamp is not None else embedded.self_reported_timestamp
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return SealFacts(
        signer=_common_name(certificate),
        organisation=str(certificate.subject.native.get("organization_name", "")),
        issuer=str(certificate.issuer.native.get("common_name", certificate.issuer.human_friendly)),
        signed_at=signed_at,
        time_stamped=stamped,
        intact=_intact(status, embedded, pdf),
        covers_whole_file=whole,
        trusted=status.trusted,
        revoked=status.revoked or (False if _has_list(certificate.issuer, now) else None),
        trial=trial.is_trial(certificate),
        verdict=_verdict(status, embedded, pdf, signed_at or now),
    )


def _verdict(
    status: PdfSignatureStatus, embedded: EmbeddedPdfSignature, pdf: bytes, signed_at: dt.datetime
) -> Verdict:
    if not _intact(status, embedded, pdf):
        return Verdict.CHANGED
    if not _only_sealed_again(status):
        return Verdict.APPENDED
    if status.revoked:
        return Verdict.REVOKED
    validity = status.signing_cert
    if signed_at < validity.not_valid_before:
        return Verdict.NOT_YET
    if status.trust_problem_indic == AdESIndeterminate.OUT_OF_BOUNDS_NO_POE:
        return Verdict.EXPIRED
    return Verdict.GOOD if status.trusted else Verdict.UNTRUSTED


def _intact(status: PdfSignatureStatus, embedded: EmbeddedPdfSignature, pdf: bytes) -> bool:
    return status.intact and status.valid and _nothing_beside(embedded, pdf)


def _only_sealed_again(status: PdfSignatureStatus) -> bool:
    """Nothing came after the seal, or only further seals did."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    return (
        status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        and status.modification_level is not None
        and status.modification_level <= ModificationLevel.FORM_FILLING
    )


def _nothing_beside(embedded: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """The gap that no signature covers holds the signature, zeros, and nothing else."""
    start, length, rest, _end = (int(number) for number in embedded.byte_range)
    gap = pdf[start + length : rest]
    if gap[:1] != b"<" or gap[-1:] != b">":
        return False
    try:
        content = bytes.fromhex(gap[1:-1].decode("ascii"))
    except ValueError:
        return False
    return not content[peek(content) :].strip(b"\0")


def _context(moment: dt.datetime, issuer: x509.Name | None = None) -> ValidationContext:
    """What is believed at a moment. Where a list of the issuer is at hand it decides; else its lack is told."""
    listed = RevocationCheckingRule.CRL_REQUIRED
    declared = RevocationCheckingRule.CHECK_IF_DECLARED_SOFT
    policy = RevocationCheckingPolicy(listed if issuer and _has_list(issuer, moment) else declared, declared)
    return ValidationContext(
        trust_manager=SimpleTrustManager.build(trust_roots=keys.trusted()),
        other_certs=keys.intermediates(),
        crls=keys.revocations(),
        moment=moment,
        allow_fetching=False,
        revinfo_policy=CertRevTrustPolicy(policy, retroactive_revinfo=True),
    )


def _has_list(issuer: x509.Name, moment: dt.datetime) -> bool:
    """Whether a revocation list of the issuer is at hand that was not out of date then."""
    for revoked in keys.revocations():
        listed = revoked["tbs_cert_list"]
        ends = listed["next_update"].native
        if listed["issuer"] == issuer and (ends is None or ends >= moment):
            return True
    return False


def _common_name(certificate: x509.Certificate) -> str:
    return str(certificate.subject.native.get("common_name", certificate.subject.human_friendly))
