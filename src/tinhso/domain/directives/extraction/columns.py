"""What the columns of a table of tasks hold, by the words of their headings: one list of synonyms for tables in a
text and for annexes that are imported. Order, case, marks and blanks of a heading do not matter.
"""

import re
from collections.abc import Sequence

from tinhso.kernel.text import fold

# Column → folded words of its heading, tried in this order.
SYNONYMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("number", re.compile(r"(?:s?tt|so tt|so thu tu|#|no)(?: (?:nhiem vu|muc))?")),
    ("note", re.compile(r".*\bghi chu\b.*")),
    ("accountable", re.compile(r".*\b(?:nguoi|lanh dao|dong chi|can bo|ca nhan|chuyen vien)\b.*")),
    ("group", re.compile(r"(?:nhom|linh vuc|muc)\b.*")),
    ("start", re.compile(r".*\b(?:bat dau|khoi cong|tu ngay)\b.*")),
    ("lead", re.compile(r".*\bchu tri\b.*\bphoi hop\b.*")),
    ("coordinating", re.compile(r".*\b(?:phoi hop|tham gia)\b.*")),
    ("product", re.compile(r".*\b(?:san pham|ket qua|dau ra|hinh thuc van ban)\b.*")),
    (
        "deadline",
        re.compile(r".*\b(?:thoi gian|thoi han|tien do|hoan thanh|han|thoi diem|lo trinh|ket thuc)\b.*"),
    ),
    (
        "lead",
        re.compile(r".*\b(?:chu tri|don vi|co quan|phan cong|dau moi|trach nhiem)\b.*|.*\bthuc hien"),
    ),
    ("report", re.compile(r".*\b(?:cap trinh|noi nhan|cap ban hanh|bao cao)\b.*")),
    (
        "content",
        re.compile(
            r".*\b(?:noi dung|nhiem vu|cong viec|ten|hoat dong|viec|van ban|de an|giai phap|chi tieu)\b.*"
        ),
    ),
)
KEYS = tuple(dict.fromkeys(name for name, _pattern in SYNONYMS))
# Of two columns that both say what is to be done, the more telling one does; the other groups the rows.
_TELLING = re.compile(r"\b(?:cu the|noi dung|chi tiet|cong viec)\b")
_BRACKETS = re.compile(r"\([^)]*\)")


def name_of(heading: str) -> str:
    """What a column with this heading holds; "" for a heading that says nothing known."""
    words = plain(heading)
    return next((name for name, pattern in SYNONYMS if pattern.fullmatch(words)), "")


def plain(heading: str) -> str:
    """A heading folded, without what stands in brackets and without marks at its ends."""
    words = fold(heading)
    bare = _BRACKETS.sub(" ", words)
    words = bare if any(sign.isalnum() for sign in bare) else words
    return " ".join(re.sub(r"[^\w/#]+", " ", words).split())


def map_columns(headings: Sequence[Sequence[str]]) -> list[str]:
    """What each column holds, "" where nothing known; no two columns hold the same.

    A heading is the cells that stand over the column, from the top: ("Cơ quan thực hiện", "Chủ trì").
    """
    found = [_of_parts(parts) for parts in headings]
    _settle(found, headings)
    return found


def _of_parts(parts: Sequence[str]) -> str:
    """The lowest cell decides; what it leaves open, the cells above it say."""
    for begin in range(len(parts) - 1, -1, -1):
        if name := name_of(" ".join(parts[begin:])):
            return name
    return next((name for part in reversed(parts) if (name := name_of(part))), "")


def _settle(found: list[str], headings: Sequence[Sequence[str]]) -> None:
    contents = [place for place, name in enumerate(found) if name == "content"]
    if len(contents) > 1:
        best = next((p for p in contents if _TELLING.search(plain(headings[p][-1]))), contents[0])
        for place in contents:
            if place != best:
                found[place] = "group" if place < best and "group" not in found else ""
    leads = [place for place, name in enumerate(found) if name == "lead"]
    for place in leads[1:]:
        found[place] = "coordinating" if "coordinating" not in found else ""
    for name in KEYS:
        for place in [place for place, other in enumerate(found) if other == name][1:]:
            found[place] = ""


def is_heading(found: Sequence[str]) -> bool:
    """Whether these columns make a table of tasks: what, and besides it who or when."""
    known = set(found)
    return bool(known & {"content", "product"}) and bool(
        known & {"lead", "accountable", "deadline", "coordinating"}
    )
