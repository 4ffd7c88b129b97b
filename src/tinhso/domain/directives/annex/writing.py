"""From the rows of an annex to candidate tasks of its directive."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max

from tinhso.domain.directives.annex import bulk
from tinhso.domain.directives.annex.working import Progress, in_batches
from tinhso.domain.directives.models import (
    Annex,
    AnnexName,
    AnnexRow,
    DirectiveTask,
    LeadFrom,
    Meaning,
    RowKind,
    TaskCoordination,
)
from tinhso.domain.directives.models.task import Priority
from tinhso.domain.directives.workflow import Act, TaskState

BATCH = 1_000


def rows_to_write(annex: Annex) -> Iterator[AnnexRow]:
    """The task rows in their order, without those that are left out."""
    rows = annex.rows.filter(kind=RowKind.TASK, left_out=False).order_by("number")
    yield from rows.iterator(chunk_size=BATCH)


def write(annex: Annex, *, by_person: int, at: datetime, progress: Progress) -> int:
    """Candidate tasks for all rows; returns how many."""
    names = {name.text: name for name in annex.names.order_by("pk")}
    before = (
        DirectiveTask.objects.filter(directive=annex.directive_id).aggregate(last=Max("position"))["last"]
        or 0
    )
    priority = annex.directive.document.urgency or Priority.THUONG
    written = 0
    for part in in_batches(rows_to_write(annex), BATCH):
        tasks = [
            _task(annex, row, names, before + written + place, priority, by_person, at)
            for place, row in enumerate(part, start=1)
        ]
        bulk.insert(tasks)
        bulk.insert(
            [
                TaskCoordination(task=task, unit_id=unit)
                for task, row in zip(tasks, part, strict=True)
                for unit in _helpers(row, names, task.lead_unit_id)
            ]
        )
        written += len(part)
        progress.say(written, annex.to_import)
    return written


def _task(
    annex: Annex,
    row: AnnexRow,
    names: dict[str, AnnexName],
    position: int,
    priority: str,
    person: int,
    at: datetime,
) -> DirectiveTask:
    lead = names.get(row.lead_names[0]) if len(row.lead_names) == 1 else None
    unit = lead.unit_id if lead is not None and lead.meaning == Meaning.UNIT else None
    others = [text for text in row.helper_names if names[text].meaning != Meaning.UNIT]
    return DirectiveTask(
        directive_id=annex.directive_id,
        annex=annex,
        annex_row=row.number,
        position=position,
        quote=_quote(row),
        act=Act.ASSIGN,
        title=row.title,
        product=row.product,
        product_named=bool(row.product),
        lead_unit_id=unit,
        lead_text="; ".join(row.lead_names)[:500],
        lead_from=LeadFrom.TEXT if row.lead_names else LeadFrom.MISSING,
        coordinating_text="; ".join(others),
        due_on=row.due_on,
        bound=row.bound if row.due_on else "",
        deadline_kind=row.deadline_kind,
        deadline_raw=row.deadline_raw,
        no_deadline_reason=row.no_deadline_reason,
        priority=priority,
        report_to=row.report_to,
        accountable=row.accountable,
        state=TaskState.DRAFT,
        machine=None,
        changed_at=at,
        changed_by_id=person,
    )


def _quote(row: AnnexRow) -> str:
    """The row as it stood, under its section."""
    cells = (" ".join(text.split()) for text in row.cells.values())
    line = " | ".join(cell for cell in cells if cell)
    return f"{row.section}: {line}" if row.section else line


def _helpers(row: AnnexRow, names: dict[str, AnnexName], lead: int | None) -> list[int]:
    units = [names[text].unit_id for text in row.helper_names]
    return [unit for unit in dict.fromkeys(units) if unit is not None and unit != lead]
