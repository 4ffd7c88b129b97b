"""Work that a sentence does not say itself but refers to: "Giao các đơn vị thực hiện nhiệm vụ tại Phụ lục kèm theo"."""

import re

_ANNEX = (
    r"(?:(?:các )?phụ lục(?: số)?(?: (?P<label>[ivxIVX]+|\d+)(?![\w/]))?|(?:danh mục|bảng|biểu) (?:các )?"
    r"(?:nhiệm vụ|phân công|công việc)[^,.;]{0,60}?)"
)
# What may stand between the verb and the annex: only words for "the tasks", nothing that says which.
_TASKS = (
    r"(?:(?:các |những |toàn bộ |từng )?(?:nội dung|nhiệm vụ|công việc|việc|giải pháp)(?: và giải pháp|, giải pháp)?"
    r"(?: cụ thể| trọng tâm| chủ yếu| được giao| được phân công| nêu)*)"
)
_REFERENCE = re.compile(
    rf"(?<!thời gian )(?<!thời hạn )(?:thực hiện|triển khai|hoàn thành|phân công|tổ chức thực hiện)"
    rf"(?: (?:nghiêm túc|nghiêm|tốt|đầy đủ|kịp thời|có hiệu quả|hiệu quả|đồng bộ|thực hiện|và))* ?(?:{_TASKS})?,? ?"
    rf"(?:(?:nêu |ghi |được nêu |được giao |quy định )?(?:tại|theo|trong|ở) )(?:đúng )?{_ANNEX}",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[\s,.;()]*(?:(?:kèm theo|đính kèm|ban hành kèm theo|của|này|kế hoạch|quyết định|thông báo|kết luận|văn bản|chi tiết|"
    r"và|bảo đảm|đảm bảo|đúng|tiến độ|chất lượng|hiệu quả|yêu cầu|theo|quy định|thời gian|thời hạn)[\s,.;()]*)*"
)
_OWN_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}|trước ngày|quý [ivx\d]|tháng \d", re.IGNORECASE)
_SOME = re.compile(r"nhiệm vụ (?:số|thứ)|mục \d|số \d")


def reference_of(text: str) -> str | None:
    """The annex that a sentence hands all of its work to: "Phụ lục I", or "Phụ lục" where there is but one; None
    where the sentence says itself what is to be done, for some of the rows only, or by when."""
    found = _REFERENCE.search(text)
    if found is None or _SOME.search(text.lower()) or _OWN_DAY.search(text):
        return None
    between = text[found.end() :]
    if _TAIL.fullmatch(between.lower()) is None:
        return None
    label = found["label"]
    return f"Phụ lục {label.upper()}" if label else "Phụ lục"
