"""To settle what a candidate task is."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from tinhso.domain.directives import claims, labelling, scoring
from tinhso.domain.directives.models import DirectiveTask, LeadFrom, TaskCoordination
from tinhso.domain.directives.models.label import Decision
from tinhso.domain.directives.models.task import DeadlineKind, Priority
from tinhso.domain.directives.workflow import Act
from tinhso.kernel import audit
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.duties.groups import GROUPS
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import VIETNAM
from tinhso.kernel.units.models import Unit


class NoTitle(ValueError):
    """A task says what is to be done."""


class TwoLeads(ValueError):
    """Either one unit leads, or every unit of a group for itself."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A task as a person wants it."""

    title: str
    product: str = ""
    act: str = Act.ASSIGN
    lead_unit_id: int | None = None
    lead_group: str = ""  # of duties.groups; then no single unit leads
    field_of_work_id: int | None = None
    coordinating: Sequence[int] = ()
    coordinating_text: str = ""
    due_on: date | None = None
    bound: str = ""
    no_deadline_reason: str = ""
    priority: str = Priority.THUONG
    accountable: str = ""
    report_to: str = ""


@transaction.atomic
def correct_task(
    task: DirectiveTask, *, settled: Settled, by: Scope, at: datetime, version: int | None = None
) -> DirectiveTask:
    """Replace what the candidate says; the machine's own answer stays beside it.

    `version` is what the form showed. Raises NoTitle, TwoLeads, OutOfReach (a unit not ours today nor on the
    document's day), claims.ChangedMeanwhile, policies.NotAllowed.
    """
    directive = claims.claim_directive(task.directive_id, by=by)
    (task,) = claims.claim_tasks(
        directive, [task.pk], move="correct", versions={task.pk: version} if version else None
    )
    demand_units(settled, directive.document, at)
    before = _said(task)
    apply(task, settled)
    claims.touch(task, by=by, at=at)
    task.save()
    helpers(task, settled.coordinating)
    labelling.write(task, Decision.CORRECTED, at=at)
    scoring.count(directive, at=at)
    changed = sorted(key for key, value in _said(task).items() if value != before[key])
    audit.record("directive_task.corrected", task, by=by, at=at, changed=changed, lead=task.lead_unit_id)
    return task


def demand_units(settled: Settled, document: OfficialDocument, at: datetime) -> None:
    """Raise OutOfReach for an id that is no unit of ours, neither today nor on the document's day."""
    wanted = {*settled.coordinating, *([settled.lead_unit_id] if settled.lead_unit_id else [])}
    today = at.astimezone(VIETNAM).date()
    ours = Q(ours__contains=today) | Q(ours__contains=document.issued_on or today)
    known = set(Unit.objects.filter(ours, pk__in=wanted).order_by().values_list("pk", flat=True))
    for unit in sorted(wanted - known):
        raise OutOfReach("units.unit", unit)


def apply(task: DirectiveTask, settled: Settled) -> None:
    """Write what a person settled into the row; not saved."""
    if not settled.title.strip():
        raise NoTitle()
    if settled.lead_group and (settled.lead_unit_id or settled.lead_group not in GROUPS):
        raise TwoLeads(settled.lead_group)
    if settled.lead_unit_id != task.lead_unit_id:
        task.lead_from = LeadFrom.PERSON if settled.lead_unit_id else LeadFrom.MISSING
    if settled.product != task.product:
        task.product_named = bool(settled.product.strip())
    if settled.due_on != task.due_on and settled.due_on:
        task.deadline_kind = DeadlineKind.DATE
    for name in (f.name for f in fields(settled) if f.name not in ("coordinating", "bound")):
        setattr(task, name, getattr(settled, name))
    task.bound = (settled.bound or "by") if settled.due_on else ""
    if settled.due_on:
        task.no_deadline_reason = ""


def helpers(task: DirectiveTask, units: Sequence[int]) -> None:
    """Make these the coordinating units; the lead does not help itself."""
    wanted = [unit for unit in dict.fromkeys(units) if unit != task.lead_unit_id]
    task.coordinations.exclude(unit_id__in=wanted).delete()
    present = set(task.coordinations.values_list("unit_id", flat=True))
    new = [TaskCoordination(task=task, unit_id=unit) for unit in wanted if unit not in present]
    TaskCoordination.objects.bulk_create(new)


def _said(task: DirectiveTask) -> dict[str, object]:
    said: dict[str, object] = {
        f.name: getattr(task, f.name) for f in fields(Settled) if f.name != "coordinating"
    }
    said["coordinating"] = sorted(task.coordinations.values_list("unit_id", flat=True))
    return said
