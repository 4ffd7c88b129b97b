"""The tables of a DOCX with their grids: what stands in which column, and which cells are merged."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.oxml.ns import qn

from tinhso.kernel.documents.reading.docx import _blocks, _Numbers
from tinhso.kernel.documents.reading.refusals import Damaged

_P, _TBL, _TR, _TC, _SDT = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc"), qn("w:sdt")
_VAL = qn("w:val")
_LOOK_BACK = 4  # paragraphs above a table in which its caption may stand
_CAPTIONS = ("phụ lục", "biểu", "bảng", "danh mục")


@dataclass(slots=True)
class GridTable:
    """One table. A merged cell has its text in its first place; `spans` are (top, left, bottom, right)."""

    caption: str
    rows: list[list[str]] = field(default_factory=list)
    spans: list[tuple[int, int, int, int]] = field(default_factory=list)


def read_tables(data: bytes) -> list[GridTable]:
    """The outer tables in their order. The caller has checked the packed sizes. Raises `Damaged`."""
    try:
        document = docx.Document(io.BytesIO(data))
        numbers = _Numbers(document)
        return [_grid(table, caption, numbers) for table, caption in _outer(document.element.body)]
    except (KeyError, ValueError, OSError, AttributeError, zipfile.BadZipFile, SyntaxError) as error:
        raise Damaged() from error


def _outer(body: Any) -> Iterator[tuple[Any, str]]:
    above: list[str] = []
    for element in _flat(body):
        if element.tag == _TBL:
            yield element, _caption(above)
            above = []
        elif text := " ".join(" ".join(_blocks([element], None)).split()):
            above.append(text)


def _flat(container: Any) -> Iterator[Any]:
    for child in container:
        if child.tag in (_P, _TBL):
            yield child
        elif child.tag == _SDT:
            for content in child.iterchildren(qn("w:sdtContent")):
                yield from _flat(content)


def _caption(above: list[str]) -> str:
    near = above[-_LOOK_BACK:]
    for place, text in enumerate(near):
        if text.lower().startswith(_CAPTIONS):
            return " – ".join(near[place : place + 2])[:200]
    return near[-1][:200] if near else ""


def _grid(table: Any, caption: str, numbers: _Numbers) -> GridTable:
    found = GridTable(caption)
    open_down: dict[int, tuple[int, int]] = {}  # column → (top row, width) of a cell that runs on downward
    for place, row in enumerate(table.iterchildren(_TR)):
        texts: list[str] = []
        column = _before(row)
        texts += [""] * column
        going_on: dict[int, tuple[int, int]] = {}
        for cell in _cells(row, table):
            text = " ".join("\n".join(_blocks(cell, numbers)).split(" ")).strip()
            width, down = _width(cell), _down(cell)
            if down == "continue" and column in open_down:
                top, wide = open_down[column]
                going_on[column] = (top, wide)
                text = ""
            elif down == "restart":
                going_on[column] = (place, width)
            if width > 1 and down is None:
                found.spans.append((place, column, place, column + width - 1))
            texts += [text] + [""] * (width - 1)
            column += width
        _close(found, open_down, going_on, place)
        open_down = going_on
        found.rows.append(texts)
    _close(found, open_down, {}, len(found.rows))
    return found


def _close(
    found: GridTable, before: dict[int, tuple[int, int]], now: dict[int, tuple[int, int]], row: int
) -> None:
    for column, (top, width) in before.items():
        if now.get(column, (None, 0))[0] != top and (row - 1 > top or width > 1):
            found.spans.append((top, column, row - 1, column + width - 1))


def _cells(row: Any, table: Any) -> Iterator[Any]:
    for cell in row.iter(_TC):
        if next(cell.iterancestors(_TBL)) is table:
            yield cell


def _before(row: Any) -> int:
    """Columns that the row leaves free at its left."""
    skipped = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return int(skipped.get(_VAL)) if skipped is not None else 0


def _width(cell: Any) -> int:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return max(1, min(int(span.get(_VAL)), 100)) if span is not None else 1


def _down(cell: Any) -> str | None:
    merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return None if merged is None else merged.get(_VAL, "continue")
