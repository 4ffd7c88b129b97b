"""Which part of an official document each paragraph of a DOCX is: told by its place, its look and its words, as the
layout of the templates sets them. No ORM here."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tinhso.kernel.documents.issuing.body import Block, read_body
from tinhso.kernel.documents.issuing.content import Annex, Sheet, Signer, close
from tinhso.kernel.documents.reading.docx import Part
from tinhso.kernel.text import fold, normalise

_LABEL = re.compile(r"(?:PHẦN|CHƯƠNG|MỤC|Phần|Chương|Mục)\s+[\wIVXLC]+\s*[.:]?")
_STRUCTURE = re.compile(r"(?:PHẦN|CHƯƠNG|MỤC|Phần|Chương|Mục|Điều)\s+[\wIVXLC]+.*")
_BASIS = re.compile(r"(?:Căn cứ|Theo|Xét|Thực hiện|Trên cơ sở)\b")
_TO = re.compile(r"Kính gửi\s*:\s*(.*)")
_ANNEX = re.compile(r"PHỤ LỤC(?:\s+[IVXLC\d]+)?\.?", re.IGNORECASE)
_VERDICTS = {"quyet dinh", "quyet nghi"}
_DASH = re.compile(r"^[-–+•]\s*")


@dataclass(frozen=True, slots=True)
class Parts:
    """What people write of a document."""

    abstract: str
    addressees: tuple[str, ...]
    decider: str
    bases: tuple[str, ...]
    verdict: str
    body: tuple[Block, ...]
    recipients: tuple[str, ...]
    signer: Signer
    annexes: tuple[Annex, ...]


def cut(parts: Sequence[Part], sheet: Sheet) -> Parts:
    """The parts of the document; `sheet` is the version before, for what only looks different (capitals)."""
    written = [part for part in parts if part.is_table or part.text]
    letterhead = written[0] if written and written[0].is_table and not _is_foot(written[0]) else None
    rest = written[1:] if letterhead else written
    ends = next((place for place, part in enumerate(rest) if _is_foot(part)), len(rest))
    recipients, signer = _foot(rest[ends], sheet) if ends < len(rest) else (sheet.recipients, sheet.signer)
    top = _Top(rest[:ends], sheet)
    abstract = top.abstract or (_subject(letterhead) if letterhead and not sheet.type_name else "")
    return Parts(
        abstract=_as_before(sheet.abstract, abstract),
        addressees=_list_as_before(sheet.addressees, top.addressees),
        decider=_as_before(sheet.decider, top.decider),
        bases=_list_as_before(sheet.bases, top.bases),
        verdict=_as_before(sheet.verdict, top.verdict),
        body=read_body("\n".join(_lines(top.rest))),
        recipients=_list_as_before(sheet.recipients, recipients),
        signer=signer,
        annexes=tuple(_annexes(rest[ends + 1 :], sheet)),
    )


class _Top:
    """What stands between the letterhead and the body."""

    def __init__(self, parts: Sequence[Part], sheet: Sheet) -> None:
        self.parts, self.place = parts, 0
        self.abstract = self._title(sheet.type_name)
        self.addressees = self._addressees()
        self.decider, self.bases, self.verdict = self._bases(sheet)
        self.rest = parts[self.place :]

    @property
    def _now(self) -> Part | None:
        part = self.parts[self.place] if self.place < len(self.parts) else None
        return None if part is None or part.is_table else part

    def _title(self, type_name: str) -> str:
        if type_name and self._now and fold(self._now.text) == fold(type_name):
            self.place += 1
            words: list[str] = []
            while (part := self._now) and part.centred and not set(part.text) <= set("-–—*_ "):
                if _TO.match(part.text) or _is_verdict(part) or _STRUCTURE.fullmatch(part.text) or words:
                    break
                words.append(part.text)
                self.place += 1
            self._skip_rule()
            return " ".join(words)
        self._skip_rule()
        return ""

    def _skip_rule(self) -> None:
        while (part := self._now) and set(part.text) <= set("-–—*_ "):
            self.place += 1

    def _addressees(self) -> tuple[str, ...]:
        found = _TO.fullmatch(self._now.text) if self._now else None
        if not found:
            return ()
        self.place += 1
        if found[1]:
            return (found[1].strip(),)
        names = []
        while (part := self._now) and _DASH.match(part.text):
            names.append(_bare(part.text))
            self.place += 1
        return tuple(names)

    def _bases(self, sheet: Sheet) -> tuple[str, tuple[str, ...], str]:
        """Who decides, on what grounds, and the word that closes them."""
        verdict = next((n for n in range(self.place, len(self.parts)) if _is_verdict(self.parts[n])), None)
        if any(_STRUCTURE.fullmatch(part.text) for part in self.parts[self.place : verdict]):
            verdict = None
        decider = ""
        bases: list[str] = []
        while (part := self._now) and (verdict is None or self.place < verdict):
            if part.centred and not bases and not decider and (verdict is not None or sheet.decider):
                decider = part.text
            elif (
                _BASIS.match(part.text)
                and (verdict is not None or part.italic)
                or verdict is not None
                and bases
            ):
                bases.append(part.text.rstrip(";. "))
            else:
                break
            self.place += 1
        if verdict is None or self.place != verdict:
            return decider, tuple(bases), ""
        self.place += 1
        return decider, tuple(bases), self.parts[verdict].text


def _lines(parts: Sequence[Part]) -> Iterator[str]:
    """The lines that `read_body` reads: a heading's label and name in one, a table by rows."""
    place = 0
    while place < len(parts):
        part, place = parts[place], place + 1
        if part.is_table:
            yield from (f"| {' | '.join(_cell(cell) for cell in row)} |" for row in part.rows)
            continue
        text = normalise(part.text)
        following = parts[place] if place < len(parts) else None
        if _LABEL.fullmatch(text) and following and following.centred and not _LABEL.match(following.text):
            text, place = f"{text} {normalise(following.text)}", place + 1
        yield text


def _cell(lines: Sequence[str]) -> str:
    return normalise(" ".join(lines)).replace("|", "/")


def _is_verdict(part: Part) -> bool:
    return not part.is_table and fold(part.text).rstrip(": ") in _VERDICTS


def _is_foot(part: Part) -> bool:
    return part.is_table and any(
        fold(line).startswith("noi nhan") for row in part.rows for cell in row for line in cell
    )


def _foot(part: Part, sheet: Sheet) -> tuple[tuple[str, ...], Signer]:
    cells = [cell for row in part.rows for cell in row]
    left = next(cell for cell in cells if any(fold(line).startswith("noi nhan") for line in cell))
    names = tuple(_bare(line) for line in left if _bare(line) and not fold(line).startswith("noi nhan"))
    right = [line.strip() for cell in cells if cell is not left for line in cell if line.strip()]
    if len(right) < 2:
        return names, sheet.signer
    *authority, title, name = right
    before = sheet.signer
    if [line.upper() for line in authority] == [line.upper() for line in before.authority]:
        authority = list(before.authority)
    return names, Signer(_as_before(before.name, name), _as_before(before.title, title), tuple(authority))


def _subject(letterhead: Part) -> str:
    """The abstract of an official letter stands below its number."""
    lines = [line.strip() for row in letterhead.rows for cell in row for line in cell]
    found = next((line for line in lines if line.lower().startswith("v/v")), "")
    return found[3:].strip()


def _annexes(parts: Sequence[Part], sheet: Sheet) -> Iterator[Annex]:
    begins = [n for n, part in enumerate(parts) if not part.is_table and _ANNEX.fullmatch(part.text)]
    for number, begin in enumerate(begins):
        end = begins[number + 1] if number + 1 < len(begins) else len(parts)
        inside = parts[begin + 1 : end]
        title = inside[0].text if inside and not inside[0].is_table and inside[0].centred else ""
        body = read_body("\n".join(_lines(inside[1:] if title else inside)))
        before = sheet.annexes[number].title if number < len(sheet.annexes) else ""
        yield Annex(_as_before(before, title), body)


def _bare(line: str) -> str:
    return _DASH.sub("", line.strip()).rstrip(";. ").strip()


def _as_before(before: str, now: str) -> str:
    """The layout writes some parts in capitals: where only that differs, the words are the former ones."""
    return before if normalise(before).upper() == normalise(now).upper() else normalise(now)


def _list_as_before(before: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...]:
    same = [normalise(line) for line in close(before, last="")] == [
        normalise(line) for line in close(now, last="")
    ]
    return before if same else tuple(normalise(line) for line in now)
