"""A line of the board: a unit or a document with its cells, and where each number leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tinhso.kernel.duties.cells import Cell, Counts
from tinhso.kernel.text.formats import format_number, format_percent


@dataclass
class Line:
    """One row of the board: a unit or a document with its cells, and where each number leads."""

    label: str
    counts: Counts
    day: date
    which: dict[str, str]
    members: tuple["Line", ...] = ()  # of a line by today's boundaries: the units of the day in it

    @cached_property
    def urls(self) -> dict[str, str]:
        """Cell -> the rows behind its number."""
        return {cell.value: f"{self.url}&cell={cell.value}" for cell in Cell}

    @cached_property
    def url(self) -> str:
        """All rows of the line."""
        return rows_url(self.day, **self.which)

    def as_bar(self) -> dict[str, object]:
        """What the chart tag reads."""
        bar: dict[str, object] = {"label": self.label, "url": self.url, "urls": self.urls}
        return bar | {cell.value: self.counts[cell] for cell in Cell}


def rows_url(day: date, **which: str) -> str:
    """The address of the rows behind a number."""
    return f"{_rows_path()}?{urlencode({'ngay': day.isoformat(), **which})}"


@cache
def _rows_path() -> str:
    return reverse("board:rows")


def table(lines: Sequence[Line], caption: str) -> dict[str, object]:
    """What board/lines.html shows: headings, and the cells of each line as HTML, written out here because a board
    has a thousand of them."""
    heads = [_("Tổng số"), _("Đúng hạn"), _("Xong quá hạn"), _("Trong hạn"), _("Quá hạn"), _("Tỷ lệ")]
    opened = [format_html('<td class="number" data-label="{}">', head) for head in heads]
    first = format_html('<th scope="row" data-label="{}">', caption)
    return {"caption": caption, "heads": heads, "lines": [_cells(line, first, opened) for line in lines]}


_LINKED = (Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.OPEN_IN_TERM, Cell.OPEN_OVERDUE)


def _cells(line: Line, first: str, opened: list[SafeString]) -> SafeString:
    rate = line.counts.rate
    numbers = [
        format_number(line.counts.total),
        *(_link(line.urls[cell.value], format_number(line.counts[cell])) for cell in _LINKED),
        "–" if rate is None else format_percent(rate),
    ]
    named = f"{first}{_link(line.url, line.label)}{_members(line)}</th>"
    return mark_safe(
        named + "".join(f"{td}{number}</td>" for td, number in zip(opened, numbers, strict=True))
    )


def _members(line: Line) -> str:
    if not line.members:
        return ""
    named = (f"{_link(unit.url, unit.label)} {format_number(unit.counts.total)}" for unit in line.members)
    return f'<br><span class="hint">{escape(_("gồm"))} {", ".join(named)}</span>'


def _link(url: str, text: str) -> str:
    return f'<a href="{escape(url)}">{escape(text)}</a>'
