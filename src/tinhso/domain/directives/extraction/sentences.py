"""Text → pieces: lines joined where a page broke them, list items, sentences. Offsets are those of the clean text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 4000  # characters of one sentence; the longest of real documents has some 2,000

# What opens a list item, by depth: the shallower a marker, the more it closes of what was open.
_MARKER = re.compile(
    r"(?P<part>(?:Phần|Chương|Mục) (?:thứ )?[\wIVX]+[.:]?(?= |$))|(?P<article>Điều \d+[.:]?(?= |$))|"
    r"(?P<roman>[IVX]{1,5}[.)](?= ))|"
    r"(?P<deep>\d{1,2}(?:\.\d{1,2})+[.)]?(?= [^\W\d]))|(?P<number>\(?\d{1,2}[.)](?= |[A-ZĐ])|\d{1,2}\) ?)|"
    r"(?P<letter>\(?[a-zđ]{1,2}\)|[a-zđ]\.(?= ))|(?P<dash>[-–—•*·▪●](?= ?\S))|(?P<plus>[+○◦](?= ?\S))"
)
DEPTHS = {"part": 1, "article": 2, "roman": 2, "number": 3, "deep": 4, "letter": 5, "dash": 6, "plus": 7}
_ABBREVIATION = re.compile(
    r"(?:^|[\s(.])(?:TP|Tp|Tx|TX|TT|P|Q|Th\.?S|TS|PGS|GS|BS|KS|CN|v\.v|vv|ĐT|tr|No|St|Mr|Mrs|[A-ZĐ]|số|"
    r"Đ/c|đ/c|dp)$"
)
_STOP = re.compile(r"[.!?…]+[)”\"»’]*(?=\s|$)")
_OPENS = re.compile(r"[\s]*[-–•+*“\"(«\[]?\s*[A-ZÀ-ỸĐ0-9]|\s*$|\s*[a-zđ]\) ")
_INLINE = re.compile(
    r"(?<=[:;.]) (?=(?:[-–•+*] (?=[A-ZÀ-ỸĐ\"“])|[a-zđ]\) |\(?\d{1,2}\) |\(\w\) ))|"
    r"(?<=: )(?=\(?[a-zđ1-9]\) )|(?<=: )(?=1\. [A-ZĐ])|(?<=[;.]) (?=\d\. (?:[A-ZĐ]\w+ ))"
)
_MAY_LIST = re.compile(r"[:;.] [-–•+*(a-zđ1-9]\S{0,2} ")
_NEW_LINE_ITEM = re.compile(
    r"(?:[-–—•*·▪●+]\s*\S|\(?\d{1,2}(?:\.\d{1,2})*[.)]\s|[a-zđ]{1,2}\)\s|[IVX]{1,5}[.)]\s|(?:Điều|Mục|"
    r"Chương|Phần)\s|\||TT\b|STT\b|Căn cứ|Nơi nhận|Kính gửi|"
    r"Cơ quan|Đơn vị|Thời gian|Sản phẩm|Chủ trì|Phối hợp|TM\.|KT\.|Số:)"
)


@dataclass(slots=True)
class Piece:
    """A stretch of the clean text: a sentence or a list item, before anyone has judged it."""

    start: int
    end: int
    text: str
    depth: int  # 0 = running text, else how deep its list marker is
    body: int  # where the words begin, behind the marker
    block: int  # number of the paragraph
    inline: bool = False  # an item of a list that runs inside one paragraph
    first: bool = True  # first sentence of its block


def blocks(clean: str) -> Iterator[tuple[int, int]]:
    """Paragraphs and lines; a line that a page broke is joined to the next."""
    size = len(clean)
    start = 0
    while start < size:
        end = clean.find("\n", start)
        if end < 0:
            end = size
        while end < size and _broken(clean, start, end):
            following = clean.find("\n", end + 1)
            end = size if following < 0 else following
        if clean[start:end].strip():
            yield start, end
        start = end + 1


def _broken(clean: str, start: int, end: int) -> bool:
    """Whether the line that ends here goes on in the next one."""
    after = clean[end + 1 : end + 40]
    head = after.lstrip(" ")
    line = clean[start:end].rstrip()
    if not head or head[0] == "\n" or not line or "|" in line or "\t" in line:
        return False
    if _NEW_LINE_ITEM.match(head) and not (line[-1].isdigit() and head[0] == "-"):
        return False
    last_line = line[line.rfind("\n") + 1 :]
    if head[0].islower() or head[0] in ",;)":
        return line[-1] not in ".;:!?…" or head[0] in ",;)" or (line[-1] == ";" and len(last_line) >= 60)
    if line[-1] in '.;:!?…/”"':
        return False
    return (
        len(last_line) >= 62
        and not last_line.isupper()
        and (line[-1] in ",-–" or line[-1].islower() or line[-1].isdigit())
    )


def pieces(clean: str) -> Iterator[Piece]:
    """All sentences and list items of the text, in order."""
    for number, (start, end) in enumerate(blocks(clean)):
        raw = clean[start:end]
        for begin, stop in _bounded(clean, start, end):
            if raw.count("|") >= 2 or raw.strip().count("\t") >= 2:
                yield Piece(begin, stop, clean[begin:stop], 0, begin, number)
                continue
            lead = len(clean[begin:stop]) - len(clean[begin:stop].lstrip())
            for piece in _split(clean, begin + lead, stop, number):
                if piece.end - piece.start <= LONGEST:
                    yield piece
                    continue
                for part, last in _bounded(clean, piece.start, piece.end, LONGEST):
                    yield Piece(
                        part, last, clean[part:last], piece.depth, max(part, min(piece.body, last)), number
                    )


def _bounded(clean: str, start: int, end: int, size: int = 200_000) -> Iterator[tuple[int, int]]:
    """Cut what is longer than any paragraph that people write, so that odd input costs no more than its length."""
    while end - start > size:
        blank = clean.rfind(" ", start + size // 2, start + size)
        stop = blank if blank > 0 else start + size
        yield start, stop
        start = stop
    yield start, end


def _split(clean: str, start: int, end: int, number: int) -> Iterator[Piece]:
    first = True
    cuts = [start, end]
    if _MAY_LIST.search(clean, start, end):
        cuts[1:1] = [found.end() for found in _INLINE.finditer(clean, start, end)]
    for index in range(len(cuts) - 1):
        item_start, item_end = cuts[index], cuts[index + 1]
        depth, body = marker(clean, item_start, item_end)
        place = body
        begin = item_start
        for stop in _STOP.finditer(clean, body, item_end):
            if not _is_end(clean, stop, place, item_end):
                continue
            yield _piece(clean, begin, stop.end(), depth if begin == item_start else 0, body if begin == item_start else begin,
                         number, len(cuts) > 2 and index > 0, first)  # fmt: skip
            first = False
            begin = place = stop.end()
            while begin < item_end and clean[begin].isspace():
                begin += 1
            place = begin
        if clean[begin:item_end].strip():
            yield _piece(clean, begin, item_end, depth if begin == item_start else 0, body if begin == item_start else begin,
                         number, len(cuts) > 2 and index > 0, first)  # fmt: skip
            first = False


def _piece(
    clean: str, start: int, end: int, depth: int, body: int, number: int, inline: bool, first: bool
) -> Piece:
    while end > start and clean[end - 1].isspace():
        end -= 1
    return Piece(start, end, clean[start:end], depth, body, number, inline, first)


def marker(clean: str, start: int, end: int) -> tuple[int, int]:
    """Depth of the list marker at this place (0 = none) and where the words begin behind all markers."""
    depth = 0
    place = start
    for _ in range(3):
        found = _MARKER.match(clean, place, end)
        if not found or found.end() == place:
            break
        depth = depth or DEPTHS[found.lastgroup or "dash"]
        place = found.end()
        while place < end and clean[place].isspace():
            place += 1
    return depth, place


def _is_end(clean: str, stop: re.Match[str], start: int, end: int) -> bool:
    """Whether this full stop ends a sentence: not behind an abbreviation, not before a small letter."""
    if stop[0][0] == ".":
        head = clean[max(start, stop.start() - 5) : stop.start()]
        if (
            _ABBREVIATION.search(head)
            and clean[stop.end() : stop.end() + 1] == " "
            and stop[0] == "."
            and not head.endswith((" TT", " số"))
        ):
            return False
    if stop.end() >= end:
        return True
    return bool(_OPENS.match(clean, stop.end(), end))
