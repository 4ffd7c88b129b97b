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


def sentences_of(tasks: Sequence[DirectiveTask]) -> list[MarkedSentence]:
    """The marked sentences in the order of the text, numbered from 1; one sentence may give several tasks."""
    spans: dict[tuple[int, int], MarkedSentence] = {}
    for task in tasks:
        if task.start is not None and task.end is not None:
            spans.setdefault((task.start, task.end), MarkedSentence(0, task.start, task.end)).tasks.append(
                task
            )
    ordered = [spans[span] for span in sorted(spans)]
    for number, sentence in enumerate(ordered, start=1):
        sentence.number = number
    return ordered


def paragraphs_of(text: str, sentences: Sequence[MarkedSentence]) -> list[Paragraph]:
    """The text's lines cut into plain and marked pieces. Where two sentences overlap, the later one begins
    where the earlier one ends."""
    paragraphs, place = [], 0
    for line in text.split("\n"):
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
