"""Reading the sheet: whatever order its columns have, wherever its heading stands, merged or empty cells."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from python_calamine import CalamineError, CalamineWorkbook

from tinhso.kernel.text import fold, normalise
from tinhso.kernel.text.formats import format_date

MOST_ROWS = 5_000
MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
HEADING_WITHIN = 20  # rows above the heading: title, notes


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the template: its heading, other headings that mean it (folded), and an example."""

    key: str
    label: Any
    also: tuple[str, ...]
    required: bool
    example: str
    width: int = 24


FIELDS = (
    Field("full_name", gettext_lazy("Họ, chữ đệm và tên"), ("ho va ten", "ho ten", "ho dem va ten", "full name"), True, "Nguyễn Thị Mẫu", 28),
    Field("email", gettext_lazy("Thư điện tử"), ("email", "e-mail", "thu dien tu cong vu", "mail"), False, "mau.nt@example.org", 30),
    Field("phone", gettext_lazy("Điện thoại"), ("so dien thoai", "dien thoai di dong", "sdt", "phone"), False, "0912 345 678", 16),
    Field("username", gettext_lazy("Tên đăng nhập"), ("ten dang nhap", "tai khoan", "user name", "username"), True, "mau.nt", 18),
    Field("unit", gettext_lazy("Đơn vị"), ("co quan", "don vi cong tac", "ten don vi", "unit"), True, "Sở Tài chính", 40),
    Field("title", gettext_lazy("Chức vụ"), ("chuc danh", "vi tri", "vi tri viec lam", "post", "title"), True, "Chuyên viên", 28),
    Field("role", gettext_lazy("Vai trò"), ("quyen", "role"), True, "Chuyên viên", 22),
    Field("begins_on", gettext_lazy("Giữ chức vụ từ ngày"), ("tu ngay", "ngay bat dau", "ngay giu chuc vu", "from"), True, "1/7/2026", 18),
    Field("new_seat", gettext_lazy("Thêm vị trí"), ("them vi tri moi", "vi tri moi", "new post"), False, "", 12),
)  # fmt: skip


class Unreadable(ValueError):
    """The file as a whole cannot be taken; `str()` says what to do."""


@dataclass(slots=True)
class RawRow:
    """A row as people see it: its number in the sheet and the text of each known column."""

    number: int
    cells: dict[str, str]


def read(data: bytes) -> list[RawRow]:
    """The rows below the heading of the first sheet that has one; empty rows are left out.

    Raises Unreadable: no XLSX, too big, no heading (which columns are missing), no rows, more than MOST_ROWS.
    """
    for sheet in _sheets(data):
        rows = sheet.to_python(skip_empty_area=False)
        _fill_merged(rows, sheet.merged_cell_ranges or [])
        if (place := _heading(rows)) is not None:
            return _rows(rows, place)
    missing = ", ".join(str(field.label) for field in FIELDS if field.required)
    raise Unreadable(
        _("Không thấy hàng tiêu đề. Trang tính cần có các cột: %(columns)s. Hãy dùng tệp mẫu.")
        % {"columns": missing}
    )


def _sheets(data: bytes) -> Iterator[Any]:
    if len(data) > MOST_BYTES:
        raise Unreadable(_("Tệp lớn quá 10 MB. Hãy chia thành nhiều tệp."))
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            if sum(item.file_size for item in packed.infolist()) > MOST_UNPACKED:
                raise Unreadable(_("Tệp giải nén ra quá lớn. Hãy chép riêng danh sách sang một tệp mới."))
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        yield from (book.get_sheet_by_index(index) for index in range(len(book.sheet_names)))
    except (zipfile.BadZipFile, CalamineError, OSError, KeyError) as error:
        raise Unreadable(
            _("Không đọc được tệp này. Hãy lưu lại dưới dạng Excel (.xlsx), không đặt mật khẩu.")
        ) from error


def _fill_merged(rows: list[list[Any]], ranges: list[Any]) -> None:
    """A merged cell means its value for every row that it covers; across columns only the first has it."""
    for (top, left), (bottom, _right) in ranges:
        for row in range(top + 1, min(bottom, len(rows) - 1) + 1):
            if left < len(rows[row]) and top < len(rows) and left < len(rows[top]):
                rows[row][left] = rows[top][left]


def _names() -> dict[str, str]:
    known = {}
    for field in FIELDS:
        known[fold(str(field.label))] = field.key
        known |= {name: field.key for name in field.also}
    return known


def _heading(rows: list[list[Any]]) -> tuple[int, dict[int, str]] | None:
    """(row, column -> field key) of the heading: every required column once."""
    known = _names()
    required = {field.key for field in FIELDS if field.required}
    for place, row in enumerate(rows[:HEADING_WITHIN]):
        columns: dict[int, str] = {}
        for column, cell in enumerate(row):
            key = known.get(fold(text_of(cell)).strip(" *:()"))
            if key and key not in columns.values():
                columns[column] = key
        if required <= set(columns.values()):
            return place, columns
    return None


def _rows(rows: list[list[Any]], heading: tuple[int, dict[int, str]]) -> list[RawRow]:
    place, columns = heading
    found = []
    for number, row in enumerate(rows[place + 1 :], start=place + 2):
        cells = {key: text_of(row[column]) if column < len(row) else "" for column, key in columns.items()}
        if any(cells.values()):
            found.append(RawRow(number, cells))
            if len(found) > MOST_ROWS:
                raise Unreadable(_("Tệp có quá %(n)d dòng. Hãy chia thành nhiều tệp.") % {"n": MOST_ROWS})
    if not found:
        raise Unreadable(_("Dưới hàng tiêu đề chưa có dòng nào. Hãy điền danh sách rồi tải lên lại."))
    return found


def text_of(cell: Any) -> str:
    """A cell as text: 12.0 is "12", a date is day first, None is empty."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("có") if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return format_date(cell.date() if isinstance(cell, datetime) else cell)
    return normalise(str(cell))
