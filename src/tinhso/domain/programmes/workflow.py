"""What stands in the cascade and under what it may hang; what may become of an item of a work programme. No ORM."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """Goal, target, task and solution are four things; documents stand between them."""

    GOAL = "goal"
    DOCUMENT = "document"
    TARGET = "target"
    SOLUTION = "solution"
    TASK = "task"


KIND_LABELS = {
    Kind.GOAL: _("Mục tiêu"),
    Kind.DOCUMENT: _("Văn bản"),
    Kind.TARGET: _("Chỉ tiêu"),
    Kind.SOLUTION: _("Giải pháp"),
    Kind.TASK: _("Nhiệm vụ"),
}

# A goal says what is wanted, a target how much by when, a solution by what means, a task who does what. A document
# serves a goal or carries another document out; a task may ask for a document (an action programme, a plan).
PARENTS: dict[Kind, frozenset[Kind]] = {
    Kind.GOAL: frozenset({Kind.GOAL, Kind.DOCUMENT}),
    Kind.DOCUMENT: frozenset({Kind.GOAL, Kind.DOCUMENT, Kind.TASK}),
    Kind.TARGET: frozenset({Kind.GOAL, Kind.DOCUMENT}),
    Kind.SOLUTION: frozenset({Kind.GOAL, Kind.DOCUMENT, Kind.TARGET}),
    Kind.TASK: frozenset({Kind.GOAL, Kind.DOCUMENT, Kind.TARGET, Kind.SOLUTION, Kind.TASK}),
}

# What may stand at the top, without a parent.
TOPS = frozenset({Kind.GOAL, Kind.DOCUMENT})


def may_hang(child: str, parent: str) -> bool:
    """Whether a node of one kind may stand under one of the other."""
    return Kind(parent) in PARENTS[Kind(child)]


def kinds_under(parent: str) -> list[Kind]:
    """What may be added under a node, in the order of the labels."""
    return [kind for kind in KIND_LABELS if may_hang(kind, parent)]


class Operator(StrEnum):
    """How a value is measured against its target."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EXACTLY = "="


OPERATOR_LABELS = {
    Operator.AT_LEAST: _("≥ ít nhất"),
    Operator.AT_MOST: _("≤ nhiều nhất"),
    Operator.EXACTLY: _("= đúng bằng"),
}
OPERATOR_SIGNS = {Operator.AT_LEAST: "≥", Operator.AT_MOST: "≤", Operator.EXACTLY: "="}


class ItemState(StrEnum):
    """An item is planned until it is carried over or dropped; whether it is done, its duty says."""

    PLANNED = "planned"
    CARRIED = "carried"
    DROPPED = "dropped"


ITEM_LABELS = {
    ItemState.PLANNED: _("Trong chương trình"),
    ItemState.CARRIED: _("Đã chuyển kỳ sau"),
    ItemState.DROPPED: _("Đã rút khỏi chương trình"),
}
