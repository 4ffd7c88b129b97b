"""The sheets that people take away: the template of an annex, and the rows that have to be mended."""

import tempfile
from collections.abc import Iterator, Set
from typing import Any

import xlsxwriter
from django.http import FileResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from tinhso.domain.directives.annex.problems import COLUMN_LABELS, problem, words
from tinhso.domain.directives.models import Annex, AnnexRow, Meaning
from tinhso.kernel.ui import xlsx

COLUMNS = ("number", "content", "lead", "coordinating", "deadline", "product", "accountable", "note")
WIDTHS = {"number": 7, "content": 60, "lead": 32, "coordinating": 40, "deadline": 20, "product": 36}
TEMPLATE_ROWS = 2_000
FIRST_ROW = 5


@translation.override("vi")  # its headings are read again, and they are known in Vietnamese
def template(units: list[str]) -> FileResponse:
    """The empty sheet: headings, two examples, a list of units to choose leads from, and hints on every cell."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it is sent
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet, lists = book.add_worksheet(_("Phụ lục")), book.add_worksheet(_("Đơn vị"))
    head = book.add_format({"bold": True, "bg_color": "#9B1C1C", "font_color": "#FFFFFF", "text_wrap": True,
                            "valign": "vcenter", "border": 1})  # fmt: skip
    text = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(
        0, 0, _("Phụ lục: danh mục nhiệm vụ"), book.add_format({"bold": True, "font_size": 14})
    )
    for line, note in enumerate(_notes(), start=1):
        sheet.write_string(line, 0, note)
    for place, key in enumerate(COLUMNS):
        sheet.set_column(place, place, WIDTHS.get(key, 26), text)
        sheet.write_string(FIRST_ROW - 1, place, str(COLUMN_LABELS[key]), head)
    sheet.freeze_panes(FIRST_ROW, 0)
    for line, unit in enumerate(units):
        lists.write_string(line, 0, unit)
    lists.set_column(0, 0, 60)
    _hints(sheet, lists.get_name(), len(units))
    for line, example in enumerate(EXAMPLES, start=FIRST_ROW):
        for place, value in enumerate(example):
            sheet.write_string(line, place, value, text)
    book.close()
    file.seek(0)
    return _sent(file, "mau-phu-luc")


def _notes() -> list[str]:
    return [
        _(
            "Mỗi hàng một nhiệm vụ, một đơn vị chủ trì. Đề mục (I. …) ghi ở cột nội dung, để trống các cột khác."
        ),
        _("Đơn vị phối hợp cách nhau bằng dấu chấm phẩy. Xóa hai hàng mẫu trước khi tải lên."),
    ]


EXAMPLES = (
    ("1", "Xây dựng Kế hoạch chuyển đổi số của tỉnh", "Sở Khoa học và Công nghệ",
     "Sở Tài chính; UBND các xã, phường", "30/6/2027", "Kế hoạch của UBND tỉnh", "Giám đốc Sở", ""),
    ("2", "Tổng hợp kết quả thực hiện", "Sở Tài chính", "", "Quý IV/2027", "Báo cáo", "", ""),
)  # fmt: skip


def _hints(sheet: Any, units: str, number: int) -> None:
    last = FIRST_ROW + TEMPLATE_ROWS
    lead, deadline = COLUMNS.index("lead"), COLUMNS.index("deadline")
    if number:
        sheet.data_validation(FIRST_ROW, lead, last, lead, {
            "validate": "list", "source": f"='{units}'!$A$1:$A${number}", "error_type": "warning",
            "error_title": _("Tên đơn vị"), "error_message": _("Tên này không có trong danh sách đơn vị."),
        })  # fmt: skip
    sheet.data_validation(FIRST_ROW, deadline, last, deadline, {
        "validate": "any", "input_title": _("Thời gian"),
        "input_message": _("30/6/2027, Quý II/2027, Tháng 9/2027, hằng quý, Thường xuyên"),
    })  # fmt: skip


@translation.override("vi")
def errors(annex: Annex) -> FileResponse:
    """The rows to be mended as they stand in the file, with what to do about each in the last column: mend them
    there and upload the sheet as a further annex."""
    keys = ["group", *(key for key in annex.keys if key and key != "group")]
    unknown = set(annex.names.filter(meaning=Meaning.UNKNOWN).values_list("text", flat=True))
    columns = [xlsx.SheetColumn(str(COLUMN_LABELS[key]), "code", WIDTHS.get(key, 26)) for key in keys]
    columns += [
        xlsx.SheetColumn(_("Cần sửa"), "text", 70),
        xlsx.SheetColumn(_("Hàng trong tệp gốc"), "number", 10),
    ]
    return xlsx.response(
        columns, _wrong_rows(annex, keys, unknown), filename=f"can-sua-{annex.pk}", notes=[annex.name]
    )


def _wrong_rows(annex: Annex, keys: list[str], unknown: set[str]) -> Iterator[list[Any]]:
    for row in annex.rows.filter(wrong=True).order_by("number").iterator(chunk_size=1_000):
        cells = row.cells | {"group": row.section}  # sections have no rows of their own here
        yield [*(cells.get(key, "") for key in keys), " ".join(said_of(row, unknown)), row.number]


def said_of(row: AnnexRow, unknown: set[str], in_words: Set[str] = frozenset()) -> list[str]:
    """What is to be done about a row, in words. `in_words` are names that mean no single unit."""
    groups = [problem("lead_in_words", name=name) for name in row.lead_names if name in in_words]
    names = [name for name in (*row.lead_names, *row.helper_names) if name in unknown]
    return words([*row.problems, *groups], names)


def _sent(file: Any, name: str) -> FileResponse:
    answer = FileResponse(file, content_type=xlsx.MEDIA_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
    answer["Cache-Control"] = "no-store, private"
    return answer
