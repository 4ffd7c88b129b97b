"""The sheets of an XLSX. Values come from calamine; what it leaves out – hidden rows, how a day is shown, formulas
without a value – from the file's own XML."""

import io
import re
import zipfile
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from tinhso.domain.directives.annex.grid import Mark, Place, Table
from tinhso.kernel.documents.reading import Damaged

MOST_COLUMNS = 60

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_NUMBER = re.compile(rb'\br="(\d+)"')
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_HAS_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)>[^<]|<(?:\w+:)?t [^>]*>[^<]")
_BUILT_IN_MONTH = {"17"}  # mmm-yy
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_tables(data: bytes) -> list[Table]:
    """All sheets, hidden ones last. The caller has checked the packed sizes. Raises `Damaged`."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = []
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts, months = _parts(packed), _month_styles(packed)
            for about in book.sheets_metadata:
                if about.typ != SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_name(about.name)
                rows = [row[:MOST_COLUMNS] for row in sheet.to_python(skip_empty_area=False)]
                table = Table(about.name, rows, hidden=about.visible != SheetVisibleEnum.Visible)
                table.spans = [(t, x, b, min(y, MOST_COLUMNS - 1)) for (t, x), (b, y) in _merged(sheet)]
                if part := parts.get(about.name):
                    table.hidden_rows, table.marks = _unsaid(packed.read(part), months)
                found.append(table)
    except (
        CalamineError,
        zipfile.BadZipFile,
        OSError,
        KeyError,
        ValueError,
        ElementTree.ParseError,
    ) as error:
        raise Damaged() from error
    return sorted(found, key=lambda table: table.hidden)


def _merged(sheet: object) -> list[tuple[Place, Place]]:
    ranges = getattr(sheet, "merged_cell_ranges", None) or []
    return [(top, bottom) for top, bottom in ranges if top[1] < MOST_COLUMNS]


def _parts(packed: zipfile.ZipFile) -> dict[str, str]:
    """Sheet → the part in which it lies."""
    names = set(packed.namelist())
    related = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))
    targets = {item.get("Id"): item.get("Target", "") for item in related}
    book = ElementTree.fromstring(packed.read("xl/workbook.xml"))
    found = {}
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATED), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            found[sheet.get("name", "")] = part
    return found


def _month_styles(packed: zipfile.ZipFile) -> set[bytes]:
    """The cell styles that show a day as a month and a year."""
    if "xl/styles.xml" not in packed.namelist():
        return set()
    styles = ElementTree.fromstring(packed.read("xl/styles.xml"))
    months = set(_BUILT_IN_MONTH)
    for form in styles.iter(f"{_MAIN}numFmt"):
        code = _LITERAL.sub("", form.get("formatCode", "")).lower()
        if "m" in code and "y" in code and "d" not in code and "h" not in code:
            months.add(form.get("numFmtId", ""))
    formats = styles.find(f"{_MAIN}cellXfs")
    return {
        str(place).encode()
        for place, form in enumerate(formats if formats is not None else ())
        if form.get("numFmtId") in months
    }


def _unsaid(xml: bytes, months: set[bytes]) -> tuple[set[int], dict[Place, str]]:
    hidden = {
        int(number[1]) - 1
        for found in _ROW.finditer(xml)
        if b'hidden="1"' in found[1] or b'hidden="true"' in found[1]
        if (number := _NUMBER.search(found[1]))
    }
    marks: dict[Place, str] = {}
    for found in _CELL.finditer(xml):
        attributes, inside = found[1], found[2] or b""
        if b't="e"' in attributes:
            mark = Mark.ERROR
        elif b"<f" in inside and not _HAS_VALUE.search(inside[inside.find(b"<f") + 2 :]):
            mark = Mark.NO_VALUE
        elif (
            months and (style := _STYLE.search(attributes)) and style[1] in months and b"t=" not in attributes
        ):
            mark = Mark.MONTH
        else:
            continue
        if place := _REFERENCE.search(attributes):
            marks[int(place[2]) - 1, _column(place[1])] = mark
    return hidden, marks


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
