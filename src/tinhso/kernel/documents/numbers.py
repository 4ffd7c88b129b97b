"""Numbers of documents: read leniently, written one way, the typed text kept by the caller. No ORM.

State `559/QĐ-UBND`, normative `30/2020/NĐ-CP`, letters `5425/UBND-KGVX`; Party `48-NQ/TU`. Real lists hold
`22/NQ-TU`, `377/QĐUBND`, `168./QĐ-BNV`, `3098/QĐ_BYT`, `SỐ 64/QĐ-NHNN`, `QĐ/0001-BCA`, `Luật số 58`, a bare
`1681`: nothing is refused, and what is not understood stays as it was typed.

The reading goes from strict to lenient: the whole text as a Party number, as a turned one (`QĐ2338-BTP`), as a
State number; then the first State or Party number that stands somewhere in it; then a bare number with the
word of its type ("Luật số 58"). A reading that would have to guess is left out.
"""

import re
from dataclasses import dataclass

from tinhso.kernel.documents.types import BY_MARK, BY_NAME, TYPES
from tinhso.kernel.text import fold, normalise


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """What a typed number says. `mark` is the type's abbreviation as it stands in the number; `type_code` may
    also come from the word before it ("Luật số …"). Two numbers are the same where `key` is."""

    raw: str
    number: str = ""  # "559", "66.7", "1728a"
    year: int | None = None
    type_code: str = ""
    mark: str = ""
    body: str = ""  # who issued it, as abbreviated: "UBND", "TU", "HĐND", "CP-UBTƯMTTQVN"
    drafter: str = ""
    party: bool = False

    @property
    def understood(self) -> bool:
        """Whether the number and its type or its body were read."""
        return bool(self.number and (self.type_code or self.body))

    @property
    def canonical(self) -> str:
        """The number as the rules write it; the typed text where it was not understood."""
        if not self.number or not (self.mark or self.body):
            return self.raw
        padded = _padded(self.number)
        if self.party:
            return f"{padded}-{self.mark}/{self.body}" if self.mark else self.raw
        tail = "-".join(part for part in (self.mark, self.body, self.drafter) if part)
        return f"{padded}/{self.year}/{tail}" if self.year else f"{padded}/{tail}"

    @property
    def key(self) -> str:
        """The same for two ways of typing one number: case, blanks and kinds of dash do not count; đ does,
        because ĐA (đề án) is not DA (dự án)."""
        return re.sub(r"[^0-9\w]+|_+", "-", self.canonical.casefold()).strip("-")

    @property
    def search_key(self) -> str:
        """The key without marks, for finding by what is typed first."""
        return re.sub(r"[^0-9a-z]+", "-", fold(self.key)).strip("-")


# --- the parts ------------------------------------------------------------------------------------------------

# Words that may stand before a number, with what they say of its type; "Luất" and its kin are typing errors.
_NAMES = sorted(BY_NAME, key=len, reverse=True)
_WORD = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in _NAMES)
_TYPE_WORD = re.compile(rf"^(?P<word>{_WORD})(?!\w)", re.I)
_LABEL = re.compile(r"^(?:số|so)\s*[:.]?\s*(?=\d|[A-ZĐ]{1,4}\s*/?\s*\d)", re.I)
_NUMBER = r"(?P<number>\d{1,6}(?:\.\d{1,3}|\.?[a-zđ])?)"
_MARKS = "|".join(sorted({re.escape(mark) for mark in BY_MARK}, key=len, reverse=True))
_LETTER = "A-ZĐÂĂÊÔƠƯa-zđâăêôơư"
_TOKEN = rf"[{_LETTER}0-9]+(?:[.&][{_LETTER}0-9]+)*"
_END = rf"(?![{_LETTER}0-9À-ỹ])"
_YEAR = r"(?P<year>(?:19[4-9]|20[0-9])\d)"
_SLASH = r"\s*\.?\s*/+\s*"
_DASH = r"\s*-+\s*"

_PARTY = re.compile(
    rf"{_NUMBER}{_DASH}(?P<mark>{_MARKS}){_SLASH}(?P<tail>{_TOKEN}(?:-{_TOKEN})*){_END}", re.I
)
_TURNED = re.compile(
    rf"(?P<mark>{_MARKS})\s*(?:[-/.]\s*)?{_NUMBER}(?:{_SLASH}{_YEAR})?\s*[-/]\s*(?P<tail>{_TOKEN}(?:{_DASH}{_TOKEN})*)",
    re.I,
)
_STATE = re.compile(
    rf"{_NUMBER}{_SLASH}(?:{_YEAR}\s*(?:/+|-)\s*)?(?P<tail>{_TOKEN}(?:\s*[-/]+\s*{_TOKEN})*)",
    re.I,
)
# Inside a longer text: blanks only before capitals, so that "559/QĐ-UBND - Về việc" ends where it ends.
_CAPITALS = r"(?=\S*[A-ZĐƯ]\S*[A-ZĐƯ])"
_INSIDE = re.compile(
    rf"(?<![\dA-ZĐ/.-]){_NUMBER}\s?\.?\s?/\s?(?:{_YEAR}\s?[/-]\s?)?"
    rf"(?P<tail>{_CAPITALS}{_TOKEN}(?:(?:[-/]|\s?[-/]\s?{_CAPITALS}){_TOKEN})*){_END}"
)
_INSIDE_PARTY = re.compile(
    rf"(?<![\dA-ZĐ/.-]){_NUMBER}\s?-\s?(?P<mark>(?i:{_MARKS}))\s?/\s?(?P<tail>[A-ZĐƯ]{{2,}}(?:-[A-ZĐƯ]{{2,}})*){_END}"
)
_WITH_YEAR = re.compile(rf"{_NUMBER}(?:{_SLASH}{_YEAR})?")
# Decrees of before 1996, and orders of the State President: 73-CP, 18-L/CTN.
_OLD = re.compile(rf"{_NUMBER}\s*-\s*(?P<tail>CP|TTg|HĐBT|CTN)", re.I)

# Whose numbers are the Party's even where somebody wrote them in the State's way.
_PARTY_BODIES = {
    "tu", "tw", "tư", "bctw", "bchtw", "đh", "hu", "du", "đu", "thu", "tvtu", "vptu", "vptw", "btctu", "btctw",
    "btgtu", "btgtw", "btgdvtu", "btgdvtw", "bdvtu", "bdvtw", "bnctu", "bnctw", "ubkttu", "ubkttw", "bcđtw",
}  # fmt: skip
# Bodies as people type them, without đ or with it in the wrong place.
_BODIES = {"hdnd": "HĐND", "ttg": "TTg", "tƯ".casefold(): "TW", "ldtbxh": "LĐTBXH", "bldtbxh": "BLĐTBXH"}
_GLUED = re.compile(
    rf"(?P<mark>{_MARKS})\.?(?P<body>UBND|HĐND|HDND|UBTVQH\d*|CP|TTg|CTN|VPCP|NHNN|B[A-ZĐ]{{1,7}}|S[A-ZĐ]{{2,7}}|TANDTC|VKSNDTC)",
    re.I,
)
_GOVERNMENT, _ITS_MARKS = {"cp", "ttg"}, {"nđ", "nd", "nq", "qđ", "qd", "ct"}
_JOINT = {"thong-tu-lien-tich", "nghi-quyet-lien-tich"}
_CHANGED = str.maketrans({"_": "-", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "\\": "/", "⁄": "/"})


def parse_number(typed: str) -> DocumentNumber:
    """What the typed text says, as far as it says it. Never refuses."""
    raw = normalise(typed)
    text, word = _without_words(raw.translate(_CHANGED))
    if found := _PARTY.fullmatch(text):
        return _party(raw, found, word)
    if (found := _TURNED.fullmatch(text)) and (reading := _turned(raw, found)):
        return reading
    found = _STATE.fullmatch(text) or _OLD.fullmatch(text)
    if found and (reading := _state(raw, found, word)):
        return reading
    if found := _WITH_YEAR.fullmatch(text):
        year = int(found["year"]) if found["year"] else None
        return DocumentNumber(raw, _plain(found["number"]), year, type_code=word)
    return _somewhere(raw, raw.translate(_CHANGED), word) or DocumentNumber(raw)


def find_number(text: str) -> DocumentNumber | None:
    """The first number of a document that stands in a running text, such as the title of a citation."""
    raw = normalise(text)
    return _somewhere(raw, raw.translate(_CHANGED), _without_words(raw)[1])


def written_number(
    number: int, *, letter: str = "", mark: str, body: str, drafter: str = "", year: int | None, party: bool
) -> str:
    """The number as the rules write it: 559/QĐ-UBND, 30/2026/QĐ-UBND, 5425/UBND-KGVX, 48-NQ/TU."""
    made = DocumentNumber("", f"{number}{letter}", year, "", mark, body, drafter, party)
    return made.canonical


# --- the readings -----------------------------------------------------------------------------------------------


def _without_words(text: str) -> tuple[str, str]:
    """The text from its number on, and the type that the word before it names."""
    text = text.strip(" .;,:()[]\"'“”")
    word = ""
    if found := _TYPE_WORD.match(text):
        rest = text[found.end() :].lstrip(" :.-")
        if rest:
            word, text = BY_NAME[" ".join(found["word"].casefold().split())], rest
    return _LABEL.sub("", text), word


def _party(raw: str, found: re.Match[str], word: str) -> DocumentNumber:
    code = BY_MARK[found["mark"].casefold()]
    # The Party writes both quyết định and quy định as QĐ; the word before the number knows.
    shown = TYPES[code].mark
    if code == "quyet-dinh" and word == "quy-dinh":
        code = word
    parts, party = _parts(found["tail"]), TYPES[code].party
    if not party or not parts:
        return _made(raw, found["number"], None, code, shown, parts, party=False)
    body = "-".join(body_of(part) for part in parts)
    return DocumentNumber(raw, _plain(found["number"]), None, code, shown, body, party=True)


def _turned(raw: str, found: re.Match[str]) -> DocumentNumber | None:
    """`QĐ2338-BTP`, `QĐ/0001-BCA`; but `TT43/2023/TT-BTC` repeats its mark and is read as if it stood once."""
    code = BY_MARK[found["mark"].casefold()]
    parts = _parts(found["tail"])
    if parts and BY_MARK.get(parts[0].casefold()) == code:
        parts = parts[1:]
    year = int(found["year"]) if found["year"] else None
    if len(parts) == 1 and not year and re.fullmatch(_YEAR, parts[0]):  # TT29/2025
        return DocumentNumber(raw, _plain(found["number"]), int(parts[0]), code)
    if not parts or not _bodies(parts):
        return None
    return _made(raw, found["number"], year, code, TYPES[code].mark, parts, party=False)


def _state(raw: str, found: re.Match[str], word: str) -> DocumentNumber | None:
    code, mark, parts = _type_of(_parts(found["tail"]))
    year = int(groups["year"]) if (groups := found.groupdict()).get("year") else None
    if year is None and parts and re.fullmatch(r"(?:19|20)\d\d", parts[-1]) and len(parts) > 1:
        year, parts = int(parts[-1]), parts[:-1]  # 30/NĐ-CP/2020
    if not _bodies(parts):
        return None
    party = not year and bool(code) and len(parts) == 1 and parts[0].casefold() in _PARTY_BODIES
    if party and code == "quyet-dinh" and word == "quy-dinh":
        code = word
    return _made(raw, found["number"], year, code or word, mark, parts, party=party)


def _somewhere(raw: str, text: str, word: str) -> DocumentNumber | None:
    state, party = _INSIDE.search(text), _INSIDE_PARTY.search(text)
    if party and (not state or party.start() <= state.start()):
        return _party(raw, party, word)
    if state is None:
        return None
    before = _TYPE_BEFORE.search(text[: state.start()])
    named = BY_NAME[" ".join(before["word"].casefold().split())] if before else ""
    reading = _state(raw, state, named or word)
    return reading if reading and (reading.mark or reading.year or _known(reading.body)) else None


_TYPE_BEFORE = re.compile(rf"(?P<word>{_WORD})\s*(?:số|so)?\s*:?\s*$", re.I)


def _type_of(parts: list[str]) -> tuple[str, str, list[str]]:
    """(type, its mark, what is left): the first part as a mark, whole or glued to the body (377/QĐUBND)."""
    if code := BY_MARK.get(parts[0].casefold(), ""):
        return (code, TYPES[code].mark, parts[1:]) if len(parts) > 1 else ("", "", parts)
    if len(parts) == 2 and parts[0].casefold() in _GOVERNMENT and parts[1].casefold() in _ITS_MARKS:
        code = BY_MARK[parts[1].casefold()]  # 105/2025/CP-NĐ
        return code, TYPES[code].mark, parts[:1]
    if glued := _GLUED.fullmatch(parts[0]):
        code = BY_MARK[glued["mark"].casefold()]
        return code, TYPES[code].mark, [glued["body"], *parts[1:]]
    return "", "", parts


def _made(
    raw: str, number: str, year: int | None, code: str, mark: str, parts: list[str], *, party: bool
) -> DocumentNumber:
    if code in _JOINT:
        body, drafter = "-".join(body_of(part) for part in parts), ""
    else:
        body, drafter = (body_of(parts[0]) if parts else ""), "-".join(_upper(part) for part in parts[1:])
    return DocumentNumber(raw, _plain(number), year, code, mark, body, drafter, party)


def _bodies(parts: list[str]) -> bool:
    """Whether these can be names of bodies: letters first, and no year or second number among them."""
    return (
        bool(parts)
        and parts[0][0].isalpha()
        and sum(sign.isalpha() for sign in parts[0]) > 1
        and not any(re.fullmatch(r"\d{4,}", part) or re.search(r"\d{3,}$", part) for part in parts)
    )


def _parts(tail: str) -> list[str]:
    return [part for part in re.split(r"\s*[-/]+\s*", tail) if part]


def _plain(number: str) -> str:
    """Without leading zeros and with a small letter: 0001 -> 1, 12A -> 12a; 66.7 as it is."""
    return re.sub(r"^0+(?=\d)", "", re.sub(r"\.(?=[a-zđ])", "", number.lower()))


def _padded(number: str) -> str:
    """Two digits below ten, also before a letter: 05, 05a; 66.7 as it is."""
    return f"0{number}" if re.fullmatch(r"\d[a-zđ]?", number) else number


def body_of(body: str) -> str:
    """An abbreviation of a body as it is written: 'ubnd' and 'UBND', 'hdnd' and 'HĐND', 'ttg' and 'TTg'."""
    return _BODIES.get(body.casefold()) or _upper(body)


def _upper(body: str) -> str:
    """'ubnd' as UBND; a body with small letters inside (TTg) as it was typed."""
    return body.upper() if body.islower() else body


def _known(body: str) -> bool:
    return bool(
        re.fullmatch(r"UBND|HĐND|CP|TTg|VPCP|QH\d{0,2}|B[A-ZĐ]{1,8}|S[A-ZĐ]{2,8}|NHNN|TCHQ|TCT", body)
    )
