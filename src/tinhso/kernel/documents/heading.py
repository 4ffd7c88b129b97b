"""What the heading of a document says of it, as far as it says so: guesses, for a person to check. No ORM."""

import re
from dataclasses import dataclass
from datetime import date

from tinhso.kernel.documents.numbers import DocumentNumber, parse_number
from tinhso.kernel.documents.types import TYPES
from tinhso.kernel.text import fold, normalise
from tinhso.kernel.text.formats import parse_document_date


@dataclass(frozen=True, slots=True)
class Heading:
    """Empty and None where the text does not say."""

    number: str = ""
    type_code: str = ""
    issuer: str = ""
    issued_on: date | None = None
    abstract: str = ""
    urgency: str = ""
    party: bool = False


_LINES = 45
_NUMBER = re.compile(
    r"^(?:.{0,60}\s)?Số\s*:?\s*"
    r"(\d{1,6}(?:\.\d{1,3})?[a-z]?(?:\s*\.?\s*/\s*|\s*[-–]\s*)[A-ZĐa-zđ0-9][\wĐđ./&–-]{1,40})",
    re.I,
)
_PLACE_AND_DATE = re.compile(r"(?:^|,\s*|\s)ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}\b", re.I)
_MOTTO = re.compile(r"cong hoa xa hoi|dang cong san viet nam|doc lap|\*{2,}|^-+$")
_ISSUER = re.compile(
    r"^(?:ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|TỈNH ỦY|TỈNH UỶ|HUYỆN ỦY|THÀNH ỦY|ĐẢNG ỦY|BAN |SỞ |VĂN PHÒNG|CHÍNH PHỦ|"
    r"THỦ TƯỚNG|BỘ |ĐẢNG BỘ|MẶT TRẬN|CÔNG AN|THANH TRA|CHỦ TỊCH)"
)
_URGENCY = {"hoa toc": "hoa_toc", "thuong khan": "thuong_khan", "khan": "khan"}
_NAMES = sorted(((fold(kind.name), kind.code) for kind in TYPES.values()), key=lambda pair: -len(pair[0]))


def read_heading(text: str) -> Heading:
    """The heading's parts; only the first lines of the text are looked at."""
    cells = [normalise(cell) for line in text.split("\n")[:_LINES] for cell in line.split(" | ")]
    cells = [cell for cell in cells if cell]
    number = _number(cells)
    place, type_code = _title(cells)
    return Heading(
        number=number.canonical if number else "",
        type_code=(number.type_code if number else "") or type_code,
        issuer=_issuer(cells),
        issued_on=_date(cells),
        abstract=_abstract(cells, place),
        urgency=next(
            (_URGENCY[fold(cell)] for cell in cells if cell.isupper() and fold(cell) in _URGENCY), ""
        ),
        party=bool(number and number.party),
    )


def _number(cells: list[str]) -> DocumentNumber | None:
    for cell in cells[:15]:
        if len(cell) < 90 and (found := _NUMBER.match(cell)):
            return parse_number(found[1])
    return None


def _date(cells: list[str]) -> date | None:
    """Of the line of place and date only: dates of cited documents stand in sentences."""
    for cell in cells[:25]:
        if len(cell) < 90 and _PLACE_AND_DATE.search(cell):
            try:
                return parse_document_date(cell)
            except ValueError:
                return None
    return None


def _title(cells: list[str]) -> tuple[int | None, str]:
    """Where the line of the type stands ("QUYẾT ĐỊNH", alone or before its abstract), and the type."""
    for place, cell in enumerate(cells[:25]):
        if not cell.isupper() or _MOTTO.search(fold(cell)):
            continue
        for name, code in _NAMES:
            if fold(cell) == name:
                return place, code
    return None, ""


def _abstract(cells: list[str], place: int | None) -> str:
    if place is None:
        letter = next((cell for cell in cells[:15] if re.match(r"^V/v\b", cell, re.I)), "")
        if letter:
            return letter[:500]
        # A report of a meeting has only a headline.
        first = cells[0] if cells else ""
        return first if 20 < len(first) < 300 and first[-1] not in ".;:" and not _NUMBER.match(first) else ""
    parts: list[str] = []
    for cell in cells[place + 1 : place + 4]:
        if cell.endswith((".", ";", ":")) or fold(cell).startswith(("can cu", "kinh gui")):
            break
        if parts and not (cell[0].islower() or parts[-1][-1] in ",–-"):
            break
        parts.append(cell)
    return " ".join(parts)[:500]


def _issuer(cells: list[str]) -> str:
    found = []
    for cell in cells[:8]:
        if len(cell) < 80 and _ISSUER.match(cell) and cell.upper() == cell:
            found.append(cell)
    return " – ".join(found[-1:]) if found else ""
