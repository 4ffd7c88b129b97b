"""The four cells of the duties below a node, exact, in one statement however many there are.

A duty is counted once below a node, whatever the number of ways to it. Counted are the duties that task nodes point
at, as they stand now and as far as the reader may read them; stopped ones are no work any more. Every number is the
number of `duties_below` with the same arguments.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.fields import CharField

from tinhso.domain.programmes.models import Descent, Node
from tinhso.kernel.duties.cells import Cell, Counts
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.workflow import State
from tinhso.kernel.people.scope import Scope

# cells.cell in SQL; a property test holds the two together.
_CELL = """
case when d.due_at is null then case when d.confirmed_at <= %(at)s then 'undated_done' else 'undated_open' end
     when d.confirmed_at <= %(at)s then case when d.done_at >= d.due_at then 'done_late' else 'done_on_time' end
     when d.due_at <= %(at)s and d.paused_at is null then 'open_overdue' else 'open_in_term' end"""

# Nodes below `top` with their duty: named by the node, or by the directive's task that the node waits for, unless
# that duty stands in the cascade by itself.
_TIED = """
select x.descendant_id as node, n.duty_id as duty
  from programmes_descent x join programmes_node n on n.id = x.descendant_id
 where x.ancestor_id = %(top)s and n.duty_id is not null
union all
select x.descendant_id, t.duty_id
  from programmes_node n
  join programmes_descent x on x.descendant_id = n.id and x.ancestor_id = %(top)s
  join directives_directivetask t on t.id = n.directive_task_id
 where n.duty_id is null and n.directive_task_id is not null and t.duty_id is not null
   and not exists (select 1 from programmes_node o where o.duty_id = t.duty_id)"""

_SQL = f"""
with tied as materialized ({_TIED}
), stood as materialized (
  select tied.node, {_CELL} as cell
    from tied join duties_duty d on d.id = tied.duty
   where d.state <> '{State.STOPPED}' and {{mine}}
)
select null::bigint as top, cell, count(*) from stood group by cell
union all
select x.ancestor_id, stood.cell, count(*)
  from stood join programmes_descent x on x.descendant_id = stood.node
 where x.ancestor_id = any(%(tops)s::bigint[])
 group by 1, 2"""


def rolled_up(
    top: int, parts: Sequence[int], *, scope: Scope, at: datetime
) -> tuple[Counts, dict[int, Counts]]:
    """(cells of all duties below the node, cells below each of `parts`, which stand below it)."""
    mine = "true" if scope.reach == "province" else "d.readers && %(units)s::bigint[]"
    values = {"top": top, "tops": list(parts), "at": at, "units": list(scope.unit_ids)}
    found: dict[int | None, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(mine=mine), values)
        for key, cell, number in cursor.fetchall():
            found.setdefault(key, {})[cell] = number
    total = Counts.of(found.pop(None, {}))
    return total, {key: Counts.of(cells) for key, cells in found.items() if key is not None}


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
