"""To take back a dropped or merged candidate."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.directives import claims, labelling, scoring
from tinhso.domain.directives.models import DirectiveTask
from tinhso.domain.directives.models.label import Decision
from tinhso.domain.directives.workflow import AnnexState, TaskState
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def restore_task(task: DirectiveTask, *, by: Scope, at: datetime) -> DirectiveTask:
    """dropped → draft. What an annex gave stays dropped once its import is undone: the duty that it opened was
    stopped, and would be taken for the new one. Raises OutOfReach, claims.ChangedMeanwhile, policies.NotAllowed."""
    directive = claims.claim_directive(task.directive_id, by=by)
    (task,) = claims.claim_tasks(directive, [task.pk], move="restore")
    if task.annex is not None and task.annex.state == AnnexState.UNDONE:
        raise claims.changed(task)
    task.state, task.drop_reason, task.merged_into_id = TaskState.DRAFT, "", None
    claims.touch(task, by=by, at=at)
    task.save()
    claims.reopened(directive)
    labelling.write(task, Decision.RESTORED, at=at)
    scoring.count(directive, at=at)
    audit.record("directive_task.restored", task, by=by, at=at)
    return task
