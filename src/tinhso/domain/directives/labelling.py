"""What people decide about candidates, as labelled sentences: written by every act on a task, in its transaction.

A label holds the sentence, what stood before it, what the machine said and what it is after the act, in the fields
of extraction.Task. So a province can watch how well its texts are read, and rules can be mended on real mistakes.
"""

from datetime import datetime
from typing import Any

from tinhso.domain.directives.models import DirectiveTask, TaskLabel
from tinhso.domain.directives.models.label import Decision
from tinhso.domain.directives.models.task import DeadlineKind, LeadFrom
from tinhso.domain.directives.workflow import TaskState

CONTEXT = 400  # signs before a sentence that can matter: a heading, the sentence before


def write(task: DirectiveTask, decision: Decision, *, at: datetime) -> TaskLabel | None:
    """The label of one decision. None for a task without a sentence (nobody wrote it down), and while the document
    has no date: there is nothing to learn from them."""
    directive = task.directive
    if task.start is None or task.end is None or directive.read_on is None:
        return None
    kept = task.state != TaskState.DROPPED
    decided = said(task) if kept else None
    if decided is None and task.machine is None:
        return None  # added by a person and dropped again
    return TaskLabel.objects.create(
        task=task,
        directive=directive,
        decision=decision,
        at=at,
        read_on=directive.read_on,
        start=task.start,
        end=task.end,
        sentence=task.quote,
        context=context_of(directive.document.text, task.start),
        machine=_plain(task.machine),
        decided=decided,
    )


def said(task: DirectiveTask) -> dict[str, Any]:
    """What a task is now, in the fields of extraction.Task. What nobody changed keeps the machine's own words."""
    machine = task.machine or {}
    product = task.product if task.product_named or task.product == machine.get("deliverable") else task.title
    lead, lead_from = _lead(task, machine)
    untouched_day = task.due_on is not None and str(task.due_on) == machine.get("deadline")
    return {
        "act": task.act,
        "lead": lead,
        "lead_from": lead_from,
        "coordinating": _helping(task, machine),
        "deliverable": product or task.title,
        "deadline": str(task.due_on) if task.due_on else None,
        "deadline_kind": machine.get("deadline_kind", DeadlineKind.NONE)
        if untouched_day or not task.due_on
        else task.deadline_kind,
        "deadline_bound": (task.bound or None) if task.due_on else machine.get("deadline_bound"),
        "deadline_raw": task.deadline_raw or None,
        "priority": task.priority,
        "report_to": task.report_to or None,
    }


def _lead(task: DirectiveTask, machine: dict[str, Any]) -> tuple[list[str], str]:
    if task.lead_from != LeadFrom.PERSON and machine:
        return list(machine.get("lead") or ()), machine.get("lead_from") or LeadFrom.MISSING
    if task.lead_unit is None:
        return [], LeadFrom.MISSING
    return [task.lead_unit.name], LeadFrom.TEXT


def _helping(task: DirectiveTask, machine: dict[str, Any]) -> list[str]:
    """The machine's words for whom it found; names of units where a person chose others."""
    written = [str(name) for name in machine.get("coordinating") or ()]
    names = list(task.coordinations.order_by("id").values_list("unit__name", flat=True))
    loose = [part for part in task.coordinating_text.split("; ") if part]
    same = len(written) == len(names) + len(loose) and all(part in written for part in loose)
    kept = [name for name in written if name not in loose]
    return written if same and (set(kept) == set(names) or not task.corrected) else [*names, *loose]


def context_of(text: str, start: int) -> str:
    """The two lines before a sentence, the nearest last: headings and sentences that hand something down."""
    before = text[max(0, start - CONTEXT) : start]
    whole = before[before.find("\n") + 1 :] if len(before) == CONTEXT and "\n" in before else before
    lines = [line.strip() for line in whole.split("\n") if line.strip()]
    return "\n".join(lines[-2:])


def _plain(machine: dict[str, Any] | None) -> dict[str, Any] | None:
    if machine is None:
        return None
    return {key: value for key, value in machine.items() if key != "unclear"}
