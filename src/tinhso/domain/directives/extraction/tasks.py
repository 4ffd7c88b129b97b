"""Frames → tasks: product, deadline, receiver, priority; one frame with two dated orders becomes two tasks."""

import re
from datetime import date
from itertools import pairwise
from typing import Any

from . import deadlines, products
from .frames import Clause, Frame
from .mentions import flatten
from .names import HEAD_ROLE
from .reading import Task
from .words import predicate_at, urgent, verb_at

_MARKS = (
    ("hoa_toc", re.compile(r"hỏa tốc")),
    ("thuong_khan", re.compile(r"thượng khẩn")),
    ("khan", re.compile(r"(?:^|[\s:.(])khẩn(?=[\s.)!]|$)(?! trương| cấp)")),
)
_REPORT = re.compile(
    r"(?:(?:báo cáo|trình|gửi|nộp|phản hồi|phản ánh|thông báo)(?: [^,;.()]{0,60}?)??|(?:tham mưu|giúp))(?: về| cho| đến| tới|"
    r" với| lên)? (?<!cơ )(?=(?:ban thường vụ|thường trực|tỉnh ủy|ubnd|hđnd|chủ tịch|phó chủ tịch|thủ tướng|"
    r"chính phủ|bộ |sở |văn phòng|công an|ban |"
    r"lãnh đạo|thanh tra|đảng ủy|trung tâm|phòng |huyện ủy|chi cục|cục |đội |ủy ban|bí thư|hội đồng|tổ ))"
)
_RECEIVER_TITLE = re.compile(
    r"(?:Phó )?(?:Chủ tịch|Bí thư)(?: và các Phó Chủ tịch)? (?:UBND|HĐND|Tỉnh ủy)(?: (?:tỉnh|huyện|xã|"
    r"phường|thành phố))?(?: [A-ZĐÀ-Ỹ]\w*(?: [A-ZĐÀ-Ỹ]\w*)*)?"
)
_TARGET = re.compile(
    r"(?:(?:đạt|chiếm|tăng|giảm|ít nhất|tối thiểu|trên|từ|khoảng|đến|"
    r"cắt giảm) )?(?P<value>\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?) ?(?P<unit>%|phần trăm)",
)
_ONGOING = re.compile(
    r"thường xuyên|(?:là |làm )(?:cơ quan thường trực|đầu mối)|theo dõi, đôn đốc|đôn đốc, theo dõi|"
    r"theo chức năng|quản lý|bảo đảm|đảm bảo|tăng cường|tiếp tục|duy trì|phát huy|theo đúng quy định|"
    r"chỉ đạo, kiểm tra|hướng dẫn, kiểm tra"
)
_REFERENCE_ENOUGH = re.compile(
    r"(?:lập|xây dựng|hoàn thành|thực hiện|thời gian|thời hạn|tiến độ|hướng dẫn|triển khai|hoàn thiện|"
    r"trình)"
)
_LEVEL_OF_CARE = re.compile(r"trong thời gian tới|thời gian tới|trước mắt")


def build(
    clause: Clause, frame: Frame, span: tuple[int, int], today: date | None, mark: str | None
) -> list[Task]:
    """The tasks of a frame. `span` is the part of the sentence whose time words belong to it."""
    found = deadlines.find(clause.text[span[0] : span[1]], clause.low[span[0] : span[1]], today)
    parts = _split_orders(clause, frame, found, span[0])
    if len(parts) == 1:
        return [_one(clause, frame, span, today, mark, found)]
    made = []
    for number, (start, end) in enumerate(parts):
        part = Frame(start, end, start, frame.rule + "; its own order", frame.act, frame.leads, frame.lead_from, frame.lead_raw,
                     frame.coordinating, frame.assigner, frame.cut)  # fmt: skip
        made.append(_one(clause, part, (span[0] if number == 0 else start, end), today, mark))
    return made


def _split_orders(
    clause: Clause, frame: Frame, times: list[deadlines.Deadline], shift: int
) -> list[tuple[int, int]]:
    """Cut a predicate where a second order begins: each with its own date, or a list behind "tập trung"."""
    start, end = frame.predicate, frame.end
    low = clause.low
    whole = [(start, end)]
    if frame.act != "assign" or frame.object_span:
        return whole
    found = sorted((d for d in times if d.day and d.start + shift >= start), key=lambda d: d.start)
    if len(found) >= 2:
        for first, second in pairwise(found):
            joint = _ORDER_JOINT.search(low, shift + first.end, shift + second.start)
            if joint and predicate_at(low, joint.end()) and not _SAME_WORK.match(low, joint.end()):
                return [(start, joint.start()), (joint.end(), end)]
        return whole
    if found:
        return (
            _own_rhythm(low, whole[0], found[0], times, shift)
            or _further_order(low, whole[0], found[0], shift)
            or whole
        )
    focus = _FOCUS.match(low, start, end)
    if focus:
        comma = low.find(", ", focus.end(), end)
        if (
            comma > 0
            and _OWN_PRODUCT.match(low, comma + 2)
            and verb_at(low, comma + 2) > 0
            and "," not in low[focus.end() : comma]
        ):
            return [(focus.end(), comma), (comma + 2, end)]
    again = _ADVISE_AGAIN.search(low, start + 40, end)
    if again:
        return [(start, again.start()), (again.end() - len(again["again"]), end)]
    return whole


_ORDER_JOINT = re.compile(r", (?:và |đồng thời )?| và (?=tổng kết|sơ kết|hoàn thành|báo cáo|trình|ban hành)")
_RHYTHM = re.compile(r"(?:,| và|, đồng thời) (?P<report>(?:tiến độ )?báo cáo|định kỳ)(?!\w)")


def _own_rhythm(
    low: str, whole: tuple[int, int], dated: deadlines.Deadline, times: list[deadlines.Deadline], shift: int
) -> list[tuple[int, int]] | None:
    """As in "khởi công trong năm nay và báo cáo tiến độ vào ngày 20 hằng tháng": the report that returns is its own task."""
    rhythm = next((d for d in times if d.recurrence and d.start > dated.end), None)
    joint = _RHYTHM.search(low, shift + dated.end, shift + rhythm.start) if rhythm else None
    if joint is None or joint.start() <= whole[0]:
        return None
    return [(whole[0], joint.start()), (joint.start("report"), whole[1])]


def _further_order(
    low: str, whole: tuple[int, int], dated: deadlines.Deadline, shift: int
) -> list[tuple[int, int]] | None:
    """As in "thông tuyến trước ngày 02/8, bố trí máy xúc trực tại …": an order behind the date of another."""
    place = shift + dated.end
    if dated.start + shift - whole[0] < 12 or not low.startswith(", ", place) or whole[1] - place < 25:
        return None
    if verb_at(low, place + 2) < 0 or _ADDS_NOTHING.match(low, place + 2):
        return None
    return [(whole[0], place), (place + 2, whole[1])]


_ADDS_NOTHING = re.compile(
    r"(?:hoàn thành|xong|báo cáo|gửi|trình|tổng hợp|tham mưu|đề xuất|bảo đảm|đảm bảo|làm|chịu trách nhiệm|kết thúc|phục vụ|"
    r"phối hợp|chủ trì|tạo|góp|gắn|đáp ứng|giao|nộp|thông báo|xin|lấy|kịp thời|tiếp tục|phấn đấu|công bố|đưa|chuyển|cập nhật)(?!\w)"
)
_SAME_WORK = re.compile(r"(?:hoàn thành|xong|báo cáo|gửi|trình|thời gian|thời hạn|chậm nhất)")
_FOCUS = re.compile(r"(?:cần |phải )?tập trung (?=đầu tư|xây dựng|phát triển)")
_OWN_PRODUCT = re.compile(
    r"(?:xây dựng|ban hành|hoàn thiện|phát triển|đào tạo|hình thành) (?:các )?(?:cơ sở dữ liệu|kế hoạch|"
    r"đề án|quy chế|hệ thống|nguồn nhân lực|nền tảng|cơ chế)"
)
_ADVISE_AGAIN = re.compile(r", (?P<again>chủ động, kịp thời (?:tham mưu|đề xuất|xử lý))")


def _one(clause: Clause, frame: Frame, span: tuple[int, int], today: date | None, mark: str | None,
         found: list[deadlines.Deadline] | None = None) -> Task:  # fmt: skip
    text, low = clause.text, clause.low
    task = Task(act=frame.act, lead=frame.names, lead_from=frame.lead_from if frame.leads else "missing", lead_raw=frame.lead_raw,
                coordinating=[name for name in frame.coordinating if name not in frame.names], assigner=frame.assigner or clause.held.issuer,
                ref_doc=frame.ref_doc, from_unit=frame.from_unit)  # fmt: skip
    task.start, task.end = span[0] if span[0] < frame.start else frame.start, frame.end
    if any(mention.role for mention in frame.leads):
        task.lead_role = HEAD_ROLE
    task.trace.append((frame.rule, text[frame.start : min(frame.end, frame.predicate + 30)]))
    begin, end = span
    window, low_window = text[begin:end], low[begin:end]
    cut = [(max(0, a - frame.predicate), b - frame.predicate) for a, b in frame.cut if b > frame.predicate]
    found = deadlines.find(window, low_window, today) if found is None else found
    _time(task, window, low_window, found, begin - frame.predicate, cut)
    words = text[frame.predicate : frame.product_end or frame.end]
    task.deliverable = _deliverable(clause, frame, words, cut)
    _receiver(task, clause, frame)
    started = deadlines.start_date(low_window, today) if "từ" in low_window else None
    if started and started != task.deadline:
        task.start_date = started
    task.priority = mark or ("cao" if urgent(low_window) else "thuong")
    _target(task, low[frame.predicate : frame.end])
    return task


def _deliverable(clause: Clause, frame: Frame, words: str, cut: list[tuple[int, int]]) -> str:
    if frame.object_span:
        start, end = frame.object_span
        return products.deliverable(clause.text[start:end], clause.low[start:end], [])
    return products.deliverable(words, words.lower(), cut)


def _time(
    task: Task, text: str, low: str, found: list[deadlines.Deadline], shift: int, cut: list[tuple[int, int]]
) -> None:
    """Fill the deadline from the words of the task's part of the sentence."""
    best = found[0] if found else None
    if best is None:
        best = deadlines.reference(text, low)
        if best and not (_REFERENCE_ENOUGH.search(low) and not re.search(r"kịp thời|tham mưu xử lý", low)):
            best = None
    if best is None:
        task.deadline_kind = "ongoing" if _ONGOING.search(low) and task.act == "assign" else "none"
        soon = _LEVEL_OF_CARE.search(low)
        if soon:
            task.deadline_raw = text[soon.start() : soon.end()]
        return
    apply(task, best)
    for each in found or [best]:
        cut += [
            (max(0, a + shift), b + shift) for a, b in each.cuts or [(each.start, each.end)] if b + shift > 0
        ]


def apply(task: Task, found: deadlines.Deadline) -> None:
    """Copy a deadline into a task and note the rule that saw it."""
    task.deadline, task.deadline_kind, task.deadline_bound = found.day, found.kind, found.bound
    task.deadline_raw, task.deadline_time, task.approximate = found.raw, found.time, found.approximate
    task.recurrence, task.relative, task.event = found.recurrence or None, found.relative or None, found.event
    task.trace.append((f"deadline: {found.rule}", found.raw))


def _receiver(task: Task, clause: Clause, frame: Frame) -> None:
    """The last one to whom something is reported, submitted or sent."""
    for found in _REPORT.finditer(clause.low, frame.predicate, frame.end):
        title = _RECEIVER_TITLE.match(clause.text, found.end())
        office = clause.agencies.at(found.end())
        name = title[0] if title else office.names[0] if office else None
        if name and name not in task.lead and name not in task.coordinating:
            task.report_to = name.strip()
            bracket = (
                re.compile(r" \((?!qua)[^()]{3,40}\)").match(clause.text, office.end)
                if office and not title
                else None
            )
            if bracket:
                task.report_to += bracket[0]


def _target(task: Task, low: str) -> None:
    found = _TARGET.search(low) if "%" in low or "phần trăm" in low else None
    if found:
        task.target = {"value": number(found["value"]), "unit": "%"}


def number(text: str) -> int | float:
    """A Vietnamese number: dots group thousands, a comma marks decimals."""
    plain = text.replace(".", "").replace(",", ".")
    return float(plain) if "." in plain else int(plain)


_GOAL = re.compile(
    r"(?P<op>ít nhất|tối thiểu|trên|dưới|không quá|từ|khoảng|hơn)? ?(?P<value>\d{1,3}(?:\.\d{3})+|"
    r"\d+(?:,\d+)?) ?(?P<unit>%|triệu lượt|triệu|nghìn tỷ đồng|tỷ đồng|triệu đồng|bậc|lượt|km|ha|"
    r"doanh nghiệp|hồ sơ|xã|trường)(?P<what> [^;,]*)?"
)


def goals(text: str, low: str, today: date | None) -> list[dict[str, Any]]:
    """The indicators of a sentence of targets: name, op, value, unit, year."""
    year = re.search(r"(?:năm|/) ?(20\d\d)", low)
    made = []
    for part in re.split(r"; | và (?=\d)|, (?=(?:[^\d,;]{3,60} )?(?:đạt|chiếm|trên|\d))", text):
        small = part.lower()
        body = re.sub(
            r"^(?:phấn đấu|mục tiêu[^:]*:)?,? ?(?:đến )?(?:hết |cuối )?(?:năm 20\d\d)?,? ?", "", small
        )
        found = _GOAL.search(body)
        if not found:
            continue
        name = re.sub(
            r"(?:^| )(?:đạt|chiếm|có|thu hút|đạt tỷ lệ|tăng|là)$", "", body[: found.start()].strip(" ,:")
        ).strip(" ,")
        name = f"{name} {found['what'] or ''}".strip(" .,")
        op = {"trên": ">", "hơn": ">", "dưới": "<", "không quá": "<="}.get(found["op"] or "", ">=")
        if found["unit"] == "%" and found["value"] == "100":
            op = "="
        made.append(
            {
                "name": name,
                "op": op,
                "value": number(found["value"]),
                "unit": found["unit"],
                "year": int(year[1]) if year else None,
            }
        )
    return made


def mark_of(low: str) -> str | None:
    """The urgency mark of a heading: hỏa tốc, thượng khẩn, khẩn."""
    for code, pattern in _MARKS:
        if pattern.search(low):
            return code
    return None


def same_lead(first: Frame, second: Frame) -> bool:
    """Whether two frames speak to the same units."""
    return flatten(first.leads) == flatten(second.leads)
