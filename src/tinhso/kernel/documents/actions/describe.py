"""To say what a document of the register is: number, issuer, day, signers, recipients, field of work, who handles it."""

from datetime import datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.documents import registering, taking
from tinhso.kernel.documents.linking import link_arrived
from tinhso.kernel.documents.models import Direction, IssuedDocument, OfficialDocument, SeriesNumber
from tinhso.kernel.documents.policies import demand_describe
from tinhso.kernel.documents.registering import ChangedMeanwhile, Facts
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class StillADraft(Refused):
    """A draft is described by writing on."""

    def __init__(self) -> None:
        super().__init__(_("Dự thảo được sửa ở trang soạn thảo."), code="draft")


@transaction.atomic
def describe(
    document: OfficialDocument, *, facts: Facts, version: int | None = None, by: Scope, at: datetime
) -> OfficialDocument:
    """Set what the document is. Of a sealed one, or one whose number stands in our own book, only the field of work
    and who handles it: what is printed is not changed any more.

    Raises policies.NotAllowed, ChangedMeanwhile (the form is older than the document), StillADraft and what
    register_incoming raises of facts.
    """
    demand_describe(by, document)
    document = OfficialDocument.objects.select_for_update().get(pk=document.pk)
    if version is not None and document.version != version:
        raise ChangedMeanwhile(document)
    if document.direction == Direction.DRAFT:
        raise StillADraft()
    registering.refuse_forged(facts)
    if is_printed(document):
        document.field_of_work_id = facts.field_id
        _save(document, facts)
    else:
        received_on = facts.received_on or document.received_on
        registering.refuse_days(facts.issued_on, received_on, at=at)
        registering.say(document, facts)
        if document.direction == Direction.INCOMING:
            document.received_on = received_on
        _save(document, facts)
        registering.write_signers(document, facts.signers)
        registering.write_recipients(document, facts.recipients)
        link_arrived(document, by=by, at=at)
    audit.record(
        "document.described", document, by=by, at=at, number=document.number, version=document.version
    )
    return document


def is_printed(document: OfficialDocument) -> bool:
    """Sealed by us, or numbered from our own book: the paper is out."""
    if document.direction != Direction.ISSUED:
        return False
    return (
        IssuedDocument.objects.filter(document=document).exists()
        or SeriesNumber.objects.filter(document=document, from_paper=False).exists()
    )


def _save(document: OfficialDocument, facts: Facts) -> None:
    registering.give_to(document, facts.handling_unit_id)
    document.version += 1
    registering.put(document)
    taking.share_all(document)
