"""Whether a row of an annex is a task of the document already, from an annex that was imported before."""

from collections.abc import Iterable, Iterator

from tinhso.domain.directives.annex.problems import problem
from tinhso.domain.directives.annex.rows import Row, twin_key
from tinhso.domain.directives.models import Annex, DirectiveTask, RowKind
from tinhso.domain.directives.workflow import TaskState


def of_annexes(annex: Annex) -> dict[tuple[str, ...], tuple[int, str]]:
    """What the other annexes of the document gave: what a row says → its row and its annex's title."""
    tasks = (
        DirectiveTask.objects.filter(directive=annex.directive_id, annex__isnull=False)
        .exclude(annex=annex)
        .exclude(state=TaskState.DROPPED)
        .order_by()
    )
    columns = ("title", "lead_text", "deadline_raw", "product", "annex_row", "annex__label", "annex__name")
    return {
        twin_key(title, lead.split("; "), raw, product): (row, label or name)
        for title, lead, raw, product, row, label, name in tasks.values_list(*columns)
    }


def marked(rows: Iterable[Row], there: dict[tuple[str, ...], tuple[int, str]]) -> Iterator[Row]:
    """The rows, each that is there already with its problem."""
    for row in rows:
        if there and row.kind == RowKind.TASK:
            found = there.get(twin_key(row.title, row.named.leads, row.when.raw, row.product))
            if found:
                row.problems.append(problem("already_there", row=found[0], annex=found[1]))
        yield row
