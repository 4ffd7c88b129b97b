"""The four cells of the duties below a node, exact, in one statement however many there are.

A duty is counted once below a node, whatever the number of ways to it. Counted are the duties that task nodes point
at, as they stand now and as far as the reader may read them; stopped ones are no work any more. Every number is the
number of `duties_below` with the same arguments.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.fields import CharField

from tinhso.domain.programmes.models import Descent, Node
from tinhso.kernel.duties.cells import Cell, Counts
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.workflow import State
from tinhso.kernel.people.roles import Reach
from tinhso.kernel.people.scope import Scope

# cells.cell in SQL; a property test holds the two together. Cells as small numbers: they are grouped by the ten thousand.
_CELLS = list(Cell)
_NUMBER = {cell.name: number for number, cell in enumerate(_CELLS)}
_CELL = """
case when d.due_at is null then case when d.confirmed_at <= %(at)s then {UNDATED_DONE} else {UNDATED_OPEN} end
     when d.confirmed_at <= %(at)s then case when d.done_at >= d.due_at then {DONE_LATE} else {DONE_ON_TIME} end
     when d.due_at <= %(at)s and d.paused_at is null then {OPEN_OVERDUE} else {OPEN_IN_TERM} end""".format(
    **_NUMBER
)

# Tasks with their clocks; and those that wait for the task of a directive which has become a duty by now, unless that
# duty stands in the cascade by itself. Both under the duty's own wall.
_SQL = f"""
with stood as (
select x.ancestor_id as top, {_CELL} as cell
  from programmes_descent x join programmes_clock d on d.node_id = x.descendant_id
 where x.ancestor_id = any(%(tops)s::bigint[]) and d.state <> '{State.STOPPED}' and {{mine}}
union all
select x.ancestor_id, {_CELL}
  from programmes_node n
  join programmes_descent x on x.descendant_id = n.id and x.ancestor_id = any(%(tops)s::bigint[])
  join directives_directivetask t on t.id = n.directive_task_id
  join duties_duty d on d.id = t.duty_id
 where n.duty_id is null and n.directive_task_id is not null and d.state <> '{State.STOPPED}' and {{mine}}
   and not exists (select 1 from programmes_node o where o.duty_id = t.duty_id)
)
select top, cell, count(*) from stood group by 1, 2"""


def rolled_up(
    top: int, parts: Sequence[int], *, scope: Scope, at: datetime
) -> tuple[Counts, dict[int, Counts]]:
    """(cells of all duties at and below the node, cells at and below each of `parts`)."""
    mine = "true" if scope.reach == Reach.PROVINCE else "d.readers && %(units)s::bigint[]"
    values: dict[str, Any] = {"tops": list({top, *parts}), "at": at, "units": list(scope.unit_ids)}
    found: dict[int, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(mine=mine), values)
        for key, cell, number in cursor.fetchall():
            found.setdefault(key, {})[_CELLS[cell]] = number
    counted = {key: Counts.of(cells) for key, cells in found.items()}
    return counted.get(top, Counts()), {key: counts for key, counts in counted.items() if key in set(parts)}


def duties_below(node: Node, *, scope: Scope, at: datetime, cell: Cell | None = None) -> QuerySet[Duty]:
    """The rows behind a number of the node: its duties and those below it, by deadline."""
    below = Descent.objects.filter(ancestor=node).values("descendant")
    named = Node.objects.filter(pk__in=below, duty__isnull=False).values("duty")
    waiting = Node.objects.filter(pk__in=below, duty__isnull=True, directive_task__duty__isnull=False)
    rows = Duty.objects.readable_by(scope).exclude(state=State.STOPPED)
    rows = rows.filter(Q(pk__in=named) | Q(pk__in=waiting.values("directive_task__duty")))
    rows = rows.annotate(cell=_cell(at))
    if cell is not None:
        rows = rows.filter(cell=cell)
    return rows.order_by(F("due_at").asc(nulls_last=True), "pk")


def _cell(at: datetime) -> Case:
    done, undated = Q(confirmed_at__lte=at), Q(due_at__isnull=True)
    return Case(
        When(undated & done, then=Value(Cell.UNDATED_DONE.value)),
        When(undated, then=Value(Cell.UNDATED_OPEN.value)),
        When(done & Q(done_at__gte=F("due_at")), then=Value(Cell.DONE_LATE.value)),
        When(done, then=Value(Cell.DONE_ON_TIME.value)),
        When(due_at__lte=at, paused_at__isnull=True, then=Value(Cell.OPEN_OVERDUE.value)),
        default=Value(Cell.OPEN_IN_TERM.value),
        output_field=CharField(),
    )
