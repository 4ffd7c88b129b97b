"""The life of a duty on one page: its states, its moves, and who may make them. No ORM here.

    giao → đã giao → đã nhận → đang thực hiện → chờ xác nhận hoàn thành → hoàn thành
              ↘ từ chối (lý do)                        ↘ bị trả lại (lý do) → trình lại
    every open state → dừng (lý do)
    every open state but "chờ xác nhận" → chuyển (a new lead, again "đã giao")

A transfer is a move and not a state: a duty keeps one identity and always has exactly one lead, so that
totals before and after a transfer or a merger of units are equal. Which unit led it on which day stands in
Standing. Whoever leads never confirms: the assigner's side does.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(StrEnum):
    """Where a duty is."""

    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    COMPLETED = "completed"
    STOPPED = "stopped"


class Side(StrEnum):
    """On whose behalf somebody acts."""

    LEAD = "lead"
    ASSIGNER = "assigner"
    COORDINATING = "coordinating"
    EITHER = "either"  # the lead or the assigner: whoever knows first


STATE_LABELS = {
    State.ASSIGNED: _("Đã giao"),
    State.ACCEPTED: _("Đã nhận"),
    State.DECLINED: _("Từ chối"),
    State.IN_PROGRESS: _("Đang thực hiện"),
    State.SUBMITTED: _("Chờ xác nhận hoàn thành"),
    State.RETURNED: _("Bị trả lại"),
    State.COMPLETED: _("Hoàn thành"),
    State.STOPPED: _("Dừng"),
}

OPEN = frozenset(State) - {State.COMPLETED, State.STOPPED}
WITH_THE_LEAD = frozenset({State.ACCEPTED, State.IN_PROGRESS, State.RETURNED})


@dataclass(frozen=True, slots=True)
class Move:
    """One way from a state to the next. `to=None` leaves the state as it is."""

    name: str
    side: Side
    froms: frozenset[State]
    to: State | None
    label: object  # on the button: a verb
    done: object  # in the history: what happened
    needs_note: bool = False
    while_paused: bool = False


def _moves(*moves: Move) -> dict[str, Move]:
    return {move.name: move for move in moves}


_ONE = {state: frozenset({state}) for state in State}
_LEAD, _BOSS, _BOTH, _KEEP = Side.LEAD, Side.ASSIGNER, Side.EITHER, None

# fmt: off
MOVES = _moves(
    # name, whose, from → to, the button, the history
    Move("accept", _LEAD, _ONE[State.ASSIGNED], State.ACCEPTED, _("Nhận việc"),
         pgettext_lazy("history", "Đã nhận việc")),
    Move("decline", _LEAD, _ONE[State.ASSIGNED], State.DECLINED, _("Từ chối hoặc kiến nghị chuyển"),
         pgettext_lazy("history", "Từ chối nhận việc"), needs_note=True),
    Move("insist", _BOSS, _ONE[State.DECLINED], State.ASSIGNED, _("Giữ nguyên việc giao"),
         pgettext_lazy("history", "Giữ nguyên việc giao"), needs_note=True),
    Move("report_progress", _LEAD, WITH_THE_LEAD, State.IN_PROGRESS, _("Báo cáo tiến độ"),
         pgettext_lazy("history", "Báo cáo tiến độ"), while_paused=True),
    Move("submit_result", _LEAD, WITH_THE_LEAD, State.SUBMITTED, _("Trình kết quả"),
         pgettext_lazy("history", "Trình kết quả")),
    Move("confirm_result", _BOSS, _ONE[State.SUBMITTED], State.COMPLETED, _("Xác nhận hoàn thành"),
         pgettext_lazy("history", "Xác nhận hoàn thành")),
    Move("return_result", _BOSS, _ONE[State.SUBMITTED], State.RETURNED, _("Trả lại"),
         pgettext_lazy("history", "Trả lại kết quả"), needs_note=True),
    Move("explain", _LEAD, OPEN, _KEEP, _("Giải trình"),
         pgettext_lazy("history", "Giải trình việc quá hạn"), needs_note=True),
    Move("ask_extension", _LEAD, WITH_THE_LEAD, _KEEP, _("Xin gia hạn"),
         pgettext_lazy("history", "Xin gia hạn"), needs_note=True),
    Move("grant_extension", _BOSS, OPEN, _KEEP, _("Đồng ý gia hạn"),
         pgettext_lazy("history", "Đồng ý gia hạn")),
    Move("refuse_extension", _BOSS, OPEN, _KEEP, _("Không gia hạn"),
         pgettext_lazy("history", "Không đồng ý gia hạn"), needs_note=True, while_paused=True),
    Move("extend", _BOSS, OPEN, _KEEP, _("Cho thêm thời gian"),
         pgettext_lazy("history", "Cho thêm thời gian"), needs_note=True),
    Move("event_happened", _BOTH, OPEN, _KEEP, _("Sự kiện đã xảy ra"),
         pgettext_lazy("history", "Sự kiện đã xảy ra, thời hạn bắt đầu tính"), needs_note=True),
    Move("nudge", _BOSS, OPEN, _KEEP, _("Nhắc việc"),
         pgettext_lazy("history", "Nhắc việc")),
    Move("move_deadline", _BOSS, OPEN, _KEEP, _("Đổi thời hạn theo văn bản"),
         pgettext_lazy("history", "Đổi thời hạn theo văn bản"), needs_note=True, while_paused=True),
    Move("give_subduty", _LEAD, WITH_THE_LEAD, _KEEP, _("Giao việc con"),
         pgettext_lazy("history", "Giao việc con"), while_paused=True),
    Move("pause", _BOSS, WITH_THE_LEAD | _ONE[State.ASSIGNED], _KEEP, _("Tạm dừng tính thời hạn"),
         pgettext_lazy("history", "Tạm dừng tính thời hạn"), needs_note=True),
    Move("resume", _BOSS, OPEN, _KEEP, _("Tính tiếp thời hạn"),
         pgettext_lazy("history", "Tính tiếp thời hạn"), while_paused=True),
    Move("transfer", _BOSS, OPEN - _ONE[State.SUBMITTED], State.ASSIGNED, _("Chuyển đơn vị khác"),
         pgettext_lazy("history", "Chuyển đơn vị chủ trì"), needs_note=True, while_paused=True),
    Move("stop", _BOSS, OPEN, State.STOPPED, _("Dừng việc này"),
         pgettext_lazy("history", "Dừng thực hiện"), needs_note=True,
         while_paused=True),
)
# fmt: on

OPENED = "open"  # the first line of every history
OPENED_LABEL = pgettext_lazy("history", "Giao việc")
SUCCEEDED = (
    "succeed"  # units were reorganised: another unit stands for a side, by a document; no state changes
)
DOCUMENTED = "documented"  # a duty that came before its document learns its number; no state changes
OBSTACLE_TAKEN, OBSTACLE_REMOVED = "take_obstacle", "remove_obstacle"
REOPENED = "reopen"  # a confirmed result was found late or wrong in a sample (actions/check_result.py)
_NO_MOVES = {
    OPENED: OPENED_LABEL,
    SUCCEEDED: pgettext_lazy("history", "Chuyển theo sắp xếp đơn vị"),
    OBSTACLE_TAKEN: pgettext_lazy("history", "Nhận gỡ vướng mắc"),
    OBSTACLE_REMOVED: pgettext_lazy("history", "Đã gỡ vướng mắc"),
    REOPENED: pgettext_lazy("history", "Kiểm tra lại: kết quả không được tính hoàn thành"),
    DOCUMENTED: pgettext_lazy("history", "Đã có văn bản giao việc"),
}


def label_of_move(name: str) -> object:
    """What a line of the history says; the name itself for a move of another version of the program."""
    return MOVES[name].done if name in MOVES else _NO_MOVES.get(name, name)


def moves_from(state: State, *, paused: bool = False) -> list[Move]:
    """The moves that the state allows, whoever asks. A stopped clock leaves few."""
    return [
        move
        for move in MOVES.values()
        if state in move.froms and (move.while_paused or not paused) and (move.name != "resume" or paused)
    ]
