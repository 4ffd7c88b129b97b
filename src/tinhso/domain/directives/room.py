"""The text of a directive as its reading room shows it: paragraphs with marked sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tinhso.domain.directives.models import DirectiveTask


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph: plain, or (a part of) the marked sentence `number`."""

    text: str
    number: int = 0
    opens: bool = False  # the sentence begins here: its anchor and its number stand before the words
    tasks: tuple[DirectiveTask, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the text."""

    start: int
    pieces: list[Piece]

    @property
    def marked(self) -> bool:
        return any(piece.number for piece in self.pieces)


@dataclass(slots=True)
class MarkedSentence:
    """A sentence with the tasks in it."""

    number: int
    start: int
    end: int
    tasks: list[DirectiveTask] = field(default_factory=list)


def sentences_of(tasks: Sequence[DirectiveTask], first: int = 1) -> list[MarkedSentence]:
    """The marked sentences in the order of the text, numbered from `first`; one sentence may give several tasks."""
    spans: dict[tuple[int, int], MarkedSentence] = {}
    for task in tasks:
        if task.start is not None and task.end is not None:
            spans.setdefault((task.start, task.end), MarkedSentence(0, task.start, task.end)).tasks.append(
                task
            )
    ordered = [spans[span] for span in sorted(spans)]
    for number, sentence in enumerate(ordered, start=first):
        sentence.number = number
    return ordered


PART = 15_000  # signs of a long text on one page: some five pages of paper with their tasks


def parts_of(text: str) -> list[tuple[int, int]]:
    """A long text in parts that a page can carry, cut between lines; a text of ordinary length is one part."""
    parts, start = [], 0
    while len(text) - start > PART * 4 // 3:
        cut = text.rfind("\n", start + PART // 2, start + PART)
        stop = cut + 1 if cut > 0 else start + PART
        parts.append((start, stop))
        start = stop
    return [*parts, (start, len(text))]


def part_at(text: str, place: int | None) -> int:
    """The number of the part in which a place of the text lies, from 1."""
    parts = parts_of(text)
    return next((n for n, (start, stop) in enumerate(parts, start=1) if start <= (place or 0) < stop), 1)


def paragraphs_of(
    text: str, sentences: Sequence[MarkedSentence], part: tuple[int, int] | None = None
) -> list[Paragraph]:
    """The lines of the text, or of a part of it, cut into plain and marked pieces. Where two sentences overlap, the
    later one begins where the earlier one ends."""
    place, end = part or (0, len(text))
    paragraphs = []
    for line in text[place:end].split("\n"):
        if line:
            paragraphs.append(Paragraph(place, _cut(text, place, place + len(line), sentences)))
        place += len(line) + 1
    return paragraphs


def sentences_in(text: str, start: int) -> list[tuple[int, int, str]]:
    """(start, end, words) of the sentences of the paragraph that begins at `start`, to choose one from."""
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    found, begin = [], start
    for place in range(start, end):
        closes = text[place] in ".;!?…" and (place + 1 == end or text[place + 1] == " ")
        if closes or place + 1 == end:
            words = text[begin : place + 1]
            if words.strip():
                found.append((begin + len(words) - len(words.lstrip()), place + 1, words.strip()))
            begin = place + 1
    return found


def _cut(text: str, start: int, end: int, sentences: Sequence[MarkedSentence]) -> list[Piece]:
    pieces, place = [], start
    for sentence in sentences:
        begin, stop = max(sentence.start, place), min(sentence.end, end)
        if begin >= stop:
            continue
        if begin > place:
            pieces.append(Piece(text[place:begin]))
        opens = sentence.start >= start
        tasks = tuple(sentence.tasks) if opens else ()
        pieces.append(Piece(text[begin:stop], sentence.number, opens, tasks))
        place = stop
    if place < end:
        pieces.append(Piece(text[place:end]))
    return pieces
