"""To attach files to a document: annexes, drawings, the signed scan."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.documents import taking
from tinhso.kernel.documents.models import DocumentAttachment, OfficialDocument
from tinhso.kernel.documents.policies import demand_describe
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def attach(
    document: OfficialDocument, *, uploads: Sequence[File], by: Scope, at: datetime
) -> list[DocumentAttachment]:
    """Keep the files beside the document; whoever reads it may open them.

    Raises policies.NotAllowed, a kind of reading.Unreadable, secrecy.SecretMarked; then none is kept.
    """
    demand_describe(by, document)
    made = taking.attach_files(document, uploads, by=by, at=at)
    audit.record("document.attached", document, by=by, at=at, files=[row.file_id for row in made])
    return made
