"""The document around the sentences: its head (number, issuer, date, marks), headings that carry a lead, addressees."""

import re
from dataclasses import dataclass, field
from datetime import date

from . import dates, verdicts
from .frames import Clause
from .mentions import Mention
from .reading import DocumentGuess
from .words import lowered

_TYPES = (
    "nghị quyết|quyết định|chỉ thị|quy chế|quy định|thông cáo|thông báo|hướng dẫn|chương trình hành động|"
    "chương trình|kế hoạch|phương án|đề án|dự án|báo cáo|biên bản|tờ trình|công điện|kết luận|công văn|"
    "giấy mời"
)
_NUMBER = re.compile(r"[Ss][ốỐ]\s*:\s*(\d*[a-zđ]?\s?[-/]\s?(?:\d{4}/)?[A-ZĐ][\w\-/&.]*)")
_INLINE_NUMBER = re.compile(
    r"(?:Thông báo|Quyết định|Công văn|Kế hoạch|Chỉ thị|Công điện|Nghị quyết|"
    r"Kết luận) (?:số )?(\d+[a-z]?[-/][A-ZĐ][\w\-/]*)"
)
_ISSUED = re.compile(
    r"[^\W\d_][\w ]{1,40},\s*ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE
)
_TYPE_LINE = re.compile(rf"(?m)^[ \t]*({_TYPES})(?=\s*$|\s+\n|[ :])", re.IGNORECASE)
_ISSUER = re.compile(
    r"(?m)^[ \t]*((?:ỦY BAN NHÂN DÂN|UBND|TỈNH ỦY|HỘI ĐỒNG NHÂN DÂN|SỞ|BỘ|VĂN PHÒNG|BAN|CHỦ TỊCH|"
    r"THỦ TƯỚNG|ĐẢNG ỦY|HUYỆN ỦY|CHÍNH PHỦ|CÔNG AN)[^\n|]{0,70}?)(?=\s{2,}|\s*CỘNG HÒA|\s*$)"
)
_ISSUER_BELOW = re.compile(
    r"[^\n]*\n[ \t]*((?:TỈNH|HUYỆN|XÃ|PHƯỜNG|THÀNH PHỐ|THỊ XÃ) [^\na-zà-ỹ|]{2,30}?)(?=\s{2,}|\s*\n|"
    r"\s*Độc)"
)
_CAPTION = re.compile(r"(?:^|[.!?…] )Ảnh(?: minh họa)?\s?: ?[^.]{2,40}$")


@dataclass(slots=True)
class Heading:
    """An open heading: how deep it is and what it hands down."""

    depth: int
    text: str
    leads: list[Mention] = field(default_factory=list)
    coordinating: list[str] = field(default_factory=list)
    assigner: str | None = None


def document_head(clean: str) -> DocumentGuess:
    """Number, type, issuer, date and marks, from the first lines only."""
    head = clean[:2500]
    guess = DocumentGuess()
    secret = verdicts.SECRET.search(clean[:1500])
    if secret:
        guess.secrecy = (secret[1] or secret[2]).capitalize()
    number = _NUMBER.search(head[:1200]) or _INLINE_NUMBER.match(head)
    if number:
        guess.number = number[1].replace(" ", "").rstrip(".,")
    if number or "CỘNG HÒA XÃ HỘI" in head or "ĐẢNG CỘNG SẢN VIỆT NAM" in head:
        issued = _ISSUED.search(head)
        if issued:
            when = dates._make(int(issued[3]), int(issued[2]), int(issued[1]))
            guess.issued = when
        issuer = _ISSUER.search(head)
        if issuer:
            below = _ISSUER_BELOW.match(head, issuer.end())
            guess.issuer = _sentence_case(issuer[1].strip() + (" " + below[1] if below else ""))
        kind = _TYPE_LINE.search(head)
        if kind:
            guess.type = kind[1].lower()
    return guess


def _sentence_case(name: str) -> str:
    """`ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG` → `UBND tỉnh Tuyên Quang`, and so on for the usual heads of letters."""
    name = re.sub(r"\s+", " ", name)
    for pattern, short in ((r"ỦY BAN NHÂN DÂN|UBND", "UBND"), (r"HỘI ĐỒNG NHÂN DÂN", "HĐND")):
        name = re.sub(pattern, short, name)
    words = name.split(" ")
    made = []
    for word in words:
        if word in ("UBND", "HĐND"):
            made.append(word)
        elif word.lower() in ("tỉnh", "xã", "phường", "huyện", "và", "ủy"):
            made.append(word.lower())
        else:
            made.append(word.capitalize())
    result = " ".join(made)
    return result[0].upper() + result[1:]


def heading_of(clause: Clause, depth: int, low: str) -> Heading | None:
    """A heading that hands a lead down: "2. Sở X:", "Giao Sở X chủ trì:", "Đối với UBND các xã", "Trách nhiệm của Sở X"."""
    text = clause.text
    stripped = text.rstrip(" .")
    place = 0
    opener = _HEADING_OPENER.match(low)
    if opener:
        place = opener.end()
    leads, after = clause.leads_at(place)
    if not leads:
        return None
    rest = stripped[after:].strip(" ;,")
    small = rest.lower().rstrip(":").strip()
    if rest in ("", ":") or HEADING_REST.fullmatch(small):
        found = Heading(depth, text, leads)
        helpers = re.search(r"phối hợp (?:chặt chẽ )?(?:với|cùng) ", low)
        if helpers:
            mentions, _ = clause.agencies.list_at(helpers.end(), every=True)
            found.coordinating = [name for mention in mentions for name in mention.names]
        return found
    return None


_HEADING_OPENER = re.compile(
    r"(?:trách nhiệm (?:thực hiện )?(?:của )?|nhiệm vụ của |đối với |về phía |giao(?: cho)? |yêu cầu |"
    r"đề nghị |phân công |(?:\w+ ){0,6}(?:yêu cầu|giao|đề nghị|phân công) (?=sở|các|ubnd|ban|bộ|công an|"
    r"văn phòng))"
)
HEADING_REST = re.compile(
    r"(?:có trách nhiệm|chủ trì|thực hiện|chịu trách nhiệm|tập trung|căn cứ|theo chức năng|có nhiệm vụ|"
    r"khẩn trương|phải|cần|thực hiện (?:các|một số|tốt|những) (?:nhiệm vụ|nội dung)(?: sau(?: đây)?|"
    r" trọng tâm)?|"
    r"(?:chủ trì,? )?phối hợp (?:chặt chẽ )?(?:với|cùng) [^;:]*|chủ trì, phối hợp [^;:]*|"
    r"tập trung (?:thực hiện|triển khai)[^;:]*|khẩn trương (?:thực hiện|triển khai)[^;:]*|"
    r"theo chức năng, nhiệm vụ[^;:]*|thực hiện[^;:]{0,60}(?:sau|đây))[,:]*"
)


def addressees(clause: Clause, low: str) -> list[Mention]:
    """The units of a "Kính gửi" line."""
    place = re.compile(r"kính gửi\s?:?\s*(?:[-–+] ?)?").match(low)
    if not place:
        return []
    found: list[Mention] = []
    position = place.end()
    while position < len(low):
        mentions, after = clause.agencies.list_at(position)
        if not mentions:
            nxt = re.compile(r"[;\n]\s*[-–+]?\s*|- ").search(low, position)
            if not nxt:
                return found
            position = nxt.end()
            continue
        found += mentions
        position = after
        joint = re.compile(r"[;,.]?\s*[-–+]?\s*").match(low, position)
        if not joint or joint.end() == position:
            return found
        position = joint.end()
    return found


def is_caption(text: str) -> bool:
    """A line under a photo: "Đồng chí A phát biểu. Ảnh: B"."""
    return bool(_CAPTION.search(text))


SPEAKERS = ("Chủ tịch", "Bí thư", "Thủ tướng", "Bộ trưởng", "Thường trực Tỉnh ủy", "Giám đốc Sở")
_SPEECH = re.compile(
    r"((?:Phó )?Chủ tịch (?:UBND|HĐND) (?:tỉnh|huyện|xã|phường|thành phố)|"
    r"(?:Phó )?Bí thư (?:Thường trực )?(?:Tỉnh ủy|Thành ủy|Huyện ủy|Đảng ủy)|Phó Thủ tướng|"
    r"Thủ tướng(?: Chính phủ)?|Bộ trưởng Bộ [A-ZĐ][^,]{3,40}?|Thường trực Tỉnh ủy|"
    r"Giám đốc Sở [A-ZĐ][^,]{2,40}?)"
    r"(?:,? [A-ZĐÀ-Ỹ][^\W\d_]*(?: [A-ZĐÀ-Ỹ][^\W\d_]*){1,4})?,? (?:đã )?(?:phát biểu|nhấn mạnh|đề nghị|"
    r"yêu cầu|kết luận|chỉ đạo|giao|đánh giá|ghi nhận|lưu ý|khẳng định|chủ trì|cho rằng|biểu dương)"
)


def speaker(text: str) -> str | None:
    """Who speaks in a news sentence: "đồng chí Chủ tịch UBND tỉnh Nguyễn Văn A nhấn mạnh…"."""
    found = _SPEECH.search(text)
    return found[1] if found else None


_VIETNAMESE = re.compile(r"[ăâđêôơưạảãàáằắẳẵặầấẩẫậẹẻẽèéềếểễệịỉĩìíọỏõòóồốổỗộờớởỡợụủũùúừứửữựỵỷỹỳý]")


def language(clean: str) -> str:
    """As in "vi" when the letters say so, else "other" (or "none" for a text without words)."""
    sample = clean[:1500]
    letters = sum(char.isalpha() for char in sample)
    if letters < 3:
        return "none"
    marked = len(_VIETNAMESE.findall(lowered(sample)))
    return "vi" if marked / letters >= 0.04 else "other"


def issued_or(today: date | None, guess: DocumentGuess) -> date | None:
    """The date that dates without a year are read against."""
    return today or guess.issued
