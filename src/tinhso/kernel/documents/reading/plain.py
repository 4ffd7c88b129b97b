"""Plain text in whatever it was saved as: UTF-8, UTF-16, Windows-1258, the TCVN3 fonts (".VnTime") of old."""

import re
import unicodedata

from tinhso.kernel.documents.reading.refusals import NotText

# TCVN 5712:1993 VN3, what the .Vn fonts draw for the bytes of Latin-1. Their capitals with tones are small
# letters in a font of capitals, so a converted title may come out in small letters.
_TCVN3_BYTES = (
    "b5à b6ả b7ã b8á b9ạ a8ă bbằ bcẳ bdẵ beắ c6ặ a9â c7ầ c8ẩ c9ẫ caấ cbậ aeđ ccè ceẻ cfẽ d0é d1ẹ aaê d2ề d3ể "
    "d4ễ d5ế d6ệ d7ì d8ỉ dcĩ ddí deị dfò e1ỏ e2õ e3ó e4ọ abô e5ồ e6ổ e7ỗ e8ố e9ộ acơ eaờ ebở ecỡ edớ eeợ efù "
    "f1ủ f2ũ f3ú f4ụ adư f5ừ f6ử f7ữ f8ứ f9ự faỳ fbỷ fcỹ fdý feỵ a1Ă a2Â a3Ê a4Ô a5Ơ a6Ư a7Đ"
)
_TCVN3 = {int(pair[:2], 16): pair[2] for pair in _TCVN3_BYTES.split()}

# Letters and words that hardly a Vietnamese sentence lacks: enough to tell a right reading from a wrong one.
_COMMON = re.compile(
    r"\b(?:và|của|các|được|việc|cho|trong|công|tỉnh|nhân|dân|những|với|ủy|ban|về|là|thực|hiện|không|đã|sở)\b",
    re.IGNORECASE,
)
_LATIN1_HIGH = re.compile("[\u00a1-\u00fe]")


def read(data: bytes) -> str:
    """The text of a plain file. Raises `NotText` where no reading makes sense."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, encoding)
    if b"\0" in data[:8192]:
        return _decoded(data, "utf-16-le" if data[1::2].count(0) > data[0::2].count(0) else "utf-16-be")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    readings = [data.decode("latin-1").translate(_TCVN3), _windows_1258(data), data.decode("latin-1")]
    best = max(readings, key=_sense)
    if _sense(best) == 0 and len(data) > 200:
        raise NotText()
    return best


def converted(text: str) -> str:
    """The text with the letters of TCVN3 fonts made Unicode, where it was written in them; else unchanged."""
    if len(_LATIN1_HIGH.findall(text[:20_000])) < 10:
        return text
    candidate = text.translate(_TCVN3)
    return candidate if _sense(candidate) > 2 * _sense(text) + 2 else text


def _decoded(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText() from error
    head = text[:4096]
    if sum(not sign.isprintable() and not sign.isspace() for sign in head) > 0.02 * len(head):
        raise NotText()
    # Letters of scripts that no document here has: two bytes of something else were read as one sign.
    if sum(sign > "\u02ff" and not "\u1e00" <= sign <= "\u22ff" for sign in head) > 0.5 * len(head):
        raise NotText()
    return text


def _windows_1258(data: bytes) -> str:
    return unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))


def _sense(text: str) -> int:
    return len(_COMMON.findall(text[:20_000]))
