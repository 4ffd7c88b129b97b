"""To do what a later document says about a duty that is open: another deadline, another lead, no more."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.domain.directives import claims, labelling, scoring
from tinhso.domain.directives.actions.confirm import close_when_done, let_read
from tinhso.domain.directives.models import DirectiveTask
from tinhso.domain.directives.models.label import Decision
from tinhso.domain.directives.workflow import Act, TaskState
from tinhso.kernel import audit
from tinhso.kernel.duties.actions.move_deadline import move_deadline
from tinhso.kernel.duties.actions.stop import stop
from tinhso.kernel.duties.actions.transfer import transfer
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


class NothingToChange(ValueError):
    """The sentence gives new work; it is confirmed, not applied."""


class AlreadyClosed(Exception):
    """The duty is completed or stopped: there is nothing left to change."""

    def __init__(self, duty: Duty) -> None:
        super().__init__(duty.pk)
        self.duty = duty


class DayNeeded(ValueError):
    """An extension says until when."""


class UnitNeeded(ValueError):
    """A transfer says to whom."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a person makes of the sentence."""

    duty_id: int
    due_on: date | None = None
    bound: str = ""
    to_unit_id: int | None = None
    note: str = ""


@transaction.atomic
def apply_change(
    task: DirectiveTask, *, change: Change, by: Scope, at: datetime, version: int | None = None
) -> Duty:
    """Extend → the deadline moves; reassign → the duty is transferred; cancel → it stops. The document is the reason.

    Units: the duty stays with its assigner; its new lead may read the document from now on. Sent twice by the same
    person it is done once. Raises NothingToChange, AlreadyClosed, DayNeeded, UnitNeeded, OutOfReach (a duty or a unit
    out of reach), claims.ChangedMeanwhile, policies.NotAllowed; and of duties SameDeadline, SameLead, NotAllowed,
    AlreadyMoved. Whatever is raised, nothing has changed.
    """
    directive = claims.claim_directive(task.directive_id, by=by)
    before = directive.tasks.select_related("changed_duty", "changed_by").filter(pk=task.pk).first()
    if (
        before is not None
        and before.changed_duty_id == change.duty_id
        and before.changed_by_id == by.person_id
    ):
        return Duty.objects.get(pk=change.duty_id)  # sent twice
    (task,) = claims.claim_tasks(
        directive, [task.pk], move="confirm", versions={task.pk: version} if version else None
    )
    if task.act == Act.ASSIGN:
        raise NothingToChange(task.pk)
    duty = Duty.objects.readable_by(by).select_for_update(of=("self",)).filter(pk=change.duty_id).first()
    if duty is None:
        raise OutOfReach("duties.duty", change.duty_id)
    if not duty.is_open:
        raise AlreadyClosed(duty)
    reason = reason_of(task, change.note)
    _make(task, duty, change, reason, by=by, at=at)
    task.state, task.changed_duty = TaskState.CONFIRMED, duty
    claims.touch(task, by=by, at=at)
    task.save()
    labelling.write(task, Decision.CONFIRMED, at=at)
    let_read(directive, [duty])
    close_when_done(directive, by=by, at=at)
    scoring.count(directive, at=at)
    audit.record("directive_task.applied", task, by=by, at=at, duty=duty.pk, act=task.act)
    return duty


def reason_of(task: DirectiveTask, note: str = "") -> str:
    """What the history of the duty says: the document, and what else the person wrote."""
    words = _("Theo %(document)s.") % {"document": task.directive.document.title}
    return f"{words} {note.strip()}".strip()


def _make(task: DirectiveTask, duty: Duty, change: Change, reason: str, *, by: Scope, at: datetime) -> None:
    if task.act == Act.EXTEND:
        if change.due_on is None:
            raise DayNeeded()
        move_deadline(
            duty,
            due_on=change.due_on,
            bound=change.bound,
            text=task.deadline_raw,
            reason=reason,
            by=by,
            at=at,
        )
    elif task.act == Act.REASSIGN:
        if change.to_unit_id is None:
            raise UnitNeeded()
        transfer(duty, to_unit_id=change.to_unit_id, reason=reason, by=by, at=at)
    else:
        stop(duty, reason=reason, by=by, at=at)
