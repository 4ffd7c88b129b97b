"""Deadlines that return: "trước ngày 25 hằng tháng", "6 tháng/lần", "thứ Sáu hằng tuần", "trước 15/6 và 15/12 hằng năm"."""

import re
from typing import Any

from . import dates
from .deadline_shape import Deadline, phrase, starts_word
from .words import has

_CUE = r"(?:trước|(?:chậm|muộn) nhất(?: là)?(?: vào)?|vào|đến)"
_WEEKDAY = r"(?:(?:buổi )?(?:sáng |chiều |tối )?(?:ngày )?(?:thứ (?P<weekday>hai|ba|tư|năm|sáu|bảy|[2-7])|(?P<sunday>chủ nhật)))"
_NUMBER = r"(?:\d{1,2}|" + dates.COUNT_WORDS + ")"
_UNIT = r"(?:giờ|ngày|tuần|tháng|quý|năm)"
_RHYTHM = re.compile(
    r"(?P<prefix>(?:theo )?định kỳ,? )?(?:(?P<on>"
    + _CUE
    + r" )?(?:(?:(?P<hour2>\d{1,2}) ?(?:giờ|h)(?: ?(?P<minute2>\d\d))?(?: phút)?,? (?:của )?)?"
    + _WEEKDAY
    + r"|"
    r"(?:trong |vào )?(?:tháng (?P<month>\d{1,2})(?: và tháng (?P<month2>\d{1,2}))?|quý (?P<quarter>iv|iii|ii|i|[1-4]))|"
    r"(?P<hour>\d{1,2}) ?(?:giờ|h)(?: ?(?P<minute>\d\d))?(?: phút)?|"
    r"ngày (?P<day>\d{1,2})(?:(?:/| tháng )(?P<daymonth>\d{1,2}))?|(?P<day2>\d{1,2})/(?P<daymonth2>\d{1,2})|"
    r"(?P<lastday>ngày (?:cuối cùng|cuối|làm việc cuối cùng)))(?: của)? )?"
    r"(?:(?:hằng|hàng|mỗi|từng) (?P<each>" + _UNIT + r")(?!\w)(?:,? (?P<often>" + _NUMBER + r") lần)?|"
    r"(?P<times>"
    + _NUMBER
    + r") lần(?:/| một | mỗi | trong một | trong )(?P<timesunit>"
    + _UNIT
    + r")(?!\w)|"
    r"(?P<per>" + _NUMBER + r") (?P<perunit>" + _UNIT + r")(?:/| )(?:một |1 |01 )?lần(?! thứ)|"
    r"(?<=định kỳ )(?P<span>" + _NUMBER + r") (?P<spanunit>" + _UNIT + r")(?!\w)|"
    r"(?<=định kỳ )(?:theo )?(?P<plain>tuần|tháng|quý|năm)(?!\w)|(?<=thực hiện )theo (?P<by>tuần|tháng|quý)(?=[,;.]|$))"
)
# What every rhythm contains; the full pattern begins with options and is slow to miss.
_CORE = re.compile(
    r"hằng "
    + _UNIT
    + "|hàng "
    + _UNIT
    + "|mỗi "
    + _UNIT
    + "|từng "
    + _UNIT
    + r"|lần(?!\w)|định kỳ|theo (?:tuần|tháng|quý)"
)
_DAY_IN = re.compile(
    r"(?P<cue>" + _CUE + r")?(?:^| |\()(?:(?P<hour>\d{1,2}) ?(?:giờ|h)(?: ?(?P<minute>\d\d))?(?: phút)?,? ?)?"
    r"(?:ngày (?P<day>\d{1,2})(?!\d)(?:(?:/| tháng )(?P<month>\d{1,2}))?(?: (?:của )?tháng (?P<which>cuối|đầu)(?: của)?"
    r"(?: mỗi| hằng)? quý)?|(?P<day2>\d{1,2})/(?P<month2>\d{1,2})(?![\d/])|"
    r"(?P<lastday>ngày (?:cuối cùng|cuối)(?: của tháng)?)|" + _WEEKDAY + r")(?!\w)"
)
_MONTHS_IN = re.compile(
    r"(?:vào|trong) tháng (?P<one>\d{1,2})(?:(?:,| và)(?: tháng)? (?P<two>\d{1,2}))?(?! ?/|\.?\d| năm)"
)
_EACH_QUARTER = re.compile(
    r"(?:(?:hằng|hàng|mỗi) quý,? )?(?P<cue>"
    + _CUE
    + r")? ?ngày (?P<day>\d{1,2}) (?:của )?tháng (?P<which>đầu|cuối)(?: của)?"
    r"(?: (?:hằng|mỗi))? quý(?: sau| tiếp theo| liền kề| sau liền kề)?(?! [ivx\d])"
)
_OFFSET = re.compile(
    r"trước (?:ít nhất )?(?P<n>\d+) ngày (?:tổ chức |diễn ra |họp )?(?P<anchor>[^,;.(]+?)(?= h[ằà]ng| định kỳ|$|,|;)"
)
_FREQ = {
    "giờ": "hourly",
    "ngày": "daily",
    "tuần": "weekly",
    "tháng": "monthly",
    "quý": "quarterly",
    "năm": "yearly",
}
_MONTHS = {"quý": 3, "năm": 12, "tháng": 1}
_BY_MONTHS = {1: "monthly", 3: "quarterly", 6: "half_yearly", 12: "yearly"}
_OF_A_NOUN = re.compile(
    r"(?:(?:phiên họp|giao ban|thường xuyên|chương trình|thường kỳ|hội nghị|họp|chi|ngân sách|thu nhập|vốn|mục tiêu)|"
    r"(?<!\w)(?:kế hoạch|dự toán|danh mục|chỉ tiêu)(?: \w+){0,3}) $"
)
_SENDING = re.compile(r"(?:báo cáo|gửi|nộp|cập nhật|trình)[^;]{0,90}$")
_WORDS = ("hằng ", "hàng ", "mỗi ", "từng ", "định kỳ", "lần", "tháng đầu", "tháng cuối", "thực hiện theo ")


def possible(low: str) -> bool:
    """Whether a clause has a word of recurrence at all."""
    return has(low, _WORDS)


def find(text: str, low: str) -> Deadline | None:
    """The rhythm of a clause, with the day in it; None when there is none."""
    quarter = _EACH_QUARTER.search(low) if "quý" in low else None
    if quarter:
        month = 3 if quarter["which"] == "cuối" else 1
        rhythm = {"freq": "quarterly", "month_of_quarter": month, "day": int(quarter["day"])}
        return _made(text, quarter.start(), quarter.end(), _bound(quarter["cue"]), rhythm)
    core = _CORE.search(low)
    for match in _RHYTHM.finditer(low, max(0, core.start() - 60)) if core else ():
        if starts_word(low, match.start()):
            one = _offset(text, low, match) or (_fixed if _has_day(match) else _loose)(text, low, match)
            if one is not None:
                return one
    return None


def _made(text: str, start: int, end: int, bound: str | None, rhythm: dict[str, Any], time: str | None = None,
          weight: int = 40) -> Deadline:  # fmt: skip
    raw = phrase(text, start, end)
    return Deadline(
        start, end, "recurring", raw, weight, None, bound, time, recurrence=rhythm, rule="recurring"
    )


def _bound(cue: str | None) -> str | None:
    return ("before" if cue.startswith("trước") else "by") if cue else None


def _clock(match: re.Match[str]) -> str | None:
    if match.groupdict().get("hour2"):
        return f"{int(match['hour2']):02d}:{match['minute2'] or '00'}"
    return f"{int(match['hour']):02d}:{match['minute'] or '00'}" if match["hour"] else None


def rhythm_of(match: re.Match[str]) -> dict[str, Any]:
    """Frequency of a match: 6 months once = half-yearly, twice a year too; others keep an interval or `times`."""
    unit = match["each"] or match["timesunit"] or match["plain"] or match["by"]
    if unit:
        times = dates.count(match["often"] or match["times"] or "1") or 1
        months = _MONTHS.get(unit, 0)
        if times > 1 and months and months % times == 0 and months // times in _BY_MONTHS:
            return {"freq": _BY_MONTHS[months // times]}
        return {"freq": _FREQ[unit]} | ({"times": times} if times > 1 else {})
    every = dates.count(match["per"] or match["span"]) or 1
    unit = match["perunit"] or match["spanunit"]
    months = every * _MONTHS.get(unit, 0)
    if months in _BY_MONTHS:
        return {"freq": _BY_MONTHS[months]}
    return {"freq": _FREQ[unit]} | ({"interval": every} if every > 1 else {})


def _has_day(match: re.Match[str]) -> bool:
    return any(match[name] for name in ("weekday", "sunday", "month", "quarter", "day", "day2", "lastday"))


def _offset(text: str, low: str, match: re.Match[str]) -> Deadline | None:
    """As in "trước 01 ngày tổ chức phiên họp thường kỳ hàng tháng"."""
    found = _OFFSET.search(low)
    if found is None:
        return None
    rhythm = rhythm_of(match)
    rhythm |= {"anchor": text[found.start("anchor") : found.end("anchor")], "offset_days": -int(found["n"])}
    return _made(text, found.start(), max(match.end(), found.end()), "before", rhythm, weight=91)


def _fixed(text: str, low: str, match: re.Match[str]) -> Deadline:
    """The day stands before the rhythm: "trước ngày 25 hằng tháng", "Tháng 10 hằng năm"."""
    rhythm, bound, start = rhythm_of(match), _bound(match["on"]), match.start()
    if match["weekday"] or match["sunday"]:
        rhythm["weekday"] = dates.WEEKDAYS[match["weekday"] or "chủ nhật"]
        if match["on"] == "vào " and not _SENDING.search(low[:start]):
            bound = None  # the day on which it happens, not the last day of sending
    elif match["month"] or match["quarter"]:
        bound = bound if bound == "before" else "within"
        if match["month2"]:
            rhythm = {"freq": "half_yearly", "months": [int(match["month"]), int(match["month2"])]}
        else:
            rhythm["month"] = int(match["month"]) if match["month"] else 3 * dates.ROMAN[match["quarter"]]
    elif match["lastday"]:
        rhythm["day"], bound = -1, bound or "by"
    else:
        bound = bound or "by"
        month = match["daymonth"] or match["daymonth2"]
        if month:
            rhythm["month"] = int(month)
        rhythm["day"] = int(match["day"] or match["day2"])
        first = _EARLIER_DAY.search(low, 0, start) if month else None
        if first:
            days = [(first["month"], first["day"]), (month, rhythm["day"])]
            rhythm = {"freq": "half_yearly", "dates": [f"{int(m):02d}-{int(d):02d}" for m, d in days]}
            start, bound = first.start(), _bound(first["cue"]) or bound
    return _made(text, start, match.end(), bound, rhythm, _clock(match))


_EARLIER_DAY = re.compile(
    r"(?:(?P<cue>" + _CUE + r") )?(?:ngày )?(?P<day>\d{1,2})(?:/| tháng )(?P<month>\d{1,2})(?:,| và) ?$"
)


def _loose(text: str, low: str, match: re.Match[str]) -> Deadline | None:
    """The day stands elsewhere in the clause: "hằng quý báo cáo … trước ngày 15", "hằng năm vào tháng 6 và tháng 12"."""
    start, end = match.start(), match.end()
    rhythm, bound, time = rhythm_of(match), _bound(match["on"]), _clock(match)
    cuts = [(start, end)]
    days = _days(low, end)
    months = (
        _MONTHS_IN.search(low)
        if not days and rhythm["freq"] in ("yearly", "half_yearly", "quarterly")
        else None
    )
    if days:
        rhythm, bound = _with_days(rhythm, bound, days)
        time = time or _clock(days[0])
        cuts += [(day.start(), day.end()) for day in days]
        start, end = min(start, days[0].start()), max(end, days[-1].end())
    elif months and abs(months.start() - end) < 20:
        bound = "within"
        if months["two"]:
            rhythm = {"freq": "half_yearly", "months": [int(months["one"]), int(months["two"])]}
        else:
            rhythm["month"] = int(months["one"])
        end = max(end, months.end())
    elif bound is None and not match["prefix"] and _OF_A_NOUN.search(low[max(0, start - 45) : start]):
        return None
    found = _made(text, start, end, bound, rhythm, time)
    found.cuts = cuts if end - start > 45 else []
    return found


def _days(low: str, end: int) -> list[re.Match[str]]:
    """The days that belong to the rhythm: behind a marker, or near it, or joined to one that is."""
    days: list[re.Match[str]] = []
    for day in _DAY_IN.finditer(low):
        if re.match(r"[/.-]\d| năm \d|/\d", low[day.end() : day.end() + 6]):
            continue
        joined = days and low[days[-1].end() : day.start() + 1].strip() in ("và", ",", ", ngày")
        if day["cue"] or day["weekday"] or day["sunday"] or joined or abs(day.start() - end) < 12:
            days.append(day)
    return days


def _with_days(
    rhythm: dict[str, Any], bound: str | None, days: list[re.Match[str]]
) -> tuple[dict[str, Any], str | None]:
    first = days[0]
    bound = _bound(first["cue"]) or bound
    yearly = rhythm["freq"] in ("half_yearly", "yearly")
    if len(days) > 1 and yearly and all(day["month"] or day["month2"] for day in days):
        pairs = [(day["month"] or day["month2"], day["day"] or day["day2"]) for day in days]
        return {"freq": "half_yearly", "dates": [f"{int(m):02d}-{int(d):02d}" for m, d in pairs]}, bound
    if first["weekday"] or first["sunday"]:
        return rhythm | {"weekday": dates.WEEKDAYS[first["weekday"] or "chủ nhật"]}, bound
    if first["lastday"]:
        return rhythm | {"day": -1}, bound or "by"
    month = first["month"] or first["month2"]
    if month:
        rhythm = rhythm | {"month": int(month)}
    if first["which"]:
        rhythm = rhythm | {"month_of_quarter": 3 if first["which"] == "cuối" else 1}
    return rhythm | {"day": int(first["day"] or first["day2"])}, bound
