"""Personal names out of labelled sentences: "đồng chí Nguyễn Văn A" → "đồng chí [tên người]".

A name is masked where a form of address, a title or "ông, bà" stands before it, and wherever the name of somebody who
works here stands. What is part of a unit's name stays: "xã Nguyễn Huệ", "Trường THPT Nguyễn Văn Huyên".
"""

import re
from collections.abc import Iterable

MASK = "[tên người]"
_UP = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
# Family names of the country, those of the peoples of the north among them.
_FAMILY = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Ma|Chẩu|Vàng|Giàng|Sùng|Thào|Nông|Lù|Lò|Triệu|Bàn|"
    "Phùng|Tẩn|Chảo|Lương|Hà|Quan|Hứa|Vi|La|Lục|Lưu|Cao|Đinh|Đào|Đoàn|Mai|Trịnh|Trương|Tạ|Tô|Thái|Tống|Vương|Viên|Kiều|Quách|Âu|Cù|"
    "Chu|Châu|Doãn|Đồng|Giáp|Khổng|Lại|Lâm|Mạc|Nghiêm|Ninh|Phí|Quản|Sầm|Thân|Thạch|Tăng|Từ|Ứng|Vừ|Xin|Hầu|Hạng|Lầu|Ly|Mua|Cháng|Cư|"
    "Sình|Ráng|Phàn|Lèng|Then|Sừng|Lèo|Lường|Quàng|Cầm|Bế|Hòang|Lỗ|Tướng|Tráng|Thền|Seo|Páo"
)
_NAME = rf"(?:{_FAMILY})(?: [{_UP}][^\W\d_]*){{1,4}}"
_TITLE = (
    r"(?:[Đđ]ồng chí|[Đđ]/c|[Ôô]ng \([Bb]à\)|[Ôô]ng, bà|[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ụ|[Cc]háu|[Ee]m|[Tt]hầy|[Cc]ô|"
    r"[Cc]hủ tịch|[Bb]í thư|[Gg]iám đốc|[Tt]rưởng (?:ban|phòng|thôn|đoàn)|[Cc]hánh (?:Văn phòng|Thanh tra)|[Hh]iệu trưởng|"
    r"[Tt]hủ tướng|[Bb]ộ trưởng|TS\.?|ThS\.?|PGS\.?|GS\.?|BS\.?|Đại tá|Thượng tá|Trung tá|Thiếu tá|Thiếu tướng|họ tên:?|tên là)"
)
_ADDRESSED = re.compile(rf"(?P<title>{_TITLE}(?:[^,;.:()\n\d]{{0,60}}?)?,? )(?P<name>{_NAME})(?!\w)")
# Behind these words a capitalised name is a place, a street, a school.
_PLACE_BEFORE = re.compile(
    r"(?:xã|phường|thị trấn|huyện|thành phố|tỉnh|thôn|bản|tổ|đường|phố|trường|THPT|THCS|Tiểu học|tiểu học|Mầm non|mầm non|núi|sông|hồ|"
    r"suối|chợ|cầu|đèo|khu|cụm|Công ty|công ty|giải|quảng trường|bệnh viện|UBND|HĐND|ủy|Cao nguyên|cao nguyên|quốc lộ|dự án|lễ hội|"
    r"di tích|đền|chùa|và|,) $"
)


def masked(text: str, persons: Iterable[str] = ()) -> str:
    """The text without personal names; `persons` are full names of people who work here."""
    for name in persons:
        if name and name in text:
            text = _outside_places(re.compile(rf"(?P<title>)(?P<name>{re.escape(name)})(?!\w)"), text)
    return _outside_places(_ADDRESSED, text)


def _outside_places(pattern: re.Pattern[str], text: str) -> str:
    def replaced(found: re.Match[str]) -> str:
        before = found.string[max(0, found.start("name") - 16) : found.start("name")]
        # "Bí thư Tỉnh ủy Nguyễn Văn A" is a person, "Huyện ủy Na Hang" and "Tỉnh ủy Hà Giang" are places.
        of_the_province = before.endswith("Tỉnh ủy ") and found["name"].count(" ") >= 2
        if _PLACE_BEFORE.search(before) and not of_the_province:
            return found[0]
        return found["title"] + MASK

    return pattern.sub(replaced, text)
