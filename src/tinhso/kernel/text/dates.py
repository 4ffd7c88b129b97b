"""Days and times the Vietnamese way, in and out. Day first, always; four-digit years, always.

On screens 5/2/2026 and 15:07; in documents "ngày 05 tháng 02 năm 2026" (zero before a day under 10 and before
months 1 and 2 only) and "15 giờ 07". An aware datetime is shown on the clock of Việt Nam.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from tinhso.kernel.text.letters import normalise
from tinhso.kernel.text.refusal import Refused, _

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_day_first = re.compile(r"([0-9]{1,2})([/. -])([0-9]{1,2})\2([0-9]{4})")
_iso = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_short_year = re.compile(r"[0-9]{1,2}([/. -])[0-9]{1,2}\1[0-9]{2}")
_phrase = re.compile(r"ngày ([0-9]{1,2}) tháng ([0-9]{1,2}) năm ([0-9]{4})(?![0-9])", re.IGNORECASE)
_year = re.compile(r"[0-9]{4}")
_month_year = re.compile(r"([0-9]{1,2})[/.-]([0-9]{4})")


def parse_date(text: str) -> date:
    """A typed day: '5/2/2026', '05-02-2026', '5.2.2026', '5 2 2026' or ISO '2026-02-05' → 5 February 2026.

    Raises ``Refused`` (a ValueError) with a Vietnamese sentence that says what to type.
    """
    typed = normalise(text)
    if not typed:
        raise Refused(_("Hãy gõ ngày, ví dụ: 5/2/2026."), code="empty")
    if found := _day_first.fullmatch(typed):
        return _real_day(int(found[4]), int(found[3]), int(found[1]), typed)
    if found := _iso.fullmatch(typed):
        return _real_day(int(found[1]), int(found[2]), int(found[3]), typed)
    if _short_year.fullmatch(typed):
        raise Refused(
            _("Năm trong “%(typed)s” phải đủ bốn chữ số, ví dụ: 5/2/2026."), code="short_year", typed=typed
        )
    raise Refused(
        _("Không đọc được ngày “%(typed)s”: gõ ngày trước, tháng sau, năm bốn chữ số, ví dụ: 5/2/2026."),
        code="form",
        typed=typed,
    )


def parse_document_date(text: str) -> date:
    """The day of a phrase 'ngày 05 tháng 02 năm 2026', also with the place before it."""
    found = _phrase.search(normalise(text))
    if not found:
        raise Refused(
            _("Không thấy ngày ban hành; mẫu đúng: ngày 05 tháng 02 năm 2026."),
            code="form",
        )
    return _real_day(int(found[3]), int(found[2]), int(found[1]), found[0])


def format_date(day: date) -> str:
    """5/2/2026, on screens."""
    return f"{day.day}/{day.month}/{day.year}"


def format_date_short(day: date) -> str:
    """05/02/2026, where columns must align."""
    return f"{day.day:02}/{day.month:02}/{day.year}"


def format_month(day: date) -> str:
    """tháng 2/2026."""
    return f"tháng {day.month}/{day.year}"


def document_date(day: date) -> str:
    """ngày 05 tháng 02 năm 2026, in issued documents."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def place_and_date(place: str, day: date) -> str:
    """Tuyên Quang, ngày 05 tháng 02 năm 2026: the line above a document's title."""
    return f"{place}, {document_date(day)}"


def document_number(number: int, symbol: str) -> str:
    """Số: 05/QĐ-UBND; a number under 10 has a zero before it."""
    return f"Số: {number:02}/{symbol}"


def format_time(at: time | datetime) -> str:
    """15:07, in tables."""
    at = on_our_clock(at) if isinstance(at, datetime) else at
    return f"{at.hour:02}:{at.minute:02}"


def time_in_sentence(at: time | datetime) -> str:
    """15 giờ 07; 17 giờ."""
    at = on_our_clock(at) if isinstance(at, datetime) else at
    return f"{at.hour} giờ {at.minute:02}" if at.minute else f"{at.hour} giờ"


def format_datetime(at: datetime) -> str:
    """15:07 5/2/2026, in tables."""
    at = on_our_clock(at)
    return f"{format_time(at)} {format_date(at)}"


def on_our_clock(at: datetime) -> datetime:
    """An aware instant on the clock of Việt Nam; a naive one is taken to be on it already."""
    return at if at.tzinfo is None else at.astimezone(VIETNAM)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """What an old paper says of a birth date: a year, a month and a year, or a day. Nothing is invented."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        return "/".join(str(part) for part in (self.day, self.month, self.year) if part is not None)


def parse_partial_date(text: str) -> PartialDate:
    """'1948', '7/1948' or '2/7/1948'; refuses like ``parse_date``."""
    typed = normalise(text)
    if _year.fullmatch(typed):
        _real_day(int(typed), 1, 1, typed)
        return PartialDate(year=int(typed))
    if found := _month_year.fullmatch(typed):
        _real_day(int(found[2]), int(found[1]), 1, typed)
        return PartialDate(year=int(found[2]), month=int(found[1]))
    day = parse_date(typed)
    return PartialDate(year=day.year, month=day.month, day=day.day)


def _real_day(year: int, month: int, day: int, typed: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        pass
    if month > 12:
        raise Refused(
            _("Không có tháng %(month)s trong “%(typed)s”: gõ ngày trước, tháng sau, ví dụ: 27/2/2026."),
            code="month_first",
            month=str(month),
            typed=typed,
        )
    raise Refused(
        _("Không có ngày “%(typed)s” trong lịch; hãy kiểm tra lại."), code="no_such_day", typed=typed
    )
