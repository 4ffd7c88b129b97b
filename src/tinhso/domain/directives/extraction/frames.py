"""Who is told to do what: a clause is taken apart into assigner, lead, coordinating bodies and predicate.

Five shapes, tried in this order: a change of an existing task; an assignment word and a lead ("giao Sở X …");
a passive ("Sở X được giao …"); a subject and its verb ("Sở X hoàn thành …", "việc Y do Sở X chủ trì");
a bare order without a subject ("Khẩn trương hoàn thiện …").
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain, pairwise

from . import verdicts
from .agencies import Agencies
from .mentions import Mention, flatten
from .words import connector_at, predicate_at


@dataclass(slots=True)
class Frame:
    """One assignment inside a sentence; offsets are those of the sentence."""

    start: int
    end: int
    predicate: int
    rule: str
    act: str = "assign"
    leads: list[Mention] = field(default_factory=list)
    lead_from: str = "text"
    lead_raw: str | None = None
    coordinating: list[str] = field(default_factory=list)
    assigner: str | None = None
    cut: list[tuple[int, int]] = field(default_factory=list)
    ref_doc: str | None = None
    from_unit: str | None = None
    object_span: tuple[int, int] | None = None
    product_end: int = 0
    same_as: "Frame | None" = None  # the frame before, whose coordinating bodies hold for this one too

    @property
    def names(self) -> list[str]:
        """The lead units."""
        return flatten(self.leads)


@dataclass(slots=True)
class Held:
    """What earlier text hands to a sentence: the lead of its heading, the speaker, units named before."""

    leads: list[Mention] = field(default_factory=list)
    coordinating: list[str] = field(default_factory=list)
    assigner: str | None = None
    carried: list[Mention] = field(default_factory=list)
    named_before: Callable[[], Iterable[list[str]]] | None = None
    sector: str | None = None
    addressees: list[Mention] = field(default_factory=list)
    issuer: str | None = None
    item: bool = False
    explicit: bool = False


class Clause:
    """A sentence being read: its text, its lower case, its offices, and what is held from before."""

    __slots__ = ("agencies", "held", "low", "text")

    def __init__(self, text: str, low: str, agencies: Agencies, held: Held) -> None:
        self.text, self.low, self.agencies, self.held = text, low, agencies, held

    def together(self, leads: list[Mention]) -> tuple[list[Mention], list[str]]:
        """As in "Sở A cùng Công an tỉnh và Sở B": who leads, and the names of those that go with it."""
        for number, (one, following) in enumerate(pairwise(leads), 1):
            if _WITH.fullmatch(self.low, one.end, following.start):
                return leads[:number], flatten(leads[number:])
        return leads, []

    def leads_at(self, place: int, inside: list[Frame] | None = None) -> tuple[list[Mention], int]:
        """The list of leads at this place; "hai Sở", "đơn vị này", "ngành" are looked up in what came before."""
        back = self._referred(place, inside or [])
        if back is not None:
            return [back], back.end
        return self.agencies.list_at(place)

    def _referred(self, place: int, inside: list[Frame]) -> Mention | None:
        found = _ANAPHOR.match(self.low, place)
        if not found or (found["many"] and not found["this"]):
            return None
        raw = self.text[place : found.end()]
        noun = (found["noun"] or "").lower()
        if noun == "ngành" and not found["number"]:
            if not (found["this"] or self._verb_follows(found.end())):
                return None
            if self.held.sector:
                return Mention(place, found.end(), [self.held.sector], sector=True, raw=raw)
        elif found["polite"]:
            names = flatten(self.held.addressees)
            return Mention(place, found.end(), names, raw=raw, group=True) if names else None
        elif not (found["this"] or found["number"] or self._verb_follows(found.end())):
            return None
        names = self._antecedents(noun, found["number"], found["many"], inside, bool(found["this"]))
        if names:
            return Mention(place, found.end(), names, raw=raw)
        if found["number"] or found["this"] or noun in ("ngành", "sở"):
            return Mention(
                place, found.end(), [raw[0].lower() + raw[1:]], raw=raw, group=True, sector=noun == "ngành"
            )
        return None

    def _antecedents(
        self, noun: str, number: str | None, many: str | None, inside: list[Frame], this: bool
    ) -> list[str]:
        wanted = {"ngành": ("ngành ",), "công ty": ("Công ty", "công ty")}.get(noun) or (
            (f"UBND {noun}", f"{noun} ")
            if noun in ("huyện", "xã", "phường", "thành phố")
            else None
            if noun in _ANY_BODY
            else (noun.capitalize() + " ",)
        )
        amount = {"hai": 2, "02": 2, "2": 2, "ba": 3, "03": 3, "3": 3, "bốn": 4}.get(number or "", 0)
        pools: Iterable[list[str]] = chain(
            [frame.names for frame in reversed(inside)],
            self.held.named_before() if self.held.named_before else (),
            [flatten(self.held.carried)],
        )
        for pool in pools:
            names = [
                name
                for name in pool
                if (name.startswith(wanted) if wanted else not name.startswith("các ") or many)
            ]
            if not names:
                continue
            if amount:
                if len(names) >= amount:
                    return names[-amount:]
                continue
            return names if many else names[-1:]
        return []

    def _verb_follows(self, place: int) -> bool:
        if place + 1 >= len(self.low) or self.low[place] != " " or self.text[place + 1].isupper():
            return False
        return predicate_at(self.low, place + 1) or bool(_TOLD.match(self.low, place + 1))


_WITH = re.compile(r"(?: ?\([^()]{0,80}\))?,? (?:cùng|cùng với|và cùng|với) (?:các )?")
_ANY_BODY = frozenset(("đơn vị", "cơ quan", "địa phương", "doanh nghiệp", "cơ quan, đơn vị", ""))
_TOLD = re.compile(r"(?:cần|phải|chủ trì|đã|đang|sẽ|được giao|có trách nhiệm|chịu trách nhiệm) ")
_ANAPHOR = re.compile(
    r"(?P<polite>quý (?:cơ quan|đơn vị|bộ|sở|ngành|ủy ban|ban|hội|công ty|vị)(?!\w))|"
    r"(?:(?P<number>hai|ba|bốn|0?[23]) |(?P<many>các |những ))?(?P<noun>sở|ban|bộ|ngành|huyện|xã|phường|"
    r"đơn vị|cơ quan|địa phương|doanh nghiệp|công ty|cơ quan, đơn vị|trung tâm|chi cục|cục|trường|bệnh viện|thanh tra|"
    r"đài|quỹ|ngân hàng|hội|đoàn|viện|thành phố|tỉnh đoàn|công an|văn phòng)"
    r"(?P<this> (?:này|đó|trên|nêu trên|nói trên|vừa nêu))?(?=[ ,:;.]|$)(?! (?:của|gồm|liên|có l|:))"
)

CUE = re.compile(
    r"(?:giao(?: nhiệm vụ| trách nhiệm)?(?: thêm)?(?: cho)?|yêu cầu|đề nghị|phân công|chỉ đạo|"
    r"ủy quyền(?: cho)?|lưu ý|nhắc nhở|cho phép|chỉ định)(?!\w)"
)
PASSIVE = re.compile(
    r" được (?P<by>[^,;]{0,60}?)(?:giao|phân công|ủy quyền|chỉ định)(?: nhiệm vụ| trách nhiệm)?(?: là|"
    r" làm)?(?!\w)"
)
ASIDE = re.compile(
    r",? (?:(?:theo|căn cứ|trong phạm vi|trên cơ sở|bám sát|"
    r"thực hiện) (?:đúng )?(?:phạm vi )?(?:chức năng|nhiệm vụ|thẩm quyền|phân công|lĩnh vực|quyền hạn|"
    r"phân cấp)[^;]*?(?:nhiệm vụ(?: được giao| của mình| được phân công)?|quyền hạn|thẩm quyền|được giao|"
    r"phụ trách|quản lý|phân công|chức năng|của mình|phân cấp)(?:,|(?= ))"
    r"|,? mỗi (?:đơn vị|cơ quan|xã|phường|sở|thôn|tổ|ngành|địa phương)(?:,|(?= ))"
    r"|trong (?:thời gian tới|phạm vi [^,;]{3,40})(?:,|(?= ))|(?:thời gian tới|từ nay đến cuối năm)(?:,|"
    r"(?= ))|với vai trò [^,;]{3,60},)"
)
OPENER = re.compile(
    r"(?:để|nhằm|đối với|theo|tại|căn cứ|trên cơ sở|qua|thực hiện|về|trong|sau khi|ngay sau khi|ngay sau|"
    r"trước|định kỳ|hằng|hàng|kể từ|từ|với|cùng với|bên cạnh|phát huy|tiếp tục|chậm nhất|chấp hành|"
    r"triển khai|"
    r"thứ|riêng|liên quan|đến|chiều|sáng|ngày|kết luận|phát biểu|vào|mỗi|thay mặt|quán triệt|xét|năm|vì|"
    r"do|khi|đồng thời|nhận được|trước mắt|kết thúc|đợt|sau|xong|không muộn|không chậm|muộn nhất|trễ nhất|cuối|đầu|hết|"
    r"quý|tháng|tuần|giữa|dựa|thông qua|ngoài|song song|nhân|muốn|hoàn thành (?:xong )?(?:trước|trong)|nội trong)(?!\w)"
)


def clauses(text: str, start: int) -> list[tuple[int, int]]:
    """Cut at semicolons that stand outside brackets and quotes."""
    if ";" not in text:
        return [(start, len(text))]
    cuts = []
    depth = 0
    begin = start
    for place in _DEPTH.finditer(text, start):
        sign = place[0]
        if sign in "(“":
            depth += 1
        elif sign in ")”":
            depth = max(0, depth - 1)
        elif depth == 0:
            cuts.append((begin, place.start()))
            begin = place.end()
            while begin < len(text) and text[begin] == " ":
                begin += 1
    cuts.append((begin, len(text)))
    return [cut for cut in cuts if text[cut[0] : cut[1]].strip(" .")]


_DEPTH = re.compile(r"[;()“”]")


def openers(clause: Clause, start: int, end: int) -> int:
    """Where the sentence proper begins, behind "Đồng thời,", "Để …,", "Trong thời hạn …,", "Theo Thông báo,"."""
    low = clause.low
    place = start
    while place < end and clause.text[place] in '“”"«':
        place += 1
    label = _DUTY_OF.match(low, place, end)
    if label:
        leads, after = clause.leads_at(label.end())
        if leads and low[after : after + 1] == ":":
            return label.end()
    given = _SPEAKER_GIVES.match(low, place, end)
    if given:
        return given.start("who")
    speech = _SPEECH_PREFIX.match(low, start, end)
    if speech:
        leads, after = clause.leads_at(speech.end())
        if leads and _MUST_FOLLOW.match(low, after):
            return speech.end()
    for _ in range(4):
        linked = connector_at(low, place)
        if (
            linked > 0
            and linked < end
            and (
                low[linked] == ","
                or predicate_at(low, step(low, linked))
                or low.startswith(("cần ", "yêu cầu", "giao ", "đề nghị"), linked + 1)
                or clause.agencies.at(step(low, linked))
            )
        ):
            place = step(low, linked)
            continue
        if low.startswith(("về ", "đối với "), place) or _TOPIC.match(low, place):
            colon = clause.text.find(": ", place, end)
            if colon > 0 and (low.startswith(("về ", "đối với "), place) or CUE.match(low, colon + 2)):
                place = colon + 2
                continue
        if not OPENER.match(low, place):
            return place
        if predicate_at(low, place) and not low.startswith(
            ("thực hiện", "triển khai", "tiếp tục", "chấp hành", "quán triệt", "phát huy"), place
        ):
            return place
        following = _behind_opener(clause, place, end)
        if following < 0:
            return place
        place = following
    return place


# "Trách nhiệm của Hội đồng thẩm định: họp …"
_DUTY_OF = re.compile(r"(?:trách nhiệm|nhiệm vụ)(?: cụ thể)?(?: của)? ")
# "Làm việc với lãnh đạo huyện A, Bí thư Tỉnh ủy lưu ý …": what the speaker did first is no order.
_SPEAKER_GIVES = re.compile(
    r"(?:làm việc|kiểm tra|phát biểu|dự|thăm|kết luận|chủ trì|trao đổi|chia sẻ|trả lời|theo đồng chí|thảo luận|tiếp xúc)[^;]{3,120}?, "
    r"(?P<who>(?:đồng chí )?(?:phó )?(?:chủ tịch|bí thư|thủ tướng|giám đốc|trưởng ban|ủy viên)[^,;]{0,70} "
    r"(?:lưu ý|yêu cầu|đề nghị|giao|chỉ đạo|phân công) )"
)
_SPEECH_PREFIX = re.compile(
    r"[^,;:]{3,110}? (?:nhấn mạnh|cho rằng|khẳng định|lưu ý|kết luận|chỉ rõ|nêu rõ|quán triệt)(?:,|:|"
    r" rằng)+ "
)
_MUST_FOLLOW = re.compile(r" (?:[^,;]{0,30} )?(?:cần|phải|có trách nhiệm|tập trung|khẩn trương) ")
_TOPIC = re.compile(
    r"(?:kết luận|lộ trình|nhiệm vụ|công tác|lĩnh vực|nội dung|dự án|phân công|giao nhiệm vụ)[^:;.]{0,80}:"
)


def _behind_opener(clause: Clause, place: int, end: int) -> int:
    """The first comma behind which a subject, an assignment word or a new order stands."""
    low = clause.low
    comma = low.find(", ", place, end)
    plain = True
    while comma > 0:
        following = comma + 2
        if CUE.match(low, following) or connector_at(low, following) > 0:
            return following
        leads, after = clause.leads_at(following)
        if (
            leads
            and after < end
            and (
                low[after] in ":,"
                or predicate_at(low, after + 1)
                or PASSIVE.match(low, after)
                or CUE.match(low, after + 1)
                or verdicts.told(low, after + 1)
                or _AFTER_SUBJECT.match(low, after)
            )
        ):
            return following
        if not leads and plain and predicate_at(low, following) and not predicate_at(low, place):
            return following
        if not leads and _SPEAKER.match(low, following):
            return following
        plain = plain and bool(OPENER.match(low, following))
        comma = low.find(", ", following, end)
    return -1


_SPEAKER = re.compile(
    r"(?:các )?đồng chí |(?:phó )?chủ tịch |(?:phó )?bí thư |thủ tướng|phó thủ tướng|chính phủ|bộ trưởng"
)
_AFTER_SUBJECT = re.compile(
    r",? (?:theo chức năng|căn cứ|phải|cần|có trách nhiệm|chịu trách nhiệm|nhấn mạnh|kết luận|"
    r"\w+ \w+ \w+ (?:nhấn mạnh|yêu cầu|đề nghị|chỉ đạo))"
)


def step(low: str, place: int) -> int:
    while place < len(low) and low[place] in " ,:":
        place += 1
    return place
