"""Questions about duties: the inbox, the board of any day, the rows behind a number, the roll-up of parts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields import CharField, DateTimeField
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext as _

from tinhso.kernel import calendar, rules
from tinhso.kernel.duties import clock, tally
from tinhso.kernel.duties.cells import Cell, Counts, seen_from
from tinhso.kernel.duties.models import Coordination, Duty, Standing
from tinhso.kernel.duties.models.clock import OVERDUE_FROM
from tinhso.kernel.duties.models.duty import CLOSED, NEW, OPEN, TO_DECIDE, UNEXPLAINED, DutyQuerySet
from tinhso.kernel.people.roles import Permission, Reach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import format_number

__all__ = [
    "By",
    "Home",
    "Inbox",
    "Some",
    "attention",
    "cell_sql",
    "counts",
    "documents",
    "due_soon",
    "home",
    "in_index_order",
    "inbox",
    "names_of_helpers",
    "open_given",
    "open_led",
    "overdue",
    "rows",
    "some",
    "tree_counts",
    "unexplained",
    "unexplained_of",
]

# --- the inbox ------------------------------------------------------------------------------------------

BY_DUE = (F("due_at").asc(nulls_last=True), "id")
BY_CLOSING = ("-closed_at", "-id")
COUNTED = 500  # how far a list is counted and paged while somebody waits: ten pages
NOTED = 99  # how far a number beside a tab or a menu entry is counted: two digits


@dataclass(frozen=True, slots=True)
class Some:
    """A number that was counted up to a limit: `more` says that there are more."""

    number: int
    more: bool = False

    def __bool__(self) -> bool:
        return self.number > 0

    def __str__(self) -> str:
        number = format_number(self.number)
        return _("hơn %(n)s") % {"n": number} if self.more else number


def some(rows: QuerySet[Any], *, most: int | None = None, in_order: bool = False) -> Some:
    """How many rows there are, without counting beyond `most` (NOTED). `in_order`: by the index of their order, where
    the planner takes many rows for frequent and would read the whole table."""
    most = NOTED if most is None else most
    counted = (rows if in_order else rows.order_by())[: most + 1].count()
    return Some(min(counted, most), counted > most)


@dataclass(frozen=True)
class Inbox:
    """The lists of a post: open duties by deadline, finished ones newest first."""

    led: DutyQuerySet
    helped: DutyQuerySet
    given: DutyQuerySet
    waiting: DutyQuerySet
    led_closed: DutyQuerySet
    given_closed: DutyQuerySet


def inbox(scope: Scope) -> Inbox:
    """What the post's unit leads, helps with, has given, must decide on; and what of it is closed.

    Each list is an index scan in its order (Duty.Meta.indexes), so that a page costs the same at any number. Who
    leads, gives or helps is among the readers (constraint a_duty_is_read_by_its_lead_and_assigner), so no list asks
    for readers: the planner would take them for rare and sort all rows of the unit.
    """
    live, closed = Duty.objects.open(), Duty.objects.filter(CLOSED)
    given = live.filter(_given_by(scope))
    helped = live.filter(coordinations__unit=scope.unit_id, coordinations__open=True)
    return Inbox(
        led=live.filter(lead_unit=scope.unit_id).order_by(*BY_DUE),
        helped=helped.order_by(F("coordinations__due_at").asc(nulls_last=True), "coordinations__duty"),
        given=given.order_by(*BY_DUE),
        waiting=given.filter(TO_DECIDE).order_by(*BY_DUE),
        led_closed=closed.filter(lead_unit=scope.unit_id).order_by(*BY_CLOSING),
        given_closed=closed.filter(_given_by(scope)).order_by(*BY_CLOSING),
    )


def _given_by(scope: Scope) -> Q:
    """Given by the own unit; for the province's offices and leaders everything that is given at the top."""
    own = Q(assigner_unit=scope.unit_id)
    if _speaks_for_the_province(scope):
        return own | Q(parent__isnull=True) & ~Q(lead_unit=scope.unit_id)
    return own


def _speaks_for_the_province(scope: Scope) -> bool:
    return scope.reach == Reach.PROVINCE and scope.may(Permission.ASSIGN_DUTIES)


def open_led(scope: Scope, *, at: datetime) -> int:
    """How many open duties the unit leads, from the tally."""
    return tally.seen(at, tally.Which(leads=[scope.unit_id]))[None].open


def open_given(scope: Scope, *, at: datetime) -> int:
    """How many open duties the unit has given (the same as `inbox(scope).given`), from the tally."""
    own = scope.unit_id
    return tally.seen(at, tally.Which(given_by=own, or_at_the_top=_speaks_for_the_province(scope)))[None].open


def attention(scope: Scope) -> Some:
    """The number beside the menu entry: new duties to accept and returned ones of the own unit."""
    if not scope.may(Permission.HANDLE_DUTIES):
        return Some(0)
    return some(Duty.objects.filter(OPEN, NEW, lead_unit=scope.unit_id))


def overdue(at: datetime) -> Q:
    """Open duties that are late at `at`; the same rule as cells.cell."""
    return Q(closed_at__isnull=True, due_at__lte=at, paused_at__isnull=True)


def unexplained(at: datetime) -> Q:
    """Overdue duties of which nobody has said why since their deadline: neither an obstacle nor an explanation."""
    return overdue(at) & UNEXPLAINED


def unexplained_of(scope: Scope, *, at: datetime) -> DutyQuerySet:
    """Those on the reader's board: for the province each duty given at the top, for a unit what it leads and gave."""
    late = Duty.objects.filter(unexplained(at)).order_by("due_at", "id")
    if scope.reach == Reach.PROVINCE:
        return late.filter(parent__isnull=True)
    own = list(scope.unit_ids)
    return late.filter(Q(lead_unit__in=own) | Q(assigner_unit__in=own))


def due_soon(at: datetime) -> Q:
    """Open duties in term whose last day is at most duty.soon_working_days working days away."""
    return Q(closed_at__isnull=True, paused_at__isnull=True, due_at__gt=at, due_at__lte=_soon(at))


def _soon(at: datetime) -> datetime:
    today = clock.day_of(at)
    last = calendar.current().add_working_days(today, rules.value("duty.soon_working_days", today))
    return clock.midnight(last + timedelta(days=1))


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
_TALLIED: Mapping[str | None, tally.By | None] = {None: None, "unit": "lead_unit_id", "source": "source"}


def cell_sql(as_of: datetime) -> Case:
    """cells.cell as SQL, on Standing rows. A property test holds the two together."""
    confirmed_at, done_at = (
        Coalesce("confirmed_at", "duty__confirmed_at"),
        Coalesce("done_at", "duty__done_at"),
    )
    done = LessThanOrEqual(confirmed_at, Value(as_of, DateTimeField()))
    undated = Q(due_at__isnull=True)
    return Case(
        When(undated & done, then=Value(Cell.UNDATED_DONE.value)),
        When(undated, then=Value(Cell.UNDATED_OPEN.value)),
        When(done & GreaterThanOrEqual(done_at, F("due_at")), then=Value(Cell.DONE_LATE.value)),
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
    origins: Iterable[str] | None = None,
    given_from: date | None = None,
    given_until: date | None = None,
    handed_down: bool = False,
    without_explanation: bool = False,
) -> QuerySet[Standing]:
    """The duties on the board of a day, as they stood then: `lead_unit`, `due_at`, `cell` and `duty`.

    Every number of `counts` with the same arguments is the number of these rows. `day` is seen from `now`
    when it is today, else from its last instant. A unit counts what it leads and what it gave. Without
    `handed_down` only what was given at the top is counted, each duty once; with it also the parts that units
    gave onward (a unit's own board). `given_from`/`given_until` are days of `given_at`, the second not
    included. `without_explanation`: only duties of which nobody has said why they are late; that is known of now
    alone, so ask it of today. `scope=None` is the system itself, which sees all.
    """
    standing = Standing.objects.filter(during__contains=day)
    if scope is not None and scope.reach != Reach.PROVINCE:
        own = list(scope.unit_ids)
        standing = standing.filter(Q(lead_unit__in=own) | Q(assigner_unit__in=own))
    if not handed_down:
        standing = standing.filter(duty__parent__isnull=True)
    if unit_ids is not None:
        standing = standing.filter(lead_unit__in=list(unit_ids))
    if source is not None:
        standing = standing.filter(duty__source=source)
    if origin is not None:
        standing = standing.filter(duty__origin=origin)
    if origins is not None:
        standing = standing.filter(duty__origin__in=list(origins))
    if given_from is not None:
        standing = standing.filter(duty__given_at__gte=clock.midnight(given_from))
    if given_until is not None:
        standing = standing.filter(duty__given_at__lt=clock.midnight(given_until))
    if without_explanation:
        silent = Q(duty__explained_at__isnull=True) | Q(duty__explained_at__lt=F("duty__due_at"))
        standing = standing.filter(silent, duty__closed_at__isnull=True, duty__paused_at__isnull=True)
    as_of = seen_from(day, now=now)
    standing = standing.annotate(cell=cell_sql(as_of))
    today = as_of == now
    taken_back = (
        not today and Standing.objects.filter(confirmed_at__isnull=False, during__contains=day).exists()
    )
    return _of_the_cell(
        standing, cell, as_of, today=today, of_units=unit_ids is not None, taken_back=taken_back
    )


def _of_the_cell(
    standing: QuerySet[Any],
    cell: Cell | str | None,
    as_of: datetime,
    *,
    today: bool,
    of_units: bool,
    taken_back: bool,
) -> QuerySet[Standing]:
    """The rows of a cell in an order that an index has, so that the first page needs no look at the others:
    open duties by deadline, late ones of a past day from that day backwards; done ones by deadline for a unit,
    newest first for the province."""
    late = standing.annotate(overdue_from=OVERDUE_FROM)
    by_deadline = ("overdue_from", "duty")
    match cell:
        case None:
            return late.order_by(*by_deadline)
        case Cell.OPEN_OVERDUE if today and not of_units:
            late = late.filter(cell=cell, duty__closed_at__isnull=True, duty__due_at__lte=as_of)
            return late.order_by("duty__due_at", "duty_id")
        case Cell.OPEN_OVERDUE:
            return late.filter(cell=cell, overdue_from__lte=as_of).order_by("-overdue_from", "-duty")
        case Cell.OPEN_IN_TERM:
            return late.filter(cell=cell, overdue_from__gt=as_of).order_by(*by_deadline)
        case Cell.UNDATED_OPEN | Cell.UNDATED_DONE:
            return late.filter(cell=cell, overdue_from__isnull=True).order_by(*by_deadline)
        case _ if of_units:
            return late.filter(cell=cell).order_by(*by_deadline)
    done = standing.filter(cell=cell)
    if not taken_back:
        return done.filter(duty__closed_at__lte=as_of).order_by("-duty__closed_at", "-duty_id")
    # Few: results that were taken back later, and are open again. No index has them in their place.
    return done.order_by(F("duty__closed_at").desc(nulls_last=True), "-duty_id")


@contextmanager
def in_index_order() -> Iterator[None]:
    """For the first page of `rows`: let the database walk an index until the page is full, in a transaction.

    Behind the walls it does not use what it knows of ranges and arrays (their operators are not leakproof), takes
    a million rows for one, and would sort them all.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WALK.format("off"))
        try:
            yield
        finally:
            cursor.execute(_WALK.format("on"))


_WALK = ";".join(
    f"set local enable_{way} = {{0}}"
    for way in ("sort", "seqscan", "bitmapscan", "hashjoin", "mergejoin", "material")
)


def counts(day: date, *, by: By | None = None, **which: Any) -> Counts | dict[Any, Counts]:
    """The four cells of a day in one query: Counts for the whole, or key → Counts `by` unit (its id), source,
    origin or field of work (its id or None). `which` are the arguments of `rows`.

    From the tally where it can tell; rows are counted only by document, by field, or for a term of giving,
    so ask for those with few documents.
    """
    if by in _TALLIED and not any(which.get(key) for key in _NOT_TALLIED) and which.get("origin") is None:
        return _tallied(day, _TALLIED[by], **which)
    standing = rows(day, **which).order_by()
    key = _KEYS[by] if by else None
    columns = ("cell", key) if key else ("cell",)
    found: dict[Any, dict[str, int]] = {}
    for row in standing.values(*columns).annotate(n=Count("pk")):
        found.setdefault(row[key] if key else None, {})[row["cell"]] = row["n"]
    if by is None:
        return Counts.of(found.get(None, {}))
    return {value: Counts.of(cells) for value, cells in found.items()}


_NOT_TALLIED = ("cell", "origins", "given_from", "given_until", "without_explanation")


def _tallied(
    day: date,
    by: tally.By | None,
    *,
    scope: Scope | None,
    now: datetime,
    unit_ids: Iterable[int] | None = None,
    source: str | None = None,
    handed_down: bool = False,
    **_none: Any,
) -> Counts | dict[Any, Counts]:
    own = None if scope is None or scope.reach == Reach.PROVINCE else list(scope.unit_ids)
    which = tally.Which(
        reach=own,
        leads=None if unit_ids is None else list(unit_ids),
        source=source,
        top=not handed_down,
    )
    found = tally.seen(seen_from(day, now=now), which, by=by)
    return found if by else found[None]


# --- documents on the board -----------------------------------------------------------------------------

DOCUMENTS = 30


def documents(scope: Scope, *, limit: int = DOCUMENTS) -> list[str]:
    """The origins that the board names: those with the earliest open deadline first, so the longest overdue
    ones lead; where they are few, those finished last follow. Bounded by `limit`, never by the documents."""
    lists = inbox(scope)
    of_the_province = scope.reach == Reach.PROVINCE
    seen: list[str] = []
    for open_ones, finished in ((lists.led, lists.led_closed), (lists.given, lists.given_closed)):
        if of_the_province and open_ones is lists.led:
            continue
        for found in (open_ones, finished):
            for origin in found.values_list("origin", flat=True)[: limit * 10]:
                if origin not in seen and len(seen) < limit:
                    seen.append(origin)
    return seen


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
    new: Some
    overdue: int
    soon: int
    waiting: Some


def home(scope: Scope, *, at: datetime, limit: int = 8) -> Home:
    """The day of a unit; for the province's leaders and offices, of everything that is given at the top.

    What is new is in either case what the own unit has to accept or to correct.
    """
    of_the_province = _speaks_for_the_province(scope)
    lists = inbox(scope)
    own = lists.given if of_the_province else lists.led
    which = tally.Which(top=True) if of_the_province else tally.Which(leads=[scope.unit_id])
    cells, later = (tally.seen(instant, which)[None] for instant in (at, _soon(at)))
    return Home(
        counts=cells,
        first=list(own.select_related("lead_unit", "assigner_unit")[:limit]),
        new=attention(scope),
        overdue=cells.open_overdue,
        soon=later.open_overdue - cells.open_overdue,  # what will be late unless something is done
        waiting=some(lists.waiting) if scope.may(Permission.ASSIGN_DUTIES) else Some(0),
    )
