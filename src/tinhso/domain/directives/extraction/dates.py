"""Dates as offices write them → a day, and whether the words name a day or a whole period.

POINT is the grammar of a time expression in lower case ("17h ngày 5-2-2026", "quý II, III/2026", "thứ Sáu tuần
sau"); `read` turns a match of it into a When. A date without a year is read against the date of the document:
the first such day that is not past. One that has just gone by (RECENT days) is no date of the coming year.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

RECENT = 60
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_COUNT = {
    "nửa": 0, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười một": 11, "mười hai": 12, "mười lăm": 15, "hai mươi": 20, "ba mươi": 30, "bốn mươi lăm": 45, "sáu mươi": 60,
    "chín mươi": 90,
}  # fmt: skip
COUNT_WORDS = "|".join(sorted((word for word in _COUNT if word not in ("nửa", "tư")), key=len, reverse=True))
_NEXT_YEAR = {"nay": 0, "này": 0, "tới": 1, "sau": 1}
WEEKDAYS = {
    "hai": 1, "2": 1, "ba": 2, "3": 2, "tư": 3, "4": 3, "năm": 4, "5": 4, "sáu": 5, "6": 5, "bảy": 6, "7": 6, "chủ nhật": 7,
}  # fmt: skip

_YEAR = r"(?:19|20)\d\d"
_WEEKDAY = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"
_MONTH_WORD = r"(?:mười một|mười hai|mười|hai|ba|tư|năm|sáu|bảy|tám|chín)(?!\w| lần| (?:19|20)\d| nay| học)"
# The year behind a month: "/2026", "-2026", " năm 2026", " năm nay", or only "này", "tới".
_Y = r"(?: ?[/.-] ?(?P<{0}>" + _YEAR + r")| năm (?P<{0}n>" + _YEAR + r"|nay|này|tới|sau)| (?:này|tới)(?!\w))"

TIME = (
    r"(?P<hour>\d{1,2})(?: ?(?:giờ|h|g)(?: ?(?P<minute>\d{2})(?: ?(?:phút|p|'))?)?|:(?P<colon>\d{2}))(?!\w)"
    r"(?: (?P<noon>sáng|trưa|chiều|tối))?(?:,? (?:của |trong )?)"
)
DAY = (
    r"(?:(?:buổi )?(?:sáng|trưa|chiều|tối|đêm) )?(?:"
    r"(?P<rel>(?:ngày )?hôm nay|(?:sáng|chiều|tối|đêm) nay|(?:ngày|sáng|chiều|tối) mai|ngày kia)(?!\w)"
    r"|(?P<relday>" + _WEEKDAY + r") (?:của )?tuần (?P<relweek>này|tới|sau)"
    r"|(?:ngày )?(?:" + _WEEKDAY + r"[, ]{1,2}\(?)?(?:ngày )?(?:"
    r"(?<![\d/.])(?P<d>\d{1,2})(?: ?(?P<sep>[/.-]) ?(?P<m>\d{1,2})(?:(?P=sep)(?P<y>" + _YEAR + r"|\d\d)|"
    r" ?[/.-] ?(?P<y2>" + _YEAR + r")|,? năm (?P<y3>" + _YEAR + r"|nay|này|tới|sau))?(?![\d%]|[/.]\d|-[a-zđ]|,\d)|"
    r" tháng (?:(?P<wm>\d{1,2})(?!\d)|(?P<ww>" + _MONTH_WORD + r"))(?: ?[/.-] ?(?P<wy2>" + _YEAR + r")|,? năm (?P<wy>" + _YEAR
    + r"|nay|này|tới|sau)| tới)?|"
    r"(?: của)? tháng (?P<thismonth>này|tới|sau))))"
)  # fmt: skip
PERIOD = (
    r"(?:(?P<edge>ngày cuối cùng|ngày cuối|những ngày đầu|những ngày cuối|nửa đầu|nửa cuối|trung tuần|"
    r"thượng tuần|hạ tuần|đầu|giữa|cuối|hết)(?: của)? )?(?:"
    r"(?:hai )?tuần (?P<week>đầu|cuối|thứ \w+|\d)(?: tiên| cùng)?(?: của)? tháng (?:(?P<wkm>\d{1,2})(?!\d)" + _Y.format("wky") + r"?"
    r"|(?P<wkt>này|tới|sau))"
    r"|(?P<nd>\d{1,2}) ngày (?P<ndedge>đầu|cuối)(?: tiên| cùng)?(?: của)? tháng (?P<ndm>\d{1,2})" + _Y.format("ndy") + r"?"
    r"|tháng (?:\d{1,2}(?:,| và| -| –|-| hoặc) ?(?:tháng |(?=\d{1,2}(?: ?[/.-] ?20\d\d| năm 20\d\d)))){0,3}"
    r"(?:(?P<pm>\d{1,2})(?!\d|/\d\d?(?!\d))|(?P<pw>" + _MONTH_WORD + r"))" + _Y.format("py") + r"?"
    r"|tháng (?P<tm>này|tới|sau)"
    r"|(?:quý |q ?(?=[1-4]))(?:(?:iv|iii|ii|i|[1-4])(?:,| và| -| –|-) ?(?:quý |(?=[iv]+(?!\w)))){0,3}(?P<q>iv|iii|ii|i|[1-4])(?!\w)"
    r"(?: ?[/,.-] ?(?P<qy>" + _YEAR + r")| năm (?P<qyn>" + _YEAR + r"|nay|này|tới|sau))?"
    r"|quý (?P<tq>này|tới|sau)"
    r"|(?P<hm>0?[369]|sáu|ba|chín) tháng (?:(?P<half>đầu|cuối)(?: của)? năm(?: (?P<hy>" + _YEAR + r"|nay|này|tới|sau))?"
    r"|(?:của )?năm (?P<hy2>" + _YEAR + r"|nay))"
    r"|tuần (?P<tw>này|tới|sau)"
    r"|năm (?P<yy>" + _YEAR + r")(?! ?[-–] ?\d)|năm (?P<ty>nay|này|tới|sau)"
    r"|(?P<span>" + _YEAR + r" ?[-–] ?(?P<spanend>" + _YEAR + r"))"
    r"|(?<![\d/.])(?P<mm>0?[1-9]|1[0-2]) ?[/-] ?(?P<mmy>" + _YEAR + r")"
    r"|(?P<year>năm)(?= *[,;.)]|$)"
    r"|(?P<bareyear>" + _YEAR + r")(?= |$|\||;)"
    r")(?!\w)"
)  # fmt: skip
POINT = rf"(?:{TIME})?(?:{DAY}|{PERIOD})"
_YEAR_GROUPS = (
    "y", "y2", "y3", "wy", "wy2", "py", "pyn", "qy", "qyn", "wky", "wkyn", "ndy", "ndyn", "yy", "ty", "hy", "hy2", "mmy", "tm", "tq",
    "tw", "rel", "relday", "thismonth", "wkt", "year",
)  # fmt: skip


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


def names_day(found: re.Match[str]) -> bool:
    """Whether a match of POINT names one day, not a period."""
    return bool(found["d"] or found["rel"] or found["relday"])


def year_written(found: re.Match[str]) -> bool:
    """Whether the words themselves tell the year ("2026", "năm nay", "tuần sau")."""
    return any(found[name] for name in _YEAR_GROUPS)


def clock(found: re.Match[str]) -> str | None:
    """The hour of a match of POINT: "17:30"."""
    if not found["hour"]:
        return None
    hour = int(found["hour"])
    if hour < 12 and found["noon"] in ("chiều", "tối"):
        hour += 12
    return f"{hour:02d}:{found['minute'] or found['colon'] or '00'}" if hour <= 24 else None


def read(found: re.Match[str], today: date | None) -> When | None:
    """The day or period of a match of POINT; None when no such day exists or nothing tells the year."""
    return _read_day(found, today) if names_day(found) else _read_period(found, today)


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _shift(today: date, months: int) -> date:
    """The first day of the month that is so many months away."""
    total = today.year * 12 + today.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def _coming(year: int, last: date | None, today: date) -> int | None:
    """The year of a date without one: this year, the next when long past, None when just gone by."""
    if last is None or last >= today:
        return year
    return year + 1 if (today - last).days > RECENT else None


def _year(text: str | None, today: date | None) -> int | None:
    if text in _NEXT_YEAR:
        return today.year + _NEXT_YEAR[text or ""] if today else None
    if text is None:
        return None
    return int(text) + 2000 * (len(text) == 2)


# ---- days ----------------------------------------------------------------------------------------------


def _read_day(part: re.Match[str], today: date | None) -> When | None:
    if part["d"]:
        day = _numbered(part, today)
        return When(day, False) if day else None
    if today is None:
        return None
    if part["rel"]:
        words = str(part["rel"])
        ahead = 2 if words.endswith("kia") else 1 if words.endswith("mai") else 0
        return When(today + timedelta(days=ahead), False)
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * (part["relweek"] != "này"))
    return When(monday + timedelta(days=WEEKDAYS[part["relday"].removeprefix("thứ ")] - 1), False)


def _numbered(part: re.Match[str], today: date | None) -> date | None:
    number = int(part["d"])
    if part["thismonth"]:
        if today is None:
            return None
        first = _shift(today, part["thismonth"] != "này")
        return _make(first.year, first.month, number)
    if part["ww"] and "ngày " not in part[0]:
        return None  # "trong 3 tháng hai đơn vị": a term, not a date
    month_text = part["m"] or part["wm"]
    month = int(month_text) if month_text else _COUNT.get(part["ww"] or "", 0)
    year_text = part["y"] or part["y2"] or part["y3"] or part["wy"] or part["wy2"]
    if year_text:
        year = _year(year_text, today)
    elif today is None:
        return None
    else:
        year = _coming(today.year, _make(today.year, month, number), today)
        if year and _make(year, month, number) is None:  # 29/2 without a year
            year += 1
    return _make(year, month, number) if year else None


# ---- periods -------------------------------------------------------------------------------------------


def _read_period(part: re.Match[str], today: date | None) -> When | None:
    edge = part["edge"]
    if part["week"]:
        return _week(part, today)
    if part["nd"]:
        return _some_days(part, today)
    if part["pm"] or part["pw"]:
        month = int(part["pm"]) if part["pm"] else _COUNT[part["pw"]]
        first = _month(month, part["py"] or part["pyn"], today)
        return _edge(first, _last(first.year, first.month), edge) if first else None
    if part["mm"]:
        first = date(int(part["mmy"]), int(part["mm"]), 1)
        return _edge(first, _last(first.year, first.month), edge)
    if part["q"]:
        return _quarter(ROMAN[part["q"]], part["qy"] or part["qyn"], today, edge)
    if part["hm"]:
        return _half(part, today)
    if part["span"]:
        return When(date(int(part["spanend"]), 12, 31), True, first=date(int(part["span"][:4]), 1, 1))
    year = part["yy"] or part["bareyear"]
    if year:
        return _edge(date(int(year), 1, 1), date(int(year), 12, 31), edge)
    return _relative_period(part, today, edge) if today else None


def _relative_period(part: re.Match[str], today: date, edge: str | None) -> When | None:
    if part["tm"]:
        first = _shift(today, part["tm"] != "này")
        return _edge(first, _last(first.year, first.month), edge)
    if part["tq"]:
        first = _shift(today, 3 * (part["tq"] != "này"))
        return _quarter((first.month - 1) // 3 + 1, str(first.year), today, edge)
    if part["tw"]:
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * (part["tw"] != "này"))
        return When(monday + timedelta(days=6), True, True, first=monday)
    year = today.year + _NEXT_YEAR[part["ty"] or "nay"]
    return _edge(date(year, 1, 1), date(year, 12, 31), edge)


def _month(month: int, year_text: str | None, today: date | None) -> date | None:
    if not 1 <= month <= 12 or (year_text is None and today is None):
        return None
    year = (
        _year(year_text, today)
        if year_text or today is None
        else _coming(today.year, _last(today.year, month), today)
    )
    return date(year, month, 1) if year else None


def _quarter(quarter: int, year_text: str | None, today: date | None, edge: str | None) -> When | None:
    last = _month(quarter * 3, year_text, today)
    return _edge(date(last.year, quarter * 3 - 2, 1), _last(last.year, quarter * 3), edge) if last else None


def _half(part: re.Match[str], today: date | None) -> When | None:
    months = count(part["hm"]) or 6
    year = _year(part["hy"] or part["hy2"], today)
    first_part = part["half"] != "cuối"
    if year is None:
        if today is None:
            return None
        year = _coming(today.year, _last(today.year, months if first_part else 12), today)
    if year is None:
        return None
    if first_part:
        return When(_last(year, months), True, first=date(year, 1, 1))
    return When(date(year, 12, 31), True, first=date(year, 13 - months, 1))


def _week(part: re.Match[str], today: date | None) -> When | None:
    """First week = to the 7th, and so on; the last week ends with the month. Always approximate."""
    if part["wkt"]:
        first = _shift(today, part["wkt"] != "này") if today else None
    else:
        first = _month(int(part["wkm"]), part["wky"] or part["wkyn"], today)
    if first is None:
        return None
    word = str(part["week"]).removeprefix("thứ ")
    number = {"đầu": 1, "nhất": 1}.get(word) or count(word) or 0
    if part[0].startswith("hai "):
        number += 1
    last = _last(first.year, first.month)
    return When(first.replace(day=number * 7) if 1 <= number <= 3 else last, True, True, first=first)


def _some_days(part: re.Match[str], today: date | None) -> When | None:
    """As in "10 ngày đầu tháng 9/2026"."""
    first = _month(int(part["ndm"]), part["ndy"] or part["ndyn"], today)
    if first is None:
        return None
    last = _last(first.year, first.month)
    day = _make(first.year, first.month, int(part["nd"])) if part["ndedge"] == "đầu" else last
    return When(day or last, True, first=first)


def _edge(first: date, last: date, edge: str | None) -> When:
    """Beginning, middle or end of a period: a tenth of the month, the first month of a quarter or year."""
    if edge in ("ngày cuối cùng", "ngày cuối"):
        return When(last, False)
    if edge in (None, "hết"):
        return When(last, True, first=first)
    if edge in ("cuối", "hạ tuần", "nửa cuối", "những ngày cuối"):
        return When(last, True, True, first=first)
    length = (last - first).days
    if edge in ("đầu", "thượng tuần", "những ngày đầu"):
        day = first + timedelta(days=9) if length < 40 else _last(first.year, first.month)
        if length > 100:
            day = _last(first.year, first.month + 2)
        return When(day, True, True, first=first)
    if edge == "trung tuần":
        return When(first + timedelta(days=19), True, True, first=first)
    if length < 40:
        return When(first + timedelta(days=14), True, True, first=first)
    return When(_last(first.year, first.month + (1 if length < 100 else 5)), True, True, first=first)
