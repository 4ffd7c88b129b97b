"""What changed between two versions of a text, in words. Pure; no ORM here.

Paragraphs are compared first, then the words inside a changed paragraph; so the answer reads as a person would mark
it: this paragraph is new, in that one these words went and those came.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\[[^\[\]]{1,80}\]|\s+|[^\W_]+|[\W_]")
MOST_WORDS = (
    4_000  # a longer paragraph is shown as taken out and put in: comparing its words would take seconds
)
_ALIKE = 0.35


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed ("same"), went ("gone") or came ("new")."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph: same, gone, new, or changed with its pieces."""

    kind: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The paragraph as it is in the newer version (in the older one where it is gone)."""
        return "".join(piece.text for piece in self.pieces if self.kind == "gone" or piece.kind != "gone")


def compare(old: Sequence[str], new: Sequence[str]) -> list[Line]:
    """The paragraphs of both texts in reading order."""
    found: list[Line] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Line("same", (Piece("same", text),)) for text in old[a:b]]
        else:
            found += _replaced(old[a:b], new[c:d])
    return found


def changed(lines: Sequence[Line]) -> bool:
    """Whether there is any difference."""
    return any(line.kind != "same" for line in lines)


def around(lines: Sequence[Line], *, keep: int = 1) -> list[Line | None]:
    """Only the changes with `keep` unchanged paragraphs around each; None stands for what is left out."""
    near = [
        any(
            lines[other].kind != "same"
            for other in range(max(place - keep, 0), min(place + keep + 1, len(lines)))
        )
        for place in range(len(lines))
    ]
    shown: list[Line | None] = []
    for place, line in enumerate(lines):
        if near[place]:
            shown.append(line)
        elif not shown or shown[-1] is not None:
            shown.append(None)
    return shown


def words(old: str, new: str) -> tuple[Piece, ...]:
    """Two forms of one paragraph as pieces."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        return (Piece("gone", old), Piece("new", new))
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[a:b])))
        else:
            pieces += [Piece(kind, text) for kind, text in (("gone", "".join(before[a:b])), ("new", "".join(after[c:d]))) if text]  # fmt: skip
    return tuple(pieces)


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Paragraphs that took the place of others: alike ones are one changed paragraph."""
    place = 0
    for text in new:
        match = next((n for n in range(place, len(old)) if _are_alike(old[n], text)), None)
        if match is None:
            yield Line("new", (Piece("new", text),))
            continue
        yield from (Line("gone", (Piece("gone", gone),)) for gone in old[place:match])
        yield Line("changed", words(old[match], text))
        place = match + 1
    yield from (Line("gone", (Piece("gone", gone),)) for gone in old[place:])


def _are_alike(old: str, new: str) -> bool:
    if len(old) + len(new) > 40 * MOST_WORDS:
        return False
    matcher = SequenceMatcher(None, old.split(), new.split(), autojunk=False)
    return matcher.quick_ratio() > _ALIKE and matcher.ratio() > _ALIKE
