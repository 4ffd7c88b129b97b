"""From a file to its text, without Django and without a database: TXT, DOCX, and PDF with a text layer.

    text = read_text(Path("ket-luan.docx"))

Every refusal is a named exception whose message is a Vietnamese sentence that says what to do.
"""

from pathlib import Path

from tinhso.kernel.documents.reading import docx, pdf, plain
from tinhso.kernel.documents.reading.kinds import Kind, kind_of
from tinhso.kernel.documents.reading.refusals import (
    Damaged,
    Empty,
    Encrypted,
    NotText,
    OldWord,
    Renamed,
    Scanned,
    TooBig,
    TooManyPages,
    Unreadable,
    ZipBomb,
)
from tinhso.kernel.text import normalise_lines

LIMIT_BYTES = 20 * 1024 * 1024
LONGEST_TEXT = 2_000_000  # signs; some 650 pages

__all__ = [
    "LIMIT_BYTES",
    "LONGEST_TEXT",
    "Damaged",
    "Empty",
    "Encrypted",
    "NotText",
    "OldWord",
    "Renamed",
    "Scanned",
    "TooBig",
    "TooManyPages",
    "Unreadable",
    "ZipBomb",
    "clean_text",
    "read_text",
]


def read_text(data: bytes | Path, filename: str = "", *, limit: int = LIMIT_BYTES) -> str:
    """The text of a file, in its one spelling, one paragraph or table row per line.

    `filename` (by default the path's own name) is only compared with the content: what counts are the first
    bytes. `limit` is in bytes. Raises a kind of `Unreadable`.
    """
    if isinstance(data, Path):
        filename = filename or data.name
        if data.stat().st_size > limit:
            raise TooBig(limit)
        data = data.read_bytes()
    if len(data) > limit:
        raise TooBig(limit)
    if not data.strip():
        raise Empty()
    kind = kind_of(data, filename)
    if kind is Kind.PDF:
        return clean_text(pdf.read(data))
    if kind is Kind.DOCX:
        return clean_text(docx.read(data))
    if kind is Kind.TXT:
        return clean_text(plain.read(data))
    raise NotText()


def clean_text(text: str) -> str:
    """A text as it is kept: legacy fonts converted, one spelling, no more than one empty line in a row.

    Raises `Empty` where nothing readable is left and `TooBig` over LONGEST_TEXT.
    """
    if len(text) > LONGEST_TEXT:
        raise TooBig(LONGEST_TEXT, signs=True)
    lines: list[str] = []
    for line in normalise_lines(plain.converted(text)).split("\n"):
        if line or (lines and lines[-1]):
            lines.append(line)
    cleaned = "\n".join(lines).strip()
    if not any(sign.isalnum() for sign in cleaned):
        raise Empty()
    return cleaned
