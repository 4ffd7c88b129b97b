"""Short forms spelled out before reading, with offsets kept: VP UBND, BTV, MTTQ, Ủy ban nhân dân → UBND."""

import re
from bisect import bisect_right

from .names import ANY_SHORT, SPELLED_OUT
from .words import has

_BLANKS = re.compile(r"\s+")


class Spelled:
    """A sentence as the rules read it; `original(i)` gives the place in the sentence as it stood."""

    __slots__ = ("_drift", "_places", "text")

    def __init__(self, given: str) -> None:
        self._places: list[int] = []
        self._drift: list[int] = []
        text = given
        if "\n" in text or "  " in text or "\t" in text:
            text = self._replace(_BLANKS, " ", text)
        if ANY_SHORT.search(text):
            for needed, pattern, full in SPELLED_OUT:
                if has(text, needed) and pattern.search(text):
                    text = self._replace(pattern, full, text)
        self.text = text

    def _replace(self, pattern: re.Pattern[str], full: str, text: str) -> str:
        """Replace and remember; several passes are folded into one table of drifts."""
        pieces: list[str] = []
        old = new = 0
        changes: list[tuple[int, int]] = []
        for found in pattern.finditer(text):
            pieces.append(text[old : found.start()])
            new += found.start() - old + len(full)
            old = found.end()
            pieces.append(full)
            if len(full) != found.end() - found.start():
                changes.append((new, old - new))
        if not changes:
            return pattern.sub(full, text)
        pieces.append(text[old:])
        earlier = list(zip(self._places, self._drift, strict=True))
        merged = {}
        for place, drift in changes:
            merged[place] = drift + self._at(place + drift)
        for place, drift in earlier:
            moved = place - next((d for p, d in reversed(changes) if p + d <= place), 0)
            merged.setdefault(moved, drift + (place - moved))
        ordered = sorted(merged.items())
        self._places = [place for place, _ in ordered]
        self._drift = [drift for _, drift in ordered]
        return "".join(pieces)

    def _at(self, place: int) -> int:
        at = bisect_right(self._places, place) - 1
        return self._drift[at] if at >= 0 else 0

    def original(self, place: int) -> int:
        """The offset in the sentence as it stood."""
        return place + self._at(place)
