"""The way of a draft on one page: its stages, its moves, and whose they are. No ORM here.

    soạn thảo ⇄ lấy ý kiến            each unit answers by its day; every comment is accepted or not, with why
    soạn thảo ⇄ thẩm định             one unit, one conclusion
    soạn thảo → chờ ký                with its tờ trình; the signing post signs or returns it with a reason
    chờ ký → đã ký → đã ban hành      the issuing unit gives number, seal and recipients, who acknowledge
    before it is signed → thôi soạn   with a reason

The drafting unit owns the draft all the way; who holds it at a moment is the unit of the open spell, and during a
consultation whoever has not answered yet.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Stage(StrEnum):
    """Where a draft is."""

    DRAFTING = "drafting"
    CONSULTING = "consulting"
    APPRAISING = "appraising"
    SUBMITTED = "submitted"
    SIGNED = "signed"
    ISSUED = "issued"
    DROPPED = "dropped"


class Side(StrEnum):
    """On whose behalf somebody acts."""

    DRAFTER = "drafter"
    CONSULTED = "consulted"
    APPRAISER = "appraiser"
    SIGNER = "signer"
    ISSUER = "issuer"


class Answer(StrEnum):
    """What a consulted unit says."""

    AGREE = "agree"
    COMMENTS = "comments"
    DISAGREE = "disagree"


class Settled(StrEnum):
    """What became of a comment."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"


class Conclusion(StrEnum):
    """What the appraisal says."""

    READY = "ready"
    AFTER_CHANGES = "after_changes"
    NOT_READY = "not_ready"


class Decision(StrEnum):
    """What became of a submission."""

    SIGNED = "signed"
    RETURNED = "returned"
    RECALLED = "recalled"


STAGE_LABELS = {
    Stage.DRAFTING: _("Đang soạn thảo"),
    Stage.CONSULTING: _("Đang lấy ý kiến"),
    Stage.APPRAISING: _("Đang thẩm định"),
    Stage.SUBMITTED: _("Chờ ký"),
    Stage.SIGNED: _("Đã ký, chờ phát hành"),
    Stage.ISSUED: _("Đã ban hành"),
    Stage.DROPPED: _("Thôi soạn thảo"),
}
STAGE_TONES = {
    Stage.DRAFTING: "info",
    Stage.CONSULTING: "info",
    Stage.APPRAISING: "info",
    Stage.SUBMITTED: "warn",
    Stage.SIGNED: "warn",
    Stage.ISSUED: "ok",
    Stage.DROPPED: "mute",
}
ANSWER_LABELS = {
    Answer.AGREE: _("Nhất trí"),
    Answer.COMMENTS: _("Nhất trí, có ý kiến"),
    Answer.DISAGREE: _("Không nhất trí"),
}
SETTLED_LABELS = {
    Settled.ACCEPTED: _("Tiếp thu"),
    Settled.PARTLY: _("Tiếp thu một phần"),
    Settled.REFUSED: _("Không tiếp thu"),
}
CONCLUSION_LABELS = {
    Conclusion.READY: _("Đủ điều kiện trình"),
    Conclusion.AFTER_CHANGES: _("Đủ điều kiện trình sau khi chỉnh sửa"),
    Conclusion.NOT_READY: _("Chưa đủ điều kiện trình"),
}
DECISION_LABELS = {
    Decision.SIGNED: _("Đã ký"),
    Decision.RETURNED: _("Đã trả lại"),
    Decision.RECALLED: _("Đã rút lại"),
}

# While it is written and while others read an earlier version of it.
WRITABLE = frozenset({Stage.DRAFTING, Stage.CONSULTING})
CLOSED = frozenset({Stage.ISSUED, Stage.DROPPED})


@dataclass(frozen=True, slots=True)
class Move:
    """One way from a stage to the next; `to=None` leaves the stage as it is."""

    name: str
    side: Side
    froms: frozenset[Stage]
    to: Stage | None
    label: object  # on the button: a verb
    needs_note: bool = False


def _at(*stages: Stage) -> frozenset[Stage]:
    return frozenset(stages)


_UNSIGNED = _at(Stage.DRAFTING, Stage.CONSULTING, Stage.APPRAISING, Stage.SUBMITTED)

# fmt: off
MOVES = {
    move.name: move
    for move in (
        # name, whose, from → to, the button
        Move("write", Side.DRAFTER, WRITABLE, None, _("Tải bản sửa lên")),
        Move("redirect", Side.DRAFTER, WRITABLE, None, _("Đổi loại văn bản, cơ quan ban hành"), needs_note=True),
        Move("consult", Side.DRAFTER, _at(Stage.DRAFTING), Stage.CONSULTING, _("Gửi lấy ý kiến")),
        Move("answer", Side.CONSULTED, _at(Stage.CONSULTING), None, _("Trả lời ý kiến")),
        Move("settle", Side.DRAFTER, WRITABLE, None, _("Tiếp thu, giải trình")),
        Move("close_consultation", Side.DRAFTER, _at(Stage.CONSULTING), Stage.DRAFTING, _("Kết thúc lấy ý kiến")),
        Move("send_to_appraisal", Side.DRAFTER, _at(Stage.DRAFTING), Stage.APPRAISING, _("Gửi thẩm định")),
        Move("appraise", Side.APPRAISER, _at(Stage.APPRAISING), Stage.DRAFTING, _("Kết luận thẩm định")),
        Move("submit", Side.DRAFTER, _at(Stage.DRAFTING), Stage.SUBMITTED, _("Trình ký")),
        Move("recall", Side.DRAFTER, _at(Stage.APPRAISING, Stage.SUBMITTED), Stage.DRAFTING,
             _("Rút lại để sửa"), needs_note=True),
        Move("sign", Side.SIGNER, _at(Stage.SUBMITTED), Stage.SIGNED, _("Ký ban hành")),
        Move("send_back", Side.SIGNER, _at(Stage.SUBMITTED), Stage.DRAFTING, _("Trả lại"), needs_note=True),
        Move("issue", Side.ISSUER, _at(Stage.SIGNED), Stage.ISSUED, _("Cấp số, đóng dấu, phát hành")),
        Move("distribute", Side.ISSUER, _at(Stage.ISSUED), None, _("Gửi thêm nơi nhận")),
        Move("drop", Side.DRAFTER, _UNSIGNED, Stage.DROPPED, _("Thôi soạn thảo"), needs_note=True),
    )
}
# fmt: on


def moves_from(stage: Stage) -> list[Move]:
    """The moves that the stage allows, whoever asks."""
    return [move for move in MOVES.values() if stage in move.froms]
