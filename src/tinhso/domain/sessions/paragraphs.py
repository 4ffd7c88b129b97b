"""Numbered paragraphs of a notice: read out of a text, and found again by their number or their words. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tinhso.kernel.text import fold

_NUMBERED = re.compile(r"\s*(?P<label>\d{1,3}(?:\.\d{1,3})*|[IVX]{1,5}|[a-zđ])\s*[.)/]\s+(?P<words>\S.*)")
_BULLET = re.compile(r"\s*[-–+•]\s*(?P<words>\S.*)")
ALIKE = 0.6  # the share of the shorter one's words that both have


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text that can carry a conclusion; `start` and `end` are its offsets."""

    label: str
    words: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """How a list of choices calls it."""
        return f"{self.label}. {self.words}" if self.label else self.words


def paragraphs_of(text: str) -> list[Paragraph]:
    """The numbered lines and the lines with a dash, in their order. A text without any: all its longer lines."""
    lines = list(_lines(text))
    marked = [found for start, line in lines if (found := _read(start, line))]
    if marked:
        return marked
    return [Paragraph("", line.strip(), start, start + len(line)) for start, line in lines if len(line) > 40]


def labelled(label: str, words: str, paragraphs: Sequence[Paragraph]) -> Paragraph | None:
    """The paragraph with this number that says it; else the one that says it most."""
    same = [one for one in paragraphs if one.label == label and likeness(words, one.words) >= ALIKE / 2]
    return max(same, key=lambda one: likeness(words, one.words)) if same else most_like(words, paragraphs)


def most_like(words: str, paragraphs: Sequence[Paragraph]) -> Paragraph | None:
    """The paragraph whose words are most like these, None where none is like them."""
    best = max(paragraphs, key=lambda one: likeness(words, one.words), default=None)
    return best if best and likeness(words, best.words) >= ALIKE else None


def likeness(one: str, other: str) -> float:
    """From 0 to 1: how many words of the shorter one stand in the other too."""
    ours, theirs = set(re.findall(r"\w+", fold(one))), set(re.findall(r"\w+", fold(other)))
    return len(ours & theirs) / min(len(ours), len(theirs)) if ours and theirs else 0.0


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, line
        start += len(line) + 1


def _read(start: int, line: str) -> Paragraph | None:
    if found := _NUMBERED.fullmatch(line):
        return Paragraph(found["label"], found["words"].strip(), start, start + len(line))
    if found := _BULLET.fullmatch(line):
        return Paragraph("", found["words"].strip(), start, start + len(line))
    return None
