"""The life of a directive and of the tasks found in it, on one page. No ORM here.

    văn bản   read (text is read, its date and issuer wait for a person)
              → finding (a long text: the worker looks for its tasks)
              → checking (candidate tasks wait for a person) → confirmed (no candidate is left)
    việc      draft → confirmed (a duty is open, or an open one is changed) | dropped (no task after all;
              can be taken back)
    phụ lục   reading → checking (previewed, nothing written) → importing → imported → undoing → undone
              reading → unreadable; checking → discarded; what fails in the middle is where it was before

The machine proposes, a person decides: every move is a person's. A task found later, or taken back, leads a
confirmed directive back to checking.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class DirectiveState(StrEnum):
    """Where a directive is."""

    READ = "read"
    FINDING = "finding"
    CHECKING = "checking"
    CONFIRMED = "confirmed"


class TaskState(StrEnum):
    """Where a candidate task is."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"


class AnnexState(StrEnum):
    """Where the import of an annex is."""

    READING = "reading"
    UNREADABLE = "unreadable"
    CHECKING = "checking"
    DISCARDED = "discarded"
    IMPORTING = "importing"
    IMPORTED = "imported"
    UNDOING = "undoing"
    UNDONE = "undone"


ANNEX_OVER = (AnnexState.UNREADABLE, AnnexState.DISCARDED, AnnexState.UNDONE)


class Act(StrEnum):
    """What the sentence does. Only an assignment opens a duty; the others alter one that is open."""

    ASSIGN = "assign"
    EXTEND = "extend"
    REASSIGN = "reassign"
    CANCEL = "cancel"


DIRECTIVE_LABELS = {
    DirectiveState.READ: _("Chờ bổ sung thông tin văn bản"),
    DirectiveState.FINDING: _("Đang đọc"),
    DirectiveState.CHECKING: _("Đang rà soát việc"),
    DirectiveState.CONFIRMED: _("Đã giao việc"),
}
TASK_LABELS = {
    TaskState.DRAFT: _("Chờ xác nhận"),
    TaskState.CONFIRMED: _("Đã giao"),
    TaskState.DROPPED: _("Đã bỏ"),
}
ANNEX_LABELS = {
    AnnexState.READING: _("Đang đọc"),
    AnnexState.UNREADABLE: _("Không đọc được"),
    AnnexState.CHECKING: _("Đang kiểm tra, chưa nhập"),
    AnnexState.DISCARDED: _("Đã hủy, không nhập"),
    AnnexState.IMPORTING: _("Đang nhập"),
    AnnexState.IMPORTED: _("Đã nhập"),
    AnnexState.UNDOING: _("Đang hoàn tác"),
    AnnexState.UNDONE: _("Đã hoàn tác"),
}
ACT_LABELS = {
    Act.ASSIGN: _("Giao việc mới"),
    Act.EXTEND: _("Gia hạn việc đã giao"),
    Act.REASSIGN: _("Chuyển việc đã giao"),
    Act.CANCEL: _("Dừng việc đã giao"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One way from a state to the next."""

    name: str
    froms: frozenset[str]
    to: str


DIRECTIVE_MOVES = {
    move.name: move
    for move in (
        Move("describe", frozenset({DirectiveState.READ, DirectiveState.CHECKING}), DirectiveState.CHECKING),
        Move("find", frozenset({DirectiveState.READ, DirectiveState.CHECKING}), DirectiveState.FINDING),
        Move("found", frozenset({DirectiveState.FINDING}), DirectiveState.CHECKING),
        Move("not_found", frozenset({DirectiveState.FINDING}), DirectiveState.READ),
        Move("confirm", frozenset({DirectiveState.CHECKING}), DirectiveState.CONFIRMED),
        Move("reopen", frozenset({DirectiveState.CONFIRMED}), DirectiveState.CHECKING),
    )
}
ANNEX_MOVES = {
    move.name: move
    for move in (
        Move("read", frozenset({AnnexState.READING}), AnnexState.CHECKING),
        Move("map", frozenset({AnnexState.CHECKING}), AnnexState.READING),
        Move("discard", frozenset({AnnexState.CHECKING}), AnnexState.DISCARDED),
        Move("import", frozenset({AnnexState.CHECKING}), AnnexState.IMPORTING),
        Move("undo", frozenset({AnnexState.IMPORTED}), AnnexState.UNDOING),
    )
}
TASK_MOVES = {
    move.name: move
    for move in (
        Move("correct", frozenset({TaskState.DRAFT}), TaskState.DRAFT),
        Move("split", frozenset({TaskState.DRAFT}), TaskState.DRAFT),
        Move("merge", frozenset({TaskState.DRAFT}), TaskState.DROPPED),
        Move("drop", frozenset({TaskState.DRAFT}), TaskState.DROPPED),
        Move("restore", frozenset({TaskState.DROPPED}), TaskState.DRAFT),
        Move("confirm", frozenset({TaskState.DRAFT}), TaskState.CONFIRMED),
    )
}
