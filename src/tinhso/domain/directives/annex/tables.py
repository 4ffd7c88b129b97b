"""From the bytes of a file to its tables, and which of them a person most likely means."""

from collections.abc import Sequence
from typing import Any

from tinhso.domain.directives.annex import layout as layouts
from tinhso.domain.directives.annex import xlsx
from tinhso.domain.directives.annex.grid import Table
from tinhso.domain.directives.annex.layout import Layout
from tinhso.kernel.documents.reading import docx_tables
from tinhso.kernel.documents.reading.kinds import Kind

KINDS = (Kind.XLSX, Kind.DOCX)
LONGEST_NAME = 200


def read(data: bytes, kind: str) -> list[Table]:
    """The tables of a file that was checked. Raises a kind of `reading.Unreadable`."""
    if kind == Kind.XLSX:
        return xlsx.read_tables(data)
    return [
        Table(grid.caption, [list(row) for row in grid.rows], list(grid.spans))
        for grid in docx_tables.read_tables(data)
    ]


def head(tables: Sequence[Table], rows: int = 30) -> str:
    """The first words of every table, to look for a mark of secrecy."""
    return "\n".join(
        table.text(row, column)
        for table in tables
        for row in range(min(rows, len(table.rows)))
        for column in range(len(table.rows[row]))
        if table.text(row, column)
    )


def described(tables: Sequence[Table], found: Sequence[Layout | None]) -> list[dict[str, Any]]:
    """What a person chooses from."""
    return [
        {
            "name": table.name[:LONGEST_NAME],
            "rows": max(0, len(table.rows) - (layout.begins if layout else 0)),
            "hidden": table.hidden,
            "found": layout is not None,
        }
        for table, layout in zip(tables, found, strict=True)
    ]


def best(tables: Sequence[Table], found: Sequence[Layout | None]) -> int | None:
    """The table with a heading and the most rows, one that is shown before one that is hidden; without any
    heading the largest one; None where nothing is filled in."""
    places = [place for place, table in enumerate(tables) if table.width > 1]
    if not places:
        return None
    return max(
        places,
        key=lambda place: (
            found[place] is not None,
            not tables[place].hidden,
            len(tables[place].rows),
            -place,
        ),
    )


def guessed(table: Table) -> Layout:
    """A table in which no heading was recognised: its fullest row of the first ones, for a person to say."""
    rows = range(min(layouts.HEADING_WITHIN, len(table.rows)))
    filled = {row: sum(bool(table.text(row, column)) for column in range(table.width)) for row in rows}
    top = max(rows, key=lambda row: (filled[row], -row))
    labels = [" ".join(table.text(top, column).split())[:120] for column in range(table.width)]
    return Layout(top, 1, labels, ["" for _label in labels])
