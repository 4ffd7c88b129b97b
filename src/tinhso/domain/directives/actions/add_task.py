"""To add a task that the machine did not find: from a sentence, or one that nobody wrote down."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from tinhso.domain.directives import claims, labelling, scoring
from tinhso.domain.directives.actions.correct_task import Settled, apply, demand_units, helpers
from tinhso.domain.directives.models import Directive, DirectiveTask
from tinhso.domain.directives.models.label import Decision
from tinhso.domain.directives.workflow import TaskState
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


class NoSuchSentence(ValueError):
    """The offsets do not lie in the text."""


@transaction.atomic
def add_task(
    directive: Directive,
    *,
    settled: Settled,
    by: Scope,
    at: datetime,
    start: int | None = None,
    end: int | None = None,
) -> DirectiveTask:
    """Add a candidate; `start` and `end` are offsets of its sentence in the document's text.

    Raises NoSuchSentence, correct_task.NoTitle, OutOfReach, policies.NotAllowed.
    """
    directive = claims.claim_directive(directive.pk, by=by)
    text = directive.document.text
    if start is not None and not (end is not None and 0 <= start < end <= len(text)):
        raise NoSuchSentence(f"{start}–{end}")
    demand_units(settled, directive.document, at)
    task = DirectiveTask(
        directive=directive,
        position=_position(directive, start),
        start=start,
        end=end if start is not None else None,
        quote=text[start:end] if start is not None else "",
        state=TaskState.DRAFT,
        changed_at=at,
        changed_by_id=by.person_id,
    )
    apply(task, settled)
    task.save()
    helpers(task, settled.coordinating)
    claims.reopened(directive)
    labelling.write(task, Decision.ADDED, at=at)
    scoring.count(directive, at=at)
    audit.record("directive_task.added", task, by=by, at=at, from_sentence=start is not None)
    return task


def _position(directive: Directive, start: int | None) -> int:
    """Behind the tasks of the sentences before it; at the end without a sentence. Equal ones order by id."""
    tasks = directive.tasks.all()
    if start is not None:
        tasks = tasks.filter(start__lte=start)
    return (tasks.aggregate(last=Max("position"))["last"] or 0) + (start is None)
