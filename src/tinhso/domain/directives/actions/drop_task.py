"""To say that a candidate is no task after all."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.directives import claims, labelling, scoring
from tinhso.domain.directives.models import DirectiveTask
from tinhso.domain.directives.models.label import Decision
from tinhso.domain.directives.workflow import TaskState
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def drop_task(task: DirectiveTask, *, by: Scope, at: datetime, reason: str = "") -> DirectiveTask:
    """draft → dropped; restore_task takes it back. Raises OutOfReach, claims.ChangedMeanwhile, NotAllowed."""
    directive = claims.claim_directive(task.directive_id, by=by)
    (task,) = claims.claim_tasks(directive, [task.pk], move="drop")
    task.state, task.drop_reason = TaskState.DROPPED, reason.strip()[:300]
    claims.touch(task, by=by, at=at)
    task.save()
    labelling.write(task, Decision.DROPPED, at=at)
    scoring.count(directive, at=at)
    audit.record("directive_task.dropped", task, by=by, at=at)
    return task
