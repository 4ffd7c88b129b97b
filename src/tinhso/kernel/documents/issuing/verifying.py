"""How a sealed PDF is verified, by pyHanko: who, when, is every byte as it was, is the certificate good.

Without a network: roots, chains and revocation lists are files that the operator keeps (docs/seals.md).
"""

import datetime as dt
import io
import logging

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
from tinhso.kernel.documents.issuing.seals import SealFacts, Verdict, Verification

log = logging.getLogger(__name__)


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
