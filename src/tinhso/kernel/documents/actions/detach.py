"""To take a file away from a document to which it was attached by mistake."""

from datetime import datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.documents.models import DocumentAttachment
from tinhso.kernel.documents.policies import demand_describe
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def detach(attachment: DocumentAttachment, *, by: Scope, at: datetime) -> bool:
    """Take the file off; its bytes and the trace stay. False where somebody was first. Raises policies.NotAllowed."""
    document = attachment.document
    demand_describe(by, document)
    gone, _tables = DocumentAttachment.objects.filter(pk=attachment.pk).delete()
    if gone:
        audit.record("document.detached", document, by=by, at=at, file=attachment.file_id)
    return bool(gone)
