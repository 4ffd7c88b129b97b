"""What can be wrong with a row, and what it may lack. Codes are stored; the words are said in the reader's language.

An error is what stands in a cell and cannot be read: nothing is imported while one is left. A lack is what a task
still needs before it can be given: the row is imported as a candidate all the same.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy

Problem = dict[str, Any]

ERRORS: dict[str, Any] = {
    "no_title": gettext_lazy(
        "Hàng có %(columns)s nhưng không có nội dung nhiệm vụ. Điền nội dung, hoặc gộp hàng này vào hàng trên."
    ),
    "too_long": gettext_lazy("Cột “%(column)s” dài quá %(most)s ký tự. Rút gọn, hoặc tách thành nhiều hàng."),
    "formula_error": gettext_lazy(
        "Ô ở cột “%(column)s” có công thức bị lỗi (%(value)s). Gõ lại giá trị vào ô đó."
    ),
    "formula_empty": gettext_lazy(
        "Ô ở cột “%(column)s” là công thức chưa có kết quả. Mở tệp bằng Excel, lưu lại, hoặc gõ giá trị vào ô đó."
    ),
    "deadline_unreadable": gettext_lazy(
        "Không đọc được thời gian “%(value)s”. Ghi như 30/6/2026, Quý II/2026, Tháng 9/2026, hằng quý hoặc Thường xuyên."
    ),
    "deadline_no_such_day": gettext_lazy("Không có ngày “%(value)s”. Kiểm tra lại ngày, tháng."),
    "deadline_several": gettext_lazy(
        "Ô thời gian có nhiều ngày (“%(value)s”). Giữ một ngày, hoặc tách thành nhiều hàng."
    ),
    "deadline_number": gettext_lazy(
        "Ô thời gian chỉ ghi số %(value)s. Ghi rõ là ngày, tháng hay năm, ví dụ Tháng 9/2026."
    ),
    "deadline_past": gettext_lazy(
        "Thời hạn %(day)s trước ngày ban hành văn bản (%(issued)s). Kiểm tra lại năm."
    ),
    "duplicate": gettext_lazy(
        "Giống hệt hàng %(row)s: nội dung, chủ trì, thời gian. Xóa một hàng, hoặc ghi rõ khác nhau ở đâu."
    ),
    "already_there": gettext_lazy(
        "Việc này đã được nhập từ hàng %(row)s của “%(annex)s”. Xóa hàng này khỏi tệp."
    ),
}
LACKS: dict[str, Any] = {
    "no_lead": gettext_lazy("Chưa có đơn vị chủ trì."),
    "several_leads": gettext_lazy(
        "Có %(count)s đơn vị chủ trì; muốn giao thì chọn một, các đơn vị khác phối hợp."
    ),
    "no_deadline": gettext_lazy("Chưa có thời hạn."),
    "lead_in_words": gettext_lazy(
        "“%(name)s” không phải một đơn vị trong danh sách; muốn giao thì chọn một đơn vị."
    ),
}
UNKNOWN_NAME = gettext_lazy(
    "Không có đơn vị nào tên “%(name)s”. Chọn đơn vị đúng ở mục “Tên đơn vị chưa rõ”, hoặc sửa tên trong tệp."
)
COLUMN_LABELS = {
    "number": gettext_lazy("Số thứ tự"),
    "group": gettext_lazy("Nhóm, lĩnh vực"),
    "content": gettext_lazy("Nội dung nhiệm vụ"),
    "lead": gettext_lazy("Chủ trì"),
    "coordinating": gettext_lazy("Phối hợp"),
    "deadline": gettext_lazy("Thời gian hoàn thành"),
    "product": gettext_lazy("Sản phẩm"),
    "accountable": gettext_lazy("Người chịu trách nhiệm"),
    "report": gettext_lazy("Cấp trình, nơi nhận báo cáo"),
    "start": gettext_lazy("Thời gian bắt đầu"),
    "note": gettext_lazy("Ghi chú"),
}


def problem(code: str, **values: Any) -> Problem:
    """One finding, ready for JSON."""
    return {"code": code, **values}


def is_error(found: Problem) -> bool:
    return found["code"] in ERRORS


def words(found: Iterable[Problem], unknown: Iterable[str] = ()) -> list[str]:
    """What to do about each, in the reader's language; `unknown` are names that no unit bears."""
    said = [_say(item) for item in found]
    return said + [str(UNKNOWN_NAME) % {"name": name} for name in dict.fromkeys(unknown)]


def _say(found: Mapping[str, Any]) -> str:
    text = ERRORS.get(found["code"]) or LACKS[found["code"]]
    values = dict(found)
    if "column" in values:
        values["column"] = str(COLUMN_LABELS[values["column"]])
    if "columns" in values:
        values["columns"] = ", ".join(str(COLUMN_LABELS[key]).lower() for key in values["columns"])
    return str(text) % values
