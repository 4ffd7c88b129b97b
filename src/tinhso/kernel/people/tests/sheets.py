"""Sheets of people as they come from units: tidy ones, and such as people really make."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

HEADING = (
    "Họ, chữ đệm và tên",
    "Thư điện tử",
    "Điện thoại",
    "Tên đăng nhập",
    "Đơn vị",
    "Chức vụ",
    "Vai trò",
    "Giữ chức vụ từ ngày",
    "Thêm vị trí",
)
GIVEN = ("Hường", "Hoa", "Mai", "Lan", "Cúc")


def a_row(number: int, unit: str, **changes: Any) -> list[Any]:
    """One good row; changes by the heading's place: name, email, phone, username, unit, title, role, day, new."""
    row = {
        "name": f"Nguyễn Thị {GIVEN[number % 5]}",
        "email": f"nguoi{number}@example.org",
        "phone": f"09{number:08}",
        "username": f"nguoi{number}",
        "unit": unit,
        "title": "Chuyên viên",
        "role": "Chuyên viên",
        "day": "1/7/2026",
        "new": "",
    }
    return list((row | changes).values())


def a_sheet(
    rows: Sequence[Sequence[Any]], *, heading: Sequence[Any] = HEADING, above: int = 0, merge=()
) -> bytes:
    """An XLSX; `above`: lines before the heading, `merge`: (first row, column, last row, column, value)."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
    for line in range(above):
        sheet.write(line, 0, "DANH SÁCH CÁN BỘ")
    for line, row in enumerate([heading, *rows], start=above):
        for column, cell in enumerate(row):
            if hasattr(cell, "year"):
                sheet.write_datetime(line, column, cell, day)
            elif cell is not None and cell != "":
                sheet.write(line, column, cell)
    for first, left, last, right, value in merge:
        sheet.merge_range(first, left, last, right, value)
    book.close()
    return buffer.getvalue()
