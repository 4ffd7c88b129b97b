"""To take back a relation between documents that was said by mistake."""

from datetime import datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.documents.models import DocumentRelation
from tinhso.kernel.documents.policies import demand_describe
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def unrelate(relation: DocumentRelation, *, by: Scope, at: datetime) -> bool:
    """Take the relation away; the trace keeps what it said. False where somebody was first. Raises
    policies.NotAllowed."""
    source = relation.source
    demand_describe(by, source)
    gone, _tables = DocumentRelation.objects.filter(pk=relation.pk).delete()
    if gone:
        audit.record("document.unrelated", source, by=by, at=at, kind=relation.kind, to=relation.target_text)
    return bool(gone)
