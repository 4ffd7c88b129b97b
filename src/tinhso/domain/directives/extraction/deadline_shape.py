"""What a time phrase says, as plain values. The readers of phrases (deadline_*.py) make these."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(slots=True)
class Deadline:
    """One deadline found in a clause; `kind` as in tasks_dev.jsonl. `weight` orders rivals in one clause.

    `start` and `end` are the words to leave out of the product, `raw` the phrase as written.
    """

    start: int
    end: int
    kind: str
    raw: str
    weight: int
    day: date | None = None
    bound: str | None = None
    time: str | None = None
    approximate: bool = False
    recurrence: dict[str, Any] = field(default_factory=dict)
    relative: dict[str, Any] = field(default_factory=dict)
    event: str | None = None
    rule: str = ""
    # The words to leave out of the product when they are not the whole phrase.
    cuts: list[tuple[int, int]] = field(default_factory=list)


def starts_word(low: str, place: int) -> bool:
    """Whether no word reaches over this place from the left."""
    return place == 0 or not low[place - 1].isalnum()


def phrase(text: str, start: int, end: int) -> str:
    """The words as written, with a bracket closed when it was opened inside them."""
    raw = text[start:end].strip(" ,")
    raw = raw.lstrip("(") if raw.startswith("(") and ")" not in raw else raw
    return raw + ")" if raw.count("(") > raw.count(")") else raw
