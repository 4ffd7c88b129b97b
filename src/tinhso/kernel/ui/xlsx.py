"""Writing a table to XLSX with constant memory: dates as dates, codes as text, no formula ever."""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_PER_SHEET = 1_000_000  # the format ends at 1,048,576
LONGEST_TEXT = 32_767
BIGGEST = 10**15  # a sheet keeps 15 digits; longer numbers, like not-a-number, stay text

FORMATS: dict[str, dict[str, Any]] = {
    "date": {"num_format": "d/m/yyyy", "align": "left"},
    "datetime": {"num_format": "hh:mm d/m/yyyy", "align": "left"},
    "number": {"num_format": "#,##0.##########"},
    "whole": {"num_format": "#,##0"},
    "percent": {"num_format": "0.0%"},
    "code": {"num_format": "@"},
    "text": {"text_wrap": True},
}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of the sheet: its heading, kind (text, code, number, percent, date, datetime) and width in
    signs."""

    label: str
    kind: str = "text"
    width: int = 24


def response(
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[Any]],
    *,
    filename: str,
    title: str = "",
    notes: Sequence[str] = (),
) -> FileResponse:
    """The rows as a downloaded XLSX. Written before it is sent, inside the request's transaction and its
    rights."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it is sent
    write(file, columns, rows, title=title, notes=notes)
    file.seek(0)
    answer = FileResponse(file, content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, f"{filename}.xlsx")
    answer["Cache-Control"] = "no-store, private"
    return answer


def write(
    file: IO[bytes],
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[Any]],
    *,
    title: str = "",
    notes: Sequence[str] = (),
) -> int:
    """Write rows to `file`, further sheets where one is full; returns how many rows there were.

    `notes` (source, as-of time, filters) stand above the table, so that a printed sheet says what it shows.
    """
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    formats = {name: book.add_format({"valign": "top", **options}) for name, options in FORMATS.items()}
    head = book.add_format(
        {
            "bold": True,
            "bg_color": "#9B1C1C",
            "font_color": "#FFFFFF",
            "text_wrap": True,
            "valign": "vcenter",
            "border": 1,
        }
    )
    bold = book.add_format({"bold": True, "font_size": 14})
    written, sheet, line = 0, None, 0
    for values in rows:
        if sheet is None or written % ROWS_PER_SHEET == 0:
            sheet, line = _new_sheet(book, columns, head, bold, title, notes)
        for place, (column, value) in enumerate(zip(columns, values, strict=True)):
            _cell(sheet, line, place, column.kind, value, formats)
        line += 1
        written += 1
    if sheet is None:
        _new_sheet(book, columns, head, bold, title, notes)
    book.close()
    return written


def _new_sheet(
    book: xlsxwriter.Workbook,
    columns: Sequence[SheetColumn],
    head: Any,
    bold: Any,
    title: str,
    notes: Sequence[str],
) -> tuple[Any, int]:
    sheet = book.add_worksheet()
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    line = 0
    if title:
        sheet.write_string(line, 0, _text(title), bold)
        line += 1
    for note in notes:
        sheet.write_string(line, 0, _text(note))
        line += 1
    line += bool(line)
    for place, column in enumerate(columns):
        sheet.write_string(line, place, _text(column.label), head)
    sheet.repeat_rows(line)
    sheet.freeze_panes(line + 1, 0)
    return sheet, line + 1


def _cell(sheet: Any, line: int, place: int, kind: str, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(line, place, _("Có") if value else _("Không"), formats["text"])
    elif isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        sheet.write_datetime(line, place, local.replace(tzinfo=None), formats["datetime"])
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, formats["date"])
    elif kind != "code" and isinstance(value, (int, float, Decimal)) and -BIGGEST < value < BIGGEST:
        chosen = kind if kind == "percent" else "whole" if value == int(value) else "number"
        sheet.write_number(line, place, float(value), formats[chosen])
    else:
        # write_string, never write(): a text that begins with "=" stays a text.
        sheet.write_string(line, place, _text(value), formats["code" if kind == "code" else "text"])


def _text(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
