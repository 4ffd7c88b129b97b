"""To read the tasks of a document that stands in the register already: it came as paper to be known, and gives work."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.directives import finding, policies
from tinhso.domain.directives.models import Directive
from tinhso.domain.directives.workflow import DirectiveState
from tinhso.kernel import audit
from tinhso.kernel.documents.language import NotVietnamese, is_vietnamese
from tinhso.kernel.documents.models import Direction, OfficialDocument
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class NoWords(Refused):
    """A scan, or only its number: nothing to read."""

    def __init__(self) -> None:
        super().__init__(
            _("Văn bản này chưa có nội dung chữ nên không tìm được việc. Hãy đưa bản có lớp chữ vào."),
            code="words",
        )


class StillADraft(Refused):
    """What is not issued gives no work."""

    def __init__(self) -> None:
        super().__init__(_("Dự thảo chưa ban hành nên chưa giao việc cho ai."), code="draft")


@transaction.atomic
def read_registered(document: OfficialDocument, *, by: Scope, at: datetime) -> Directive:
    """Make the document a directive, with its candidate tasks where its date is known; twice is once.

    Raises policies.NotAllowed, NoWords, StillADraft, language.NotVietnamese.
    """
    policies.demand_manage(by, document)
    document = OfficialDocument.objects.select_for_update().get(pk=document.pk)
    if found := Directive.objects.filter(document=document).first():
        return found
    if document.direction == Direction.DRAFT:
        raise StillADraft()
    if not document.text:
        raise NoWords()
    if not is_vietnamese(document.text):
        raise NotVietnamese()
    directive = Directive.objects.create(document=document, state=DirectiveState.READ, guessed={})
    if document.issued_on:
        finding.find_tasks(directive, at=at)
        directive.state = DirectiveState.CHECKING
        directive.save()
    audit.record(
        "directive.read", directive, by=by, at=at, tasks=directive.tasks.count(), file=document.file_id
    )
    return directive
