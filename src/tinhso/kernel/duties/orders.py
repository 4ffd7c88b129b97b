"""Questions about orders: their numbers, and their names for the board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q
from django.urls import reverse

from tinhso.kernel.duties import sources
from tinhso.kernel.duties.cells import Cell, Counts
from tinhso.kernel.duties.models import Duty, Order
from tinhso.kernel.duties.models.duty import DutyQuerySet
from tinhso.kernel.duties.workflow import State
from tinhso.kernel.people.scope import Scope

# What a number of an order's page counts; each number opens its rows. The cells agree with cells.cell.
PLACES: Mapping[str, Q] = {
    "chua-nhan": Q(state__in=[State.ASSIGNED, State.DECLINED]),
    "da-nhan": Q(state__in=[State.ACCEPTED, State.IN_PROGRESS, State.RETURNED]),
    "da-trinh": Q(state=State.SUBMITTED),
    "da-xong": Q(state=State.COMPLETED),
    "da-dung": Q(state=State.STOPPED),
}


def in_cell(cell: Cell, at: datetime) -> Q:
    """The duties of one of the cells as seen now: cells.cell, on the duty itself."""
    done, open_ = Q(state=State.COMPLETED), Q(closed_at__isnull=True)
    dated = Q(due_at__isnull=False)
    late_now = Q(due_at__lte=at, paused_at__isnull=True)
    return {
        Cell.DONE_ON_TIME: done & dated & Q(done_at__lt=F("due_at")),
        Cell.DONE_LATE: done & dated & Q(done_at__gte=F("due_at")),
        Cell.OPEN_IN_TERM: open_ & dated & ~late_now,
        Cell.OPEN_OVERDUE: open_ & dated & late_now,
        Cell.UNDATED_DONE: done & ~dated,
        Cell.UNDATED_OPEN: open_ & ~dated,
    }[cell]


@dataclass(frozen=True, slots=True)
class Standing:
    """How an order stands: by cell, and by how far its units are."""

    cells: Counts
    places: Mapping[str, int]
    total: int


def parts_of(order: Order, scope: Scope) -> DutyQuerySet:
    """The duties of the order that the scope may read."""
    return Duty.objects.readable_by(scope).filter(order=order)


def standing_of(order_ids: Sequence[UUID], scope: Scope, at: datetime) -> dict[UUID, Standing]:
    """The numbers of many orders in one query."""
    cells = {f"c_{cell.value}": Count("pk", filter=in_cell(cell, at)) for cell in Cell}
    places = {f"p_{n}": Count("pk", filter=which) for n, which in enumerate(PLACES.values())}
    rows: Any = Duty.objects.readable_by(scope).filter(order__in=list(order_ids)).order_by().values("order")
    return {
        row["order"]: Standing(
            Counts.of({cell.value: row[f"c_{cell.value}"] for cell in Cell}),
            {key: row[f"p_{n}"] for n, key in enumerate(PLACES)},
            row["total"],
        )
        for row in rows.annotate(total=Count("pk"), **cells, **places)
    }


def names_of(origins: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Name and address of the origins that are orders: one line on the board."""
    keys = [origin.partition("/")[2] for origin in origins if origin.startswith(f"{sources.ORDER}/")]
    return {
        order.origin: (f"{order.title} – {order.to_whom}", reverse("duties:order", args=[order.pk]))
        for order in Order.objects.filter(pk__in=keys)
    }
