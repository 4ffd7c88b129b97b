"""To say which work carries a task out."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.directives.interface import Directive, DirectiveTask
from tinhso.domain.programmes import claims
from tinhso.domain.programmes.models import Node
from tinhso.domain.programmes.workflow import Kind
from tinhso.kernel import audit
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


class NoTask(ValueError):
    """Only a task is carried out by a duty."""


class TiedElsewhere(ValueError):
    """That work stands in the cascade already, as `node`; hang that node under further parents instead."""

    def __init__(self, node: Node) -> None:
        super().__init__(node.name)
        self.node = node


@transaction.atomic
def tie_task(
    pk: int,
    *,
    by: Scope | None,
    at: datetime,
    duty_id: int | None = None,
    directive_task_id: int | None = None,
    version: int | None = None,
) -> Node:
    """Point the task at a duty, at the task of a directive (its duty, where it has been given), or at nothing.

    What it points at must be readable by whoever ties it. Raises NoTask, TiedElsewhere, OutOfReach,
    claims.ChangedMeanwhile, policies.NotAllowed.
    """
    node = claims.claim_node(pk, by=by, version=version) if by else Node.objects.live().get(pk=pk)
    if node.kind != Kind.TASK:
        raise NoTask(node.kind)
    if directive_task_id is not None:
        task = _directive_task(directive_task_id, by)
        duty_id, directive_task_id = task.duty_id, None if task.duty_id else task.pk
    _demand_readable(duty_id, by)
    _demand_free(node, duty_id, directive_task_id)
    was = node.duty_id
    node.duty_id, node.directive_task_id = duty_id, directive_task_id
    claims.touch(node, by=by, at=at)
    node.save()
    audit.record(
        "cascade_node.tied", node, by=by, at=at, was=was, duty=duty_id, directive_task=directive_task_id
    )
    return node


def _demand_readable(duty_id: int | None, by: Scope | None) -> None:
    if duty_id is None or by is None:
        return
    if not Duty.objects.readable_by(by).filter(pk=duty_id).exists():
        raise OutOfReach("duties.duty", duty_id)


def _directive_task(pk: int, by: Scope | None) -> DirectiveTask:
    tasks = DirectiveTask.objects.exclude(state="dropped").filter(pk=pk)
    if by is not None:
        tasks = tasks.filter(directive__in=Directive.objects.visible_to(by))
    task = tasks.first()
    if task is None:
        raise OutOfReach("directives.directivetask", pk)
    return task


def _demand_free(node: Node, duty_id: int | None, directive_task_id: int | None) -> None:
    others = Node.objects.exclude(pk=node.pk)
    tied = None
    if duty_id is not None:
        tied = others.filter(duty=duty_id).first() or others.filter(directive_task__duty=duty_id).first()
    elif directive_task_id is not None:
        tied = others.filter(directive_task=directive_task_id).first()
    if tied is not None:
        raise TiedElsewhere(tied)
