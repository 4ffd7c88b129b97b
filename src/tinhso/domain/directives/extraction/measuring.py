"""How well texts are read: the tasks found beside the tasks that a person found, field by field.

A row is a line of JSON: `text`, `context`, `ref_date`, `is_task`, `negative_reason` and `tasks` (the fields of
`Task.as_dict`). Rows come from a hand-made set or from the product's own labels. Two kinds of figure:

    exact       of the expected tasks, how many are right in this field ("nothing stated" counts as an answer)
    precision   of what the machine stated, how much is right;  recall: of what is to be stated, how much is
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .engine import extract
from .reading import Reading, Task

if TYPE_CHECKING:
    from tinhso.kernel.units.gazetteer import KnownName

Row = dict[str, Any]
_WORD = re.compile(r"\w+")
_NEEDED = ("text", "is_task", "tasks")
FIELDS = ("lead", "coordinating", "deadline", "priority", "act", "report_to")
_COORDINATING = "coordinating"


class BadRow(ValueError):
    """A line that is no labelled sentence; the message says which and why."""


def load(path: Path) -> list[Row]:
    """The rows of a JSON-lines file. Raises BadRow with the number of the line."""
    rows = []
    for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadRow(f"Dòng {number}: không phải JSON ({error}).") from error
        missing = [name for name in _NEEDED if not isinstance(row, dict) or name not in row]
        if missing:
            raise BadRow(f"Dòng {number}: thiếu {', '.join(missing)}.")
        rows.append(row)
    return rows


def readings(rows: Iterable[Row], folder: Path, names: Sequence["KnownName"] = ()) -> Iterator[list[Task]]:
    """The tasks found for each row; a row whose `source` names a text file of the folder is read inside it."""
    kept: dict[str, Reading] = {}
    for row in rows:
        name = str(row.get("source") or "").split(" ")[0]
        day = date.fromisoformat(row["ref_date"]) if row.get("ref_date") else None
        if name.endswith(".txt") and "/" not in name and (folder / name).exists():
            if name not in kept:
                kept[name] = extract((folder / name).read_text("utf-8"), date=day, names=names)
            yield _within(kept[name], row["text"])
        else:
            yield extract(row["text"], date=day, context=row.get("context"), names=names).tasks


def _within(reading: Reading, text: str) -> list[Task]:
    wanted = {
        number
        for number, sentence in enumerate(reading.sentences)
        if text[:60] in sentence.text or sentence.text[:60] in text
    }
    return [task for task in reading.tasks if task.sentence in wanted]


@dataclass(slots=True)
class Tally:
    """What was stated, what was to be stated, what of it agrees; `exact` also counts silence where due."""

    given: int = 0
    wanted: int = 0
    right: int = 0
    exact: int = 0

    @property
    def precision(self) -> float | None:
        """None where nothing was stated."""
        return self.right / self.given if self.given else None

    @property
    def recall(self) -> float | None:
        """None where nothing was to be stated."""
        return self.right / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both."""
        whole = self.given + self.wanted
        return 2 * self.right / whole if whole else None


@dataclass(slots=True)
class Measured:
    """All figures of a set of rows."""

    rows: int = 0
    task_rows: int = 0
    tasks: int = 0
    right_number: int = 0
    wrong_dates: int = 0
    detection: Tally = field(default_factory=Tally)
    fields: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in FIELDS})
    overlaps: list[float] = field(default_factory=list)
    word_f1s: list[float] = field(default_factory=list)
    differences: list[tuple[str, str, list[str]]] = field(default_factory=list)  # id, text, what differs

    def add(self, row: Row, found: Sequence[Task]) -> None:
        """Count one row."""
        got, want = [task.as_dict() for task in found], row["tasks"]
        notes: list[str] = []
        self.rows += 1
        self.task_rows += bool(row["is_task"])
        self.detection.given += bool(got)
        self.detection.wanted += bool(row["is_task"])
        self.detection.right += bool(got) and bool(row["is_task"])
        self.detection.exact += bool(got) == bool(row["is_task"])
        if bool(got) != bool(row["is_task"]):
            notes.append("missed" if row["is_task"] else f"no task ({row.get('negative_reason')})")
        elif row["is_task"]:
            self.right_number += len(got) == len(want)
            if len(got) != len(want):
                notes.append(f"{len(got)} tasks instead of {len(want)}")
        stated = {expected.get("deadline") for expected in want}
        self.wrong_dates += sum(bool(task["deadline"]) and task["deadline"] not in stated for task in got)
        left = list(range(len(got)))
        for place, expected in _pairs(got, want):
            self.tasks += 1
            self._task(got[place] if place is not None else None, expected, notes)
            if place is not None:
                left.remove(place)
        for place in left:  # tasks that nobody expected: what they state is too much
            for name in FIELDS:
                self.fields[name].given += _size(name, _stated(name, got[place]))
        if notes:
            self.differences.append((str(row.get("id", "")), row["text"], notes))

    def add_pair(self, machine: Row | None, decided: Row | None) -> None:
        """Count one task: what the machine said and what a person made of it; None on either side: no task."""
        self.rows += 1
        self.detection.given += machine is not None
        self.detection.wanted += decided is not None
        self.detection.right += machine is not None and decided is not None
        self.detection.exact += (machine is None) == (decided is None)
        if decided is not None:
            self.tasks += 1
            self._task(machine, decided, [])
        elif machine is not None:
            for name in FIELDS:
                self.fields[name].given += _size(name, _stated(name, machine))

    def _task(self, one: Row | None, expected: Row, notes: list[str]) -> None:
        for name in FIELDS:
            said = _stated(name, one) if one else ()
            due, tally = _stated(name, expected), self.fields[name]
            tally.given += _size(name, said)
            tally.wanted += _size(name, due)
            tally.right += len(set(said) & set(due)) if name == _COORDINATING else bool(due) and said == due
            same = one is not None and (set(said) == set(due) if name == _COORDINATING else said == due)
            tally.exact += same
            if one is not None and not same:
                notes.append(f"{name}: {_words(said)} instead of {_words(due)}")
        product = one["deliverable"] if one else ""
        wanted = expected.get("deliverable") or ""
        self.overlaps.append(overlap(product, wanted))
        self.word_f1s.append(word_f1(product, wanted))
        if one is not None and self.overlaps[-1] < 0.6:
            notes.append(f"deliverable: “{product}” instead of “{wanted}”")

    @property
    def figures(self) -> dict[str, Any]:
        """Names and numbers, the same for the screen and for a file."""
        said: dict[str, Any] = {"rows": self.rows, "task rows": self.task_rows, "tasks": self.tasks}
        said |= _figures("detection", self.detection)
        said["right number of tasks"] = _share(self.right_number, self.task_rows)
        for name, tally in self.fields.items():
            label = {"deadline": "deadline and bound", "report_to": "report to"}.get(name, name)
            said |= _figures(label, tally) | {f"{label} exact": _share(tally.exact, self.tasks)}
        said["wrong dates"] = self.wrong_dates
        said["deliverable overlap"] = _share(sum(self.overlaps), self.tasks)
        said["deliverable word F1"] = _share(sum(self.word_f1s), self.tasks)
        return said


def measure(rows: Iterable[Row], found: Iterable[Sequence[Task]]) -> Measured:
    """The figures of rows and what was found in each."""
    measured = Measured()
    for row, tasks in zip(rows, found, strict=True):
        measured.add(row, tasks)
    return measured


def overlap(got: str, want: str) -> float:
    """Shared words over the words of the shorter phrase: the answers are free wordings of a product."""
    a, b = _tokens(got), _tokens(want)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def word_f1(got: str, want: str) -> float:
    """Word F1 of two phrases."""
    a, b = _tokens(got), _tokens(want)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _tokens(text: str | None) -> set[str]:
    return set(_WORD.findall((text or "").lower()))


def _pairs(got: list[Row], want: list[Row]) -> list[tuple[int | None, Row]]:
    """For each expected task the found one most like it, each used once."""
    free = list(range(len(got)))
    pairs: list[tuple[int | None, Row]] = []
    for expected in want:

        def likeness(n: int, expected: Row = expected) -> tuple[float, int]:
            alike = word_f1(got[n]["deliverable"], expected.get("deliverable") or "")
            return alike + (_stated("lead", got[n]) == _stated("lead", expected)), -n

        best = max(free, key=likeness, default=None)
        if best is not None:
            free.remove(best)
        pairs.append((best, expected))
    return pairs


def _stated(name: str, task: Row) -> tuple[str, ...]:
    """What a task states in a field, as words to compare; () where it states nothing."""
    value = task.get(name)
    if name == "deadline":
        return (value, task.get("deadline_bound") or "") if value else _only(task.get("deadline_bound"))
    if name == "priority":
        return _only(value if value != "thuong" else "")
    return tuple(value) if isinstance(value, list) else _only(value)


def _only(value: Any) -> tuple[str, ...]:
    return (str(value),) if value else ()


def _size(name: str, said: tuple[str, ...]) -> int:
    return len(set(said)) if name == _COORDINATING else bool(said)


def _words(said: tuple[str, ...]) -> str:
    return "; ".join(said) or "nothing"


def _figures(label: str, tally: Tally) -> dict[str, float]:
    parts = (("precision", tally.precision), ("recall", tally.recall), ("F1", tally.f1))
    return {f"{label} {name}": round(part, 3) if part is not None else 0.0 for name, part in parts}


def _share(part: float, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
