"""One spelling for every Vietnamese text that comes in, and one folded form to search by.

Feeds mix composed and decomposed letters, no-break spaces, zero-width marks and the Icelandic Eth of old
converted files. ``normalise`` makes them one; ``fold`` takes case and marks off. PostgreSQL has the same fold
as ``vn_fold(text)`` (migration 0001 of this app). What holds, and is tested:

    fold(s) == vn_fold(normalise(s))        for every text s
    vn_fold(NFC of t) == vn_fold(NFD of t)  because the SQL function decomposes by itself

The SQL twin folds letters only; blanks, control and zero-width characters are the business of ``normalise``,
through which every text passes before it is stored.
"""

import re
import unicodedata

LOWER = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
UPPER = LOWER.upper()
LETTERS = LOWER + UPPER
"""The 134 letters beyond ASCII. A font for documents or the web must have them all."""

# huyền, sắc, ngã, hỏi, nặng, mũ, trăng, móc; then the marks of the Latin spellings around us (Müller, Škoda).
MARKS = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b\u0304\u0307\u0308\u030a\u030b\u030c\u0327\u0328"

_LIKE_DJ = {"\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u0256": "đ"}
_INVISIBLE = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # control characters that are not blanks
    r"\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\U000e0000-\U000e007f"  # half characters, which no database takes; tags
)
_invisible = re.compile(f"[{_INVISIBLE}]+")
_name_apostrophe = re.compile(r"[\u2018\u2019\u02bc](?<=[^\W\d_].)(?=[^\W\d_])")
_marks = re.compile(f"[{MARKS}]+")
_ascii_lower = {ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def normalise(text: str) -> str:
    """The one spelling of a line of text: NFC, single blanks, trimmed, nothing invisible, Đ for U+00D0.

    A line break counts as a blank; use ``normalise_lines`` where lines mean something. A typographic
    apostrophe between letters becomes the plain one (H'Hen). Doing it twice changes nothing.
    """
    if not text.isascii():
        text = _invisible.sub("", text)
        for letter, dj in _LIKE_DJ.items():
            text = text.replace(letter, dj)
        text = unicodedata.normalize("NFC", text)
        text = _name_apostrophe.sub("'", text)
    elif not text.isprintable():
        text = _invisible.sub("", text)
    return " ".join(text.split())


def normalise_lines(text: str) -> str:
    """``normalise`` for a text of several lines: line breaks as ``\\n``, empty lines kept."""
    return "\n".join(normalise(line) for line in text.splitlines())


def fold(text: str) -> str:
    """The form to search by: normalised, lower case, without marks, đ as d. Equal to SQL ``vn_fold``.

    Folding loses distinctions (Minh Quán, Minh Quân): never a key by itself.
    """
    text = normalise(text)
    if not text.isascii():
        text = _marks.sub("", unicodedata.normalize("NFD", text))
        text = text.replace("đ", "d").replace("Đ", "d")
    return text.lower() if text.isascii() else text.translate(_ascii_lower)
