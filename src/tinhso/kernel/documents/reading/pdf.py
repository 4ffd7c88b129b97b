"""The text layer of a PDF, its lines joined to paragraphs again."""

import re
import threading
from collections.abc import Iterator
from statistics import quantiles

import pypdfium2

from tinhso.kernel.documents.reading.refusals import Damaged, Encrypted, Scanned, TooManyPages

MOST_PAGES = 3_000
ONE_AT_A_TIME = threading.Lock()  # pdfium does not know threads, and the web process has eight
FEWEST_SIGNS_PER_PAGE = 15  # less is a page number or a scanner's stamp

_ITEM = re.compile(
    r"(?:[-–+•*·]|\(?\d{1,3}(?:\.\d{1,3})*[.)/]|\(?[a-zđ][.)]|[IVXLC]{1,6}[.)]|Điều \d|Chương |Phần )", re.I
)
_PAGE_NUMBER = re.compile(r"[-–\s]*(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–\s]*", re.I)
_ENDS = re.compile(r"[.;:!?…/]['\"”)\]]*$")
_SOFT_HYPHEN = "\u00ad\u0002\ufffe"


def read(data: bytes) -> str:
    """The paragraphs, one per line. Raises `Encrypted`, `Damaged`, `Scanned`, `TooManyPages`."""
    with ONE_AT_A_TIME:
        pages = _read(data)
    if sum(len("".join(page).strip()) for page in pages) < FEWEST_SIGNS_PER_PAGE * len(pages):
        raise Scanned()
    if _unmapped("".join("".join(page) for page in pages[:5])):
        raise Scanned()
    return "\n".join(joined([line for page in pages for line in page]))


def _read(data: bytes) -> list[list[str]]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise Encrypted() from error
        raise Damaged() from error
    try:
        if len(document) > MOST_PAGES:
            raise TooManyPages(MOST_PAGES)
        if not len(document):
            raise Damaged()
        return list(_pages(document))
    except pypdfium2.PdfiumError as error:
        raise Damaged() from error
    finally:
        document.close()


def joined(lines: list[str]) -> list[str]:
    """Lines of a page put together to paragraphs.

    A line goes on where it is about as long as lines get, does not end a sentence, and the next one does not
    begin a list item; a full line also goes on where the next begins with a small letter.
    """
    lengths = sorted(len(line) for line in lines if line)
    full = 0.72 * (quantiles(lengths, n=10)[-1] if len(lengths) > 3 else 60)
    paragraphs: list[str] = []
    open_line = ""  # the last physical line of the paragraph that may go on
    for line in lines:
        if not line:
            open_line = ""
            continue
        if open_line and _goes_on(open_line, line, full):
            paragraphs[-1] = _sewn(paragraphs[-1], line)
        else:
            paragraphs.append(line)
        open_line = line
    return [paragraph.translate(dict.fromkeys(map(ord, _SOFT_HYPHEN))) for paragraph in paragraphs]


def _goes_on(line: str, following: str, full: float) -> bool:
    if line[-1] in _SOFT_HYPHEN:
        return True
    if _ITEM.match(following) or len(line) < full:
        return False
    return not _ENDS.search(line) or following[0].islower()


def _sewn(paragraph: str, line: str) -> str:
    if paragraph[-1] in _SOFT_HYPHEN:
        return paragraph[:-1] + line
    if paragraph[-1] in "-–" and not paragraph.endswith((" -", " –")):
        return paragraph + line  # "chính trị-" at a line's end: the hyphen of a compound, which stays
    return f"{paragraph} {line}"


def _pages(document: pypdfium2.PdfDocument) -> Iterator[list[str]]:
    for number in range(len(document)):
        page = document[number]
        textpage = page.get_textpage()
        text = textpage.get_text_range() if textpage.count_chars() else ""
        textpage.close()
        page.close()
        lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
        while lines and (not lines[0] or _PAGE_NUMBER.fullmatch(lines[0])):
            lines.pop(0)
        while lines and (not lines[-1] or _PAGE_NUMBER.fullmatch(lines[-1])):
            lines.pop()
        yield lines


def _unmapped(text: str) -> bool:
    """A text layer without a table of letters: signs that say nothing."""
    signs = [sign for sign in text if not sign.isspace()]
    return sum(not sign.isprintable() or sign == "\ufffd" for sign in signs) > 0.3 * len(signs)
