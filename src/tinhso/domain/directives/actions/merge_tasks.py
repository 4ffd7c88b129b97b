"""To make one task of several."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tinhso.domain.directives import claims, labelling, scoring
from tinhso.domain.directives.actions.correct_task import helpers
from tinhso.domain.directives.models import Directive, DirectiveTask
from tinhso.domain.directives.models.label import Decision
from tinhso.domain.directives.workflow import TaskState
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


class NothingToMerge(ValueError):
    """At least two tasks are merged."""


@transaction.atomic
def merge_tasks(directive: Directive, *, task_ids: Sequence[int], by: Scope, at: datetime) -> DirectiveTask:
    """The first of the tasks (in the document's order) takes the words and helpers of the others, which are
    dropped and can be taken back. Lead and deadline stay the first one's, or come from whichever has one.

    Raises NothingToMerge, OutOfReach, claims.ChangedMeanwhile, policies.NotAllowed.
    """
    if len(set(task_ids)) < 2:
        raise NothingToMerge()
    directive = claims.claim_directive(directive.pk, by=by)
    tasks = sorted(
        claims.claim_tasks(directive, list(task_ids), move="merge"), key=lambda task: (task.position, task.pk)
    )
    first, others = tasks[0], tasks[1:]
    units = [unit for task in tasks for unit in task.coordinations.values_list("unit_id", flat=True)]
    for other in others:
        _take(first, other)
        other.state, other.merged_into_id = TaskState.DROPPED, first.pk
        claims.touch(other, by=by, at=at)
        other.save()
    claims.touch(first, by=by, at=at)
    first.save()
    helpers(first, units)
    for other in others:
        labelling.write(other, Decision.MERGED, at=at)
    labelling.write(first, Decision.CORRECTED, at=at)
    scoring.count(directive, at=at)
    audit.record("directive_task.merged", first, by=by, at=at, others=[task.pk for task in others])
    return first


def _take(first: DirectiveTask, other: DirectiveTask) -> None:
    first.title = _joined(first.title, other.title)
    if other.product_named:
        first.product = _joined(first.product, other.product) if first.product_named else other.product
        first.product_named = True
    first.coordinating_text = _joined(first.coordinating_text, other.coordinating_text)
    if not first.lead_name and other.lead_name:
        first.lead_group = other.lead_group
        first.lead_unit_id, first.lead_from, first.lead_text = (
            other.lead_unit_id,
            other.lead_from,
            other.lead_text,
        )
    if first.due_on is None and other.due_on is not None:
        first.due_on, first.bound = other.due_on, other.bound
        first.deadline_kind, first.deadline_raw = other.deadline_kind, other.deadline_raw


def _joined(words: str, more: str) -> str:
    if not more or more.lower() in words.lower():
        return words
    return f"{words.rstrip('.;')}; {more[:1].lower()}{more[1:]}" if words else more
