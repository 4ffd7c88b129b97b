"""The text as it came and the text as the rules read it, with offsets kept between the two.

The rules read composed letters (NFC), one blank between words, no control characters, `Đ` and not `Ð`, and
the newer place of the tone mark (`hóa`, not `hoá`). Real documents mix all of these.
"""

import re
import unicodedata
from bisect import bisect_right

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b-\u200f\u2060\ufeff]")
_BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f\u3000\u2028\u2029\x85\r]")
_OLD_TONE = re.compile(r"[ouOU][àáảãạèéẻẽẹỳýỷỹỵÀÁẢÃẠÈÉẺẼẸỲÝỶỸỴ](?!\w)(?<![qQ]..)")

_NEW_TONE: dict[str, str] = {}
for _vowels, _first in (("aàáảãạ", "oòóỏõọ"), ("eèéẻẽẹ", "oòóỏõọ"), ("yỳýỷỹỵ", "uùúủũụ")):
    for _tone in range(1, 6):
        _old, _new = _first[0] + _vowels[_tone], _first[_tone] + _vowels[0]
        for _cased in (str.lower, str.upper, str.capitalize):
            _NEW_TONE[_cased(_old)] = _cased(_new)


class Source:
    """One text: `clean` is what the rules read; `original(i)` gives the place of clean[i] in the given text."""

    __slots__ = ("_changes", "_starts", "clean", "given")

    def __init__(self, given: str) -> None:
        self.given = given
        self._starts: list[int] = []
        self._changes: list[int] = []
        text = given
        if not unicodedata.is_normalized("NFC", text) or _CONTROL.search(text):
            text = self._compose(text)
        text = _BLANKS.sub(" ", text).replace("Ð", "Đ")
        self.clean = _OLD_TONE.sub(lambda found: _NEW_TONE.get(found[0], found[0]), text)

    def _compose(self, text: str) -> str:
        """Compose letter by letter and remember, for each run, how far the two texts have drifted apart."""
        pieces: list[str] = []
        length = drift = 0
        for found in _CLUSTER.finditer(text):
            piece = unicodedata.normalize("NFC", _CONTROL.sub("", found[0]))
            if found.start() - length != drift:
                drift = found.start() - length
                self._starts.append(length)
                self._changes.append(drift)
            pieces.append(piece)
            length += len(piece)
        self._starts.append(length)
        self._changes.append(len(text) - length)
        return "".join(pieces)

    def original(self, place: int) -> int:
        """The offset in the given text of an offset in the clean text."""
        if not self._starts:
            return place
        at = bisect_right(self._starts, place) - 1
        return place + (self._changes[at] if at >= 0 else 0)


# A letter with what hangs on it; or a stretch of plain text that cannot change.
_CLUSTER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b-\u200f\u2060\ufeff]|[^\u0300-\u036f][\u0300-\u036f]*",
    re.DOTALL,
)
