"""One office found in a text, and small questions about names of offices."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from .words import adverb_at, predicate_at, verb_at


@dataclass(slots=True)
class Mention:
    """One office or group found in a sentence."""

    start: int
    end: int
    names: list[str]
    role: str | None = None
    sector: bool = False
    group: bool = False
    raw: str | None = None


@lru_cache(maxsize=16)
def index_names(known: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Names that the caller knows, by first word, the longest first."""
    found: dict[str, list[str]] = {}
    for name in known:
        found.setdefault(name.split(" ", 1)[0], []).append(name)
    return {first: tuple(sorted(rest, key=len, reverse=True)) for first, rest in found.items()}


def clear_verb(low: str, place: int) -> bool:
    """A verb that cannot be half of a noun: two syllables, or one of the few that stand alone."""
    end = verb_at(low, place)
    if end < 0:
        return adverb_at(low, place) > 0 and predicate_at(low, place)
    return " " in low[place:end] or low[place:end] in ("gửi", "trình", "nộp", "cử")


def lower_first(name: str) -> str:
    if name.lower().startswith("trưởng"):
        return "T" + name[1:]
    return name[0].lower() + name[1:] if len(name) > 1 and name[1].islower() else name


_RANKS = (
    (0, re.compile(
        r"^(?:Thủ tướng|Phó Thủ tướng|Chính phủ|Quốc hội|Bộ Chính trị|Ban Bí thư|Trung ương|Tổng Bí thư|"
        r"Ủy ban Thường vụ Quốc hội)")),
    (1, re.compile(
        r"^(?:Bộ (?!Chỉ huy)|bộ |các [Bb]ộ|Văn phòng Chính phủ|Ngân hàng Nhà nước Việt|Ban .*Trung ương)")),
    (2, re.compile(
        r"^(?:(?:(?:Phó )?Chủ tịch |Thường trực |Ban Thường vụ |(?:Phó )?Bí thư )*(?:UBND|HĐND|Tỉnh ủy|"
        r"Thành ủy)(?: tỉnh| TP| thành phố|$)|tỉnh$|"
                   r"Ban Chấp hành Đảng bộ tỉnh|Ban Thường vụ Tỉnh ủy|Thường trực Tỉnh ủy|Tỉnh ủy)")),
    (2, re.compile(r"^(?:các )?đồng chí (?:Phó )?(?:Chủ tịch UBND tỉnh|Bí thư Tỉnh ủy)")),
    (4, re.compile(r"(?:xã|phường|thị trấn|thôn|Phòng|cấp xã)")),
)  # fmt: skip


@lru_cache(maxsize=4096)
def rank(name: str) -> int:
    """How high an office stands: 0 Government, 1 ministry, 2 province, 3 department or district, 4 commune."""
    for value, pattern in _RANKS:
        if pattern.search(name):
            return value
    return 3


def flatten(mentions: Iterable[Mention]) -> list[str]:
    """Names of all mentions, each once, in order."""
    found: list[str] = []
    for mention in mentions:
        for name in mention.names:
            if name not in found:
                found.append(name)
    return found
