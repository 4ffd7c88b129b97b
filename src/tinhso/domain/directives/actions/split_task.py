"""To make several tasks of one: a sentence often gives more than one piece of work."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from tinhso.domain.directives import claims, labelling, scoring
from tinhso.domain.directives.actions.correct_task import helpers
from tinhso.domain.directives.models import DirectiveTask
from tinhso.domain.directives.models.label import Decision
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise

MOST_PARTS = 20


class NotEnoughParts(ValueError):
    """A split has at least two parts, and not more than MOST_PARTS."""


@transaction.atomic
def split_task(
    task: DirectiveTask, *, titles: Sequence[str], by: Scope, at: datetime, version: int | None = None
) -> list[DirectiveTask]:
    """The task keeps the first title; each further one becomes a task of the same sentence and lead.

    Raises NotEnoughParts, OutOfReach, claims.ChangedMeanwhile, policies.NotAllowed.
    """
    wanted = [title for title in map(normalise, titles) if title]
    if not 2 <= len(wanted) <= MOST_PARTS:
        raise NotEnoughParts(len(wanted))
    directive = claims.claim_directive(task.directive_id, by=by)
    (task,) = claims.claim_tasks(
        directive, [task.pk], move="split", versions={task.pk: version} if version else None
    )
    after = directive.tasks.filter(position__gt=task.position)
    after.update(position=F("position") + len(wanted) - 1)
    task.title = wanted[0]
    claims.touch(task, by=by, at=at)
    task.save()
    units = list(task.coordinations.values_list("unit_id", flat=True))
    parts = [task]
    for number, title in enumerate(wanted[1:], start=1):
        part = DirectiveTask.objects.get(pk=task.pk)
        part.pk, part.split_from_id, part.machine = None, task.pk, None
        part._state.adding = True
        part.title, part.product, part.product_named = title, "", False
        part.position, part.version = task.position + number, 1
        part.save()
        helpers(part, units)
        parts.append(part)
    for part in parts:
        labelling.write(part, Decision.SPLIT, at=at)
    scoring.count(directive, at=at)
    audit.record("directive_task.split", task, by=by, at=at, into=[part.pk for part in parts])
    return parts
