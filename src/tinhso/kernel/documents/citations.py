"""What a text says of other documents: its bases and what it carries out, changes and replaces. Suggestions, for a
person to accept. No ORM."""

import re
from dataclasses import dataclass
from datetime import date

from tinhso.kernel.documents.numbers import find_number
from tinhso.kernel.text import normalise

IMPLEMENTS, REPLACES, AMENDS, CITES = "implements", "replaces", "amends", "cites"
# The stronger word of two that speak of one document.
_STRENGTH = [REPLACES, AMENDS, IMPLEMENTS, CITES]

MOST = 40
_LOOKED_AT = 200_000  # signs
_BASIS = re.compile(r"^(?:[-–+*•]\s*)?(?P<word>căn cứ|thực hiện|triển khai|theo|xét|tiếp theo)\b", re.I)
_CARRIED_OUT = re.compile(r"\b(?:thực hiện|triển khai|cụ thể hóa|cụ thể hoá)\b", re.I)
_REPLACED = re.compile(r"\bthay thế\b", re.I)
_AMENDED = re.compile(r"\bsửa đổi(?:,? bổ sung)?\b", re.I)
# Of one line the pieces that each name at most one document.
_PIECES = re.compile(r";|,(?=\s+(?:các\s+)?[A-ZĐ])|\bvà\b(?=\s+[A-ZĐ])")
_DAY = re.compile(
    r"ngày\s+(?P<day>\d{1,2})(?:\s*[/.-]\s*(?P<m>\d{1,2})\s*[/.-]\s*|\s+tháng\s+(?P<month>\d{1,2})\s+năm\s+)(?P<year>\d{4})",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that is spoken of: as its number is written, compared, dated, and what is done with it."""

    kind: str
    number: str
    key: str
    on: date | None
    words: str  # where it stands


def read_citations(text: str, *, abstract: str = "", own: str = "") -> list[Citation]:
    """The documents that the bases, the abstract and the closing provisions name, in the order of the text, each
    once; `own` is the key of the document itself."""
    found: dict[tuple[str, date | None], Citation] = {}
    lines = [normalise(line) for line in text[:_LOOKED_AT].split("\n")]
    for line, kind in [
        (normalise(abstract), _of_abstract(abstract)),
        *((line, _of_line(line)) for line in lines),
    ]:
        if not kind:
            continue
        for piece in _PIECES.split(line):
            cited = _cited(piece, kind)
            if cited is None or cited.key == own:
                continue
            before = found.get((cited.key, cited.on)) or _undated(found, cited)
            if before is None:
                found[cited.key, cited.on] = cited
            elif _STRENGTH.index(kind) < _STRENGTH.index(before.kind) or (cited.on and not before.on):
                del found[before.key, before.on]
                stronger = min(kind, before.kind, key=_STRENGTH.index)
                found[cited.key, cited.on or before.on] = Citation(
                    stronger, cited.number, cited.key, cited.on or before.on, before.words
                )
        if len(found) >= MOST:
            break
    return list(found.values())[:MOST]


def day_in(words: str) -> date | None:
    """The day that follows a cited number: "ngày 10/9/2021", "ngày 10 tháng 9 năm 2021"."""
    if not (seen := _DAY.search(words)):
        return None
    try:
        return date(int(seen["year"]), int(seen["m"] or seen["month"]), int(seen["day"]))
    except ValueError:
        return None


def _of_abstract(abstract: str) -> str:
    for pattern, kind in ((_AMENDED, AMENDS), (_REPLACED, REPLACES), (_CARRIED_OUT, IMPLEMENTS)):
        if pattern.search(abstract):
            return kind
    return ""


def _of_line(line: str) -> str:
    if basis := _BASIS.match(line):
        return IMPLEMENTS if basis["word"].casefold() in ("thực hiện", "triển khai") else CITES
    return REPLACES if len(line) < 600 and _REPLACED.search(line) else ""


def _cited(piece: str, kind: str) -> Citation | None:
    number = find_number(piece)
    if number is None or not number.understood:
        return None
    return Citation(kind, number.canonical, number.search_key, day_in(piece), piece.strip(" ;,.")[:300])


def _undated(found: dict[tuple[str, date | None], Citation], cited: Citation) -> Citation | None:
    """The same number without a day, or with one where this has none: the same document."""
    if cited.on is None:
        return next((each for (key, _on), each in found.items() if key == cited.key), None)
    return found.get((cited.key, None))
