"""A cell of the column "thời gian": a day of the sheet, a number, or words as the extraction reads them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tinhso.domain.directives.annex.grid import Mark, text_of
from tinhso.domain.directives.annex.problems import Problem, problem
from tinhso.domain.directives.extraction import deadlines
from tinhso.kernel.text import fold
from tinhso.kernel.text.formats import format_date

LONGEST = 300
_DAY = re.compile(r"(?<!\d)(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(\d{4}|\d{2}))?(?![\d/])")
_RANGE = re.compile(
    r"^\s*(?:từ )?(?:ngày )?.*?(?:\s[-–]\s|\d\s?[-–]\s?(?=\d{1,2}[/.]\d)| đến )(?P<last>.+)$", re.IGNORECASE
)
_YEAR_ONLY = re.compile(r"(?:đến hết|hết|trước|trong) (?=(?:19|20)\d\d\s*$)", re.IGNORECASE)
_PERIOD = re.compile(r"^\s*(?:trong )?giai đoạn ", re.IGNORECASE)
# Words that say when without a day: they are kept as the reason why there is none.
_TIME_WORDS = re.compile(
    r"\b(?:theo|khi|sau|truoc|trong|den|cung|ngay|tien do|lo trinh|ke hoach|yeu cau|dinh ky|hang|thuong xuyen|"
    r"lien tuc|dot xuat|hoan thanh|ket thuc)\b"
)
_NOTHING = re.compile(r"[\s\-–—./…x]*", re.IGNORECASE)
FIRST_SERIAL, LAST_SERIAL = 36_526, 73_050  # 1/1/2000 … 31/12/2099
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class When:
    """What the cell says. `reason` stands where it says that there is no day; `wrong` where it cannot be read."""

    raw: str = ""
    day: date | None = None
    bound: str = ""
    kind: str = "none"
    reason: str = ""
    wrong: Problem | None = None


def read(value: Any, mark: str | None, issued: date) -> When:
    """`issued` is the document's day: against it words without a year are read."""
    raw = " ".join(text_of(value, mark).split())
    if not raw or _NOTHING.fullmatch(raw):
        return When()
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        found = _month(raw, issued) if mark == Mark.MONTH else When(raw, day, "by", "date")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found = _number(value, raw, issued)
    else:
        found = words(raw, issued)
    if found.day and found.day < issued:
        past = problem("deadline_past", day=format_date(found.day), issued=format_date(issued))
        return When(raw, wrong=past)
    return found


def _number(value: float, raw: str, issued: date) -> When:
    """Excel's serial of a day, a year, or 9.2026 that was meant as a month."""
    whole, rest = int(value), round((value - int(value)) * 10_000)
    if float(value).is_integer() and FIRST_SERIAL <= whole <= LAST_SERIAL:
        return When(format_date(day := _EPOCH + timedelta(days=whole)), day, "by", "date")
    if float(value).is_integer() and 2000 <= whole <= 2099:
        return words(str(whole), issued)
    if 1 <= whole <= 12 and 2000 <= rest <= 2099:
        return words(f"{whole}/{rest}", issued)
    return When(raw, wrong=problem("deadline_number", value=raw))


def _month(raw: str, issued: date) -> When:
    return words(f"tháng {raw}", issued)


def words(raw: str, issued: date) -> When:
    """A text as the extraction reads it; what it cannot read is said, never guessed."""
    kept = raw[:LONGEST]
    days = _days(raw, issued)
    if None in days:
        return When(kept, wrong=problem("deadline_no_such_day", value=kept))
    text = raw
    if len(set(days)) > 1:
        last = _RANGE.match(raw)
        if last is None or len(set(_days(last["last"], issued))) != 1:
            return When(kept, wrong=problem("deadline_several", value=kept))
        text = last["last"]
    text = _PERIOD.sub("", _YEAR_ONLY.sub(lambda found: f"{found[0]}năm ", text))
    found = deadlines.bare(text, issued)
    if found is None:
        return When(kept, wrong=problem("deadline_unreadable", value=kept))
    if found.day is not None:
        return When(kept, found.day, found.bound or "by", found.kind)
    if found.rule == "deadline in words" and (re.search(r"\d", raw) or not _TIME_WORDS.search(fold(raw))):
        return When(kept, wrong=problem("deadline_unreadable", value=kept))
    return When(kept, kind=found.kind, reason=kept)


def _days(text: str, issued: date) -> list[date | None]:
    """The days that are written in figures; None for one that no calendar has."""
    found: list[date | None] = []
    for day, month, year in _DAY.findall(text):
        if not year and int(month) > 12:
            continue  # "4-2026" in "quý 4-2026" never gets here; "24/70" is no day
        full = issued.year if not year else int(year) + (2000 if len(year) == 2 else 0)
        try:
            found.append(date(full, int(month), int(day)))
        except ValueError:
            found.append(None)
    return found
