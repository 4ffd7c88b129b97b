"""Changes of a task that exists: gia hạn, chuyển … từ … sang, dừng. They alter, they make no new task."""

import re

from .frames import Clause, Frame
from .words import has

_CHANGES = (
    ("extend", re.compile(
        r"(?:đồng ý |thống nhất |cho phép |chấp thuận |"
        r"nhất trí )*(?:cho )?(?P<who>[^;]{0,110}?)(?:được )?(?:phép )?(?:gia hạn|(?:lùi|hoãn|giãn)(?: thêm)? (?:thời hạn|thời gian|tiến độ)|"
        r"kéo dài(?: thêm)? (?:thời (?:gian|hạn)|tiến độ)|điều chỉnh (?:lùi )?(?:thời (?:gian|hạn|điểm)|tiến độ))(?!\w)")),
    ("extend", re.compile(
        r"(?:thời hạn|thời gian|tiến độ)(?: hoàn thành| thực hiện| trình)? (?P<who>)(?P<thing>[^;]+?) được "
        r"(?:phép )?(?:kéo dài|gia hạn|lùi|điều chỉnh|giãn)(?!\w)")),
    ("reassign", re.compile(
        r"(?:(?:điều )?chuyển (?:giao )?(?:chủ trì|nhiệm vụ|chức năng|cơ quan chủ trì|đơn vị chủ trì|việc|đầu mối|"
        r"công việc|trách nhiệm)|(?:điều chỉnh|thay đổi|chuyển) (?:cơ quan|đơn vị) (?:chủ trì|thực hiện|"
        r"đầu mối))(?P<what>.+?) từ (?P<from>.+?) (?:sang|cho|về) ")),
    ("reassign", re.compile(
        r"(?P<what>[^;]+?) không do (?P<from>.+?) (?:chủ trì|phụ trách|thực hiện|đảm nhận|đảm nhiệm|quản lý)(?: nữa)?,? mà "
        r"(?:chuyển )?(?:sang|cho|giao|do) ")),
    ("reassign", re.compile(
        r"(?:nhiệm vụ|việc|nội dung)(?P<what>.+?) (?:đã )?(?:giao|do) (?P<from>.+?)(?: (?:chủ trì|thực hiện))?(?: (?:tại|theo) [^,;]+?)?,? "
        r"(?:nay |được |nay được )(?:chuyển|giao|điều chuyển)(?: lại)? (?:sang|cho|về) (?:cho )?")),
    ("cancel", re.compile(
        r"(?:thôi |từ nay )?không (?:tiếp tục )?(?:giao|phân công)(?= [^,;]+? (?:nhiệm vụ|việc|nội dung)(?!\w))")),
    ("cancel", re.compile(
        r"(?:đưa|loại|rút) (?:ra )?khỏi (?:chương trình|danh mục|kế hoạch)[^;]*? (?=(?:nhiệm vụ|việc|nội dung|đề án) )")),
    ("cancel", re.compile(
        r"(?:thống nhất |đồng ý |cho phép |cho )*(?:tạm )?(?:dừng|hủy bỏ|không tiếp tục|chấm dứt)(?: việc)? "
        r"(?:triển khai|thực hiện|xây dựng|lập|tổ chức) ")),
    ("cancel", re.compile(
        r"(?:thống nhất |đồng ý |cho phép |cho )*(?:tạm )?(?:dừng|hủy bỏ|hủy|bãi bỏ|không tiếp tục|chấm dứt|"
        r"thôi|rút|đưa ra khỏi (?:chương trình|danh mục)|kết thúc)(?: việc)?(?: (?:triển khai|thực hiện|"
        r"theo dõi|giao))* (?:các )?(?:nhiệm vụ|nội dung|việc|công việc)(?!\w)")),
)  # fmt: skip
_DOC_NUMBER = re.compile(r"(?:số )?(\d+[a-zđ]?[-/](?:\d{4}/)?[A-ZĐ][\w\-/.–]*[A-ZĐa-z\d])")


def change(clause: Clause, start: int, end: int) -> Frame | None:
    """Gia hạn, chuyển … từ … sang, dừng: an existing task is altered, none is made."""
    text, low = clause.text, clause.low
    if not has(low, _CHANGE_FAST):
        return None
    replaced = _instead_of(clause, start, end)
    if replaced:
        return replaced
    given = clause.agencies.at(start)
    if given and _DECIDES.match(low, given.end):
        start = given.end + 1
    agreed = _AGREED_WITH.match(low, start, end)
    asked = clause.agencies.list_at(agreed.start("who"))[0] if agreed else []
    start = agreed.end() if agreed and asked else start
    for act, pattern in _CHANGES:
        found = pattern.match(low, start, end)
        if not found:
            continue
        if act == "extend" and "," in found["who"]:  # a comma only inside the names of who gets more time
            named, after = clause.leads_at(found.start("who"))
            if not named or low[after : found.end("who")].strip():
                continue
        frame = Frame(start, end, found.end(), f"change: {act}", act, lead_from="missing")
        number = _DOC_NUMBER.search(text, found.end(), end) or _DOC_NUMBER.search(text, start, found.end())
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
            frame.leads, _ = clause.leads_at(found.start("who"))
            frame.lead_from = "text" if frame.leads else "missing"
        if not frame.leads and asked:
            frame.leads, frame.lead_from = asked, "text"
        if act == "extend" and pattern.groupindex.get("thing"):
            frame.object_span = found.start("thing"), found.end("thing")
        who = _WHO_GETS_MORE.search(low, start, end) if act == "extend" else _WHOSE.search(low, start, end)
        if who:
            leads, after = clause.agencies.list_at(who.end())
            if leads:
                frame.leads, frame.lead_from = leads, "text"
                frame.cut.append((who.start(), after))
        by = _BY.search(low, found.end(), end) if act == "cancel" and not frame.leads else None
        if by:
            leads, after = clause.agencies.list_at(by.end())
            if leads:
                frame.leads, frame.lead_from = leads, "text"
                frame.cut.append((by.start(), end))
        task = _WHICH_TASK.search(low, found.end(), end)
        if task:
            frame.predicate = task.end()
        return frame
    return None


# "UBND tỉnh thống nhất cho …": who decides stands before the decision.
_DECIDES = re.compile(r" (?:đồng ý|thống nhất|nhất trí|cho phép|chấp thuận|quyết định) ")
# "Đồng ý với đề xuất của BHXH tỉnh, cho gia hạn …": who asked is who gets more time.
_AGREED_WITH = re.compile(
    r"(?:đồng ý|thống nhất|nhất trí|chấp thuận)(?: với)? (?:đề xuất|đề nghị|kiến nghị|ý kiến) của (?P<who>[^,;]{3,120}), "
)
_BY = re.compile(r" do (?=\w)")
_INSTEAD = re.compile(r" (?:thay(?: thế)?(?: cho)?) (?=\w)")
_ANNOUNCES = re.compile(r"(?:thay đổi|điều chỉnh|chuyển) (?:đơn vị|cơ quan|chủ trì)[^:;]{0,80}: ")


def _instead_of(clause: Clause, start: int, end: int) -> Frame | None:
    """As in "Giao Sở Tư pháp thay Thanh tra tỉnh chủ trì …": the unit that takes over and the one it replaces."""
    low = clause.low
    if " thay " not in low:
        return None
    announced = _ANNOUNCES.match(low, start, end)
    place = announced.end() if announced else start
    if low.startswith(("giao ", "phân công "), place):
        place = low.index(" ", place + (6 if low[place] == "p" else 0)) + 1
    takers, after = clause.agencies.list_at(place)
    instead = _INSTEAD.match(low, after, end) if takers else None
    if instead is None:
        return None
    before, stop = clause.agencies.list_at(instead.end())
    if not before:
        return None
    frame = Frame(start, end, stop, "change: reassign", "reassign", lead_from="text", leads=takers)
    frame.from_unit = before[0].names[0]
    return frame


_CHANGE_FAST = (
    "không giao", "không phân công", " thay ", "lùi", "hoãn", "giãn", "kéo dài", "khỏi", "không do",
    "gia hạn", "điều chỉnh", "thay đổi", "chuyển", "dừng", "hủy", "bãi bỏ", "không tiếp tục", "chấm dứt",
    "thôi", "rút", "kết thúc",
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
