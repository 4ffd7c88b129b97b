"""To write a draft, or to go on writing it."""

from datetime import datetime

from tinhso.kernel import audit
from tinhso.kernel.documents.issuing.content import Sheet
from tinhso.kernel.documents.models import Direction, Draft, IssuedDocument, OfficialDocument
from tinhso.kernel.documents.policies import demand_issue
from tinhso.kernel.documents.secrecy import refuse_secrets
from tinhso.kernel.people.scope import Scope


class IssuedMeanwhile(Exception):
    """The draft has left the house; what was issued is not changed any more."""

    def __init__(self, issued: IssuedDocument) -> None:
        super().__init__(issued.pk)
        self.issued = issued


def save_draft(sheet: Sheet, *, doc_type: str, by: Scope, at: datetime, draft: Draft | None = None) -> Draft:
    """Keep the sheet as a draft of the own unit; with `draft` it takes that one's place. It stands in the register
    of documents from its first day.

    Runs in the caller's transaction. Raises policies.NotAllowed, secrecy.SecretMarked, IssuedMeanwhile.
    """
    demand_issue(by, draft.owner_unit_id if draft else by.unit_id)
    refuse_secrets(sheet.plain_text())
    if draft is None:
        draft = Draft(owner_unit_id=by.unit_id)
    else:
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        if issued := IssuedDocument.objects.filter(draft=draft).first():
            raise IssuedMeanwhile(issued)
    draft.doc_type, draft.side, draft.abstract = doc_type, sheet.side, sheet.abstract[:500]
    draft.content, draft.changed_at, draft.changed_by_id = sheet.as_data(), at, by.person_id
    draft.save()
    _register(draft, sheet, by=by, at=at)
    audit.record("draft.saved", draft, by=by, at=at, type=doc_type)
    return draft


def _register(draft: Draft, sheet: Sheet, *, by: Scope, at: datetime) -> None:
    """The draft's line in the register; relations hang on it, also after it is issued."""
    document = OfficialDocument.objects.filter(draft=draft).first()
    if document is None:
        document = OfficialDocument(
            draft=draft,
            direction=Direction.DRAFT,
            owner_unit_id=draft.owner_unit_id,
            issuer_id=draft.owner_unit_id,
            readers=[draft.owner_unit_id],
            received_at=at,
            received_by_id=by.person_id,
        )
    document.doc_type, document.side = draft.doc_type, draft.side
    document.issuer_text, document.abstract = sheet.issuer, sheet.abstract
    document.text = sheet.plain_text()
    document.version += 1
    document.save()
