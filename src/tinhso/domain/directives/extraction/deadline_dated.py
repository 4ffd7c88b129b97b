"""Deadlines that name a day or a period: "trước ngày 5/2", "chậm nhất là cuối tháng 9", "trong quý II, III/2026".

A date is a deadline only behind a marker, behind "hoàn thành", "thời hạn", or as the day of sending. What is
left out: citations (no marker), starts, titles and targets with a year, the time of an event, days gone by.
"""

import re
from datetime import date

from . import dates
from .deadline_shape import Deadline, phrase, starts_word
from .words import has

# Every alternative begins with a letter of its own: the engine of `re` then skips to the next one that fits.
_MARKED = re.compile(
    r"(?P<cue>chậm nhất|muộn nhất|trễ nhất|lâu nhất|không (?:được )?(?:để )?(?:quá|muộn hơn|chậm hơn|trễ hơn|vượt quá)|"
    r"từ (?:nay|bây giờ) (?:cho )?(?:đến|tới)|cho (?:đến|tới)|kéo dài (?:đến|tới)|đến|tới|hết|trước|trong|vào|sang|"
    r"ngay(?: trong)?|xong)"
    r"(?P<more>(?:,? (?:trước|vào|đến|tới|hết|trong|là|và|hoặc|khoảng|suốt|thời điểm|dịp|thời gian|mốc|xong|lúc|vòng))*):? "
    + dates.POINT
)
_POINT = re.compile(dates.POINT)
# "hoàn thành", "thời hạn:" before the marker or the date. What is written stays in the phrase from "hoàn thành" on.
_DONE = re.compile(
    r"(?<!\w)(?<!đến )(?<!hết )(?<!quá )(?P<label>(?:(?:thời gian|thời hạn|thời điểm|hạn|tiến độ|mốc)(?: (?:hoàn thành|thực hiện|cuối cùng|chót|cuối|báo cáo|gửi|nộp|trình|"
    r"đến|xong|đăng ký|tổ chức|xong))*(?: là| được| vào| được gia hạn)*|hạn|deadline)[:,]? ?(?:là )?)?"
    r"(?P<done>(?:(?:phải |cần )?hoàn thành(?: xong| dứt điểm)?|xong)[:,]? )?$"
)
_CLOSING = re.compile(
    r"(?:thời (?:gian|hạn)(?: (?:hoàn thành|thực hiện|cuối cùng|báo cáo|gửi|nộp|trình))*(?: là)?|hạn(?: (?:hoàn thành|cuối cùng|chót|cuối))?"
    r"(?: là)?|hoàn thành(?: xong)?|kết thúc|xong)[:,]? (?:là )?(?=[\dtqn])"
)
_CLOSING_WORDS = ("hạn", "thành ", "thời ", "xong", "kết thúc", "tiến độ", "mốc")
# The date says when something else is, was or counts: not when the work is due.
_OTHER_MATTER = re.compile(
    r"(?:tính(?:[^,;]{0,20})?|số liệu(?:[^,;]{0,20})?|thống kê(?:[^,;]{0,20})?|phát sinh(?:[^,;]{0,20})?|lũy kế(?:[^,;]{0,20})?|"
    r"đến hạn|hết hạn|hiệu lực(?: thi hành)?|diễn ra|khai mạc|bế mạc|(?<!, )khai giảng|dự kiến(?: [^,;]{0,30})?|"
    r"sẽ tổ chức|được tổ chức|đang tổ chức|đã tổ chức|đã phê duyệt|được phê duyệt|đã nộp) $"
)
_CONDITION = re.compile(r"(?:^|[ ,(])nếu [^,;]*$")
_TOLD = re.compile(r"(?<!\w)đã [^,;]{0,40} $")
_NOT_BEFORE = re.compile(r"(?:trách nhiệm|tính|kể từ|số liệu|hiệu lực|đã nộp) $")
_TITLE_BEFORE = re.compile(r"(?:kế hoạch|chương trình|đề án|nghị quyết)(?: [^,;]{0,25})? $")
_TARGET_AFTER = re.compile(r",? ?(?:phấn đấu )?(?:đạt|có|tỷ lệ|trên|tối thiểu|ít nhất|\d[\d.,]* ?%)(?= |\d)")
_TARGET_BEFORE = re.compile(r"(?:phấn đấu|mục tiêu|định hướng|tầm nhìn|giai đoạn)(?: [^,;.]{0,40})?,? ?$")
_RANGE = re.compile(
    r"(?:(?:thực hiện|tổ chức|mở) )?(?P<from>(?:kể |bắt đầu )?từ (?:ngày |tháng |quý |\d)[^,;()]{0,28}?) $"
)
# "gửi UBND tỉnh ngày 25/6/2026" at the end of a clause: the day of sending.
_ON_DAY = re.compile(r" ngày (?=\d)")
_SENDING = re.compile(
    r"(?<!\w)(?:gửi|nộp|trình|báo cáo)(?: về| cho| đến)? (?:(?!(?:kế hoạch|quyết định|công văn|văn bản|nghị quyết|thông báo|"
    r"kết luận|tờ trình|hội nghị|phiên|cuộc họp|chỉ thị|số|kỳ họp|lễ|của|theo|tại|đã|ban hành|từ|tính)(?!\w))[^\s,;.()]+ ){1,8}$"
)
_PERIOD_WORDS = (" quý ", " tháng ", " năm", " tuần ")
_EDGE = re.compile(
    r" (?=(?:cuối|đầu|giữa|hết|trung tuần|hạ tuần|thượng tuần|nửa đầu|nửa cuối) (?:tháng|quý|năm|tuần)|quý [iv\d]|tháng \d|(?:tuần|tháng|quý) (?:này|tới|sau)(?!\w))"
)
# Behind these a period belongs to a noun: "kỳ họp cuối năm", "báo cáo quý II", "kế hoạch tháng 9".
_NOUN_OF_TIME = re.compile(
    r"(?:kỳ họp|phiên họp(?: thường kỳ)?|họp|hội nghị|kỳ thi|đợt|vụ|mùa|dịp|thưởng|thi|kế hoạch|chương trình|báo cáo|số liệu|chỉ tiêu|"
    r"sơ kết|tổng kết|kết quả|giao ban|lịch|nhiệm vụ|công tác|tình hình)(?: [^,; ]+)? $|"
    r"(?<!\w)(?:của|từ|so với|(?<!mặt )bằng|tính đến|kể từ|trong|đến|ngày|quý|tháng|tuần|thường kỳ|thường lệ|từ đầu|cả|lần|và|hoặc|giai đoạn|"
    r"thu|chi|vốn|lớp|khóa|học kỳ|những|các|vào|dự toán) $"
)
_ENDS = re.compile(r"[)\s]*(?:[,;.…/]|$| để | và | qua )")
_LUNAR = re.compile(r"(?: tháng (?:chạp|giêng)| âm lịch| tết)")


def find(text: str, low: str, today: date | None) -> list[Deadline]:
    """All deadlines of a clause that name a day or a period, in the order of the text."""
    found: list[Deadline] = []
    for match in _MARKED.finditer(low):
        if starts_word(low, match.start()):
            one = _marked(text, low, match, today)
            if one is not None:
                found.append(one)
    taken = [(one.start, one.end) for one in found]
    for opened in _CLOSING.finditer(low) if has(low, _CLOSING_WORDS) else ():
        one = _closing(text, low, opened, today)
        if one is not None and not any(start < one.end and one.start < end for start, end in taken):
            found.append(one)
    if not found and today is not None and has(low, _PERIOD_WORDS):
        found += [
            one
            for opened in _EDGE.finditer(low)
            if (one := _at_the_end(text, low, opened.start() + 1, today))
        ]
    if not found and today is not None:
        found += [
            one for opened in _ON_DAY.finditer(low) if (one := _sent(text, low, opened.start() + 1, today))
        ]
    return found


def _at_the_end(text: str, low: str, place: int, today: date) -> Deadline | None:
    """A period that closes an order: "hoàn thành cắm mốc lộ giới cuối năm 2026", "trình UBND tỉnh quý III/2026"."""
    match = _POINT.match(low, place)
    if match is None or dates.names_day(match) or not _ENDS.match(low, match.end()):
        return None
    before = low[max(0, place - 90) : place]
    if _NOUN_OF_TIME.search(before) or _TOLD.search(before) or _CONDITION.search(before):
        return None
    if match["edge"] is None and not (_SENDING.search(before) and len(before.rsplit(",", 1)[-1].split()) > 2):
        return None
    when = dates.read(match, today)
    if when is None or when.day <= today or match["span"] or match["bareyear"]:
        return None
    bound = "by" if match["edge"] == "hết" else "within"
    return _made(text, place, place, match, when, bound, 38, "a period that closes the order")


def bare(text: str, low: str, today: date | None) -> Deadline | None:
    """A cell or a labelled value that begins with a date."""
    match = _POINT.match(low)
    when = dates.read(match, today) if match else None
    if match is None or when is None or _only_the_word_year(match):
        return None
    return _made(text, 0, 0, match, when, "within" if when.period else "by", 50, "bare date")


def _made(
    text: str, start: int, raw: int, match: re.Match[str], when: dates.When, bound: str, weight: int, rule: str
) -> Deadline:  # fmt: skip
    time = dates.clock(match)
    inside = when.period and (bound == "within" or (when.approximate and bound == "by"))
    kind = "datetime" if time else "period_end" if inside else "date"
    end = match.end()
    words = phrase(text, raw, end)
    if words.endswith(")") and text[end : end + 1] == ")":
        end += 1
    return Deadline(start, end, kind, words, weight, when.day, bound, time, when.approximate, rule=rule)


def _marked(text: str, low: str, match: re.Match[str], today: date | None) -> Deadline | None:
    """A deadline from a marker and its date, or None where the words mean something else."""
    words = f"{match['cue']}{match['more']}"
    start = match.start()
    before = low[max(0, start - 60) : start]
    done = _DONE.search(before) if has(before, _CLOSING_WORDS) else None
    closing = bool(done and done[0])
    if "nếu " in before and _CONDITION.search(before):
        return None
    if not closing and (_OTHER_MATTER.search(before) or (words == "trước" and _NOT_BEFORE.search(before))):
        return None
    when = dates.read(match, today)
    if when is None or _LUNAR.match(low, match.end()):
        return None
    if when.period and _names_a_title(low, match, words, before, closing):
        return None
    bound = _bound(words, when)
    if bound == "before" and when.period and when.first and match["edge"] is None:
        when.day = when.first  # "trước tháng 6/2026" is over when June begins
    if today is not None and when.day < today:
        return None
    if today and when.period and when.first and when.first <= today and not closing and _TOLD.search(before):
        return None
    weight = 60 if bound in ("before", "by") else 50 if when.period else 45
    weight += 20 * closing + 25 * (match["cue"] == "sang" and not when.period)
    raw = start
    if closing and done:
        start -= len(done[0])
        raw -= len(done["done"] or "")
    ranged = _RANGE.search(before) if words.startswith(("đến", "tới")) else None
    if ranged:
        start = raw = match.start() - len(before) + ranged.start("from")
    rule = "dated" if dates.year_written(match) else "dated, no year"
    return _made(text, start, raw, match, when, bound, weight, rule)


def _names_a_title(low: str, match: re.Match[str], words: str, before: str, closing: bool) -> bool:
    """Years and periods that belong to a title, a target or another noun."""
    if match["span"] or match["bareyear"]:
        return not closing
    if _only_the_word_year(match):
        return not (words.endswith("hết") or (closing and words.endswith("trong")))
    whole_year = bool(match["yy"] or match["ty"]) and match["edge"] is None
    if words.endswith(("đến", "tới")) and whole_year and not closing:
        return True  # "đến năm 2030" belongs to a title or a target
    if (
        not closing
        and _TARGET_BEFORE.search(before)
        and (whole_year or _TARGET_AFTER.match(low, match.end()))
    ):
        return True
    return words == "trong" and bool(match["yy"]) and _TITLE_BEFORE.search(before) is not None


def _only_the_word_year(match: re.Match[str]) -> bool:
    """As in "hoàn thành … năm": "hết năm" and "cuối năm" say this year, "năm" alone says nothing."""
    return bool(match["year"]) and match["edge"] not in ("hết", "cuối", "ngày cuối", "ngày cuối cùng")


def _bound(words: str, when: dates.When) -> str:
    if "trước" in words and not words.endswith("trong"):
        return "before"
    if words.startswith("sang"):
        return "within" if when.period else "by"
    if words == "vào":
        return "within" if when.period else "by"
    if words.startswith("xong") and len(words) > 5:
        return _bound(words[5:], when)
    if words.startswith(("chậm", "muộn", "trễ", "lâu", "không", "cho", "kéo", "đến", "tới", "hết", "từ")):
        return "by"
    if "hết" in words or (not when.period and words == "xong"):
        return "by"
    return "within"


def _closing(text: str, low: str, opened: re.Match[str], today: date | None) -> Deadline | None:
    """A date without a marker behind "hoàn thành", "xong" or "thời hạn:"."""
    start = opened.start()
    if not starts_word(low, start) or low.startswith(("đến", "hết", "quá"), max(0, start - 4)):
        return None
    match = _POINT.match(low, opened.end())
    when = dates.read(match, today) if match else None
    if match is None or when is None or (today and when.day < today):
        return None
    if (
        match["bareyear"]
        or _only_the_word_year(match)
        or _LUNAR.match(low, match.end())
        or _TOLD.search(low[:start])
    ):
        return None
    raw = start if opened[0].startswith(("hoàn thành", "xong", "kết thúc")) else match.start()
    bound = "within" if when.period and match["edge"] != "hết" else "by"
    return _made(text, start, raw, match, when, bound, 65, "dated, behind the word done")


def _sent(text: str, low: str, place: int, today: date) -> Deadline | None:
    """A coming day at the end of a clause that sends: a document that is cited has a day gone by."""
    match = _POINT.match(low, place)
    if match is None or not (dates.names_day(match) and _ENDS.match(low, match.end())):
        return None
    if not _SENDING.search(low[max(0, place - 80) : place]):
        return None
    when = dates.read(match, today)
    if when is None or when.day <= today:
        return None
    return _made(text, place, place, match, when, "by", 40, "day of sending")
