"""To give the work: candidate tasks become duties of their lead units."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tinhso.domain.directives import claims, labelling, notices, returning, scoring
from tinhso.domain.directives.judging import Judged, judge
from tinhso.domain.directives.models import Directive, DirectiveTask
from tinhso.domain.directives.models.label import Decision
from tinhso.domain.directives.queries import origin_of
from tinhso.domain.directives.workflow import AnnexState, DirectiveState, TaskState
from tinhso.kernel import audit
from tinhso.kernel.documents import files
from tinhso.kernel.duties.actions.give_order import give_order
from tinhso.kernel.duties.actions.open_duty import Deadline, open_duty
from tinhso.kernel.duties.actions.open_period import open_period
from tinhso.kernel.duties.actions.start_recurrence import start_recurrence
from tinhso.kernel.duties.actions.wait_for_event import wait_for_event
from tinhso.kernel.duties.groups import members
from tinhso.kernel.duties.models import Duty, Order
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import VIETNAM

SOURCE = "directives.task"
BEAT = 50


class NotClear(Exception):
    """Some of the tasks lack a lead, or a deadline with no reason for having none; `judged` says what."""

    def __init__(self, judged: list[Judged]) -> None:
        super().__init__(", ".join(str(item.task.pk) for item in judged))
        self.judged = judged


@transaction.atomic
def confirm(
    directive: Directive,
    *,
    task_ids: Sequence[int],
    by: Scope,
    at: datetime,
    beat: Callable[[int], None] = lambda given: None,
) -> list[Duty]:
    """Open a duty for each of the tasks, all or none; the directive is confirmed with its last candidate.
    `beat` hears how many were given, now and then.

    The same person sending it twice gets the same duties. Somebody else was first: claims.ChangedMeanwhile
    with who and when. Raises NotClear, OutOfReach, policies.NotAllowed, duties' MayNotAssign.
    """
    directive = claims.claim_directive(directive.pk, by=by)
    rows = directive.tasks.select_for_update(of=("self",)).filter(pk__in=list(task_ids))
    tasks = list(rows.select_related("lead_unit", "duty", "changed_by").order_by("position", "pk"))
    for missing in sorted(set(task_ids) - {task.pk for task in tasks}):
        raise OutOfReach("directives.directivetask", missing)
    if tasks and all(
        task.state == TaskState.CONFIRMED and task.changed_by_id == by.person_id for task in tasks
    ):
        return [duty for task in tasks for duty in _duties_of(task)]  # sent twice
    for task in tasks:
        if task.state != TaskState.DRAFT:
            raise claims.changed(task)
    unclear = [item for item in judge(tasks, directive.document, today=_day(at)) if not item.ready]
    if unclear:
        raise NotClear(unclear)
    duties: list[Duty] = []
    for number, task in enumerate(tasks, start=1):
        duties += _give(task, directive, by=by, at=at)
        if number % BEAT == 0:
            beat(number)
    let_read(directive, duties)
    close_when_done(directive, by=by, at=at)
    scoring.count(directive, at=at)
    audit.record("directive.confirmed", directive, by=by, at=at, tasks=[task.pk for task in tasks],
                 state=directive.state)  # fmt: skip
    notices.tasks_given(directive, duties, by=by, at=at)
    return duties


def _duties_of(task: DirectiveTask) -> list[Duty]:
    if task.order_id:
        return list(Duty.objects.filter(order=task.order_id).order_by("pk"))
    return [task.duty] if task.duty else []


def _give(task: DirectiveTask, directive: Directive, *, by: Scope, at: datetime) -> list[Duty]:
    reason = task.no_deadline_reason or returning.reason_of(task)
    given = _open(task, directive, reason, by=by, at=at)
    task.duty, task.order = (None, given) if isinstance(given, Order) else (given, None)
    won = DirectiveTask.objects.filter(pk=task.pk, state=TaskState.DRAFT).update(
        state=TaskState.CONFIRMED,
        duty=task.duty,
        order=task.order,
        no_deadline_reason=reason,
        version=task.version + 1,
        changed_at=at,
        changed_by=by.person_id,
    )
    if not won:
        raise claims.changed(DirectiveTask.objects.get(pk=task.pk))
    labelling.write(task, Decision.CONFIRMED, at=at)
    audit.record(
        "directive_task.confirmed", task, by=by, at=at, duty=task.duty_id, order=task.order_id,
        lead=task.lead_unit_id or task.lead_group,
    )  # fmt: skip
    return _duties_of(task)


def _open(task: DirectiveTask, directive: Directive, reason: str, *, by: Scope, at: datetime) -> Duty | Order:
    """Its duty; of a group's task the order with a duty for each; of work that returns what its first period opens,
    of work after an event a duty that waits for it."""
    common: dict[str, Any] = {
        "source": SOURCE,
        "source_id": task.pk,
        "origin": origin_of(directive.pk),
        "title": task.title,
        "product": task.product,
        "assigner_unit_id": directive.document.owner_unit_id,
        "coordinating": list(task.coordinations.values_list("unit_id", flat=True)),
        "priority": task.priority,
        "accountable_text": task.accountable,
        "field_of_work_id": task.field_of_work_id,
        "by": by,
        "at": at,
    }
    if rhythm := returning.rhythm_of(task):
        row = start_recurrence(
            rhythm=rhythm,
            begins_on=returning.begins_on(directive.document.issued_on, _day(at)),
            bound=returning.bound_of(task),
            due_text=task.deadline_raw,
            lead_unit_id=task.lead_unit_id,
            group=task.lead_group,
            **common,
        )
        opened = open_period(row.pk, by=by, at=at, early=True)
        given = opened and (opened.duty or opened.order)
        assert given, "the first period is opened at once"
        return given
    deadline = Deadline(on=task.due_on, bound=task.bound, text=task.deadline_raw, none_because=reason)
    if task.lead_group:
        units = members(task.lead_group, _day(at), without=directive.document.owner_unit_id)
        return give_order(
            lead_unit_ids=[unit.pk for unit in units],
            to_whom=str(task.lead_name),
            deadline=deadline,
            **common,
        )
    assert task.lead_unit_id is not None
    duty = open_duty(deadline=deadline, lead_unit_id=task.lead_unit_id, **common)
    if waits := returning.waits_of(task):
        wait_for_event(duty, event=waits.event, n=waits.n, unit=waits.unit, by=by, at=at)
    return duty


def let_read(directive: Directive, duties: list[Duty]) -> None:
    """Whoever has to do the work may read the document that asks for it."""
    document = directive.document
    units = {unit for duty in duties for unit in duty.readers}
    if units - set(document.readers):
        document.readers = sorted({*document.readers, *units})
        document.save(update_fields=["readers"])
    if document.file is not None:
        files.share(document.file, units)
    for annex in directive.annexes.filter(state=AnnexState.IMPORTED).select_related("file"):
        files.share(annex.file, units)


def close_when_done(directive: Directive, *, by: Scope, at: datetime) -> None:
    """The directive is confirmed with its last candidate."""
    if directive.tasks.filter(state=TaskState.DRAFT).exists():
        return
    directive.state = DirectiveState.CONFIRMED
    directive.confirmed_at, directive.confirmed_by_id = at, by.person_id
    directive.save(update_fields=["state", "confirmed_at", "confirmed_by"])


def _day(at: datetime) -> date:
    return at.astimezone(VIETNAM).date()
