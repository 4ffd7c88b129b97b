"""The kinds of value that a rule may have: how JSON is read, and refused when it is something else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Protocol

from django.utils.translation import gettext as _


class Kind(Protocol):
    """Turns the stored JSON into the typed value; raises ``ValueError`` when it does not fit."""

    @property
    def name(self) -> str: ...

    def read(self, raw: Any) -> Any: ...

    def words(self, raw: Any) -> str:
        """The stored value as an officer reads it."""
        ...


@dataclass(frozen=True)
class Choice:
    """One word of a fixed list; the mapping gives the label of each."""

    labels: Mapping[str, Any]
    name: str = "choice"

    def read(self, raw: Any) -> str:
        if raw not in self.labels:
            raise ValueError(f"must be one of {', '.join(self.labels)}, not {raw!r}")
        return str(raw)

    def words(self, raw: Any) -> str:
        return str(self.labels[raw])


@dataclass(frozen=True)
class Switch:
    """Yes or no."""

    name: str = "switch"

    def read(self, raw: Any) -> bool:
        if not isinstance(raw, bool):
            raise ValueError(f"must be true or false, not {raw!r}")
        return raw

    def words(self, raw: Any) -> str:
        return _("Có") if raw else _("Không")


@dataclass(frozen=True)
class Whole:
    """A whole number between two bounds, both included."""

    least: int
    most: int
    name: str = "whole"

    def read(self, raw: Any) -> int:
        if not isinstance(raw, int) or isinstance(raw, bool) or not self.least <= raw <= self.most:
            raise ValueError(f"must be a whole number from {self.least} to {self.most}, not {raw!r}")
        return raw

    def words(self, raw: Any) -> str:
        return str(raw)


@dataclass(frozen=True)
class Span:
    """A part of the day, written '07:30-11:30'; read as two times. `overnight`: it may end the next morning."""

    overnight: bool = False
    name: str = "span"

    def read(self, raw: Any) -> tuple[time, time]:
        try:
            begin, end = (time.fromisoformat(part.strip()) for part in str(raw).split("-"))
        except ValueError:
            raise ValueError(f"must be two times like 07:30-11:30, not {raw!r}") from None
        if begin == end or (begin > end and not self.overnight):
            raise ValueError(f"must begin before it ends: {raw!r}")
        return begin, end

    def words(self, raw: Any) -> str:
        begin, end = self.read(raw)
        return f"{begin:%H:%M}–{end:%H:%M}"


@dataclass(frozen=True)
class Words:
    """A list of words in their order; `labels` say how an officer reads those that the program knows."""

    labels: Mapping[str, Any] = field(default_factory=dict)
    name: str = "words"

    def read(self, raw: Any) -> tuple[str, ...]:
        if not isinstance(raw, list | tuple) or not raw or not all(isinstance(word, str) for word in raw):
            raise ValueError(f"must be a list of words, not {raw!r}")
        if self.labels and not set(raw) <= set(self.labels):
            raise ValueError(f"must be words out of {', '.join(self.labels)}, not {raw!r}")
        return tuple(raw)

    def words(self, raw: Any) -> str:
        return ", ".join(str(self.labels.get(word, word)) for word in raw)


@dataclass(frozen=True, slots=True)
class Rung:
    """One moment of a ladder: `day` in working days from the deadline (negative: before it, 0: its last day), or,
    with `again`, every so many working days after the last named one. `whom` is who is reminded then."""

    day: int
    whom: frozenset[str]
    again: bool = False


@dataclass(frozen=True)
class Ladder:
    """Moments around a deadline, each with who is reminded: "-3: holder", "7: holder + head", "every 5: head".

    An empty list is allowed: nobody is reminded of anything.
    """

    labels: Mapping[str, Any] = field(default_factory=dict)
    farthest: int = 60
    name: str = "ladder"

    def read(self, raw: Any) -> tuple[Rung, ...]:
        if not isinstance(raw, list | tuple) or not all(isinstance(rung, str) for rung in raw):
            raise ValueError(f"must be a list of moments like '-3: holder', not {raw!r}")
        rungs = [self._rung(text) for text in raw]
        if len({(rung.again, 0 if rung.again else rung.day) for rung in rungs}) < len(rungs):
            raise ValueError(f"names a moment twice: {raw!r}")
        return tuple(sorted(rungs, key=lambda rung: (rung.again, rung.day)))

    def _rung(self, text: str) -> Rung:
        found = re.fullmatch(r"(every )?([-+]?\d{1,3})\s*:\s*(.+)", " ".join(text.split()))
        if found is None:
            raise ValueError(f"must be a moment like '-3: holder', not {text!r}")
        again, day = bool(found[1]), int(found[2])
        whom = frozenset(word.strip() for word in found[3].split("+"))
        if not whom <= set(self.labels) or abs(day) > self.farthest or (again and day < 1):
            raise ValueError(
                f"must remind one of {', '.join(self.labels)} within {self.farthest} days: {text!r}"
            )
        return Rung(day, whom, again)

    def words(self, raw: Any) -> str:
        return "; ".join(self._words(rung) for rung in self.read(raw)) or _("không")

    def _words(self, rung: Rung) -> str:
        whom = ", ".join(str(label) for key, label in self.labels.items() if key in rung.whom)
        if rung.again:
            when = _("sau đó cứ %(n)d ngày")
        elif rung.day < 0:
            when = _("trước hạn %(n)d ngày")
        else:
            when = _("quá hạn %(n)d ngày") if rung.day else _("ngày cuối của thời hạn")
        return f"{when % {'n': abs(rung.day)} if rung.day else when}: {whom}"
