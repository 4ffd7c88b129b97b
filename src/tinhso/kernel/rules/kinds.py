"""The kinds of value that a rule may have: how JSON is read, and refused when it is something else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, Protocol


class Kind(Protocol):
    """Turns the stored JSON into the typed value; raises ``ValueError`` when it does not fit."""

    @property
    def name(self) -> str: ...

    def read(self, raw: Any) -> Any: ...


@dataclass(frozen=True)
class Choice:
    """One word of a fixed list; the mapping gives the label of each."""

    labels: Mapping[str, Any]
    name: str = "choice"

    def read(self, raw: Any) -> str:
        if raw not in self.labels:
            raise ValueError(f"must be one of {', '.join(self.labels)}, not {raw!r}")
        return str(raw)


@dataclass(frozen=True)
class Switch:
    """Yes or no."""

    name: str = "switch"

    def read(self, raw: Any) -> bool:
        if not isinstance(raw, bool):
            raise ValueError(f"must be true or false, not {raw!r}")
        return raw


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


@dataclass(frozen=True)
class Words:
    """A list of words in their order."""

    name: str = "words"

    def read(self, raw: Any) -> tuple[str, ...]:
        if not isinstance(raw, list | tuple) or not raw or not all(isinstance(word, str) for word in raw):
            raise ValueError(f"must be a list of words, not {raw!r}")
        return tuple(raw)
