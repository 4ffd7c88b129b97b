"""The thing first, the unit behind it: passives and their like. The object is kept, the unit leads.

"Việc X do Sở Y chủ trì" · "Dự thảo X phải được Sở Y hoàn chỉnh" · "chế độ X được giao cho Công ty Y thực hiện" ·
"Việc X thuộc trách nhiệm của UBND xã Y" · "Đầu mối tiếp nhận X là Trung tâm Y" · "X là nhiệm vụ Sở Y phải hoàn thành".
"""

import re

from .frames import Clause, Frame
from .mentions import Mention
from .words import has, predicate_at

_TAKES_CHARGE = re.compile(
    r",? (?:là (?:cơ quan|đơn vị) )?(?:chủ trì|thực hiện|đảm nhận|đảm nhiệm|chịu trách nhiệm|"
    r"làm (?:chủ đầu tư|đầu mối|chủ trì)|phụ trách|triển khai|phối hợp tổ chức|quản lý)(?!\w)"
)
_DONE_BY = re.compile(r"(?:^|[ ,])do (?=\w)")
# "Hồ sơ trình HĐND tỉnh do Sở X chuẩn bị | phải gửi …"
_MADE_BY = re.compile(
    r" (?:chuẩn bị|soạn thảo|xây dựng|lập|tham mưu|dự thảo|thực hiện|chủ trì(?: \w+ \w+)?|quản lý|làm chủ đầu tư) (?:phải|cần) (?:được )?"
)
_NOT_DONE = re.compile(r"(?:không|đã|từng|đang|vừa) ?(?:được )?$")
_TOLD_OF = re.compile(r"(?<!\w)(?:đã|đang|vừa|từng|nay đã|(?<!chuẩn )(?<!thiết )(?<!trang )bị|sẽ)(?!\w)")
_MUST_BE = re.compile(
    r" (?P<must>phải |cần |phải sớm |cần sớm )?được (?!giao|phân công|ủy quyền|yêu cầu)(?=\w)"
)
_HANDED = re.compile(
    r"(?:^| )(?:được |cần được |phải được )?(?:giao|phân công|ủy quyền|chuyển)(?: lại)?(?: cho)? (?=\w)"
)
_BELONGS = re.compile(
    r"(?:,? (?:là|thuộc) (?:trách nhiệm|nhiệm vụ|phần việc|thẩm quyền giải quyết)(?: chính)? của|"
    r" thuộc về(?: trách nhiệm của)?) (?=\w)"
)
_IS_UNIT = re.compile(r" (?:là|gồm|:) (?=\w)")
_ROLE = re.compile(
    r"(?:cơ quan|đơn vị|đầu mối|chủ đầu tư|địa chỉ|nơi) ?(?P<role>chủ trì|thực hiện|đầu mối|thường trực|chịu trách nhiệm|"
    r"tiếp nhận|theo dõi|tổng hợp|tham mưu)"
)
# "Chịu trách nhiệm chính trong việc cung cấp số liệu là UBND các xã"
_ANSWERS_FOR = re.compile(
    r"(?:chịu trách nhiệm(?: chính)?|phụ trách(?: chính)?|chủ trì)(?: (?:về|trong|đối với|trước))?(?: việc| công tác)? "
)
_MUST_DO = re.compile(r" là (?:nhiệm vụ|việc|nội dung|phần việc)(?: mà)? (?=\w)")
_LABEL_START = re.compile(r"(?:việc|trách nhiệm|nội dung|nhiệm vụ|công tác|phần việc) ")
_ROLE_BEHIND = re.compile(
    r"[,;] (?:cơ quan|đơn vị) (?:chủ trì|thực hiện|đầu mối|chịu trách nhiệm)(?: thực hiện)? là "
)


def object_first(clause: Clause, start: int, end: int) -> Frame | None:
    """A frame of one of the shapes above, or None."""
    low = clause.low
    for shape, signs in _SHAPES:
        if has(low, signs):
            found = shape(clause, start, end)
            if found is not None:
                return found
    return None


def _frame(clause: Clause, start: int, end: int, place: int, leads: list[Mention], rule: str) -> Frame:
    return Frame(start, end, place, rule, leads=leads, assigner=clause.held.assigner)


def _done_by(clause: Clause, start: int, end: int) -> Frame | None:
    """As in "Việc rà soát … do Sở X chủ trì, phối hợp với …"."""
    for found in _DONE_BY.finditer(clause.low, start, end):
        leads, after = clause.leads_at(found.end())
        if not leads or after >= end or _NOT_DONE.search(clause.low[start : found.start()]):
            continue
        made_by = _MADE_BY.match(clause.low, after, end)
        if (
            made_by
            and predicate_at(clause.low, made_by.end())
            and not _TOLD_OF.search(clause.low, start, made_by.end())
        ):
            frame = _frame(
                clause, start, end, made_by.end(), leads, "the thing that a unit makes must be done"
            )
            frame.object_span = start, found.start()
            return frame
        told_of = _TOLD_OF.search(clause.low, start, found.start())
        if _TAKES_CHARGE.match(clause.low, after) or (
            not told_of
            and clause.low[after] == " "
            and predicate_at(clause.low, after + 1)
            and predicate_at(clause.low, start)
        ):
            frame = _frame(clause, start, end, after, leads, "object first, lead behind “do”")
            frame.object_span = start, found.start()
            return frame
    return None


def _must_be_done(clause: Clause, start: int, end: int) -> Frame | None:
    """As in "Dự thảo Nghị quyết … phải được Sở X hoàn chỉnh, gửi Sở Y thẩm định"."""
    for found in _MUST_BE.finditer(clause.low, start, end):
        leads, after = clause.leads_at(found.end())
        if not leads or after >= end or not predicate_at(clause.low, after + 1):
            continue
        if _TOLD_OF.search(clause.low, start, found.start() + 1):
            return None
        if found["must"]:
            frame = _frame(
                clause, start, end, after + 1, leads, "passive: the thing must be done by the unit"
            )
            frame.object_span = start, found.start()
            return frame
    return None


def _handed_over(clause: Clause, start: int, end: int) -> Frame | None:
    """As in "chế độ báo cáo … được giao cho Công ty X thực hiện"."""
    for found in _HANDED.finditer(clause.low, start, end):
        if found.start() - start < 8 or (
            "được " not in found[0] and not _LABEL_START.match(clause.low, start)
        ):
            continue
        leads, after = clause.leads_at(found.end())
        if not leads or _TOLD_OF.search(clause.low, start, end):
            continue
        frame = _frame(clause, start, end, after, leads, "passive: the thing is given to the unit")
        frame.object_span = start, found.start()
        return frame
    return None


def _belongs_to(clause: Clause, start: int, end: int) -> Frame | None:
    """As in "Việc lấy ý kiến nhân dân thuộc trách nhiệm của UBND xã X", "Trách nhiệm đôn đốc … thuộc về Sở Y"."""
    for found in _BELONGS.finditer(clause.low, start, end):
        leads, after = clause.leads_at(found.end())
        if leads and not _TOLD_OF.search(clause.low, start, found.start()):
            begin = start
            label = _LABEL_START.match(clause.low, start)
            if label and label[0] in ("trách nhiệm ", "nội dung "):
                begin = label.end()
            frame = _frame(clause, start, end, after, leads, "the work belongs to the unit")
            frame.object_span = begin, found.start()
            return frame
    return None


def _role_is(clause: Clause, start: int, end: int) -> Frame | None:
    """As in "Đầu mối tiếp nhận câu hỏi của người dân là Trung tâm X"; "…, đơn vị thực hiện là Trung tâm X"."""
    low = clause.low
    role = _ROLE.match(low, start) or _ANSWERS_FOR.match(low, start)
    if role:
        for found in _IS_UNIT.finditer(low, role.end(), end):
            leads, after = clause.leads_at(found.end())
            if leads and (after >= end or low[after] in ".,;"):
                frame = _frame(clause, start, end, after, leads, "the body in charge is the unit")
                frame.object_span = start, found.start()
                return frame
        return None
    behind = _ROLE_BEHIND.search(low, start, end)
    if behind:
        leads, after = clause.leads_at(behind.end())
        if leads:
            frame = _frame(clause, start, end, after, leads, "order, and the unit named behind it")
            frame.object_span = start, behind.start()
            return frame
    return None


def _task_that_must(clause: Clause, start: int, end: int) -> Frame | None:
    """As in "Nâng tỷ lệ … lên 92% là nhiệm vụ Sở Y tế phải hoàn thành trong năm 2026"."""
    for found in _MUST_DO.finditer(clause.low, start, end):
        leads, after = clause.leads_at(found.end())
        if leads and clause.low.startswith((" phải ", " cần ", " có trách nhiệm "), after):
            frame = _frame(clause, start, end, after + 1, leads, "the work is what the unit must do")
            frame.object_span = start, found.start()
            return frame
    return None


def _must_end(clause: Clause, start: int, end: int) -> Frame | None:
    """As in "Việc bàn giao hồ sơ … phải hoàn thành trước ngày 25/6 [và do UBND xã X chịu trách nhiệm]"."""
    found = _MUST_END.match(clause.low, start, end)
    if found is None or _TOLD_OF.search(clause.low, start, found.end()):
        return None
    frame = _frame(
        clause, start, end, found.start("done"), list(clause.held.leads), "the work must end by a day"
    )
    frame.lead_from = "context" if frame.leads else "missing"
    frame.object_span = start, found.start("must")
    by = _AND_BY.search(clause.low, found.end(), end)
    if by:
        leads, _after = clause.leads_at(by.end())
        if leads:
            frame.leads, frame.lead_from = leads, "text"
    return frame


_MUST_END = re.compile(
    r"(?:toàn bộ |tất cả )?(?:việc|các công việc|công tác|các nội dung|quá trình) [^;]{5,200}? ?(?P<must>(?:phải|cần) (?:được )?)"
    r"(?P<done>hoàn thành|hoàn tất|thực hiện xong|làm xong|xong|kết thúc|báo cáo)(?= (?:xong )?(?:trước|trong|chậm|muộn|đến|vào|ngay))"
)
_AND_BY = re.compile(r"(?:,| và) (?:do|giao(?: cho)?) (?=\w)")


_SHAPES = (
    (_done_by, ("do ",)),
    (
        _role_is,
        (
            "trách nhiệm",
            "phụ trách",
            "chủ trì",
            "đầu mối",
            "cơ quan",
            "đơn vị",
            "chủ đầu tư",
            "địa chỉ",
            "nơi",
        ),
    ),
    (_must_be_done, (" được ",)),
    (_belongs_to, (" thuộc ", " của ", " thuộc về ")),
    (_task_that_must, (" là ",)),
    (_must_end, ("phải ", "cần ")),
    (_handed_over, ("giao ", "phân công ", "ủy quyền ", "chuyển ")),
)
