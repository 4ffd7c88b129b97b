"""Taking a task or a directive in hand: one at a time, in the state that the act needs, by who may."""

from dataclasses import dataclass
from datetime import datetime

from tinhso.domain.directives import policies
from tinhso.domain.directives.models import Annex, Directive, DirectiveTask
from tinhso.domain.directives.workflow import ANNEX_MOVES, DIRECTIVE_MOVES, TASK_MOVES, DirectiveState
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


@dataclass
class ChangedMeanwhile(Exception):
    """Somebody else was first. Says who and when, so that the page can."""

    who: str
    when: datetime | None
    state: str = ""

    def __str__(self) -> str:
        return f"changed by {self.who} at {self.when}: {self.state}"


class StillReading(Exception):
    """The worker is looking for the tasks of a long text; people wait until it is done."""


def claim_directive(pk: int, *, by: Scope) -> Directive:
    """The directive, locked until the transaction ends. Raises OutOfReach, policies.NotAllowed, StillReading."""
    directive = Directive.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=pk).first()
    if directive is None:
        raise OutOfReach("directives.directive", pk)
    policies.demand_manage(by, directive.document)
    if directive.state == DirectiveState.FINDING:
        raise StillReading(pk)
    return directive


def claim_tasks(
    directive: Directive, pks: list[int], *, move: str, versions: dict[int, int] | None = None
) -> list[DirectiveTask]:
    """The named tasks of the directive, locked, in their order. Raises OutOfReach for one that is not of this
    directive, ChangedMeanwhile where its state does not allow the move or a form showed an older version."""
    rows = DirectiveTask.objects.select_for_update(of=("self",)).filter(directive=directive, pk__in=pks)
    tasks = {task.pk: task for task in rows.order_by("pk")}
    for pk in pks:
        if pk not in tasks:
            raise OutOfReach("directives.directivetask", pk)
        task = tasks[pk]
        old = versions is not None and versions.get(pk) not in (None, task.version)
        if task.state not in TASK_MOVES[move].froms or old:
            raise changed(task)
    return [tasks[pk] for pk in dict.fromkeys(pks)]


def claim_annex(pk: int, *, move: str, by: Scope, version: int | None = None) -> Annex:
    """The annex, locked until the transaction ends, in a state that allows the move. Raises OutOfReach,
    policies.NotAllowed; ChangedMeanwhile where it has moved on or a form showed an older version."""
    rows = Annex.objects.visible_to(by).select_related(
        "directive__document", "file", "made_by", "imported_by"
    )
    annex = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if annex is None:
        raise OutOfReach("directives.annex", pk)
    policies.demand_manage(by, annex.directive.document)
    if annex.state not in ANNEX_MOVES[move].froms or version not in (None, annex.version):
        who = annex.imported_by or annex.made_by
        raise ChangedMeanwhile(who=who.full_name, when=annex.beat_at, state=str(annex.state_label))
    return annex


def changed(task: DirectiveTask) -> ChangedMeanwhile:
    """Who came first at a task."""
    return ChangedMeanwhile(
        who=task.changed_by.full_name if task.changed_by else "",
        when=task.changed_at,
        state=str(task.state_label),
    )


def touch(task: DirectiveTask, *, by: Scope, at: datetime) -> None:
    """Mark who changed the task when; a form that still shows the version before is refused from now on."""
    task.version += 1
    task.changed_at = at
    task.changed_by_id = by.person_id


def reopened(directive: Directive) -> None:
    """A confirmed directive with a candidate again is being checked again."""
    if directive.state in DIRECTIVE_MOVES["reopen"].froms:
        directive.state = DirectiveState.CHECKING
        directive.save(update_fields=["state"])
