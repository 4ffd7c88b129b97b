"""To issue the signed draft: number, seal, recipients, and the end of the task that asked for it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tinhso.domain.drafting import jobs, sources
from tinhso.domain.drafting.actions.distribute import distribute
from tinhso.domain.drafting.models import Dossier
from tinhso.domain.drafting.moving import MovedMeanwhile, locked, make
from tinhso.domain.drafting.policies import demand
from tinhso.domain.drafting.workflow import Decision, Stage
from tinhso.kernel.documents.actions.issue_document import AlreadyIssued, issue_document
from tinhso.kernel.documents.actions.save_draft import save_draft
from tinhso.kernel.documents.models import IssuedDocument
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def issue(
    dossier: Dossier, *, number: str = "", units: Iterable[int] = (), by: Scope, at: datetime
) -> IssuedDocument:
    """đã ký → đã ban hành: the very version that was signed, sealed by the issuing unit (kernel's issue_document), sent
    to `units`; all of it or nothing. The task that asked for the draft gets it as its result even where type or
    issuer differ from what was named first; its giver confirms.

    Raises AlreadyIssued (a second click), and what moving.make, save_draft and issue_document raise.
    """
    fresh = locked(dossier.pk)
    demand(by, fresh, "issue")
    if fresh.issued is not None:
        raise AlreadyIssued(fresh.issued)
    if fresh.stage != Stage.SIGNED:
        raise MovedMeanwhile(fresh)
    signed = fresh.submissions.select_related("version").get(decision=Decision.SIGNED)
    draft = save_draft(signed.version.sheet, doc_type=fresh.doc_type, by=by, at=at)
    issued = issue_document(draft, number=number or None, by=by, at=at)
    fresh = make(
        fresh, "issue", by=by, at=at, changes={"issued": issued}, trace={"document": issued.document_id}
    )
    duty = Duty.objects.readable_by(by).filter(pk=fresh.duty_id).first() if fresh.duty_id else None
    # Whoever wrote, appraised, signed it, and whoever asked for it, reads what was issued.
    jobs.let_read(issued, {*fresh.readers, *(duty.readers if duty else ())})
    distribute(fresh, units=units, by=by, at=at)
    if duty is not None:
        words = sources.result_words(fresh)
        sources.answer_the_task(duty, text=words, by=by, at=at, files=[issued.file_id])
    elif fresh.duty_id:
        jobs.close_task(fresh, at)
    return IssuedDocument.objects.select_related("document", "file").get(pk=issued.pk)
