"""Questions about duties: the inbox, the board of any day, the rows behind a number, the roll-up of parts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields import CharField

from tinhso.kernel import calendar, rules
from tinhso.kernel.duties import clock
from tinhso.kernel.duties.cells import Cell, Counts, seen_from
from tinhso.kernel.duties.models import Coordination, Duty, Extension, Standing
from tinhso.kernel.duties.models.duty import DutyQuerySet
from tinhso.kernel.duties.workflow import State
from tinhso.kernel.people.roles import Permission, Reach
from tinhso.kernel.people.scope import Scope

__all__ = [
    "By",
    "Home",
    "Inbox",
    "attention",
    "cell_sql",
    "counts",
    "due_soon",
    "home",
    "inbox",
    "names_of_helpers",
    "overdue",
    "rows",
    "tree_counts",
]

# --- the inbox ------------------------------------------------------------------------------------------

BY_DUE = (F("due_at").asc(nulls_last=True), "id")


@dataclass(frozen=True)
class Inbox:
    """The four lists of a post, by deadline. Open duties; `closed` has what its unit finished."""

    led: DutyQuerySet
    helped: DutyQuerySet
    given: DutyQuerySet
    waiting: DutyQuerySet
    closed: DutyQuerySet


def inbox(scope: Scope) -> Inbox:
    """What the post's unit leads, helps with, has given, must decide on, and has closed."""
    seen = Duty.objects.readable_by(scope)
    live = seen.open()
    helps = Coordination.objects.filter(duty=OuterRef("pk"), unit=scope.unit_id)
    given = live.filter(_given_by(scope))
    return Inbox(
        led=live.filter(lead_unit=scope.unit_id).order_by(*BY_DUE),
        helped=live.filter(Exists(helps)).order_by(*BY_DUE),
        given=given.order_by(*BY_DUE),
        waiting=given.filter(_to_decide()).order_by(*BY_DUE),
        closed=seen.filter(_given_by(scope) | Q(lead_unit=scope.unit_id), closed_at__isnull=False).order_by(
            "-closed_at", "-id"
        ),
    )


def _given_by(scope: Scope) -> Q:
    """Given by the own unit; for the province's offices and leaders everything that is given at the top."""
    own = Q(assigner_unit=scope.unit_id)
    if scope.reach == Reach.PROVINCE and scope.may(Permission.ASSIGN_DUTIES):
        return own | Q(parent__isnull=True) & ~Q(lead_unit=scope.unit_id)
    return own


def _to_decide() -> Q:
    asked = Extension.objects.filter(duty=OuterRef("pk"), state=Extension.State.REQUESTED)
    return Q(state__in=[State.SUBMITTED, State.DECLINED]) | Q(Exists(asked))


def attention(scope: Scope) -> int:
    """The number beside the menu entry: new duties to accept and returned ones of the own unit."""
    if not scope.may(Permission.HANDLE_DUTIES):
        return 0
    new = Duty.objects.readable_by(scope).open().filter(lead_unit=scope.unit_id)
    return new.filter(state__in=[State.ASSIGNED, State.RETURNED]).count()


def overdue(at: datetime) -> Q:
    """Open duties that are late at `at`; the same rule as cells.cell."""
    return Q(closed_at__isnull=True, due_at__lte=at, paused_at__isnull=True)


def due_soon(at: datetime) -> Q:
    """Open duties in term whose last day is at most duty.soon_working_days working days away."""
    today = clock.day_of(at)
    last = calendar.current().add_working_days(today, rules.value("duty.soon_working_days", today))
    return Q(closed_at__isnull=True, due_at__gt=at, due_on__lte=last)


def names_of_helpers() -> ArraySubquery:
    """The coordinating units' names, in Vietnamese order, for lists and sheets: one subquery, no join."""
    helpers = Coordination.objects.filter(duty=OuterRef("pk")).order_by("unit__sort_key")
    return ArraySubquery(helpers.values("unit__name"))


# --- the four cells of any day --------------------------------------------------------------------------

By = Literal["unit", "source", "origin", "field"]
_KEYS: Mapping[str, str] = {
    "unit": "lead_unit_id",
    "source": "duty__source",
    "origin": "duty__origin",
    "field": "duty__field_of_work_id",
}


def cell_sql(as_of: datetime) -> Case:
    """cells.cell as SQL, on Standing rows. A property test holds the two together."""
    done = Q(duty__confirmed_at__lte=as_of)
    undated = Q(due_at__isnull=True)
    return Case(
        When(undated & done, then=Value(Cell.UNDATED_DONE.value)),
        When(undated, then=Value(Cell.UNDATED_OPEN.value)),
        When(done & Q(duty__done_at__gte=F("due_at")), then=Value(Cell.DONE_LATE.value)),
        When(done, then=Value(Cell.DONE_ON_TIME.value)),
        When(due_at__lte=as_of, paused=False, then=Value(Cell.OPEN_OVERDUE.value)),
        default=Value(Cell.OPEN_IN_TERM.value),
        output_field=CharField(),
    )


def rows(
    day: date,
    *,
    scope: Scope | None,
    now: datetime,
    cell: Cell | str | None = None,
    unit_ids: Iterable[int] | None = None,
    source: str | None = None,
    origin: str | None = None,
    given_from: date | None = None,
    given_until: date | None = None,
    handed_down: bool = False,
) -> QuerySet[Standing]:
    """The duties on the board of a day, as they stood then: `lead_unit`, `due_at`, `cell` and `duty`.

    Every number of `counts` with the same arguments is the number of these rows. `day` is seen from `now`
    when it is today, else from its last instant. Without `handed_down` only what was given at the top is
    counted, each duty once; with it also the parts that units gave onward (a unit's own board).
    `given_from`/`given_until` are days of `given_at`, the second not included. `scope=None` is the system
    itself, which sees all.
    """
    standing = Standing.objects.filter(during__contains=day)
    if scope is not None and scope.reach != Reach.PROVINCE:
        standing = standing.filter(readers__overlap=list(scope.unit_ids))
    if not handed_down:
        standing = standing.filter(duty__parent__isnull=True)
    if unit_ids is not None:
        standing = standing.filter(lead_unit__in=list(unit_ids))
    if source is not None:
        standing = standing.filter(duty__source=source)
    if origin is not None:
        standing = standing.filter(duty__origin=origin)
    if given_from is not None:
        standing = standing.filter(duty__given_at__gte=clock.midnight(given_from))
    if given_until is not None:
        standing = standing.filter(duty__given_at__lt=clock.midnight(given_until))
    standing = standing.annotate(cell=cell_sql(seen_from(day, now=now)))
    if cell is not None:
        standing = standing.filter(cell=str(cell))
    return standing.order_by(F("due_at").asc(nulls_last=True), "duty_id")


def counts(day: date, *, by: By | None = None, **which: Any) -> Counts | dict[Any, Counts]:
    """The four cells of a day in one query: Counts for the whole, or key → Counts `by` unit (its id), source,
    origin or field of work (its id or None). `which` are the arguments of `rows`."""
    standing = rows(day, **which).order_by()
    key = _KEYS[by] if by else None
    columns = ("cell", key) if key else ("cell",)
    found: dict[Any, dict[str, int]] = {}
    for row in standing.values(*columns).annotate(n=Count("pk")):
        found.setdefault(row[key] if key else None, {})[row["cell"]] = row["n"]
    if by is None:
        return Counts.of(found.get(None, {}))
    return {value: Counts.of(cells) for value, cells in found.items()}


def tree_counts(duty_ids: Sequence[int], *, day: date, now: datetime) -> dict[int, Counts]:
    """The roll-up: for each duty the cells of its parts, at all depths. Duties without parts are missing."""
    below = _below(duty_ids)
    standing = Standing.objects.filter(during__contains=day, duty__in=list(below))
    standing = standing.annotate(cell=cell_sql(seen_from(day, now=now)))
    totals: dict[int, Counts] = {}
    for part, cell in standing.order_by().values_list("duty_id", "cell"):
        for top in below[part]:
            totals[top] = totals.get(top, Counts()) + Counts.of({cell: 1})
    return totals


def _below(duty_ids: Sequence[int]) -> dict[int, set[int]]:
    """Part → the asked duties above it. One query per level of depth; there are two or three."""
    tops: dict[int, set[int]] = {pk: {pk} for pk in duty_ids}
    found: dict[int, set[int]] = {}
    level = tops
    while level:
        parts = Duty.objects.filter(parent__in=list(level)).order_by().values_list("pk", "parent_id")
        level = {part: level[parent] for part, parent in parts}
        found |= level
    return found


# --- the way in -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Home:
    """What a post sees first: its unit's cells of today, what comes first, and how many wait for a
    decision."""

    counts: Counts
    first: list[Duty]
    new: int
    overdue: int
    soon: int
    waiting: int


def home(scope: Scope, *, at: datetime, limit: int = 8) -> Home:
    """The day of a unit; for the province's leaders and offices, of everything that is given at the top.

    What is new is in either case what the own unit has to accept or to correct.
    """
    of_the_province = scope.reach == Reach.PROVINCE and scope.may(Permission.ASSIGN_DUTIES)
    lists, today = inbox(scope), clock.day_of(at)
    own = lists.given if of_the_province else lists.led
    tally = own.order_by().aggregate(
        overdue=Count("pk", filter=overdue(at)), soon=Count("pk", filter=due_soon(at))
    )
    cells = counts(
        today,
        scope=scope,
        now=at,
        unit_ids=None if of_the_province else [scope.unit_id],
        handed_down=not of_the_province,
    )
    assert isinstance(cells, Counts)
    waiting = lists.waiting.order_by().count() if scope.may(Permission.ASSIGN_DUTIES) else 0
    first = list(own.select_related("lead_unit", "assigner_unit")[:limit])
    return Home(cells, first, attention(scope), tally["overdue"], tally["soon"], waiting)
