"""State secrets never enter the system: the marks that a secret document bears in its heading. No ORM."""

import re

from tinhso.kernel.text import Refused, fold, normalise


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


HEADING_LINES = 40
HEADING_SIGNS = 3_000

# The stamp stands alone in its line or cell; "BÍ MẬT", "mật độ", "mật mã" are words of a text.
_ALONE = re.compile(
    r"[\s\[(\"“*.:–-]*(?P<mark>tuyệt\s+mật|tối\s+mật|mật)[\s\])\"”*.!–-]*",
    re.IGNORECASE,
)
_BARE = re.compile(r"[\s\[(*]*(?P<mark>TUYET MAT|TOI MAT)[\s\])*]*")
_LABELLED = re.compile(
    r"(?:độ mật|mức độ mật|dấu độ mật|dấu chỉ độ mật)\s*:\s*(?P<mark>tuyệt mật|tối mật|mật)\b",
    re.IGNORECASE,
)
# The stamp merged into another line of the heading by the reading of a PDF.
_BESIDE = re.compile(r"(?<!BÍ )(?P<mark>TUYỆT MẬT|TỐI MẬT)\b")
_BESIDE_NUMBER = re.compile(r"(?:^MẬT\s+Số\s*:|^Số\s*:.*\S\s+(?P<mark>MẬT)$)")
_ITEM = re.compile(r"^\s*[-–+•]")


class SecretMarked(Refused):
    """The document bears a mark of secrecy; nothing of it is stored."""

    def __init__(self, mark: str) -> None:
        super().__init__(
            _(
                "Văn bản mang dấu chỉ độ mật “%(mark)s” nên không được đưa vào hệ thống này; không có gì "
                "được lưu lại. Hãy xử lý văn bản theo quy định về bảo vệ bí mật nhà nước."
            ),
            code="secret",
            mark=mark,
        )


def secret_mark(text: str) -> str | None:
    """The mark (Mật, Tối mật, Tuyệt mật) in the heading of the text, or a stamp alone on any of its lines."""
    heading_ends = _heading_end(text)
    position = 0
    for line in text.split("\n"):
        in_heading = position < heading_ends
        position += len(line) + 1
        if len(line) > 400 and not in_heading:
            continue
        if mark := _mark_in(normalise(line), in_heading):
            return mark
    return None


def refuse_secrets(text: str) -> None:
    """Raise `SecretMarked` where the text bears a mark of secrecy."""
    if mark := secret_mark(text):
        raise SecretMarked(mark)


def _heading_end(text: str) -> int:
    lines = text.split("\n")[:HEADING_LINES]
    return min(HEADING_SIGNS, sum(len(line) + 1 for line in lines))


def _mark_in(line: str, in_heading: bool) -> str | None:
    for cell in line.split(" | "):
        if _ITEM.match(cell):
            continue
        found = _ALONE.fullmatch(cell) or _BARE.fullmatch(cell)
        if found and (in_heading or found["mark"].isupper()):
            return _named(found["mark"])
    if in_heading:
        if found := _LABELLED.search(line) or _BESIDE.search(line):
            return _named(found["mark"])
        if _BESIDE_NUMBER.search(line):
            return _named("mật")
    return None


def _named(mark: str) -> str:
    return {"tuyet": "Tuyệt mật", "toi": "Tối mật"}.get(fold(mark).split()[0], "Mật")
