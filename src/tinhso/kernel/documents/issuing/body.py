"""The body of a document as blocks, and the reader of typed text that makes them. No ORM."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tinhso.kernel.text import normalise_lines


@dataclass(frozen=True, slots=True)
class Heading:
    """Phần, Chương, Mục: a label and a name, both centred."""

    label: str
    text: str
    level: int = 2
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Article:
    """Điều: `named` where the text is the article's name, a heading, and not already its sentence."""

    label: str
    text: str
    named: bool
    level: int = 2
    kind: str = "article"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; khoản ("1. …") and điểm ("a) …") are paragraphs that begin so."""

    text: str
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Bullets:
    """Lines that begin with a dash."""

    items: tuple[str, ...]
    kind: str = "bullets"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading row; every row has as many cells as the heading."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str = "table"


Block = Heading | Article | Paragraph | Bullets | Table
_KINDS: dict[str, type] = {
    "heading": Heading,
    "article": Article,
    "paragraph": Paragraph,
    "bullets": Bullets,
    "table": Table,
}

_HEADING = re.compile(r"(?P<label>(?:PHẦN|CHƯƠNG|MỤC|Phần|Chương|Mục)\s+[\wIVXLC]+)\s*[.:]?\s*(?P<text>.*)")
_RANKS = {"phần": 0, "chương": 1, "mục": 2}
_ARTICLE = re.compile(r"(?P<label>Điều\s+\d+[a-zđ]?\s*[.:])\s*(?P<text>.*)")
_BULLET = re.compile(r"[-–+•]\s+(?P<text>\S.*)")


def block_from(data: Mapping[str, Any]) -> Block:
    """A block from its stored form."""
    made = dict(data)
    for name in ("items", "header"):
        if name in made:
            made[name] = tuple(made[name])
    if "rows" in made:
        made["rows"] = tuple(tuple(row) for row in made["rows"])
    return _KINDS[made.pop("kind")](**made)


def read_body(typed: str) -> tuple[Block, ...]:
    """Blocks of a typed text: one line is one paragraph.

    "Chương I. Tên" and "Điều 1. …" become headings, lines with a dash a list, lines "| a | b |" a table whose
    first line is its heading. Everything else stays a paragraph as typed.
    """
    blocks: list[Block] = []
    lines = [line for line in normalise_lines(typed).split("\n") if line]
    place = 0
    while place < len(lines):
        line = lines[place]
        if _is_row(line):
            rows = _while(lines, place, _is_row)
            blocks.append(_table(rows))
            place += len(rows)
        elif _BULLET.fullmatch(line):
            items = _while(lines, place, lambda one: _BULLET.fullmatch(one) is not None)
            blocks.append(Bullets(tuple(_BULLET.sub(r"\g<text>", item) for item in items)))
            place += len(items)
        else:
            blocks.append(_one(line))
            place += 1
    return _levelled(blocks)


def words_of(body: Iterable[Block]) -> Iterator[str]:
    """The lines of the blocks, readable by `read_body` again."""
    for block in body:
        match block:
            case Heading() | Article():
                yield f"{block.label} {block.text}".strip()
            case Paragraph():
                yield block.text
            case Bullets():
                yield from (f"- {item}" for item in block.items)
            case Table():
                yield from ("| " + " | ".join(row) + " |" for row in (block.header, *block.rows))


def _one(line: str) -> Block:
    if found := _HEADING.fullmatch(line):
        if len(found["text"]) < 160:
            return Heading(found["label"], found["text"])
    elif found := _ARTICLE.fullmatch(line):
        return Article(found["label"], found["text"], named=not found["text"].endswith((".", ";", ":", ",")))
    return Paragraph(line)


def _levelled(blocks: list[Block]) -> tuple[Block, ...]:
    """Levels of headings without a gap, as PDF/UA demands: the title is 1, the rest follow as they occur."""
    ranks: list[int] = []
    levelled: list[Block] = []
    for block in blocks:
        match block:
            case Heading():
                level = _step(ranks, _RANKS[block.label.split()[0].lower()])
                levelled.append(Heading(block.label, block.text, level))
            case Article() if block.named:
                levelled.append(Article(block.label, block.text, block.named, _step(ranks, 3)))
            case _:
                levelled.append(block)
    return tuple(levelled)


def _step(ranks: list[int], rank: int) -> int:
    while ranks and ranks[-1] >= rank:
        ranks.pop()
    ranks.append(rank)
    return len(ranks) + 1


def _while(lines: list[str], place: int, fits: Any) -> list[str]:
    found = []
    for line in lines[place:]:
        if not fits(line):
            break
        found.append(line)
    return found


def _is_row(line: str) -> bool:
    return len(line) > 2 and line.startswith("|") and line.endswith("|")


def _table(rows: list[str]) -> Table:
    cells = [tuple(cell.strip() for cell in row[1:-1].split("|")) for row in rows]
    width = max(len(row) for row in cells)
    even = [row + ("",) * (width - len(row)) for row in cells]
    return Table(even[0], tuple(even[1:]))
