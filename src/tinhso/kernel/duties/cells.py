"""The Government's four cells, computed and never typed. No ORM here.

QĐ 42/2014/QĐ-TTg amended by 23/2018: hoàn thành {đúng hạn, quá hạn}; chưa hoàn thành {trong hạn, quá hạn}.
Undated duties are counted apart. A past day is seen from its last instant with what was known then.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

OUR_CLOCK = ZoneInfo("Asia/Ho_Chi_Minh")


class Cell(StrEnum):
    """Where a duty is counted."""

    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    OPEN_IN_TERM = "open_in_term"
    OPEN_OVERDUE = "open_overdue"
    UNDATED_DONE = "undated_done"
    UNDATED_OPEN = "undated_open"


FOUR = (Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.OPEN_IN_TERM, Cell.OPEN_OVERDUE)

LABELS = {
    Cell.DONE_ON_TIME: _("Hoàn thành đúng hạn"),
    Cell.DONE_LATE: _("Hoàn thành quá hạn"),
    Cell.OPEN_IN_TERM: _("Chưa hoàn thành, trong hạn"),
    Cell.OPEN_OVERDUE: _("Chưa hoàn thành, quá hạn"),
    Cell.UNDATED_DONE: _("Không có thời hạn, đã hoàn thành"),
    Cell.UNDATED_OPEN: _("Không có thời hạn, chưa hoàn thành"),
}


def cell(
    due_at: datetime | None,
    done_at: datetime | None,
    as_of: datetime,
    *,
    confirmed_at: datetime | None = None,
    paused: bool = False,
) -> Cell:
    """The cell of one duty as seen at `as_of`.

    `due_at` is the instant from which the duty is late, so done at that very instant is late. A completion
    that was not yet confirmed at `as_of` (or, without `confirmed_at`, not yet reached) does not count: the
    figures of a past day never change. While its clock is paused a duty cannot become overdue.
    """
    known_at = confirmed_at or done_at
    done = done_at is not None and known_at is not None and known_at <= as_of
    if due_at is None:
        return Cell.UNDATED_DONE if done else Cell.UNDATED_OPEN
    if done:
        return Cell.DONE_LATE if done_at >= due_at else Cell.DONE_ON_TIME  # type: ignore[operator]
    return Cell.OPEN_OVERDUE if due_at <= as_of and not paused else Cell.OPEN_IN_TERM


def last_instant(day: date) -> datetime:
    """The last microsecond of a day in Việt Nam: the instant from which a past day is seen."""
    return datetime.combine(day + timedelta(days=1), time.min, OUR_CLOCK) - timedelta(microseconds=1)


def seen_from(day: date, *, now: datetime) -> datetime:
    """The instant from which the board of `day` is seen: now for today, the last instant for another day."""
    return now if day == now.astimezone(OUR_CLOCK).date() else last_instant(day)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many duties stand in each cell. Counts add up; rates are made from sums only, never from rates."""

    done_on_time: int = 0
    done_late: int = 0
    open_in_term: int = 0
    open_overdue: int = 0
    undated_done: int = 0
    undated_open: int = 0

    @classmethod
    def of(cls, cells: dict[str, int]) -> "Counts":
        """From cell → number; cells that are missing are empty. Raises TypeError for a cell nobody knows."""
        return cls(**{str(key): number for key, number in cells.items()})

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def __radd__(self, other: int) -> "Counts":
        """So that sum() works, which begins with 0."""
        return self if other == 0 else NotImplemented

    def __getitem__(self, key: str) -> int:
        """The number of one cell. KeyError for anything else: templates ask for items before attributes."""
        if key not in set(Cell):
            raise KeyError(key)
        return int(getattr(self, key))

    @property
    def dated(self) -> int:
        """Duties with a deadline: the four cells together."""
        return self.done + self.open_in_term + self.open_overdue

    @property
    def undated(self) -> int:
        return self.undated_done + self.undated_open

    @property
    def total(self) -> int:
        """Every duty, with and without a deadline."""
        return self.dated + self.undated

    @property
    def open(self) -> int:
        """Everything that is not done, with and without a deadline."""
        return self.open_in_term + self.open_overdue + self.undated_open

    @property
    def done(self) -> int:
        """Done before or after the deadline; undated ones are not among them."""
        return self.done_on_time + self.done_late

    @property
    def due(self) -> int:
        """The base of the rate: tasks that fell due, done + open overdue."""
        return self.done + self.open_overdue

    @property
    def rate(self) -> Decimal | None:
        """Share of the due tasks that are done, 0 to 1, unrounded; None where nothing fell due."""
        return Decimal(self.done) / self.due if self.due else None

    @property
    def rate_on_time(self) -> Decimal | None:
        """Share of the due tasks that were done on time."""
        return Decimal(self.done_on_time) / self.due if self.due else None

    def percent(self, places: int = 2) -> Decimal | None:
        """The rate in per cent, rounded half up to `places` decimals, as reports print it."""
        if self.rate is None:
            return None
        return (self.rate * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
