"""Text → candidate tasks: the engine's answers as rows to be checked. Only exact names become units."""

import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tinhso.domain.directives.extraction import Sentence, Task, extract
from tinhso.domain.directives.extraction.annex_refs import reference_of
from tinhso.domain.directives.extraction.words import lowered, verb_at
from tinhso.domain.directives.models import (
    AnnexReference,
    Directive,
    DirectiveTask,
    LeadFrom,
    TaskCoordination,
)
from tinhso.domain.directives.models.task import Bound, DeadlineKind, Priority
from tinhso.domain.directives.unit_names import UnitNames
from tinhso.domain.directives.workflow import Act, TaskState

READER_VERSION = "2"
# From this length on a text is read by the worker: some sixty pages, more than people wait for.
LONG_TEXT = 180_000
# How much of the work on a long text is reading; the rest is keeping what was found.
READING_SHARE = 0.6
BATCH = 250


def is_long(text: str) -> bool:
    """Whether the worker reads it."""
    return len(text) >= LONG_TEXT


def find_tasks(
    directive: Directive, *, at: datetime, progress: Callable[[int], None] | None = None
) -> list[DirectiveTask]:
    """Read the document with its own date and the unit names of that date; replaces candidates that nobody
    touched. A sentence that only refers to an annex is no task: its reference is kept. `progress` is told how
    far it is, in signs of the text. Returns the new candidates."""
    document = directive.document
    assert document.issued_on is not None
    directive.tasks.filter(state=TaskState.DRAFT, changed_by=None).delete()
    directive.annex_references.all().delete()
    said = (lambda done: progress(int(done * READING_SHARE))) if progress else None
    proposed = propose(directive, UnitNames(document.issued_on), at=at, progress=said)
    for start, end, label in proposed.references:
        AnnexReference.objects.get_or_create(
            directive=directive, start=start, label=label, defaults={"end": end}
        )
    candidates = proposed.tasks
    for start in range(0, len(candidates), BATCH):
        part = candidates[start : start + BATCH]
        for task, _units in part:
            task.fill()
        DirectiveTask.objects.bulk_create([task for task, _units in part])
        TaskCoordination.objects.bulk_create(
            [TaskCoordination(task=task, unit_id=unit) for task, units in part for unit in units]
        )
        if progress:
            share = READING_SHARE + (1 - READING_SHARE) * (start + len(part)) / len(candidates)
            progress(int(len(document.text) * share))
    directive.read_on = document.issued_on
    directive.reader_version = READER_VERSION
    return [task for task, _units in candidates]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a text gives: tasks, each with the units that help, and where it only refers to an annex (start, end,
    its name)."""

    tasks: list[tuple[DirectiveTask, list[int]]]
    references: list[tuple[int, int, str]]


def propose(
    directive: Directive,
    names: UnitNames,
    *,
    at: datetime,
    progress: Callable[[int], None] | None = None,
) -> Proposed:
    """The candidate tasks of a text; nothing is saved."""
    document = directive.document
    reading = extract(document.text, date=document.issued_on, names=names.known, progress=progress)
    places = _Places(reading.sentences)
    proposed = Proposed([], [])
    for position, answer in enumerate(reading.tasks, start=1):
        place = places.around(answer.start, answer.end)
        if annex := reference_of(answer.text):
            proposed.references.append((*place, annex))
        else:
            proposed.tasks.append(_candidate(directive, position, answer, place, names, at))
    return proposed


def _candidate(
    directive: Directive, position: int, answer: Task, place: tuple[int, int], names: UnitNames, at: datetime
) -> tuple[DirectiveTask, list[int]]:
    said = answer.as_dict() | {"unclear": list(answer.unclear)}
    leads = [str(lead) for lead in said.get("lead") or ()]
    lead = names.exact(leads[0]) if len(leads) == 1 else None
    units, others = _helpers(said.get("coordinating") or (), names, lead)
    day = said.get("deadline")
    task = DirectiveTask(
        directive=directive,
        position=position,
        start=place[0],
        end=place[1],
        quote=directive.document.text[place[0] : place[1]],
        act=_one_of(Act, said.get("act"), Act.ASSIGN),
        title=title_of(answer.text, answer.deliverable),
        product=said.get("deliverable") or "",
        product_named="product" not in answer.unclear,
        lead_unit_id=lead,
        lead_text="; ".join(leads)[:500],
        lead_from=_one_of(LeadFrom, said.get("lead_from"), LeadFrom.MISSING),
        coordinating_text="; ".join(others),
        due_on=str(day)[:10] if day else None,
        bound=_one_of(Bound, said.get("deadline_bound"), Bound.BY) if day else "",
        deadline_kind=_one_of(DeadlineKind, said.get("deadline_kind"), DeadlineKind.NONE),
        deadline_raw=(said.get("deadline_raw") or "")[:300],
        priority=max(
            _one_of(Priority, said.get("priority"), Priority.THUONG),
            directive.document.urgency or Priority.THUONG,
            key=Priority.values.index,
        ),
        report_to=(said.get("report_to") or "")[:300],
        accountable=(said.get("lead_role") or "")[:200],
        state=TaskState.DRAFT,
        machine=said,
        changed_at=at,
    )
    return task, units


def _helpers(written: Iterable[str], names: UnitNames, lead: int | None) -> tuple[list[int], list[str]]:
    """Units whose names are exact; the rest (groups, sectors, names of several) as written."""
    units, others = [], []
    for name in written:
        unit = names.exact(name)
        if unit is None:
            others.append(name)
        elif unit != lead and unit not in units:
            units.append(unit)
    return units, others


def _one_of(kind: Any, value: object, default: Any) -> Any:
    return kind(value) if value in [member.value for member in kind] else default


class _Places:
    """Where the sentences of a text lie, to find the whole sentence around a part of it."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._spans = sorted((sentence.start, sentence.end) for sentence in sentences)

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The sentence in which the span lies; the span itself where it lies in none."""
        place = bisect_right(self._spans, (start, sys.maxsize)) - 1
        if place >= 0 and self._spans[place][0] <= start and end <= self._spans[place][1]:
            return self._spans[place]
        return start, end


def title_of(words: str, product: str) -> str:
    """The work in words: the product with the verbs before it ("Hoàn thành dự thảo …"), as written."""
    low = lowered(words)
    # The engine leaves adverbs out, so only the beginning of the product stands in the sentence for sure.
    place = low.find(" ".join(lowered(product).split()[:4])) if product else -1
    if place > 0:
        verbs = [p for p in range(max(0, place - 60), place) if _word_begins(low, p) and _makes(low, p)]
        begin = place
        if verbs and verb_at(lowered(product), 0) < 0:
            begin = verbs[-1]  # also over adverbs: "triển khai quyết liệt, có hiệu quả chương trình …"
        while before := [p for p in verbs if p < begin and verb_at(low, p) in (begin, begin - 1)]:
            begin = before[0]
        product = words[begin:place] + product
    return product[:1].upper() + product[1:]


def _makes(low: str, place: int) -> bool:
    """A verb stands here that says what is done, not who leads."""
    if low.endswith(("sở ", "bộ ", "phòng ", "ban ", "ngành "), 0, place):
        return False  # "Sở | Xây dựng" is a name
    return verb_at(low, place) > 0 and not low.startswith(("chủ trì", "phối hợp", "giao "), place)


def _word_begins(low: str, place: int) -> bool:
    return low[place].isalnum() and (place == 0 or not low[place - 1].isalnum())
