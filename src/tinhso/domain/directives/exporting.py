"""Labelled sentences as `tinhso extract --evaluate` reads them: one row a sentence, personal names masked."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from tinhso.domain.directives.masking import masked
from tinhso.domain.directives.models import Directive, DirectiveTask, TaskLabel
from tinhso.domain.directives.workflow import TaskState
from tinhso.kernel.people.models import Person

_WORDS = ("deliverable", "deadline_raw", "report_to")


def labelled_rows(directives: QuerySet[Directive] | None = None) -> Iterator[dict[str, Any]]:
    """A row for each sentence about which people have decided everything; the last decision of a task counts."""
    waiting = DirectiveTask.objects.filter(
        directive=OuterRef("directive"), start=OuterRef("start"), end=OuterRef("end"), state=TaskState.DRAFT,
        changed_by=None,
    )  # fmt: skip
    labels = TaskLabel.objects.filter(~Exists(waiting))
    if directives is not None:
        labels = labels.filter(directive__in=directives)
    last = labels.order_by("task_id", "-id").distinct("task_id").values("pk")
    rows = TaskLabel.objects.filter(pk__in=last).order_by(
        "directive_id", "start", "end", "task__position", "pk"
    )
    persons = set(Person.objects.order_by().values_list("full_name", flat=True).iterator(chunk_size=5_000))
    for place, found in groupby(
        rows.iterator(chunk_size=2_000), key=lambda label: (label.directive_id, label.start, label.end)
    ):
        yield _row(place, list(found), persons)


def _row(
    place: tuple[int, int | None, int | None], labels: list[TaskLabel], persons: set[str]
) -> dict[str, Any]:
    first = labels[0]
    known = [name for name in persons if name in first.sentence or name in first.context]
    tasks = [_masked_task(label.decided, known) for label in labels if label.decided is not None]
    return {
        "id": f"label-{place[0]}-{place[1]}",
        "kind": "label",
        "source": "tinhso",
        "doc": None,
        "ref_date": first.read_on.isoformat(),
        "context": masked(first.context, known) or None,
        "text": masked(first.sentence, known),
        "is_task": bool(tasks),
        "negative_reason": None if tasks else "dropped",
        "tasks": tasks,
    }


def _masked_task(decided: dict[str, Any], persons: list[str]) -> dict[str, Any]:
    return decided | {name: masked(decided[name], persons) for name in _WORDS if decided.get(name)}
