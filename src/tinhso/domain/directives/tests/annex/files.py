"""Real XLSX and DOCX files with annexes, for the tests."""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import docx
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from docx.document import Document

HEADING = (
    "TT",
    "Nội dung nhiệm vụ",
    "Cơ quan chủ trì",
    "Cơ quan phối hợp",
    "Thời gian hoàn thành",
    "Sản phẩm",
)
PLAN = [
    "1",
    "Xây dựng Kế hoạch chuyển đổi số",
    "Sở Khoa học và Công nghệ",
    "Sở Tài chính",
    "30/6/2026",
    "Kế hoạch",
]
TOUR = [
    "2",
    "Khảo sát các điểm du lịch cộng đồng",
    "Sở Văn hóa, Thể thao và Du lịch",
    "",
    "Quý IV/2026",
    "Báo cáo",
]
RECORDS = ["3", "Số hóa hồ sơ lưu trữ", "Sở Tài chính", "các sở, ban, ngành", "Thường xuyên", "Hồ sơ số"]


class Sheet:
    """A sheet to be filled; `book` and `sheet` are xlsxwriter's own."""

    def __init__(self, book: xlsxwriter.Workbook, name: str) -> None:
        self.book, self.sheet, self.row = book, book.add_worksheet(name), 0

    def add(self, *values: Any) -> "Sheet":
        """One row; days become day cells."""
        for column, value in enumerate(values):
            if isinstance(value, date | datetime):
                self.sheet.write_datetime(
                    self.row, column, value, self.book.add_format({"num_format": "d/m/yyyy"})
                )
            elif isinstance(value, int | float):
                self.sheet.write_number(self.row, column, value)
            elif value not in ("", None):
                self.sheet.write_string(self.row, column, value)
        self.row += 1
        return self

    def table(self, *rows: Sequence[Any]) -> "Sheet":
        """The usual heading and rows below it."""
        self.add(*HEADING)
        for row in rows:
            self.add(*row)
        return self


def xlsx(
    fill: Callable[[Sheet], object], *more: Callable[[Sheet], object], name: str = "phu-luc.xlsx"
) -> SimpleUploadedFile:
    """A workbook with a sheet for each function."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for number, each in enumerate((fill, *more), start=1):
        each(Sheet(book, f"Trang {number}"))
    book.close()
    return SimpleUploadedFile(name, buffer.getvalue())


def word(fill: Callable[[Document], object], name: str = "phu-luc.docx") -> SimpleUploadedFile:
    """A DOCX."""
    document = docx.Document()
    fill(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return SimpleUploadedFile(name, buffer.getvalue())


def word_table(document: Document, *rows: Sequence[str]) -> Any:
    """A table with these rows; empty cells stay empty."""
    table = document.add_table(rows=len(rows), cols=max(map(len, rows)))
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=False):
            cell.text = text
    return table
