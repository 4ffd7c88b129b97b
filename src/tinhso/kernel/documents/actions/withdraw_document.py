"""To withdraw an issued document, or to put another one in its place."""

from datetime import datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.documents.actions.relate import relate
from tinhso.kernel.documents.models import IssuedDocument, IssuedState, RelationKind
from tinhso.kernel.documents.policies import demand_issue
from tinhso.kernel.people.scope import Scope


class NoLongerInForce(Exception):
    """Somebody was first; `issued` says what it is now."""

    def __init__(self, issued: IssuedDocument) -> None:
        super().__init__(issued.pk)
        self.issued = issued


class NoReason(Exception):
    """A withdrawal says why."""


class WrongSuccessor(Exception):
    """Only a document in force of the same unit, and not the document itself, takes its place."""


def withdraw_document(
    issued: IssuedDocument, *, reason: str, by: Scope, at: datetime, replaced_by: IssuedDocument | None = None
) -> IssuedDocument:
    """Take the document out of force; its bytes, code and proof stay, and its public page says so at once.

    Raises policies.NotAllowed, NoReason, WrongSuccessor, NoLongerInForce.
    """
    owner = issued.document.owner_unit_id
    demand_issue(by, owner)
    if not reason.strip():
        raise NoReason()
    if replaced_by is not None and (
        replaced_by.pk == issued.pk or not replaced_by.in_force or replaced_by.document.owner_unit_id != owner
    ):
        raise WrongSuccessor()
    state = IssuedState.REPLACED if replaced_by else IssuedState.WITHDRAWN
    with transaction.atomic():
        moved = IssuedDocument.objects.filter(pk=issued.pk, state=IssuedState.IN_FORCE).update(
            state=state, state_reason=reason.strip()[:500], state_at=at, replaced_by=replaced_by
        )
        issued.refresh_from_db()
        if not moved:
            raise NoLongerInForce(issued)
        if replaced_by is not None:
            relate(replaced_by.document, kind=RelationKind.REPLACES, target=issued.document, by=by, at=at)
        audit.record(
            f"document.{state.value}", issued, by=by, at=at, sha256=issued.sha256,
            replaced_by=replaced_by.pk if replaced_by else None,
        )  # fmt: skip
    return issued
