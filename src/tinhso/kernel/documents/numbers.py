"""Numbers of documents: read leniently, written one way, the typed text kept by the caller. No ORM.

State `559/QĐ-UBND`, normative `30/2020/NĐ-CP`, letters `5425/UBND-KGVX`; Party `48-NQ/TU`. Real lists hold
`22/NQ-TU`, `377/QĐUBND`, `168./QĐ-BNV`, `3098/QĐ_BYT`, `SỐ 64/QĐ-NHNN`, `QĐ/0001-BCA`, a bare `1681`: nothing
is refused, what is not understood stays as it was typed.
"""

import re
from dataclasses import dataclass

from tinhso.kernel.documents.types import BY_MARK, TYPES
from tinhso.kernel.text import fold, normalise


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """What a typed number says. `key` compares numbers whatever their case, marks and blanks."""

    raw: str
    number: str = ""  # "559", "66.7", "1728a"
    year: int | None = None
    type_code: str = ""
    body: str = ""  # who issued it, as abbreviated: "UBND", "TU", "HĐND"
    drafter: str = ""
    party: bool = False

    @property
    def canonical(self) -> str:
        """The number as the rules write it; the typed text where it was not understood."""
        mark = TYPES[self.type_code].mark if self.type_code else ""
        padded = self.number.zfill(2) if self.number.isdigit() else self.number
        if not self.number or not (mark or self.body):
            return self.raw
        if self.party:
            return f"{padded}-{mark}/{self.body}" if mark else self.raw
        tail = "-".join(part for part in (mark, self.body, self.drafter) if part)
        return f"{padded}/{self.year}/{tail}" if self.year else f"{padded}/{tail}"

    @property
    def key(self) -> str:
        return re.sub(r"[^0-9a-z]+", "-", fold(self.canonical)).strip("-")


_LEADING = re.compile(
    r"^(?:(?:luật|nghị quyết|nghị định|quyết định|chỉ thị|công văn|kế hoạch)\s+)?(?:số|so)\s*:?\s*", re.I
)
_NUMBER = r"(?P<number>\d{1,6}(?:\.\d{1,3})?[a-z]?)"
_MARKS = "|".join(sorted({re.escape(mark) for mark in BY_MARK}, key=len, reverse=True))
_BODY = r"[A-ZĐÂĂÊÔƠƯa-zđ0-9]+(?:[-.&][A-ZĐÂĂÊÔƠƯa-zđ0-9]+)*"
_PARTY = re.compile(rf"{_NUMBER}\s*[-–]\s*(?P<mark>{_MARKS})\s*/\s*(?P<body>{_BODY})", re.I)
_TURNED = re.compile(rf"(?P<mark>{_MARKS})\s*/?\s*{_NUMBER}\s*[-–]\s*(?P<body>{_BODY})", re.I)
_STATE = re.compile(
    rf"{_NUMBER}\s*\.?\s*/\s*(?:(?P<year>(?:19|20)\d\d)\s*/\s*)?(?P<tail>{_BODY}(?:\s*[-–_]\s*{_BODY})*)",
    re.I,
)
# Bodies whose numbers are the Party's even where somebody wrote them in the State's way.
_PARTY_BODIES = {"tu", "tw", "bctw", "ubkttu", "hu", "du", "tvtu", "btctu", "btgtu", "vptu", "bcđtw"}
_STATE_BODIES = ("ubnd", "hđnd", "cp", "ttg", "hdnd")


def parse_number(typed: str) -> DocumentNumber:
    """What the typed text says, as far as it says it. Never refuses."""
    raw = normalise(typed)
    text = _LEADING.sub("", raw).rstrip(" .;,")
    if found := _PARTY.fullmatch(text):
        return _made(raw, found, party=True)
    if found := _TURNED.fullmatch(text):
        return _made(raw, found, party=False)
    if found := _STATE.fullmatch(text):
        return _state(raw, found)
    if re.fullmatch(_NUMBER, text, re.I):
        return DocumentNumber(raw, number=text.lower())
    return DocumentNumber(raw)


def _made(raw: str, found: re.Match[str], *, party: bool) -> DocumentNumber:
    return DocumentNumber(
        raw,
        number=found["number"].lower(),
        type_code=BY_MARK[found["mark"].casefold()],
        body=_upper(found["body"]),
        party=party,
    )


def _state(raw: str, found: re.Match[str]) -> DocumentNumber:
    parts = [part for part in re.split(r"\s*[-–_]\s*", found["tail"]) if part]
    type_code = BY_MARK.get(parts[0].casefold(), "")
    if type_code:
        parts = parts[1:]
    elif glued := re.match(rf"({_MARKS})({'|'.join(_STATE_BODIES)})$", parts[0], re.I):  # 377/QĐUBND
        type_code, parts = BY_MARK[glued[1].casefold()], [glued[2], *parts[1:]]
    body, drafter = (parts[0] if parts else ""), "-".join(parts[1:])
    year = int(found["year"]) if found["year"] else None
    party = not year and bool(type_code) and not drafter and body.casefold() in _PARTY_BODIES
    return DocumentNumber(raw, found["number"].lower(), year, type_code, _upper(body), drafter, party)


def _upper(body: str) -> str:
    """'ubnd' as UBND; a body with small letters inside (TTg) as it was typed."""
    return body.upper() if body.islower() else body
