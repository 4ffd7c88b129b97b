"""To say what a document is: number, type, issuer, date. With its date its text is read for tasks."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.directives import claims, scoring
from tinhso.domain.directives.actions.read_document import Details, look_for_tasks
from tinhso.domain.directives.models import Directive
from tinhso.domain.directives.workflow import DIRECTIVE_MOVES, DirectiveState, TaskState
from tinhso.kernel import audit
from tinhso.kernel.documents import registering
from tinhso.kernel.documents.linking import link_arrived
from tinhso.kernel.documents.models import Side
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import VIETNAM
from tinhso.kernel.units.models import Unit


class NoDate(ValueError):
    """The unit names of a text are those of its date, so there must be one."""


class DateInFuture(ValueError):
    """A document is issued before it is read."""


@transaction.atomic
def describe_document(directive: Directive, *, details: Details, by: Scope, at: datetime) -> Directive:
    """Set what the document is. A changed date finds the candidates anew while nobody has touched one.

    Raises NoDate, DateInFuture, OutOfReach (a forged issuer), claims.ChangedMeanwhile, policies.NotAllowed,
    registering.NumberTaken.
    """
    directive = claims.claim_directive(directive.pk, by=by)
    _check(details, at)
    document = directive.document
    moved = directive.read_on != details.issued_on or directive.state == DirectiveState.READ
    document.number_raw, document.number = details.number, ""
    document.doc_type = details.doc_type
    document.side = details.side or Side.STATE
    document.issuer_id = details.issuer_id
    document.issuer_text = details.issuer_text
    document.issued_on = details.issued_on
    document.abstract = details.abstract
    document.urgency = details.urgency
    document.version += 1
    registering.put(document)
    link_arrived(document, by=by, at=at)
    untouched = not directive.tasks.exclude(state=TaskState.DRAFT, changed_by=None).exists()
    directive.guessed = {}
    again = moved and untouched
    if again:
        look_for_tasks(directive, at=at)
    directive.read_on = details.issued_on
    if directive.state in DIRECTIVE_MOVES["describe"].froms:
        directive.state = DirectiveState.CHECKING
    directive.save()
    if not again:
        scoring.count(directive, at=at)
    audit.record("directive.described", directive, by=by, at=at, issued_on=details.issued_on,
                 tasks=directive.tasks.count() if again else None, state=directive.state)  # fmt: skip
    return directive


def _check(details: Details, at: datetime) -> None:
    if details.issued_on is None:
        raise NoDate()
    if details.issued_on > at.astimezone(VIETNAM).date():
        raise DateInFuture()
    if details.issuer_id is not None and not Unit.objects.filter(pk=details.issuer_id).exists():
        raise OutOfReach("units.unit", details.issuer_id)
