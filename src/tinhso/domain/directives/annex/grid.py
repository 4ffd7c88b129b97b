"""A table as it lies in a file, whatever the file is: values in rows, merged cells, and what a value hides."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tinhso.kernel.text import normalise
from tinhso.kernel.text.formats import format_date

Place = tuple[int, int]


class Mark:
    """What a cell is besides its value."""

    MONTH = "month"  # a day that the sheet shows as a month ("Jun-26")
    ERROR = "error"  # #REF!, #DIV/0!
    NO_VALUE = "no_value"  # a formula that was never computed


@dataclass(slots=True)
class Table:
    """One sheet, or one table of a DOCX. Rows and columns count from 0; people see row + 1."""

    name: str
    rows: list[list[Any]]
    spans: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    marks: dict[Place, str] = field(default_factory=dict)
    hidden: bool = False

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    def value(self, row: int, column: int) -> Any:
        """The value of a cell; None outside of the table."""
        cells = self.rows[row] if row < len(self.rows) else []
        return cells[column] if column < len(cells) else None

    def text(self, row: int, column: int) -> str:
        """The value as people read it."""
        return text_of(self.value(row, column), self.marks.get((row, column)))

    def carry_down(self, begins: int) -> None:
        """Give every row of a merged cell its value, from the row `begins` on; a heading carries nothing down."""
        for top, left, bottom, _right in self.spans:
            value, mark = self.value(top, left), self.marks.get((top, left))
            if top < begins or (value in (None, "") and mark is None):
                continue
            for row in range(top + 1, min(bottom, len(self.rows) - 1) + 1):
                self._put(row, left, value, mark)

    def _put(self, row: int, column: int, value: Any, mark: str | None) -> None:
        cells = self.rows[row]
        if column >= len(cells):
            cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = value
        if mark:
            self.marks[row, column] = mark


def text_of(value: Any, mark: str | None = None) -> str:
    """12.0 is "12", a day is day first, a month is "6/2026", lines stay apart."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        return f"{day.month}/{day.year}" if mark == Mark.MONTH else format_date(day)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    lines = (normalise(line) for line in str(value).replace("\0", "").replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)
