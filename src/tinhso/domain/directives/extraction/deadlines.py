"""When a task is due: the phrase, the day, the bound.

`trước ngày D` → before; `chậm nhất`, `đến hết D` → by; `trong tháng/quý/năm` → within, last day of the period.
Only a date behind such a word is a deadline: dates of citations, titles and starts never have one. The phrases
are read by deadline_dated (days and periods), deadline_recurring (rhythms), deadline_events (everything else).
"""

import re
from datetime import date

from . import dates, deadline_dated, deadline_events, deadline_recurring
from .deadline_events import reference
from .deadline_shape import Deadline, starts_word
from .words import has

__all__ = ["Deadline", "bare", "find", "reference", "start_date"]

_HAS_NUMBER = re.compile(r"\d")
_UNNUMBERED = (
    "quý ",
    "tháng",
    "tuần ",
    " nay",
    " mai",
    "năm sau",
    "năm tới",
    "hết năm",
    "cuối năm",
    "trong năm",
)
_COUNTED_UNITS = ("ngày", "giờ", "tuần", "tháng", "phút", "tiếng", "năm")
_ONGOING = re.compile(
    r"thường xuyên|liên tục|h[ằà]ng ngày|trong (?:suốt )?quá trình|cả năm|quanh năm|đột xuất|khi có yêu cầu"
)
_START = re.compile(r"(?:kể từ|từ|bắt đầu(?: từ)?) " + dates.POINT)


def find(text: str, low: str, today: date | None) -> list[Deadline]:
    """All deadlines of a clause, the strongest first. Empty when the clause names none."""
    numbered = _HAS_NUMBER.search(low)
    dated: list[Deadline] = []
    if numbered or has(low, _UNNUMBERED):
        dated = deadline_dated.find(text, low, today)
    every = deadline_recurring.find(text, low) if deadline_recurring.possible(low) else None
    if every:
        dated = [one for one in dated if one.end <= every.start or one.start >= every.end]
        if not dated or every.weight > 90:
            return [every]
    found = dated
    if not found and has(low, _COUNTED_UNITS):
        found = deadline_events.counted(text, low)
    found = found or deadline_events.events(text, low)
    found.sort(key=lambda each: -each.weight)
    return found


def bare(text: str, today: date | None) -> Deadline | None:
    """A cell or a labelled value that is only a time: "Quý II/2026", "10/12/2026", "Thường xuyên"."""
    low = text.lower()
    found = find(text, low, today)
    if found:
        return found[0]
    one = deadline_dated.bare(text, low, today)
    if one:
        return one
    if _ONGOING.search(low):
        return Deadline(0, len(text), "ongoing", text, 5, rule="standing work")
    return reference(text, low) or (
        Deadline(0, len(text), "reference", text, 5, rule="deadline in words") if text else None
    )


def start_date(low: str, today: date | None) -> date | None:
    """The day a task begins: "kể từ ngày 01/3/2025", "từ quý III/2026". Never a deadline."""
    for match in _START.finditer(low):
        if not starts_word(low, match.start()) or match["bareyear"] or low.startswith(" sang", match.end()):
            continue
        when = dates.read(match, today)
        if when and not when.period:
            return when.day
        if when and when.first and today and when.first > today and not match["yy"]:
            return when.first
    return None
