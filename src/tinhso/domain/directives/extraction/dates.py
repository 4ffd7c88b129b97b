"""Dates as offices write them → a day, and whether the words name a day or a whole period.

A date without a year is read against the date of the document: the first such day that is not past.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
    "một": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "bốn": 4,
}
_COUNT = {
    "một": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    "mười lăm": 15,
}
_NEXT_YEAR = {"nay": 0, "này": 0, "tới": 1, "sau": 1}
WEEKDAYS = {
    "hai": 1,
    "2": 1,
    "ba": 2,
    "3": 2,
    "tư": 3,
    "4": 3,
    "năm": 4,
    "5": 4,
    "sáu": 5,
    "6": 5,
    "bảy": 6,
    "7": 6,
}

TIME = r"(?P<hour>\d{1,2}) ?(?:giờ|h|g)(?: ?(?P<minute>\d{2})(?: ?phút)?)?(?!\w)(?: (?:sáng|chiều|tối))?(?:,? (?:của )?)?"
_Y = r"(?: ?[/.-] ?(?P<{0}>(?:19|20)\d\d)| năm (?P<{0}n>(?:19|20)\d\d|nay|này|tới|sau))"
DAY = (
    r"(?:ngày |(?:thứ \w+|chủ nhật),? (?:ngày )?)?"
    r"(?:(?<!\d)(?P<d>\d{1,2})(?: ?(?P<sep>[/.-]) ?(?P<m>\d{1,2})(?:(?P=sep)(?P<y>(?:19|20)\d\d|\d\d)|"
    r" ?[/.-] ?(?P<y2>(?:19|20)\d\d)|"
    r" năm (?P<y3>(?:19|20)\d\d))?(?![\d%]|[/.]\d|-[A-ZĐa-zđ])|"
    r" tháng (?P<wm>\d{1,2})(?: ?/ ?(?P<wy2>(?:19|20)\d\d)| năm (?P<wy>(?:19|20)\d\d|nay|này|tới|sau))?|"
    r" tháng (?P<thismonth>này|tới)))"
)
PERIOD = (
    r"(?:(?P<edge>đầu|giữa|cuối|hết|nửa đầu|nửa cuối|trung tuần|thượng tuần|hạ tuần) )?(?:"
    r"tuần (?P<week>đầu|cuối|thứ \w+|\d)(?: tiên)?(?: của)? tháng (?P<wkm>\d{1,2})" + _Y.format("wky") + "?"
    r"|tháng (?:\d{1,2} ?[-–] ?)?(?P<pm>\d{1,2})(?!\d)" + _Y.format("py") + "?"
    r"|tháng (?P<tm>này|tới|sau)"
    r"|quý (?P<q>iv|iii|ii|i|[1-4])(?!\w)(?: ?[/,-] ?(?P<qy>(?:19|20)\d\d)| năm (?P<qyn>(?:19|20)\d\d|"
    r"nay|này|tới|sau))?"
    r"|quý (?P<tq>này|tới)"
    r"|(?P<hm>0?[369]|sáu|ba|chín) tháng (?P<half>đầu|cuối) năm(?: (?P<hy>(?:19|20)\d\d|nay|này|tới))?"
    r"|tuần (?P<tw>này|tới|sau)"
    r"|năm (?P<yy>(?:19|20)\d\d)(?! ?[-–] ?\d)|năm (?P<ty>nay|này|tới|học)"
    r"|(?P<span>(?:19|20)\d\d ?[-–] ?(?P<spanend>(?:19|20)\d\d))"
    r"|(?P<mm>0?[1-9]|1[0-2]) ?/ ?(?P<mmy>(?:19|20)\d\d)"
    r"|(?P<bareyear>(?:19|20)\d\d)(?= |$|\||;)"
    r")(?!\w)"
)


@dataclass(slots=True)
class When:
    """A day or the last day of a period, as read from words."""

    day: date
    period: bool
    approximate: bool = False
    first: date | None = None


def count(words: str) -> int | None:
    """A small number in figures or words: "05", "năm", "mười lăm"."""
    return int(words) if words.isdigit() else _COUNT.get(words)


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def read_day(found: re.Match[str], today: date | None) -> When | None:
    """The day of a match of DAY; None when no such day exists or nothing tells the year."""
    part = found
    if part["thismonth"]:
        if today is None:
            return None
        month = today.month + (part["thismonth"] == "tới")
        day = _make(today.year + (month > 12), (month - 1) % 12 + 1, int(part["d"]))
        return When(day, False) if day else None
    month_text = part["m"] or part["wm"]
    if not month_text:
        return None
    day_number, month = int(part["d"]), int(month_text)
    year_text = part["y"] or part["y2"] or part["y3"] or part["wy"] or part["wy2"]
    if year_text in _NEXT_YEAR:
        if today is None:
            return None
        day = _make(today.year + _NEXT_YEAR[year_text], month, day_number)
    elif year_text:
        year = int(year_text)
        day = _make(year + 2000 if year < 100 else year, month, day_number)
    elif today is None:
        return None
    else:
        day = _make(today.year, month, day_number)
        if day and day < today:
            day = _make(today.year + 1, month, day_number)
    return When(day, False) if day else None


def _year(text: str | None, today: date | None) -> int | None:
    if text is None:
        return None
    if text in _NEXT_YEAR:
        return today.year + _NEXT_YEAR[text] if today else None
    return int(text)


def read_period(found: re.Match[str], today: date | None) -> When | None:
    """The last day of a match of PERIOD, with its first day; approximate for the edges of a period."""
    part = found
    if part["week"]:
        return _week(part, today)
    edge = part["edge"]
    if part["pm"]:
        first = _month(int(part["pm"]), _year(part["py"] or part["pyn"], today), today)
        return _edge(first, _last(first.year, first.month), edge) if first else None
    if part["mm"]:
        first = date(int(part["mmy"]), int(part["mm"]), 1)
        return _edge(first, _last(first.year, first.month), edge)
    if part["q"]:
        return _quarter(ROMAN[part["q"]], _year(part["qy"] or part["qyn"], today), today, edge)
    if part["hm"]:
        return _half(part, today)
    if part["yy"]:
        year = int(part["yy"])
        return _edge(date(year, 1, 1), date(year, 12, 31), edge)
    if part["span"]:
        return When(date(int(part["spanend"]), 12, 31), True, first=date(int(part["span"][:4]), 1, 1))
    if part["bareyear"]:
        year = int(part["bareyear"])
        return When(date(year, 12, 31), True, first=date(year, 1, 1))
    return _relative_period(part, today, edge)


def _relative_period(part: re.Match[str], today: date | None, edge: str | None) -> When | None:
    if today is None:
        return None
    if part["tm"]:
        month = today.month + (part["tm"] != "này")
        first = date(today.year + (month > 12), (month - 1) % 12 + 1, 1)
        return _edge(first, _last(first.year, first.month), edge)
    if part["tq"]:
        quarter = (today.month - 1) // 3 + 1 + (part["tq"] == "tới")
        return _quarter((quarter - 1) % 4 + 1, today.year + (quarter > 4), today, edge)
    if part["tw"]:
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * (part["tw"] != "này"))
        return When(monday + timedelta(days=6), True, True, first=monday)
    if part["ty"] in _NEXT_YEAR:
        year = today.year + _NEXT_YEAR[part["ty"] or ""]
        return _edge(date(year, 1, 1), date(year, 12, 31), edge)
    return None


def _month(month: int, year: int | None, today: date | None) -> date | None:
    if not 1 <= month <= 12:
        return None
    if year is None:
        if today is None:
            return None
        year = today.year + (month < today.month)
    return date(year, month, 1)


def _quarter(quarter: int, year: int | None, today: date | None, edge: str | None) -> When | None:
    if year is None:
        if today is None:
            return None
        year = today.year + (quarter * 3 < today.month)
    return _edge(date(year, quarter * 3 - 2, 1), _last(year, quarter * 3), edge)


def _half(part: re.Match[str], today: date | None) -> When | None:
    text = str(part["hm"])
    months = {"sáu": 6, "ba": 3, "chín": 9}.get(text) or int(text)
    year = _year(part["hy"], today)
    if year is None:
        if today is None:
            return None
        year = today.year
        if part["half"] == "đầu" and _last(year, months) < today:
            year += 1
    if part["half"] == "đầu":
        return When(_last(year, months), True, first=date(year, 1, 1))
    return When(date(year, 12, 31), True, first=date(year, 13 - months, 1))


def _week(part: re.Match[str], today: date | None) -> When | None:
    """First week = to the 7th, and so on; the last week ends with the month. Always approximate."""
    first = _month(int(str(part["wkm"])), _year(part["wky"] or part["wkyn"], today), today)
    if first is None:
        return None
    word = str(part["week"]).removeprefix("thứ ")
    number = {"đầu": 1, "nhất": 1, "hai": 2, "ba": 3, "tư": 4}.get(word) or (
        int(word) if word.isdigit() else 0
    )
    last = _last(first.year, first.month)
    return When(first.replace(day=number * 7) if 1 <= number <= 3 else last, True, True, first=first)


def _edge(first: date, last: date, edge: str | None) -> When:
    """Beginning, middle or end of a period: a tenth of the month, the first month of a quarter or year."""
    if edge in (None, "hết"):
        return When(last, True, first=first)
    if edge in ("cuối", "hạ tuần", "nửa cuối"):
        return When(last, True, True, first=first)
    length = (last - first).days
    if edge in ("đầu", "thượng tuần"):
        day = first + timedelta(days=9) if length < 40 else _last(first.year, first.month)
        if length > 100:
            day = _last(first.year, first.month + 2)
        return When(day, True, True, first=first)
    if edge == "trung tuần":
        return When(first + timedelta(days=19), True, True, first=first)
    if length < 40:
        return When(first + timedelta(days=14), True, True, first=first)
    return When(_last(first.year, first.month + (1 if length < 100 else 5)), True, True, first=first)
