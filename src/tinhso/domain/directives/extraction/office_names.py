"""How far the name of an office runs: "Trung tâm Phục vụ hành chính công tỉnh | chủ trì"."""

import re
from collections.abc import Callable

from . import agency_patterns as patterns
from .words import LEVELS, STOPS, predicate_at, verb_at

_REGION = re.compile(r"(?:khu vực|quốc gia|trung ương)( (?:[ivx]+|\d+)(?!\w))?(?!\w)")
_NO_LEVEL = re.compile(r"xã (?:hội|luận)(?!\w)|bản (?:đồ|quyền|tin)(?!\w)")
# "Trung tâm Dịch vụ tổng hợp xã": a verb inside a name counts as name when the level follows at once.
_NAME_VERB_AND_LEVEL = re.compile(
    r"(?:tổng hợp|hành chính|đăng ký|quan trắc|kiểm soát|kiểm nghiệm|giám định|điều hành|hỗ trợ|tư vấn|phục vụ|"
    r"thẩm định|đấu giá|cứu hộ|ứng phó|giới thiệu|chuyển đổi số|bảo trợ|giám sát)"
    rf"(?= (?:{LEVELS}|khu vực|quốc gia)(?!\w))"
)


# "Trung tâm Xúc tiến đầu tư, Thương mại và Du lịch tỉnh": a comma inside a name that `và` and a level close.
_COMMA_IN_NAME = re.compile(
    rf"(?:, [{patterns.UP}]\w*(?: [a-zà-ỹđ]+){{0,3}})+ và [{patterns.UP}]\w*(?: [a-zà-ỹđ]+){{0,3}}?(?= (?:{LEVELS})(?!\w))"
)


# The same before a verb, for bodies that are named by their fields: "Chi cục Chăn nuôi, Thú y và Thủy sản | hướng dẫn".
_FIELDS_IN_NAME = re.compile(
    rf"(?:, [{patterns.UP}]\w*(?: [a-zà-ỹđ]+){{0,3}})+ và [{patterns.UP}]\w*(?: [a-zà-ỹđ]+){{0,3}}?(?= |[,;.]|$)"
)
_OF_FIELDS = re.compile(r"(?:Chi cục|Cục|Trung tâm|Phòng|Vụ|Viện|Ban|Tổng cục|Trường) ?$")


def _listed(text: str, low: str, end: int, head_end: int, is_head: Callable[[int], bool]) -> int:
    """The end of further fields of the same name behind a comma, or -1."""
    found = _COMMA_IN_NAME.match(text, end)
    if found and not is_head(end + 2):
        return found.end()
    if not _OF_FIELDS.search(text, max(0, head_end - 10), head_end):
        return -1
    found = _FIELDS_IN_NAME.match(text, end)
    if not found or any(is_head(end + place.start()) for place in re.finditer(r"(?<= )[^\W\d_]", found[0])):
        return -1
    stop = found.end()
    while stop < len(text) and text[stop] == " " and not predicate_at(low, stop + 1):
        following = patterns.WORD.match(text, stop)
        if not following or following[1][0].isupper() or following[1] in STOPS or stop - found.end() > 16:
            break
        stop = following.end()
    return stop if stop >= len(text) or predicate_at(low, stop + 1) or text[stop] in ",;." else -1


def _goes_on(text: str, stop: int, is_head: Callable[[int], bool]) -> bool:
    """As in "Trường PTDTBT Tiểu | học Khâu Vai", "Cao | nguyên đá Đồng Văn": a few small letters, then a capital
    that is no new office."""
    low = text.lower()
    for _ in range(3):
        following = patterns.WORD.match(text, stop)
        if not following:
            return False
        start = following.start(1)
        if following[1][0].isupper():
            return not is_head(start)
        if (
            following[1].lower() in STOPS
            or predicate_at(low, start)
            or patterns.FIRST_LEVEL.match(low, start)
        ):
            return False
        stop = following.end()
    return False


def end_of_name(text: str, low: str, head_end: int, is_head: Callable[[int], bool]) -> int:
    """The end of a name behind its head: until a verb, a linking word or the level that ends names."""
    end = head_end
    lower_run = caps = 0
    while True:
        word = patterns.WORD.match(text, end)
        if not word or word.start(1) == end:
            if text.startswith(" - ", end) and text[end + 3 : end + 4].isupper() and not is_head(end + 3):
                end += 2
                continue
            listed = _listed(text, low, end, head_end, is_head) if text.startswith(", ", end) else -1
            if listed > 0:
                end = listed
                continue
            break
        start, w = word.start(1), word[1].rstrip(".")
        stop = start + len(w)
        inner = patterns.HEAD.match(text, start) if end == head_end and w[0].isupper() else None
        if inner and inner.end() > stop:  # "Chi nhánh | Ngân hàng Chính sách xã hội"
            end = inner.end()
            continue
        if w[0].isupper() or (w.isdigit() and len(w) <= 2 and end > head_end):
            if end > head_end and is_head(start) and not text.startswith(("Đại học", "Hội đồng"), start):
                break
            # "Văn phòng Đăng ký đất đai": a verb with a capital is part of the name, all its syllables.
            end, lower_run, caps = max(stop, verb_at(low, start)), 0, caps + 1
            continue
        lower = w.lower()
        if lower == "và":
            following = patterns.WORD.match(text, stop)
            if following and following[1][0].isupper() and not is_head(following.start(1)) and end > head_end:
                end, caps = stop, 0
                continue
            break
        level = patterns.FIRST_LEVEL.match(low, start)
        if (
            level
            and not (level.end() < len(low) and low[level.end()].isalnum())
            and not _NO_LEVEL.match(low, start)
        ):
            end = level.end()
            where = patterns.A_PLACE.match(text, end + 1) if text.startswith(" ", end) else None
            if where and not is_head(end + 1):
                end = where.end()
            break
        region = _REGION.match(low, start)
        if region:
            end = region.end()
            where = patterns.A_PLACE.match(text, end + 1) if text.startswith(" ", end) else None
            if where and not region[1] and not is_head(end + 1):
                end = where.end()
            break
        in_name = patterns.NAME_VERB.match(low, start) if end > head_end else None
        if in_name and (
            in_name.end() >= len(low)
            or patterns.NAME_GOES_ON.match(text, in_name.end())
            or predicate_at(low, in_name.end() + 1)
        ):
            end, lower_run, caps = in_name.end(), lower_run + 2, 0
            continue
        if end > head_end and _NAME_VERB_AND_LEVEL.match(low, start):
            end, lower_run, caps = _NAME_VERB_AND_LEVEL.match(low, start).end(), lower_run + 2, 0  # type: ignore[union-attr]
            continue
        if lower in STOPS or lower_run >= 4 or predicate_at(low, start):
            break
        if caps >= 2 and not _goes_on(text, stop, is_head):
            break
        end, lower_run, caps = stop, lower_run + 1, 0
    return end
