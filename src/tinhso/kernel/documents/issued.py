"""Finding issued documents and drafts: for colleagues by their reach, for strangers by the exact code or bytes."""

import json
import logging
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from tinhso.kernel.audit import proofs
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.documents import files
from tinhso.kernel.documents.issuing.seals import Verdict, Verification, verify
from tinhso.kernel.documents.models import Draft, IssuedDocument
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope

log = logging.getLogger(__name__)


def visible_draft(pk: int, scope: Scope) -> Draft:
    """The draft, where the post may see it. Raises OutOfReach."""
    draft = Draft.objects.visible_to(scope).select_related("owner_unit").filter(pk=pk).first()
    if draft is None:
        raise OutOfReach("documents.draft", pk)
    return draft


def visible_issued(pk: int, scope: Scope) -> IssuedDocument:
    """The issued document, where the post may see it. Raises OutOfReach."""
    related = ("document__owner_unit", "file", "replaced_by__document", "issued_by")
    issued = IssuedDocument.objects.visible_to(scope).select_related(*related).filter(pk=pk).first()
    if issued is None:
        raise OutOfReach("documents.issueddocument", pk)
    return issued


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """What everybody who holds the code may know. No abstract, no text, no person: they may be personal."""

    id: int
    code: str
    doc_type: str
    number: str
    issued_on: date
    issuer_name: str
    state: str
    state_at: datetime | None
    replaced_by_number: str
    replaced_by_code: str
    sha256: str
    issued_at: datetime
    proof: dict[str, Any] | None


def public_facts(*, code: str = "", sha256: str = "") -> PublicFacts | None:
    """The one issued document with exactly this code or these bytes; the database gives a stranger no other way."""
    with connection.cursor() as cursor:
        cursor.execute("select * from tinhso_issued(%s, %s)", [code or None, sha256 or None])
        row, names = cursor.fetchone(), [column.name for column in cursor.description]
    if row is None:
        return None
    facts = dict(zip(names, row, strict=True))
    if isinstance(facts["proof"], str):
        facts["proof"] = json.loads(facts["proof"])
    return PublicFacts(**facts)


def seal_state(sha256: str, *, now: datetime) -> Verification:
    """The seal of our own copy, judged now. A copy that is gone or is not those bytes any more is unreadable."""
    path = files.path_of(sha256)
    try:
        data = path.read_bytes()
    except OSError:
        return Verification(Verdict.UNREADABLE)
    return verify(data, now=now) if files.digest_of(data) == sha256 else Verification(Verdict.CHANGED)


def trace_proof(issued: IssuedDocument) -> dict[str, Any] | None:
    """The proof that the trace of the issuing stands in a signed tree of the audit log; None while it is not sealed.

    To be asked as the worker, who sees all entries.
    """
    entry = Entry.objects.filter(
        subject_type=IssuedDocument._meta.label_lower, subject_id=str(issued.pk), event="document.issued"
    ).first()
    if entry is None:
        return None
    try:
        return proofs.proof_of(entry.pk)
    except proofs.NotSealed:
        return None
    except proofs.Unprovable:
        log.error("the trace of issued document %d is not what was sealed", issued.pk)
        return None


def keep_proofs(*, most: int = 200) -> int:
    """Keep the proofs that have become possible beside their documents, so that strangers need no way into the audit
    log. Returns how many. Sees all rows only as the worker or the owner; never call it from a request."""
    kept = 0
    for issued in IssuedDocument.objects.filter(proof__isnull=True).order_by("pk")[:most]:
        if proof := trace_proof(issued):
            kept += IssuedDocument.objects.filter(pk=issued.pk).update(proof=proof)
    return kept
