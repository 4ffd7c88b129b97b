"""Changes of a task that exists: gia hạn, chuyển … từ … sang, dừng. They alter, they make no new task."""

import re

from .frames import Clause, Frame
from .words import has

_CHANGES = (
    ("extend", re.compile(
        r"(?:đồng ý |thống nhất |cho phép |chấp thuận |"
        r"nhất trí )*(?:cho )?(?P<who>[^,;]{0,80}?)(?:được )?(?:gia hạn|lùi thời hạn|lùi thời gian|"
        r"kéo dài thời (?:gian|hạn)|điều chỉnh thời (?:gian|hạn)|điều chỉnh tiến độ)(?!\w)")),
    ("reassign", re.compile(
        r"(?:(?:điều )?chuyển (?:giao )?(?:nhiệm vụ|chức năng|cơ quan chủ trì|đơn vị chủ trì|việc|đầu mối|"
        r"công việc|trách nhiệm)|(?:điều chỉnh|thay đổi|chuyển) (?:cơ quan|đơn vị) (?:chủ trì|thực hiện|"
        r"đầu mối))(?P<what>.+?) từ (?P<from>.+?) (?:sang|cho|về) ")),
    ("cancel", re.compile(
        r"(?:thống nhất |đồng ý |cho phép )*(?:tạm )?(?:dừng|hủy bỏ|hủy|bãi bỏ|không tiếp tục|chấm dứt|"
        r"thôi|rút|đưa ra khỏi (?:chương trình|danh mục)|kết thúc)(?: việc)?(?: (?:triển khai|thực hiện|"
        r"theo dõi|giao))* (?:các )?(?:nhiệm vụ|nội dung|việc|công việc)(?!\w)")),
)  # fmt: skip
_DOC_NUMBER = re.compile(r"(?:số )?(\d+[a-zđ]?[-/](?:\d{4}/)?[A-ZĐ][\w\-/.–]*[A-ZĐa-z\d])")


def change(clause: Clause, start: int, end: int) -> Frame | None:
    """Gia hạn, chuyển … từ … sang, dừng: an existing task is altered, none is made."""
    text, low = clause.text, clause.low
    if not has(low, _CHANGE_FAST):
        return None
    for act, pattern in _CHANGES:
        found = pattern.match(low, start, end)
        if not found:
            continue
        frame = Frame(start, end, found.end(), f"change: {act}", act, lead_from="missing")
        number = _DOC_NUMBER.search(text, found.end(), end)
        frame.ref_doc = number[1].rstrip(".") if number else None
        if act == "reassign":
            giver, _ = clause.agencies.list_at(found.start("from"))
            taker, after = clause.agencies.list_at(found.end())
            if not (giver and taker):
                continue
            frame.leads, frame.lead_from, frame.from_unit = taker, "text", giver[0].names[0]
            frame.object_span = found.start("what"), found.end("what")
            return frame
        if (
            act == "cancel"
            and low.startswith(("không tiếp", "kết thúc"), start)
            and not number
            and "nhiệm vụ" not in low[start:end]
        ):
            continue
        if act == "extend" and found["who"].strip():
            frame.leads, _ = clause.agencies.list_at(found.start("who"))
            frame.lead_from = "text" if frame.leads else "missing"
        who = _WHO_GETS_MORE.search(low, start, end) if act == "extend" else _WHOSE.search(low, start, end)
        if who:
            leads, after = clause.agencies.list_at(who.end())
            if leads:
                frame.leads, frame.lead_from = leads, "text"
                frame.cut.append((who.start(), after))
        task = _WHICH_TASK.search(low, found.end(), end)
        if task:
            frame.predicate = task.end()
        return frame
    return None


_CHANGE_FAST = (
    "gia hạn", "lùi thời", "kéo dài thời", "điều chỉnh", "thay đổi", "chuyển", "dừng", "hủy", "bãi bỏ",
    "không tiếp tục", "chấm dứt", "thôi", "rút", "đưa ra khỏi", "kết thúc",
)  # fmt: skip
_WHO_GETS_MORE = re.compile(
    r"(?:cho|giao(?: cho)?|của|đối với) (?=(?:ubnd|sở|ban|bộ|công an|văn phòng|phòng|chi cục|trung tâm|"
    r"thanh tra|đảng ủy)(?!\w))"
)
_WHOSE = re.compile(
    r"(?:giao(?: cho)?|của) (?=(?:ubnd|sở|ban|bộ|công an|văn phòng|phòng|chi cục|trung tâm|"
    r"thanh tra)(?!\w) )"
)
_WHICH_TASK = re.compile(
    r"(?:đối với |thực hiện |hoàn thành )?nhiệm vụ (?!tại|số)|thời hạn (?=trình|hoàn)|"
    r"thời gian hoàn thành "
)
