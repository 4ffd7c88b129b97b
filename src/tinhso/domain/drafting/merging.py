"""Two people changed the same text: both changes in one text, and a question where they touch the same lines.
Pure; no ORM here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

OURS, THEIRS, BOTH = "ours", "theirs", "both"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of the text. Where both changed it differently it is a conflict, to be decided by a person."""

    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    base: tuple[str, ...] = ()

    @property
    def conflict(self) -> bool:
        return self.ours != self.theirs


def merge(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[Chunk]:
    """Three-way merge by paragraphs: what only one side changed is taken, what both changed alike too."""
    chunks: list[Chunk] = []
    in_ours, in_theirs = _kept(base, ours), _kept(base, theirs)
    place = a = b = 0
    for anchor in [n for n in range(len(base)) if n in in_ours and n in in_theirs]:
        _between(chunks, base[place:anchor], ours[a : in_ours[anchor]], theirs[b : in_theirs[anchor]])
        chunks.append(Chunk((base[anchor],), (base[anchor],), (base[anchor],)))
        place, a, b = anchor + 1, in_ours[anchor] + 1, in_theirs[anchor] + 1
    _between(chunks, base[place:], ours[a:], theirs[b:])
    return chunks


def joined(chunks: Sequence[Chunk], choices: Mapping[int, str]) -> list[str]:
    """The merged text. `choices` decides each conflict by its place among the conflicts; KeyError where one is
    not decided."""
    lines: list[str] = []
    number = 0
    for chunk in chunks:
        if not chunk.conflict:
            lines += chunk.ours
            continue
        choice = choices[number]
        number += 1
        lines += chunk.ours if choice in (OURS, BOTH) else ()
        lines += chunk.theirs if choice in (THEIRS, BOTH) else ()
    return lines


def _kept(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """Place in the base -> place in the other text, of the paragraphs that stayed."""
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}


def _between(chunks: list[Chunk], base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> None:
    """What lies between two paragraphs that stayed. As many paragraphs on all sides are compared one by one: two
    neighbours changed by two people are no conflict."""
    if len(base) == len(ours) == len(theirs):
        for was, mine, yours in zip(base, ours, theirs, strict=True):
            _add(chunks, (was,), (mine,), (yours,))
    else:
        _add(chunks, tuple(base), tuple(ours), tuple(theirs))


def _add(chunks: list[Chunk], was: tuple[str, ...], mine: tuple[str, ...], yours: tuple[str, ...]) -> None:
    if mine == was:
        mine = yours
    elif yours == was:
        yours = mine
    if mine or yours:
        chunks.append(Chunk(mine, yours, was))
