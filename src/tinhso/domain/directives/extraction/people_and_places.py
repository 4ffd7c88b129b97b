"""Leads that are no office: a head of a hamlet, a clerk, members of a committee, a commune called by its place.

"Các ông (bà) Trưởng thôn", "Trưởng các thôn Bản Biến, Nà Luông", "công chức Tư pháp - Hộ tịch", "huyện Na Hang".
Also how far a group runs when the words behind it narrow it: "các cơ sở kinh doanh dịch vụ karaoke | hoàn thành".
"""

import re

from . import agency_patterns as patterns
from .words import STOPS, connector_at, predicate_at, words

_PLACE = patterns.PLACE
_PERSONS = re.compile(
    r"(?:[Cc]ác )?(?:[Đđ]ồng chí |[Ôô]ng \([Bb]à\) |[Ôô]ng, bà |[Ôô]ng |[Bb]à )?"
    r"(?P<who>(?P<headman>[Tt]rưởng (?:các |02 |0\d )?(?:thôn|bản|khu phố|xóm)(?:, (?:bản|tổ dân phố|xóm))*)"
    r"|[Bb]í thư (?:các )?chi bộ(?: thôn)?|[Tt]ổ trưởng (?:các )?tổ dân phố"
    r"|(?P<member>(?:Tỉnh|Huyện|Thành|Đảng) ủy viên|Ủy viên (?:Ban Chấp hành|Ban Thường vụ|BCH|BTV)"
    r"(?: Đảng bộ tỉnh| Tỉnh ủy| Đảng ủy(?: xã| phường)?)?|[Tt]hành viên (?:Ban Chỉ đạo|UBND|Tổ công tác)"
    r"(?: tỉnh| xã| phường)?)(?P<charge> (?:được phân công )?(?:phụ trách|theo dõi) "
    r"(?:các )?(?:xã, phường|huyện, thành phố|địa bàn|khối|lĩnh vực|cơ sở|đơn vị|xã|phường)(?: [^,;:.]{3,30}?(?=,))?)?)"
    r"(?!\w)"
)
_AND_PLACE = re.compile(rf"(?:, | và )({_PLACE})(?= và [A-ZĐ]|, [A-ZĐ]| [a-zà-ỹđ]|$|[.;:])")
_BARE_PLACE = re.compile(
    rf"(?P<many>[Cc]ác |[Hh]ai |[Bb]a |0\d )?(?P<level>[Hh]uyện|[Xx]ã|[Pp]hường|[Tt]hị trấn|[Tt]hị xã|"
    rf"[Tt]hành phố|[Tt]hôn|[Bb]ản|[Tt]ỉnh)(?: |: )(?P<name>{_PLACE})"
)
PERSON_FIRST = words(
    "các Các đồng Đồng ông Ông bà Bà trưởng Trưởng bí Bí tổ Tổ tỉnh Tỉnh huyện Huyện thành Thành Ủy"
)
PLACE_FIRST = words(
    "các Các hai Hai ba Ba huyện Huyện xã Xã phường Phường thị Thị thành Thành thôn Thôn bản Bản tỉnh Tỉnh 02 03"
)


def persons(text: str, place: int) -> tuple[list[str], int] | None:
    """Names and end of holders of small offices that begin here; each named hamlet has its own head."""
    found = _PERSONS.match(text, place)
    if not found:
        return None
    end, who = found.end(), found["who"]
    if found["headman"]:
        names, last = places(text, end + 1) if text.startswith(" ", end) else ([], end)
        if names:
            level = who.split()[-1]
            return [f"Trưởng {level} {name}" for name in names], last
    elif found["member"]:
        whole = text[place:end]
        return [whole if whole == who else whole[0].lower() + whole[1:]], end
    return [who], end


def places(text: str, place: int) -> tuple[list[str], int]:
    """As in "Bản Biến, Nà Luông và Pắc Củng": the names of a list of places."""
    first = patterns.A_PLACE.match(text, place)
    if not first:
        return [], place
    names, end = [first[0]], first.end()
    while more := _AND_PLACE.match(text, end):
        names.append(more[1])
        end = more.end()
    return names, end


def bare_place(text: str, place: int) -> tuple[list[str], int] | None:
    """As in "huyện Na Hang", "các xã Thượng Nông, Côn Lôn": places that stand for those who govern them."""
    found = _BARE_PLACE.match(text, place)
    if not found:
        return None
    level = found["level"].lower()
    if found["many"]:
        names, end = places(text, found.start("name"))
        return [f"{level} {name}" for name in names], end
    return [f"{level} {found['name']}"], found.end()


_ENDS_GROUP = re.compile(
    r"(?:phải|cần|có trách nhiệm|chịu trách nhiệm|khẩn trương|chủ động|nghiêm túc|chủ trì|phối hợp|tập trung)(?!\w)"
)
_WORD = re.compile(r" ([\wÀ-ỹ]+(?:-\w+)*)(?=[ ,])")
_LISTED = re.compile(r", ((?:[a-zà-ỹđ]+ ){1,3})")
_NEVER_INSIDE = STOPS | words("việc rằng")


def runs_on(text: str, low: str, end: int) -> int:
    """Where a group ends that its own words narrow: "các cơ sở | kinh doanh dịch vụ karaoke, vũ trường | hoàn thành".

    Only when a verb follows soon: otherwise the group stays as short as it was.
    """
    place = end
    for _ in range(9):
        word = _WORD.match(text, place)
        if not word:
            listed = _LISTED.match(text, place) if place > end else None
            if listed and not predicate_at(low, place + 2) and connector_at(low, place + 2) < 0:
                ahead = listed[1].split()
                for count in range(1, len(ahead) + 1):
                    after = place + 2 + len(" ".join(ahead[:count])) + 1
                    if _ENDS_GROUP.match(low, after) or predicate_at(low, after):
                        return after - 1
            return end
        start = word.start(1)
        if place > end and (_ENDS_GROUP.match(low, start) or predicate_at(low, start)):
            return place
        if word[1] in _NEVER_INSIDE or (place == end and predicate_at(low, start)):
            return end
        place = word.end()
    return end
