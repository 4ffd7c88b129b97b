"""What a reading of a text gives back: plain values, no rules."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

TASK_FIELDS = (
    "act", "lead", "lead_from", "coordinating", "deliverable", "deadline", "deadline_kind", "deadline_bound",
    "deadline_raw", "priority", "report_to",
)  # fmt: skip
OPTIONAL_FIELDS = (
    "assigner", "lead_raw", "lead_role", "recurrence", "relative", "event", "target", "ref_doc", "from_unit",
    "start_date", "deadline_time", "approximate",
)  # fmt: skip


@dataclass(slots=True)
class Task:
    """One candidate task. Nothing in it is guessed: what the text does not say stays empty and is in `unclear`."""

    act: str = "assign"
    lead: list[str] = field(default_factory=list)
    lead_from: str = "missing"
    coordinating: list[str] = field(default_factory=list)
    deliverable: str = ""
    deadline: date | None = None
    deadline_kind: str = "none"
    deadline_bound: str | None = None
    deadline_raw: str | None = None
    priority: str = "thuong"
    report_to: str | None = None
    assigner: str | None = None
    lead_raw: str | None = None
    lead_role: str | None = None
    recurrence: dict[str, Any] | None = None
    relative: dict[str, Any] | None = None
    event: str | None = None
    target: dict[str, Any] | None = None
    ref_doc: str | None = None
    from_unit: str | None = None
    start_date: date | None = None
    deadline_time: str | None = None
    approximate: bool = False
    sentence: int = 0
    start: int = 0
    end: int = 0
    text: str = ""
    unclear: list[str] = field(default_factory=list)
    trace: list[tuple[str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The fields of tasks_dev.jsonl, ready for JSON; optional ones only where they say something."""
        given: dict[str, Any] = {name: getattr(self, name) for name in TASK_FIELDS}
        given |= {name: value for name in OPTIONAL_FIELDS if (value := getattr(self, name))}
        for name in ("deadline", "start_date"):
            if given.get(name):
                given[name] = given[name].isoformat()
        return given


@dataclass(slots=True)
class Sentence:
    """One sentence, its place in the text as given, and why it is or is not a task."""

    start: int
    end: int
    text: str
    kind: str  # body, item, heading, row, label
    context: str | None = None
    is_task: bool = False
    negative_reason: str | None = None


@dataclass(slots=True)
class DocumentGuess:
    """What the head of the text says about the document itself."""

    number: str | None = None
    type: str | None = None
    issuer: str | None = None
    issued: date | None = None
    urgency: str | None = None
    secrecy: str | None = None
    title: str | None = None


@dataclass(slots=True)
class Reading:
    """Everything found in one text. `refused` is set, and nothing else read, for a document marked secret."""

    sentences: list[Sentence] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    targets: list[dict[str, Any]] = field(default_factory=list)
    doc: DocumentGuess = field(default_factory=DocumentGuess)
    language: str = "vi"
    refused: str | None = None
