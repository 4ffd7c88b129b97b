"""When a task is due: the phrase, the day, the bound.

`trước ngày D` → before; `chậm nhất`, `đến hết D` → by; `trong tháng/quý/năm` → within, last day of the period.
Only a date behind such a word is a deadline: dates of citations, titles and starts never have one.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from . import dates
from .words import has


@dataclass(slots=True)
class Deadline:
    """One deadline found in a clause; `kind` as in tasks_dev.jsonl. `weight` orders rivals in one clause."""

    start: int
    end: int
    kind: str
    raw: str
    weight: int
    day: date | None = None
    bound: str | None = None
    time: str | None = None
    approximate: bool = False
    recurrence: dict[str, Any] = field(default_factory=dict)
    relative: dict[str, Any] = field(default_factory=dict)
    event: str | None = None
    rule: str = ""
    cuts: list[tuple[int, int]] = field(
        default_factory=list
    )  # the words to leave out of the product, when not all


# "hoàn thành trước ngày 30/6/2025", "chậm nhất vào ngày …", "đến hết quý I/2026", "trong tuần đầu tháng 9/2026"
_ABSOLUTE = re.compile(
    r"(?P<cue>(?:chậm nhất|muộn nhất|trễ nhất)(?: là)?|không (?:quá|muộn hơn|chậm hơn|để quá)|"
    r"từ nay (?:đến|tới)(?: hết)?|"
    r"đến hết|đến trước|đến|tới|hết|trước|trong|vào|sang|ngay trong|xong)"
    r"(?P<more>(?: (?:trước|vào|đến hết|trong|là|hết|đến|tới|khoảng|suốt|thời điểm|cuối|dịp|thời gian))*) "
    r"(?:" + dates.TIME + r")?(?:" + dates.DAY + "|" + dates.PERIOD + ")",
)
_DONE = re.compile(
    r"(?:hoàn thành|thời gian hoàn thành|thời gian thực hiện|thời hạn hoàn thành|thời hạn|hạn chót|"
    r"hạn cuối|hạn|xong)(?: xong)?[:,]? $"
)
_BARE = re.compile(r"(?:" + dates.TIME + r")?(?:" + dates.DAY + "|" + dates.PERIOD + ")")
_NOT_BEFORE = re.compile(r"(?:trách nhiệm|tính|kể từ|số liệu|hiệu lực|đã nộp) $")
_RANGE_FROM = re.compile(
    r"(?:từ|kể từ|bắt đầu từ) (?:ngày )?[\d/.\- ]+(?:tháng \d+(?: năm \d{4})? )?(?:năm \d{4} )?$"
)
_COUNTED = re.compile(r"(?:tính|số liệu|thống kê|phát sinh|lũy kế)(?:[^,;]{0,20})? $")
_EARLY = {"đầu": True}

_RECURRING = re.compile(
    r"(?P<prefix>định kỳ )?(?:(?P<on>vào |trước |chậm nhất )?(?:(?:sáng |chiều )?thứ (?P<weekday>\w+)|"
    r"(?P<monthname>(?:trong )?(?:tháng (?P<month>\d{1,2})|quý (?P<quarter>iv|iii|ii|i|[1-4])))|"
    r"(?P<hour>\d{1,2}) ?(?:giờ|h)(?P<minute>\d\d)?|ngày (?P<day>\d{1,2})(?:(?:/|"
    r" tháng )(?P<daymonth>\d{1,2}))?)(?: của)? )?"
    r"(?:(?:hằng|hàng) (?P<freq>ngày|tuần|tháng|quý|năm)|mỗi (?P<each>ngày|tuần|tháng|quý|năm)(?: (?:một|"
    r"1|01|hai|02) lần)?|"
    r"(?P<per>0?[136]|một|ba|sáu) (?P<perunit>ngày|tuần|tháng|năm)(?:/| )(?:một|1|01) ?lần|"
    r"(?<=định kỳ )(?P<half>0?[36]|sáu|ba) tháng)"
)
_OFTEN = ("hằng ", "hàng ", "mỗi ", "định kỳ", " lần", "tháng đầu", "tháng cuối")
_UNNUMBERED = ("quý ", "này", "tới", " nay", "tháng", "tuần")
_HAS_NUMBER = re.compile(r"\d")
_RECURRING_DAY = re.compile(
    r"(?P<cue>trước|chậm nhất(?: là)?(?: vào)?|muộn nhất(?: là)?|đến|vào)?(?:^| |"
    r"\()(?:(?P<hour>\d{1,2}) ?(?:giờ|h)(?P<minute>\d\d)?(?: phút)?,? ?)?"
    r"(?:ngày (?P<day>\d{1,2})(?!\d)(?:(?:/| tháng )(?P<month>\d{1,2}))?(?: (?:của )?tháng "
    r"(?P<which>cuối|đầu)(?: của)?(?: mỗi| hằng)? quý)?"
    r"|(?P<day2>\d{1,2})/(?P<month2>\d{1,2})(?!/)|(?:(?:sáng|chiều) )?thứ (?P<weekday>hai|ba|tư|năm|sáu|"
    r"bảy|[2-7]))(?!\w)"
)
_EACH_QUARTER = re.compile(
    r"(?:(?:hằng|hàng|mỗi) quý,? )?(?P<cue>trước|chậm nhất(?: là)?|"
    r"vào)? ?ngày (?P<day>\d{1,2}) (?:của )?tháng (?P<which>đầu|cuối)(?: của)?(?: (?:hằng|"
    r"mỗi))? quý(?: sau| tiếp theo| liền kề| sau liền kề)?(?! [ivx\d])"
)
_OFFSET = re.compile(
    r"trước (?P<n>\d+) ngày (?:tổ chức |diễn ra |họp )?(?P<anchor>[^,;.(]+?)(?= h[ằà]ng| định kỳ|$|,|;)"
)
_FREQ = {"ngày": "daily", "tuần": "weekly", "tháng": "monthly", "quý": "quarterly", "năm": "yearly"}
_EVERY_NOUN = re.compile(
    r"(?:kế hoạch|dự toán|phiên họp|giao ban|thường xuyên|chương trình|thường kỳ|hội nghị|họp|chi|"
    r"ngân sách|thu nhập|vốn|mục tiêu|chỉ tiêu) $"
)

_RELATIVE = re.compile(
    r"(?P<cue>trong (?:thời hạn|vòng|thời gian)(?: tối đa)?|(?:chậm nhất|muộn nhất)(?: là)?(?: sau|"
    r" trong(?: vòng)?)?|sau|trong|không quá|tối đa|thời hạn(?: là)?) "
    r"(?P<n>\d{1,3}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|"
    r"mười lăm)(?: \([^)]*\))? (?P<unit>ngày làm việc|ngày|giờ làm việc|giờ|tuần|tháng|phút)(?!\w| đêm|"
    r" đầu| cuối)"
    r"(?:(?:,? (?:tính )?(?:kể )?(?:từ|sau)) (?P<from>(?:ngày|khi|thời điểm|lúc) [^,;.]*?)(?=[,;.]|$|"
    r" phải | để )|(?=(?P<bare>[,;.]|$| phải | gửi | báo )))"
)
_EVENT_AFTER = re.compile(
    r"(?P<now>ngay )?(?P<cue>sau khi|khi có|khi nhận được|ngay khi|ngay sau(?= (?:hội nghị|cuộc họp|buổi|"
    r"kỳ họp|lễ|tết|đại hội|phiên)))(?P<event> [^,;.]+?)(?=[,;.]|$)"
)
_EVENT_BEFORE = re.compile(
    r"(?:hoàn thành |xong )?(?P<cue>(?:chậm nhất |muộn nhất )?trước(?: thời điểm| thềm| dịp|"
    r" ngày)?) (?P<event>(?:khi |kỳ họp|mùa |tết|phiên |lễ |vụ |bão|hội nghị|đại hội|"
    r"năm học|lũ|đợt |cuộc |giờ |khai giảng|ngày khai|bầu cử|ngày bầu cử|buổi |thềm|thời điểm|kỳ thi|"
    r"ngày diễn ra|ngày tổ chức|nghỉ)[^,;.]*?)(?=[,;.]|$| và (?:gửi|báo cáo|trình))"
)
_EVENT_SERVING = re.compile(
    r"phục vụ (?P<event>(?:kỳ họp|kỳ thi|đại hội|hội nghị|lễ |bầu cử|tết|cuộc bầu cử|phiên họp|hội thi|"
    r"hội thảo|kỳ bầu cử|ngày hội|năm học)[^,;.]*)"
)
_REFERENCE = re.compile(
    r"(?:(?:bảo đảm |đảm bảo )?(?:đúng )?(?:tiến độ|thời hạn|thời gian)(?:, (?:thời hạn|thời gian|"
    r"tiến độ|chất lượng))?(?: hoàn thành)?(?: được)? )?"
    r"(?:theo (?:đúng )?(?:phụ lục|quy định(?: (?:hiện hành|của pháp luật|của [^,;.]{3,40}|"
    r"tại [^,;.]+))?|(?:thời hạn|thời gian|tiến độ|lộ trình|kế hoạch)(?: (?:quy định|đề ra|yêu cầu|"
    r"được giao|đã)[^,;.]*)?)"
    r"(?:[^,;.]{0,40})?|(?:đúng )?(?:thời gian|thời hạn|tiến độ) (?:quy định|theo)[^,;.]*)(?=[,;./…]*$)"
)
_ONGOING = re.compile(r"thường xuyên|liên tục|hằng ngày")


def find(text: str, low: str, today: date | None) -> list[Deadline]:
    """All deadlines of a clause, the strongest first. Empty when the clause names none."""
    found = _absolute(text, low, today) if _HAS_NUMBER.search(low) or has(low, _UNNUMBERED) else []
    every = _recurring(text, low) if has(low, _OFTEN) else None
    if every:
        dated = [each for each in found if not each.rule.endswith("no year") or each.start > every.end + 60]
        if not dated or every.weight > 90:
            return [every]
        found = dated
    if not found and ("ngày" in low or "giờ" in low or "tuần" in low or "tháng" in low or "phút" in low):
        found = _relative(text, low)
    if not found:
        found = _events(text, low)
    found.sort(key=lambda each: -each.weight)
    return found


def reference(text: str, low: str) -> Deadline | None:
    """A deadline that another text holds: "theo Phụ lục", "đúng thời hạn quy định"."""
    found = _REFERENCE.search(low) if "theo" in low or "đúng" in low or "quy định" in low else None
    if not found:
        return None
    return Deadline(
        found.start(),
        found.end(),
        "reference",
        text[found.start() : found.end()].strip(),
        10,
        rule="deadline in another text",
    )


def bare(text: str, today: date | None) -> Deadline | None:
    """A cell or a labelled value that is only a time: "Quý II/2026", "10/12/2026", "Thường xuyên"."""
    low = text.lower()
    found = find(text, low, today)
    if found:
        return found[0]
    match = _BARE.match(low)
    if match:
        when = dates.read_period(match, today) if match["d"] is None else dates.read_day(match, today)
        if when:
            kind = "period_end" if when.period else "datetime" if match["hour"] else "date"
            return Deadline(0, match.end(), kind, text[: match.end()], 50, when.day, "within" if when.period else "by",
                            _clock(match), when.approximate, rule="bare date")  # fmt: skip
    if _ONGOING.search(low):
        return Deadline(0, len(text), "ongoing", text, 5, rule="standing work")
    return reference(text, low) or (
        Deadline(0, len(text), "reference", text, 5, rule="deadline in words") if text else None
    )


def _clock(match: re.Match[str]) -> str | None:
    return f"{int(match['hour']):02d}:{match['minute'] or '00'}" if match["hour"] else None


def _absolute(text: str, low: str, today: date | None) -> list[Deadline]:
    found = []
    for match in _ABSOLUTE.finditer(low):
        start = match.start()
        if start and low[start - 1].isalnum():
            continue
        one = _dated(text, low, match, today)
        if one is not None:
            found.append(one)
    return found


def _dated(text: str, low: str, match: re.Match[str], today: date | None) -> Deadline | None:
    """A deadline from a match of _ABSOLUTE, or None where the words mean something else."""
    day_given = match["d"] is not None
    cue, more = match["cue"], match["more"]
    words = f"{cue}{more}"
    before = low[max(0, match.start() - 40) : match.start()]
    done = _DONE.search(before)
    if not done and _COUNTED.search(before):
        return None
    if not day_given:
        edge = match["edge"]
        if (
            cue in ("đến", "tới")
            and not more.strip()
            and edge is None
            and not done
            and (match["yy"] or match["bareyear"])
        ):
            return None  # "đến năm 2030" belongs to a title or a target
        if match["span"] or match["bareyear"] or (match["mm"] and cue == "xong"):
            return None
        if cue == "trong" and match["yy"] and _TITLE_BEFORE.search(before):
            return None
        when = dates.read_period(match, today)
    else:
        if not (match["m"] or match["wm"] or match["thismonth"]):
            return None
        when = dates.read_day(match, today)
    if when is None:
        return None
    bound = "by" if day_given and cue == "vào" else _bound(words)
    if "trước" in words and when.period and when.first and match["edge"] is None:
        when.day = when.first  # "trước tháng 6/2026" is over when June begins
    if today is not None and when.day < today:
        return None
    if words == "trước" and _NOT_BEFORE.search(before) and not before.endswith("phê duyệt "):
        return None
    year_written = any(
        match[name]
        for name in ("y", "y2", "y3", "wy", "wy2", "py", "pyn", "qy", "qyn", "wky", "wkyn", "yy", "hy", "mmy")
    )
    weight = 60 if bound in ("before", "by") else 50 if when.period else 45
    if done:
        weight += 20
    if cue == "sang":
        weight += 25
    kind = "datetime" if match["hour"] else "period_end" if when.period and bound == "within" else "date"
    start, end = match.start() - (len(done[0]) if done else 0), match.end()
    return Deadline(start, end, kind, text[start:end].strip(" ,(."), weight, when.day, bound, _clock(match),
                    when.approximate, rule="dated" if year_written else "dated, no year")  # fmt: skip


_TITLE_BEFORE = re.compile(r"(?:kế hoạch|chương trình|đề án|nghị quyết)(?: [^,;]{0,25})? $")


def _bound(words: str) -> str:
    if "trước" in words:
        return "before"
    if (
        words.startswith(("chậm", "muộn", "trễ", "không", "đến", "tới", "hết", "từ nay", "sang", "xong"))
        or "hết" in words
    ):
        return "by"
    return "within"


def _recurring(text: str, low: str) -> Deadline | None:
    """As in "trước ngày 25 hằng tháng", "hằng quý (trước ngày 14 của tháng cuối quý)", "thứ Hai hằng tuần"."""
    bound: str | None
    quarter = _EACH_QUARTER.search(low)
    if quarter:
        bound = "before" if quarter["cue"] == "trước" else "by" if quarter["cue"] else None
        month = 3 if quarter["which"] == "cuối" else 1
        return Deadline(quarter.start(), quarter.end(), "recurring", text[quarter.start() : quarter.end()], 40, None, bound,
                        recurrence={"freq": "quarterly", "month_of_quarter": month, "day": int(quarter["day"])}, rule="recurring")  # fmt: skip
    for match in _RECURRING.finditer(low):
        if match.start() and low[match.start() - 1].isalnum():
            continue
        unit = match["freq"] or match["each"] or match["perunit"]
        recurrence: dict[str, Any] = {"freq": _FREQ[unit] if unit else "half_yearly"}
        per = match["per"] or match["half"]
        if per:
            months = dates.count(per.lstrip("0")) or 1
            if unit in (None, "tháng"):
                recurrence = {"freq": {1: "monthly", 3: "quarterly", 6: "half_yearly"}.get(months, "monthly")}
        end = match.end()
        bound = None
        start = match.start()
        cuts = [(start, end)]
        if match["monthname"]:
            recurrence["month"] = int(match["month"]) if match["month"] else 3 * dates.ROMAN[match["quarter"]]
            bound = "within"
        if match["weekday"] in dates.WEEKDAYS:
            recurrence["weekday"] = dates.WEEKDAYS[match["weekday"]]
        if match["day"]:
            recurrence["day"] = int(match["day"])
            if match["daymonth"]:
                recurrence["month"] = int(match["daymonth"])
        if match["on"]:
            bound = "before" if "trước" in match["on"] else "by"
        clock = _clock(match)
        offset = _OFFSET.search(low)
        noun = _EVERY_NOUN.search(low[max(0, start - 25) : start])
        if offset:
            recurrence |= {
                "anchor": text[offset.start("anchor") : offset.end("anchor")],
                "offset_days": -int(offset["n"]),
            }
            return Deadline(offset.start(), max(end, offset.end()), "recurring", text[offset.start() : max(end, offset.end())], 91,
                            None, "before", recurrence=recurrence, rule="recurring")  # fmt: skip
        if not (match["day"] or match["weekday"] or match["monthname"]):
            days = [
                m
                for m in _RECURRING_DAY.finditer(low)
                if _alone(low, m) and (m["cue"] or m["weekday"] or abs(m.start() - end) < 12)
            ]
            if days:
                first = days[0]
                _put_day(recurrence, first)
                bound = (
                    {"t": "before", "c": "by", "m": "by", "v": "by", "đ": "by"}[first["cue"][0]]
                    if first["cue"]
                    else bound
                )
                if (
                    len(days) > 1
                    and recurrence["freq"] in ("half_yearly", "yearly")
                    and all(m["month"] or m["month2"] for m in days)
                ):
                    recurrence = {
                        "freq": "half_yearly",
                        "dates": [
                            f"{int(m['month'] or m['month2']):02d}-{int(m['day'] or m['day2']):02d}"
                            for m in days
                        ],
                    }
                clock = clock or _clock(first)
                cuts += [(day.start(), day.end()) for day in days]
                start, end = min(start, first.start()), max(end, days[-1].end())
                noun = None
        if noun and not match["prefix"] and bound is None:
            continue
        raw = text[start:end].strip(" ,")
        raw += ")" if raw.count("(") > raw.count(")") else ""
        return Deadline(start, end, "recurring", raw, 40, None, bound, clock, recurrence=recurrence, rule="recurring",
                        cuts=cuts if end - start > 45 else [])  # fmt: skip
    return None


def _alone(low: str, match: re.Match[str]) -> bool:
    """Not the first part of a full date, not a citation's day."""
    return not re.match(r"[/.-]\d| năm \d|/\d", low[match.end() : match.end() + 6])


def _put_day(recurrence: dict[str, Any], match: re.Match[str]) -> None:
    if match["weekday"]:
        recurrence["weekday"] = dates.WEEKDAYS[match["weekday"]]
        return
    month = match["month"] or match["month2"]
    if month:
        recurrence["month"] = int(month)
    if match["which"]:
        recurrence["month_of_quarter"] = 3 if match["which"] == "cuối" else 1
    recurrence["day"] = int(match["day"] or match["day2"])


def _relative(text: str, low: str) -> list[Deadline]:
    """As in "trong thời hạn 05 ngày làm việc kể từ ngày nhận được văn bản này", "sau 07 ngày làm việc kể từ ngày nhận đơn"."""
    found = []
    for match in _RELATIVE.finditer(low):
        if match.start() and low[match.start() - 1].isalnum():
            continue
        loose = match["cue"] in ("sau", "thời hạn", "tối đa")
        short = match["unit"] in ("giờ", "ngày") or "làm việc" in match["unit"]
        if not match["from"] and (loose or (match["cue"] in ("trong", "không quá") and not short)):
            continue
        unit = {"ngày làm việc": "working_day", "ngày": "day", "giờ": "hour", "giờ làm việc": "working_hour", "tuần": "week",
                "tháng": "month", "phút": "minute"}[match["unit"]]  # fmt: skip
        relative: dict[str, Any] = {"n": dates.count(match["n"].lstrip("0") or "0"), "unit": unit}
        if match["from"]:
            relative["from"] = re.sub(
                r" (?:được|này)(?!\w)", "", text[match.start("from") : match.end("from")]
            )
        found.append(Deadline(match.start(), match.end(), "relative", text[match.start() : match.end()].strip(), 45, None, "by",
                              relative=relative, rule="counted from an event"))  # fmt: skip
    return found


def _events(text: str, low: str) -> list[Deadline]:
    found = []
    for match in _EVENT_AFTER.finditer(low) if "khi" in low or "ngay sau" in low else ():
        if match.start() and low[match.start() - 1].isalnum():
            continue
        if (
            match["cue"] == "khi có"
            and match.end() < len(low.rstrip(" .;,/"))
            and low[match.end() : match.end() + 1] != ","
        ):
            continue
        now = bool(match["now"]) or match["cue"].startswith("ngay")
        event = text[match.start("event") : match.end("event")].strip()
        if match["cue"] in ("khi có", "khi nhận được"):
            event = match["cue"].removeprefix("khi ") + " " + event
        found.append(Deadline(match.start(), match.end(), "event", text[match.start() : match.end()], 30, None, "by" if now else None,
                              event=event, rule="after an event"))  # fmt: skip
    for match in _EVENT_BEFORE.finditer(low) if "trước" in low else ():
        if match.start() and low[match.start() - 1].isalnum():
            continue
        found.append(Deadline(match.start(), match.end(), "event", text[match.start() : match.end()], 35, None, "before",
                              event=text[match.start("event") : match.end("event")].strip(), rule="before an event"))  # fmt: skip
    if not found and "phục vụ" in low:
        serving = _EVENT_SERVING.search(low)
        if serving:
            found.append(Deadline(serving.start(), serving.end(), "event", text[serving.start() : serving.end()], 15, None, None,
                                  event=text[serving.start("event") : serving.end("event")].strip(), rule="for an event"))  # fmt: skip
    return found


_START = re.compile(
    r"(?:(?:kể |bắt đầu |thực hiện |áp dụng |lên sóng )?từ|kể từ|bắt đầu)(?: ngày)? "
    + dates.DAY.replace("(?:ngày |", "(?:ngày |", 1)
)


def start_date(low: str, today: date | None) -> date | None:
    """The day a task begins: "kể từ ngày 01/3/2025". Never a deadline."""
    for match in _START.finditer(low):
        if (match.start() == 0 or not low[match.start() - 1].isalnum()) and (match["m"] or match["wm"]):
            when = (
                dates.read_day(match, None)
                if match["y"] or match["y2"] or match["wy"]
                else dates.read_day(match, today)
            )
            if when:
                return when.day
    return None
