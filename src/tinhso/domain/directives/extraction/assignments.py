"""Assignment words and who stands around them: "UBND tỉnh giao Sở X …", "đồng thời yêu cầu …"."""

import re

from .frames import CUE, Clause, Frame, step
from .mentions import Mention, rank
from .words import has, predicate_at, words

_MOST = 12  # assignments in one sentence; more is not prose
_CUE_WORDS = (
    "giao",
    "yêu cầu",
    "đề nghị",
    "phân công",
    "chỉ đạo",
    "ủy quyền",
    "lưu ý",
    "nhắc nhở",
    "cho phép",
    "chỉ định",
)
_NOT_GIVING = re.compile(
    r" (?:thông|dịch|ban|lưu|đất|thoa|nhận|nộp|hàng|thừa|tiếp|rừng|khoán|thương|chỉ tiêu|kế hoạch|"
    r"dự toán|vốn|diện|tranh|hưởng|phó|mùa|hữu|ước|hẹn|mặt)(?!\w)"
)
# The word before an assignment word: these make it a noun, a past act or half of another word …
_NOT_AFTER = words(
    """
    bàn chuyển ngoại đoạn tiếp đã vừa từng được do bởi theo của các những mọi bị chưa không mà xét ứng
    với về sơ đơn một dung hiện hợp việc số tác sự đúng trước bằng từ kiến có đạt nhận hạn quả quyền lời
    bản đang sẽ nêu mưu để nếu khi trình
    """
)
# … and behind these it can stand: the end of an office's name or title, or a linking word.
_AFTER = words(
    """
    và cũng tục trọng thời mạnh nhất luận đạo định thì đó này chí thời khắc bản trí ý phải cần tỉnh
    huyện xã phường phố ủy ubnd hđnd phủ tướng trưởng trì nữa rõ ngay đốc họp hội tịch thư bộ trực đoàn
    nghị nam nước dương cao
    """
)
# "Sở đã ban hành kế hoạch, phân công nhiệm vụ cho …": the chain of what was done goes on.
_TOLD_BEFORE = re.compile(r"(?<!\w)(?:đã|vừa) [^;:]*$")
_JOINS = frozenset({"đồng thời", "và", "cũng", "thời"})
_RELATIVE_GIVER = re.compile(r"(?:^|\s)(?:do|bởi|được|mà|nhiệm vụ|nội dung|công việc|việc|số) (?:các )?$")


def assigned(clause: Clause, start: int, end: int, sentence_start: int, before: list[Frame]) -> list[Frame]:
    """Frames of all assignment words of a clause: "UBND tỉnh giao Sở X …; đồng thời yêu cầu …"."""
    low, text = clause.low, clause.text
    found: list[Frame] = []
    if not has(low, _CUE_WORDS):
        return found
    for cue in CUE.finditer(low, start, end):
        word = cue[0].split()[0]
        if cue.start() and low[cue.start() - 1].isalnum():
            continue
        if found and cue.start() < found[-1].predicate + 1:
            continue
        if cue[0].startswith("giao") and _NOT_GIVING.match(text, cue.start() + 4):
            continue
        if not _gives(text, low, cue.start()) and not (
            word == "giao"
            and _THING_FIRST.match(low, start)
            and clause.leads_at(step(low, cue.end()))[0]
            and not _THING_DONE.search(low, cue.end(), end)
        ):
            continue
        giver = giver_of(clause, max(start, sentence_start), cue.start())
        if giver == "" or (
            giver is None and word in ("giao", "phân") and _TOLD_BEFORE.search(low, start, cue.start())
        ):
            continue
        if word == "chỉ" and not (
            giver
            and (rank(giver) <= 2 or giver.startswith("Phó "))
            and not giver.startswith(("UBND", "HĐND"))
        ):
            continue
        if found and not _restarts(low, cue.start()):
            continue
        if len(found) >= _MOST:
            break
        frame = _after_cue(clause, cue, end, giver, before + found)
        if frame is None:
            continue
        if found:
            found[-1].end = _rstrip_joint(low, found[-1].predicate, cue.start())
        found.append(frame)
    return found


# "Việc cấp kinh phí giao Sở X …": the thing first, then to whom it is given.
_THING_FIRST = re.compile(
    r"(?:việc|nội dung|nhiệm vụ|riêng|các nội dung|các nhiệm vụ|các vấn đề|(?:mọi|toàn bộ|tất cả|các|những) (?:các )?"
    r"(?:vướng mắc|kiến nghị|khó khăn|đề xuất|vấn đề|đơn thư|phản ánh|thủ tục|hồ sơ|nội dung|công việc|phần việc)|phần việc|công tác) "
)


# "Nhiệm vụ giao Sở X lập quy hoạch đã được hoàn thành": told, not given.
_THING_DONE = re.compile(
    r" (?:đã|cơ bản|đang)(?: được| cơ bản)? (?:hoàn thành|thực hiện|triển khai|ban hành|trình|xong|xử lý|giải quyết)"
)
_IN_CHARGE = re.compile(r"phụ trách(?: \w+){1,4}$")


def _gives(text: str, low: str, place: int) -> bool:
    """Whether an assignment word can stand here: at a beginning, or behind the one who gives."""
    before = low[max(0, place - 24) : place].rstrip()
    if not before or before[-1] in ',;:.–-(“"':
        return True
    word = before.rsplit(" ", 1)[-1]
    capital = len(low[:place].rstrip()) - len(word)
    if capital > 1 and text[capital].isupper() and text[capital - 1] == " ":
        return True  # the end of a name: "UBND tỉnh Cao Bằng yêu cầu"
    if _IN_CHARGE.search(before):
        return True
    if word in _NOT_AFTER:
        return False
    if "/" in word and word[0].isdigit():
        return True  # "Công văn số 100/UBND-KT yêu cầu …"
    return word in _AFTER or text[place - len(low[:place].rstrip().rsplit(" ", 1)[-1]) - 1].isupper()


def _restarts(low: str, place: int) -> bool:
    """Whether a second assignment word begins a new order: behind a stop, "và", "đồng thời"."""
    before = low[max(0, place - 16) : place].rstrip()
    return not before or before[-1] in ",;:." or before.rsplit(" ", 1)[-1] in _JOINS


def _rstrip_joint(low: str, start: int, place: int) -> int:
    joint = re.search(r"[,;:. ]*(?:(?:đồng thời|và|cũng|trong đó|theo đó)[, ]*)*$", low[start:place])
    return start + joint.start() if joint else place


_GIVER = re.compile(
    r"(?:(?:Phó )?Chủ tịch|(?:Phó )?Bí thư|Phó Thủ tướng|Thủ tướng|Bộ trưởng|Giám đốc|Thường trực|"
    r"Ban Thường vụ|UBND|HĐND|Tỉnh ủy|Chính phủ|Sở|Bộ|Tổ trưởng|Văn phòng|Huyện ủy|Thành ủy|Đảng ủy|"
    r"Ban Chỉ đạo|Trưởng ban|Công an)(?!\w)"
)


def giver_of(clause: Clause, start: int, place: int) -> str | None:
    """Who assigns: the office or office-holder before the word. "" when it stands in a relative clause ("do UBND tỉnh giao")."""
    text = clause.text
    segment = text[start:place]
    named: list[tuple[int, int, str]] = []
    for found in _GIVER.finditer(segment):
        if named and found.start() < named[-1][1]:
            continue
        name = giver_name(clause, start + found.start(), place)
        if name:
            joined = named and segment[named[-1][1] : found.start()] in (", ", " và ")
            named.append((named[-1][0] if joined else found.start(), found.start() + len(name), name))
    if named:
        if _RELATIVE_GIVER.search(segment[: named[-1][0]].lower()):
            return ""
        near = [
            name
            for _, stop, name in named
            if len(segment[stop:].split()) <= 9 or _SPEAKS.search(segment[stop:])
        ]
        if near:
            return near[0]
    if re.search(r"[Đđ]ồng chí (?:đề nghị|yêu cầu|giao|cũng)?\W*$", segment):
        return clause.held.assigner
    return None


_SPEAKS = re.compile(
    r"(?:nhấn mạnh|kết luận|phát biểu|ghi nhận|đánh giá|biểu dương|cho rằng|khẳng định|lưu ý|đồng thời)"
)
_TITLE_NAME = re.compile(
    r"((?:(?:Phó )?Chủ tịch|(?:Phó )?Bí thư|Thường trực|Ban Thường vụ|Giám đốc|Bộ trưởng|Trưởng ban|"
    r"Tổ trưởng)(?: (?:UBND|HĐND|Tỉnh ủy|Thành ủy|Huyện ủy|Đảng ủy|Quốc hội|nước|Ban Chỉ đạo|"
    r"Tổ công tác)(?: (?:tỉnh|thành phố|huyện|xã|phường|TP\.?)(?: [A-ZĐÀ-Ỹ]\w*(?: [A-ZĐÀ-Ỹ]\w*)*)?)?|"
    r"(?= (?:Sở|Bộ|Công an)))|"
    r"Phó Thủ tướng(?: Chính phủ| Thường trực)?|Thủ tướng(?: Chính phủ)?|Chính phủ)"
)


def giver_name(clause: Clause, place: int, limit: int) -> str | None:
    titled = _TITLE_NAME.match(clause.text, place, limit)
    if titled:
        name = titled[1]
        if name.startswith(("Giám đốc", "Bộ trưởng")):
            office = clause.agencies.at(titled.end() + 1)
            name = f"{name} {office.names[0]}" if office else name
        known = re.match(r"(.*?(?:UBND|HĐND|ủy) (?:tỉnh|thành phố|huyện|xã|phường))(?: \w.*)?$", name)
        if (
            known
            and name.startswith(("Chủ", "Phó", "Bí"))
            and re.search(r"(?:tỉnh|huyện|xã) [A-ZĐ]\w* [A-ZĐ]\w* [A-ZĐ]", name)
        ):
            name = known[1]
        return name
    office = clause.agencies.at(place)
    return office.names[0] if office and office.end <= limit else None


def _after_cue(
    clause: Clause, cue: re.Match[str], end: int, giver: str | None, before: list[Frame]
) -> Frame | None:
    """The frame behind an assignment word, or None when nobody and nothing follows it."""
    low, text = clause.low, clause.text
    word = cue[0].split()[0]
    place = cue.end()
    while place < end and low[place] in " ,:":
        place += 1
    if low.startswith("cho ", place):
        place += 4
    while low.startswith(("- ", "+ "), place):
        place += 2
    leads, after = clause.leads_at(place, before)
    assigner = giver or clause.held.assigner
    if leads and after <= end:
        frame = Frame(
            cue.start(),
            end,
            after,
            f"assignment word “{text[cue.start() : cue.end()]}” and lead",
            leads=leads,
            assigner=assigner,
        )
        note_raw(frame, text)
        if word in ("chỉ", "cho", "lưu", "nhắc") and not (
            predicate_at(low, step(low, after)) or low.startswith(" chủ trì", after)
        ):
            return None
        return frame
    who = _STAFF.match(text, place)
    if who:
        office = clause.agencies.at(who.end())
        if office:
            raw_end = _staff_end(low, office.end)
            frame = Frame(
                cue.start(), end, raw_end, "assignment to staff of a unit", leads=[office], assigner=assigner
            )
            frame.lead_raw = text[place:raw_end].strip()
            return frame
    person = _unnamed(clause, place, end, word)
    if person:
        frame = Frame(
            cue.start(), end, person.end, "assignment to an unnamed body", leads=[person], assigner=assigner
        )
        frame.lead_raw = text[place : person.end]
        return frame
    if word in ("giao", "đồng", "thống", "nhất", "quyết", "phân"):
        passed = re.compile(r" cho (?=\w)").search(low, place, min(end, place + 200))
        while passed and not low[place].isdigit():
            leads, after = clause.leads_at(passed.end(), before)
            if leads and after <= end:
                frame = Frame(
                    cue.start(), end, after, "assignment of a task to a unit", leads=leads, assigner=assigner
                )
                if not predicate_at(low, step(low, after)):
                    frame.object_span = place, passed.start()
                return frame
            passed = re.compile(r" cho (?=\w)").search(low, passed.end(), min(end, place + 200))
        return None
    may_order = word in ("yêu", "đề") and place < end
    if may_order and (predicate_at(low, place) or _OBLIGED.search(low, place, end)):
        lead = list(clause.held.leads) if clause.held.leads else []
        obliged = _OBLIGED.search(low, place, end)
        frame = Frame(cue.start(), end, place, "assignment word without a lead", leads=lead,
                      lead_from="context" if lead else "missing", assigner=assigner)  # fmt: skip
        if obliged and not predicate_at(low, place):
            frame.object_span = place, obliged.start()
            subject = re.match(
                r"(?:đơn vị|cơ quan|chủ đầu tư|nhà thầu|tổ chức)\b.*", low[place : obliged.start()]
            )
            if subject:
                frame.leads, frame.lead_from = (
                    [Mention(place, obliged.start(), [text[place : obliged.start()].strip()])],
                    "text",
                )
                frame.predicate, frame.object_span = obliged.end(), None
        return frame
    return None


# "Giao kế toán xã …", "Phân công đồng chí công chức Tư pháp - Hộ tịch …": who is no office known to the grammar.
_WHO = re.compile(
    r"(?:đồng chí |ông |bà )?(?P<who>kế toán|cán bộ|công chức|viên chức|chuyên viên|nhân viên|tổ trưởng|đội|nhóm|liên danh|"
    r"nhà|chủ|hộ|bộ phận|văn thư|địa chính|tư pháp|hiệu trưởng|giáo viên|thủ quỹ|thủ kho|hội|đoàn|tổ|ban|đại diện|"
    r"lực lượng|đơn vị|cơ quan|người|cá nhân|trưởng|phó|bí thư|doanh nghiệp|hợp tác xã|htx|công ty|trường|trạm|phòng)(?!\w)"
)


def _unnamed(clause: Clause, place: int, end: int, word: str) -> Mention | None:
    """A body in small letters between an assignment word and a verb, at most eight words long."""
    low = clause.low
    found = _WHO.match(low, place, end)
    if not found or word not in ("giao", "phân", "yêu", "đề", "chỉ"):
        return None
    stop = found.end()
    for _ in range(8):
        if low[stop : stop + 1] != " ":
            return None
        if predicate_at(low, stop + 1) and not low.startswith(_PART_OF_WHO, stop + 1):
            return Mention(place, stop, [clause.text[found.start("who") : stop]], group=True)
        following = re.compile(r" (?:- )?[\w/&]+").match(low, stop)
        if not following:
            return None
        stop = following.end()
    return None


_PART_OF_WHO = ("tư vấn", "thi công", "quản lý", "đầu tư", "sản xuất", "kế hoạch", "phụ trách", "sử dụng")

_STAFF = re.compile(r"(?:công chức|viên chức|cán bộ|lãnh đạo|bộ phận|chuyên viên|đội ngũ) (?=[A-ZĐ])")
_OBLIGED = re.compile(r" (?:phải|cần|có trách nhiệm) (?=\w)")


def _staff_end(low: str, place: int) -> int:
    for word in re.compile(r" \w+").finditer(low, place):
        if (
            predicate_at(low, word.start() + 1) and not low.startswith(" phụ trách", word.start())
        ) or not low.startswith(" ", word.start()):
            return word.start()
        if word.start() - place > 60:
            break
    return place


def note_raw(frame: Frame, text: str) -> None:
    raws = [mention.raw for mention in frame.leads if mention.raw]
    if raws:
        frame.lead_raw = raws[0]
        if any(raw.lower() != "ngành" for raw in raws):
            frame.lead_from = "context"
