"""Subjects and bare orders: "Sở X hoàn thành …", "việc Y do Sở X chủ trì", "Khẩn trương …"; and who coordinates."""

import re

from . import verdicts
from .assignments import giver_name, note_raw
from .frames import ASIDE, OPENER, PASSIVE, Clause, Frame, step
from .mentions import Mention, flatten
from .words import adverb_at, predicate_at, verb_at

_CHU_TRI = re.compile(
    r",? ?(?:có trách nhiệm |được giao |trực tiếp |sẽ )?(?:là (?:cơ quan|đơn vị) chủ trì|"
    r"chủ trì(?: thực hiện| tham mưu(?=,)| triển khai(?=,))?)(?!\w)(?:,? (?:và )?(?=phối hợp))?(?:, )?"
)
_COOPERATE = re.compile(
    r"(?:tăng cường |chủ động |chủ trì(?:,)? |thường xuyên )*(?:phối hợp|liên hệ)(?: chặt chẽ|"
    r" thường xuyên| hiệu quả| đồng bộ| kịp thời| tốt)?(?:,? (?:cùng )?với(?: (?=[^\W\d_]))?|"
    r",? cùng(?: với)?)? |"
    r"có sự phối hợp (?:chặt chẽ )?(?:của|với|giữa) |(?<=, )cùng(?: với)? (?!kỳ|ngày|lúc|thời|nhau|đi)|"
    r"(?<=chủ trì, )cùng(?: với)? |(?<=chủ trì )cùng(?: với)? "
)
_HELPERS_AFTER = re.compile(
    r"(?:thực hiện|triển khai|tổ chức thực hiện)(?: nhiệm vụ(?: này)?| (?:các )?nội dung này)?(?=[.;,]|"
    r"$)"
)


def subject(clause: Clause, start: int, end: int, before: list[Frame]) -> tuple[Frame | None, str | None]:
    """A frame whose lead is the subject of the clause, or the reason why the subject is told of, not told to."""
    low, text = clause.low, clause.text
    if _leads_others(clause, start):
        return None, None
    leads, after = clause.leads_at(start, before)
    obliged = _UNNAMED_SUBJECT.match(low, start, end)
    if obliged and leads and leads[0].group and obliged.end("who") > after:
        leads = []
    if leads and after < end:
        passive = PASSIVE.match(low, after, end)
        if passive:
            giver = (
                giver_name(clause, passive.start("by"), passive.end("by")) if passive["by"].strip() else None
            )
            if "một số" in low[:start]:
                return None, "statement"
            if _ALLOTTED.match(low, passive.end()):
                return None, "statistic"
            frame = Frame(
                start,
                end,
                passive.end(),
                "passive: the unit is assigned",
                leads=leads,
                assigner=giver or clause.held.assigner,
            )
            return frame, None
        place = after
        while (aside := ASIDE.match(low, place, end)) and aside.end() > place:
            place = aside.end()
        begin = step(low, place)
        if low.startswith(" - ", place):
            begin = place + 3
        reason = verdicts.told(low, begin)
        if reason:
            return None, reason
        if (
            low[after : after + 1] == ":"
            or predicate_at(low, begin)
            or low.startswith(("chủ trì", "phối hợp"), begin)
            or adverb_at(low, begin) > 0
        ):
            frame = Frame(
                start, end, begin, "subject and its verb", leads=leads, assigner=clause.held.assigner
            )
            if place != after:
                frame.cut.append((after, place))
            note_raw(frame, text)
            return frame, None
        behind = _behind_opener_here(clause, begin, end) or _behind_grounds(low, begin, end)
        if behind <= 0 and low[after] == " " and verdicts.may_act(text, begin):
            frame = Frame(
                start, end, begin, "subject and its verb", leads=leads, assigner=clause.held.assigner
            )
            if place != after:
                frame.cut.append((after, place))
            note_raw(frame, text)
            return frame, None
        if behind > 0:
            frame = Frame(
                start, end, behind, "subject, aside, verb", leads=leads, assigner=clause.held.assigner
            )
            frame.cut.append((begin, behind))
            return frame, None
    if obliged:
        unit = Mention(start, obliged.end("who"), [text[start : obliged.end("who")]], group=True)
        unit.names[0] = unit.names[0][0].lower() + unit.names[0][1:]
        return Frame(
            start, end, obliged.end(), "unnamed unit that must", leads=[unit], assigner=clause.held.assigner
        ), None
    return None, None


# "Sở A được giao biên chế 120 người": what a unit has been allotted is no task.
_ALLOTTED = re.compile(
    r" (?:tổng )?(?:biên chế|chỉ tiêu|dự toán|kế hoạch vốn|vốn|kinh phí|số lượng|tổng số|ngân sách|\d)"
)
_UNNAMED_SUBJECT = re.compile(
    r"(?P<who>(?:các |những )?(?:đơn vị|cơ quan|chủ đầu tư|nhà thầu|tổ chức|doanh nghiệp|chủ quản|"
    r"đơn vị tư vấn)(?: [^\s,;.:]+){1,7}?)(?: phải| có trách nhiệm| chịu trách nhiệm| cần) "
)


def _behind_opener_here(clause: Clause, begin: int, end: int) -> int:
    """As in "UBND các xã, trên cơ sở kết quả rà soát, lập danh sách…": an aside between commas."""
    aside = OPENER.match(clause.low, begin) and clause.low[begin - 2 : begin - 1] == ","
    if begin < 2 or not (aside or _ADJUNCT.match(clause.low, begin)):
        return 0
    comma = clause.low.find(", ", begin, end)
    while comma > 0:
        if predicate_at(clause.low, comma + 2):
            return comma + 2
        if not OPENER.match(clause.low, comma + 2):
            return 0
        comma = clause.low.find(", ", comma + 2, end)
    return 0


# "Hội Nông dân tỉnh mỗi năm hai lần, vào tháng 6 và tháng 12, công bố …": when, between the subject and its verb.
_ADJUNCT = re.compile(
    r"(?:mỗi (?:năm|quý|tháng|tuần|ngày)|hằng|hàng|định kỳ|trước|chậm nhất|muộn nhất|trong|vào|sau khi|ngay sau|trên cơ sở|"
    r"căn cứ|theo|qua|thông qua|từ nay)(?!\w)"
)


_GROUNDS = re.compile(r"(?:căn cứ|theo|trên cơ sở|bám sát|từ|trong phạm vi|dựa trên) ")
_STRONG = re.compile(
    r" (?=(?:xây dựng|rà soát|tổ chức|ban hành|triển khai|chủ động|khẩn trương|chỉ đạo|hướng dẫn|"
    r"kiểm tra|tham mưu|báo cáo|bố trí|lập|hoàn thành|hoàn thiện|tăng cường|cụ thể hóa|phối hợp|"
    r"thực hiện|đề xuất|gửi|cập nhật|đẩy mạnh|chủ trì) )"
)


def _behind_grounds(low: str, begin: int, end: int) -> int:
    """As in "UBND các xã căn cứ tình hình thực tế của địa phương xây dựng kế hoạch": the verb behind the grounds."""
    if not _GROUNDS.match(low, begin):
        return 0
    verb = _STRONG.search(low, begin + 8, min(end, begin + 130))
    return verb.end() if verb else 0


def order(clause: Clause, start: int, end: int) -> Frame | None:
    """A bare order: a verb, perhaps behind adverbs, and no subject. The lead is the heading's, or missing."""
    low = clause.low
    if low.startswith("cần ", start) or low.startswith("phải ", start):
        start = step(low, start + 4)
    named = clause.text[start].isupper() and not _leads_others(clause, start) and clause.agencies.at(start)
    if not predicate_at(low, start) or named:
        return None
    held = clause.held
    lead = held.leads or held.carried
    if not lead and held.explicit and len(flatten(held.addressees)) == 1:
        lead = held.addressees  # a letter to one office: its orders are for that office
    return Frame(start, end, start, "order without a subject", leads=list(lead), lead_from="context" if lead else "missing",
                 coordinating=list(held.coordinating) if held.leads else [], assigner=held.assigner)  # fmt: skip


def _leads_others(clause: Clause, start: int) -> bool:
    """Under a heading with a lead "Lãnh đạo UBND tỉnh giao kế hoạch …" is what that lead does, no title of somebody."""
    return clause.held.item and bool(clause.held.leads) and clause.low.startswith("lãnh đạo ", start)


def _may_cooperate(low: str) -> bool:
    return "phối hợp" in low or "cùng" in low or "liên hệ" in low


def cooperate(clause: Clause, frame: Frame) -> None:
    """Take "chủ trì, phối hợp với …" out of the predicate and keep whom it names."""
    low = clause.low
    place = frame.predicate
    charge = _CHU_TRI.match(low, place, frame.end)
    if charge:
        frame.cut.append((place, charge.end()))
        place = charge.end()
    if not _may_cooperate(low):
        return
    if charge and (first := _helpers_first(clause, place, frame.end)):
        frame.coordinating += [name for name in first[0] if name not in frame.coordinating]
        frame.cut.append((place, first[1]))
        place = first[1]
    for found in _COOPERATE.finditer(low, place, frame.end):
        if found.start() and low[found.start() - 1].isalnum():
            continue
        begin = found.end()
        far = found.start() - place > 60
        mentions, after = clause.agencies.list_at(begin, every="với" in found[0] or "cùng" in found[0])
        if not mentions:
            continue
        if far and low[found.start() - 2 : found.start()] not in (", ", "; ") and "với" not in found[0]:
            continue
        for name in flatten(mentions):
            if name not in frame.coordinating and name not in frame.names:
                frame.coordinating.append(name)
        cut_start = found.start()
        helpers = _HELPERS_AFTER.match(low, step(low, after))
        frame.cut.append((cut_start, helpers.end() if helpers else after))
    _helped_by(clause, frame, place)


_HELPS = re.compile(
    r" (?:là (?:cơ quan|đơn vị) )?phối hợp(?: thực hiện| triển khai| tổ chức thực hiện| hỗ trợ|"
    r" chặt chẽ)*(?=[ .;,)]*$)"
)


def _helped_by(clause: Clause, frame: Frame, place: int) -> None:
    """As in "…, các sở, ngành liên quan phối hợp." at the end names coordinating bodies."""
    if "phối hợp" not in clause.low[max(place, frame.end - 40) : frame.end]:
        return
    helps = _HELPS.search(clause.low[: frame.end], place)
    if not helps:
        return
    for comma in re.finditer(r"[,;] (?:và |giao )?", clause.low[: helps.start()]):
        if comma.end() < place:
            continue
        mentions, after = clause.agencies.list_at(comma.end(), every=True)
        if mentions and after == helps.start():
            frame.coordinating += [name for name in flatten(mentions) if name not in frame.coordinating]
            frame.cut.append((comma.start(), helps.end()))
            return


_HELP_IN = re.compile(
    r" (?:cùng )?phối hợp(?: chặt chẽ)?(?:,? (?:để |tổ chức )?(?=\w)| thực hiện(?= |[.;,]|$)|(?=[.;,]|$))(?!với |cùng )"
)


def _helpers_first(clause: Clause, place: int, end: int) -> tuple[list[str], int] | None:
    """As in "Sở A chủ trì, | Sở B và UBND xã C phối hợp giải quyết …": who helps, and where the work begins."""
    mentions, after = clause.agencies.list_at(place, every=True)
    helps = _HELP_IN.match(clause.low, after, end) if mentions else None
    return (flatten(mentions), helps.end()) if helps else None


def next_subject(clause: Clause, frame: Frame) -> Frame | None:
    """A second unit with its own verb inside one clause: "Sở A thực hiện …, Sở B thực hiện …"."""
    low = clause.low
    if low.startswith(("giao ", "phân công ", "yêu cầu "), step(low, frame.predicate)):
        return None
    helpers = []
    charge = _CHU_TRI.match(low, frame.predicate, frame.end) if "phối hợp" in low else None
    if charge and (own := _helpers_first(clause, charge.end(), frame.end)):
        helpers.append((charge.start(), own[1]))
    for found in _COOPERATE.finditer(low, frame.predicate, frame.end) if _may_cooperate(low) else ():
        mentions, after = clause.agencies.list_at(found.end(), every=True)
        if mentions:
            helpers.append((found.start() - 2, after))
    comma = low.find(", ", frame.predicate, frame.end)
    while comma > 0:
        place = comma + 2
        for word in ("và ", "còn ", "trong đó "):
            if low.startswith(word, place):
                place += len(word)
        if not any(start <= comma < stop for start, stop in helpers):
            leads, after = clause.leads_at(place, [frame])
            if low.startswith(("mỗi ", "từng "), place):
                leads = []  # "…, mỗi tổ hỗ trợ 50 hộ": how the same units share the work
            if leads and after < frame.end and verb_or_charge(low, after) and not _HELPS.match(low, after):
                if _receives(low, comma) or (
                    leads[0].raw and _GROUP_BEFORE.search(low, max(0, comma - 12), comma)
                ):
                    comma = low.find(", ", after, frame.end)
                    continue
                second = Frame(
                    place,
                    frame.end,
                    step(low, after),
                    "another unit with its verb",
                    leads=leads,
                    assigner=frame.assigner,
                )
                note_raw(second, clause.text)
                frame.end = comma
                return second
        comma = low.find(", ", place, frame.end)
    return None


_GROUP_BEFORE = re.compile(r"(?:sở|ban|bộ|huyện|cơ quan|đơn vị|ngành)$")


def verb_or_charge(low: str, after: int) -> bool:
    """A verb directly behind a subject."""
    return (
        after < len(low)
        and low[after] == " "
        and predicate_at(low, after + 1)
        and verb_at(low, after + 1) != 0
    )


def _receives(low: str, comma: int) -> bool:
    """Whether the words before the comma are a receiver, so that the list goes on: "gửi Sở A, Sở B tổng hợp"."""
    return bool(
        re.search(
            r"(?:gửi|báo cáo|trình|với|về|cho|của|đến|từ|là|gồm|do) (?:các )?(?:sở|ubnd|ban|bộ|công an|"
            r"văn phòng|tỉnh ủy|hđnd|thường trực)[^,;]*$",
            low[max(0, comma - 60) : comma],
        )
    )
