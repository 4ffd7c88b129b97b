"""The door of directives: what other rooms may use."""

from tinhso.domain.directives.actions.confirm import NotClear, confirm
from tinhso.domain.directives.actions.correct_task import Settled, correct_task
from tinhso.domain.directives.actions.read_document import AlreadyRead, Details, read_document
from tinhso.domain.directives.checking import CheckedText, clarity_of_text
from tinhso.domain.directives.claims import ChangedMeanwhile
from tinhso.domain.directives.clarity import Score, score
from tinhso.domain.directives.judging import Judged, judge
from tinhso.domain.directives.models import Directive, DirectiveTask
from tinhso.domain.directives.queries import listed, origin_of, readable, tasks_of

__all__ = [
    "AlreadyRead",
    "ChangedMeanwhile",
    "CheckedText",
    "Details",
    "Directive",
    "DirectiveTask",
    "Judged",
    "NotClear",
    "Score",
    "Settled",
    "clarity_of_text",
    "confirm",
    "correct_task",
    "judge",
    "listed",
    "origin_of",
    "read_document",
    "readable",
    "score",
    "tasks_of",
]
