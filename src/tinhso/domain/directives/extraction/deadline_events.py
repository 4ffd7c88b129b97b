"""Deadlines without a day of their own: counted from an event, tied to one, or held by another text."""

import re
from typing import Any

from . import dates
from .deadline_shape import Deadline, phrase, starts_word

_NUMBER = r"(?:\d{1,3}|" + dates.COUNT_WORDS + r")(?: \([^)]*\))?"
_UNIT = r"(?:ngày làm việc|ngày|giờ làm việc|giờ|tiếng|tuần|tháng|năm|phút)"
_UNITS = {
    "ngày làm việc": "working_day", "ngày": "day", "giờ": "hour", "tiếng": "hour", "giờ làm việc": "working_hour",
    "tuần": "week", "tháng": "month", "năm": "year", "phút": "minute",
}  # fmt: skip
_COUNTED = re.compile(
    r"(?P<cue>trong(?: (?:thời hạn|vòng|thời gian|khoảng)(?: không quá| tối đa| chậm nhất)?(?: là)?)?|"
    r"chậm nhất(?: là)?(?: sau| trong(?: vòng| thời hạn)?)?|muộn nhất(?: là)?(?: sau| trong(?: vòng| thời hạn)?)?|sau|không quá|tối đa|thời hạn(?: thực hiện| xử lý| giải quyết)?(?: là|:)?) "
    r"(?P<n>" + _NUMBER + r") (?P<unit>" + _UNIT + r")(?!\w| đêm| đầu| cuối| qua| tới| 20\d)"
    r"(?:(?:,? (?:tính )?(?:kể )?(?:từ|sau)(?= ))(?P<from>(?: (?:ngày|khi|thời điểm|lúc|sau khi) [^,;.]*?))(?=[,;.]|$|"
    r" phải | để )|(?=(?P<bare>[,;.)]|$| phải | gửi | báo )))"
)
_MORE = re.compile(
    r"thêm (?P<n>"
    + _NUMBER
    + r") (?P<unit>"
    + _UNIT
    + r")(?!\w)(?: (?:so với|kể từ|tính từ) (?P<from>[^,;.]+?)(?=[,;.]|$))?"
)
_LENGTHENS = ("gia hạn", "kéo dài", "lùi", "so với", "điều chỉnh thời")
# "chậm nhất 24 giờ trước khi xả lũ", "05 ngày trước phiên họp"
_AHEAD = re.compile(
    r"(?P<cue>(?:chậm nhất|muộn nhất|ít nhất|tối thiểu)(?: là)? )?(?P<n>"
    + _NUMBER
    + r") (?P<unit>"
    + _UNIT
    + r") trước (?:ngày )?"
    r"(?P<from>(?!ngày \d|đây|đó)[^,;.\d][^,;.]*?)(?=[,;.]|$| phải )"
)
_UNIT_AHEAD = re.compile(r"(?:ngày|việc|giờ|tiếng|tuần|tháng|phút|năm) trước ")
# "trước kỳ họp thứ 4 ít nhất 07 ngày", "trước ít nhất 05 ngày", "trước 03 ngày làm việc"
_BEFORE_BY = re.compile(
    r"trước (?:(?P<from>(?!ít nhất|tối thiểu)[^,;.]{4,60}?) )?(?P<least>ít nhất |tối thiểu )?(?P<n>"
    + _NUMBER
    + r") (?P<unit>"
    + _UNIT
    + r")(?!\w| đêm| trước)"
    r"(?: (?P<of>(?:tổ chức|diễn ra|so với|khi|khai mạc|kể từ|họp) [^,;.]+?))?(?=[,;.]|$)"
)
_KEPT_VERB = re.compile(
    r"nhận được (?=(?:công )?văn bản này|công văn này|thông báo này|yêu cầu này)", re.IGNORECASE
)
_EVENT_AFTER = re.compile(
    r"(?P<cue>ngay sau khi|ngay khi|ngay sau(?= (?:hội nghị|cuộc họp|buổi|kỳ họp|lễ|tết|đại hội|phiên|ngày (?!\d)))|"
    r"sau khi|khi có|khi nhận được|khi xảy ra|khi nhiệt độ)(?P<event> [^,;.]+?)(?=[,;.]|$)"
)
_HAPPENING = (
    r"(?:kỳ họp|mùa |tết|phiên |lễ |vụ |bão|hội nghị|đại hội|năm học|lũ|đợt |cuộc |khai giảng|bầu cử|buổi |kỳ thi|"
    r"nghỉ|hội thi|diễn tập|rằm |giỗ |giao thừa|\d\d? tết|(?:ngày )?\d{1,2} tháng (?:chạp|giêng)|tháng (?:chạp|giêng)(?!\w))"
)
_EVENT_BEFORE = re.compile(
    r"(?:chậm nhất (?:là )?trước|muộn nhất (?:là )?trước|trước)(?: dịp)? (?P<event>(?:khi |giờ |thềm|thời điểm|"
    r"ngày (?=[a-zđà-ỹ])(?!(?:này|đó|nay|mai|hôm|kia|thứ|chủ|làm|cuối|đầu|giữa|nhận|ban|ký)(?!\w))|(?:ngày )?"
    + _HAPPENING
    + r")[^,;.]*?)(?=[,;.]|$| và (?:gửi|báo cáo|trình))"
)
_EVENT_UNTIL = re.compile(
    r"(?:từ nay (?:cho )?đến|cho đến|đến|tới) (?P<event>(?:khi |(?:hết |sau )(?:"
    + _HAPPENING
    + r"))[^,;.]*?)(?=[,;.]|$)"
)
_EVENT_DURING = re.compile(
    r"(?:ngay trong|trong) (?P<event>(?P<dip>dịp )?(?:năm học|vụ|mùa|đợt cao điểm|kỳ nghỉ|(?<=dịp )(?:hè|tết|lễ))(?!\w| việc| án)[^,;.]*?)"
    r"(?=[,;.]|$)"
)
_EVENT_AT = re.compile(
    r"tại (?P<event>(?:kỳ họp|phiên họp|cuộc họp|hội nghị|đại hội)(?: [^,;.\s]+)*?(?: (?:thứ|tháng|thường kỳ|thường lệ|tiếp theo|"
    r"gần nhất|tới|sau|giao ban|giữa|cuối|chuyên đề)(?!\w))[^,;.]*?)(?=[,;.]|$)"
)
_BRINGS = re.compile(r"(?<!\w)(?:báo cáo|trình|thông qua|cho ý kiến|đề xuất)(?!\w)[^;]*$")
_SAID = re.compile(
    r"(?:kết luận|chỉ đạo|ý kiến|phát biểu|thông báo|yêu cầu|giao|biểu quyết|đã [^,;]{0,30}|nêu|kiến nghị)[^,;]{0,60}$"
)
_EVENT_SERVING = re.compile(
    r"phục vụ (?P<event>(?:kỳ họp|kỳ thi|đại hội|hội nghị|lễ |bầu cử|tết|cuộc bầu cử|phiên họp|hội thi|"
    r"hội thảo|kỳ bầu cử|ngày hội|năm học|diễn tập)[^,;.]*)"
)
_REFERENCE = re.compile(
    r"(?:(?:bảo đảm |đảm bảo )?(?:đúng )?(?:tiến độ|thời hạn|thời gian)(?:, (?:thời hạn|thời gian|"
    r"tiến độ|chất lượng))?(?: hoàn thành| thực hiện)?(?: được| giữ nguyên)?:? )?"
    r"(?:theo (?:đúng )?(?:phụ lục|phân cấp|chế độ|quy định(?: (?:hiện hành|của [^,;.]{3,40}|"
    r"tại [^,;.]+))?|(?:thời hạn|thời gian|tiến độ|lộ trình|kế hoạch)(?: (?:quy định|đề ra|yêu cầu|"
    r"được|đã|tại|của|trong|ghi)[^,;.]*)?)"
    r"(?:[^,;.]{0,40})?|(?:đúng )?(?:thời gian|thời hạn|tiến độ) (?:quy định|theo|đề ra|đã)[^,;.]*)(?=[,;./…]*$)"
)


def counted(text: str, low: str) -> list[Deadline]:
    """As in "trong thời hạn 05 ngày làm việc kể từ ngày nhận được văn bản này", "chậm nhất 03 ngày trước phiên họp"."""
    found = []
    if "thêm " in low and any(word in low for word in _LENGTHENS):
        for match in _MORE.finditer(low):
            start = text[match.start("from") : match.end("from")] if match["from"] else "hạn cũ"
            found.append(_counted(text, match, _number(match), start, "by"))
    if "trước" in low:
        for match in _AHEAD.finditer(low) if _UNIT_AHEAD.search(low) else ():
            if starts_word(low, match.start()):
                start = text[match.start("from") : match.end("from")]
                bound = (
                    "by" if match["cue"] and "nhất" in match["cue"] and "ít" not in match["cue"] else "before"
                )
                found.append(_counted(text, match, -_number(match), start, bound))
        for match in _BEFORE_BY.finditer(low) if not found else ():
            if starts_word(low, match.start()) and (match["least"] or (match["of"] and not match["from"])):
                found.append(_before_by(text, match))
    for match in _COUNTED.finditer(low):
        if starts_word(low, match.start()) and not any(one.start <= match.start() < one.end for one in found):
            loose = match["cue"] in ("sau", "tối đa") or match["cue"].startswith("thời hạn")
            short = match["unit"] in ("giờ", "ngày", "phút") or "làm việc" in match["unit"]
            if match["from"] or not (loose or (match["cue"] in ("trong", "không quá") and not short)):
                found.append(
                    _counted(text, match, _number(match), text[match.start("from") : match.end("from")], "by")
                )
    return found


def _number(match: re.Match[str]) -> int:
    return dates.count(re.sub(r" \(.*", "", match["n"]).lstrip("0") or "0") or 0


def _before_by(text: str, match: re.Match[str]) -> Deadline:
    name = "from" if match["from"] else "of"
    start = (
        re.sub(r"^(?:tổ chức|so với|kể từ|diễn ra) ", "", text[match.start(name) : match.end(name)])
        if match[name]
        else ""
    )
    return _counted(text, match, -_number(match), start, "before")


def _counted(text: str, match: re.Match[str], n: int, start: str, bound: str) -> Deadline:
    relative: dict[str, Any] = {"n": n, "unit": _UNITS[match["unit"]]}
    if start.strip():
        relative["from"] = re.sub(r" này(?!\w)", "", _KEPT_VERB.sub("nhận ", start.strip()))
    raw = phrase(text, match.start(), match.end())
    return Deadline(
        match.start(),
        match.end(),
        "relative",
        raw,
        45,
        None,
        bound,
        relative=relative,
        rule="counted from an event",
    )


def events(text: str, low: str) -> list[Deadline]:
    """As in "ngay sau khi Nghị quyết được ban hành", "trước mùa mưa lũ", "tại phiên họp thường kỳ tháng 11"."""
    found: list[Deadline] = []

    def add(match: re.Match[str], weight: int, bound: str | None, rule: str, event: str = "") -> None:
        event = event or text[match.start("event") : match.end("event")].strip()
        raw = phrase(text, match.start(), match.end())
        start = match.start()
        start -= len("hoàn thành ") * low.endswith("hoàn thành ", 0, start)
        found.append(Deadline(start, match.end(), "event", raw, weight, None, bound, event=event, rule=rule))

    for match in _EVENT_AFTER.finditer(low) if "khi" in low or "ngay sau" in low else ():
        until = low.endswith(("đến ", "tới "), 0, match.start())
        if starts_word(low, match.start()) and not until and not _only_a_case(low, match):
            now = match["cue"].startswith("ngay")
            event = text[match.start("event") : match.end("event")].strip()
            if match["cue"] in ("khi có", "khi nhận được", "khi xảy ra", "khi nhiệt độ"):
                event = match["cue"].removeprefix("khi ") + " " + event
            add(match, 30, "by" if now else None, "after an event", event)
    for match in _EVENT_BEFORE.finditer(low) if "trước" in low else ():
        if starts_word(low, match.start()):
            add(match, 35, "before", "before an event")
    if found:
        return found
    for match in _EVENT_UNTIL.finditer(low) if "đến" in low or "tới" in low else ():
        if starts_word(low, match.start()):
            add(match, 28, "by", "until an event")
    for match in _EVENT_DURING.finditer(low) if "trong " in low else ():
        if starts_word(low, match.start()):
            add(match, 25, None if match["dip"] else "within", "during an event")
    for match in _EVENT_AT.finditer(low) if "tại " in low else ():
        before = low[max(0, match.start() - 160) : match.start()]
        if starts_word(low, match.start()) and _BRINGS.search(before) and not _SAID.search(before[-70:]):
            add(match, 20, None, "at an event")
    if not found and "phục vụ" in low and (served := _EVENT_SERVING.search(low)):
        add(served, 15, None, "for an event")
    return found


def _only_a_case(low: str, match: re.Match[str]) -> bool:
    """ "khi có …" in the middle of a clause tells the case, not the time."""
    if match["cue"] not in ("khi có", "khi xảy ra"):
        return False
    return match.end() < len(low.rstrip(" .;,/")) and low[match.end() : match.end() + 1] != ","


def reference(text: str, low: str) -> Deadline | None:
    """A deadline that another text holds: "theo Phụ lục", "đúng thời hạn quy định"."""
    found = _REFERENCE.search(low) if "theo" in low or "đúng" in low or "quy định" in low else None
    if not found:
        return None
    raw = text[found.start() : found.end()].strip()
    return Deadline(found.start(), found.end(), "reference", raw, 10, rule="deadline in another text")
