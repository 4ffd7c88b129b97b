"""The life of a working session, of what is said in it and of its notice, on one page. No ORM here.

    buổi làm việc   recording (being recorded) ⇄ waiting (a conclusion notice is written, its number is not known)
                    → noticed (the notice has its number)
                    recording ⇄ closed (over, without a notice, with the reason)
    ý kiến          noted → given (a direction: its duty is open) | dropped (with the reason; can be taken back)

A direction may be given before, while and after the notice is written: a task may precede its document. Praise,
expectations and limitations are remarks too, and never become duties here.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class SessionState(StrEnum):
    """Where a session is."""

    RECORDING = "recording"
    WAITING = "waiting"
    NOTICED = "noticed"
    CLOSED = "closed"


class Kind(StrEnum):
    """What a remark is. Only a direction gives work."""

    DIRECTION = "direction"
    EXPECTATION = "expectation"
    PRAISE = "praise"
    LIMITATION = "limitation"


class RemarkState(StrEnum):
    """Where a remark is."""

    NOTED = "noted"
    GIVEN = "given"
    DROPPED = "dropped"


class Standing(StrEnum):
    """Whether somebody who was invited came."""

    INVITED = "invited"
    PRESENT = "present"
    ABSENT = "absent"
    REPRESENTED = "represented"


SESSION_LABELS = {
    SessionState.RECORDING: _("Đang ghi nhận"),
    SessionState.WAITING: _("Chờ số thông báo"),
    SessionState.NOTICED: _("Đã có thông báo kết luận"),
    SessionState.CLOSED: _("Kết thúc, không ra thông báo"),
}
KIND_LABELS = {
    Kind.DIRECTION: _("Ý kiến chỉ đạo, giao việc"),
    Kind.EXPECTATION: _("Mong muốn, kỳ vọng"),
    Kind.PRAISE: _("Ghi nhận, đánh giá cao"),
    Kind.LIMITATION: _("Tồn tại, hạn chế"),
}
REMARK_LABELS = {
    RemarkState.NOTED: _("Đã ghi"),
    RemarkState.GIVEN: _("Đã giao việc"),
    RemarkState.DROPPED: _("Đã bỏ"),
}
STANDING_LABELS = {
    Standing.INVITED: _("Được mời"),
    Standing.PRESENT: _("Có mặt"),
    Standing.ABSENT: _("Vắng"),
    Standing.REPRESENTED: _("Cử người dự thay"),
}

# The session may be written on as long as its notice has no number; directions are given at any time.
WRITABLE = frozenset({SessionState.RECORDING, SessionState.WAITING})
OPEN = WRITABLE


@dataclass(frozen=True, slots=True)
class Move:
    """One way from a state to the next."""

    name: str
    froms: frozenset[str]
    to: str


SESSION_MOVES = {
    move.name: move
    for move in (
        Move("prepare_notice", WRITABLE, SessionState.WAITING),
        Move("attach_notice", WRITABLE | {SessionState.CLOSED}, SessionState.NOTICED),
        Move("close", frozenset({SessionState.RECORDING}), SessionState.CLOSED),
        Move("reopen", frozenset({SessionState.CLOSED}), SessionState.RECORDING),
    )
}
REMARK_MOVES = {
    move.name: move
    for move in (
        Move("correct", frozenset({RemarkState.NOTED}), RemarkState.NOTED),
        Move("give", frozenset({RemarkState.NOTED}), RemarkState.GIVEN),
        Move("drop", frozenset({RemarkState.NOTED}), RemarkState.DROPPED),
        Move("restore", frozenset({RemarkState.DROPPED}), RemarkState.NOTED),
    )
}
