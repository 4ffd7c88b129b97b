"""What a file is, by its first bytes and, for packed ones, by what is inside; never by its name alone."""

import io
import zipfile
from enum import StrEnum

from tinhso.kernel.documents.reading.refusals import Damaged, Encrypted, NotText, OldWord, Renamed, ZipBomb

# An office document unpacks to a few megabytes; text packs at most some thirty to one.
MOST_UNPACKED = 150 * 1024 * 1024
MOST_RATIO = 120
RATIO_COUNTS_FROM = 10 * 1024 * 1024
MOST_PARTS = 4_000


class Kind(StrEnum):
    """The kinds that are stored; value = the usual ending."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    TXT = "txt"
    JPG = "jpg"
    PNG = "png"
    WEBP = "webp"

    @property
    def media_type(self) -> str:
        """The content type under which it is sent back."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.TXT: "text/plain; charset=utf-8",
    Kind.JPG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.WEBP: "image/webp",
}
_ENDINGS = {
    Kind.PDF: {"pdf"},
    Kind.DOCX: {"docx"},
    Kind.XLSX: {"xlsx"},
    Kind.TXT: {"txt", "text", "md", "csv"},
    Kind.JPG: {"jpg", "jpeg"},
    Kind.PNG: {"png"},
    Kind.WEBP: {"webp"},
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_of(data: bytes, filename: str = "") -> Kind:
    """The kind of the content. Raises `Renamed` where the name promises another known kind, `OldWord` and
    `Encrypted` for OLE files, `ZipBomb`, `Damaged`, and `NotText` for everything that is none of ours."""
    kind = _by_content(data, filename)
    ending = filename.rpartition(".")[2].lower() if "." in filename else ""
    if ending and ending not in _ENDINGS[kind] and (kind is not Kind.TXT or _promised(ending)):
        raise Renamed(filename, kind.value.upper())
    return kind


def _promised(ending: str) -> bool:
    return ending in {"doc", "xls"} or any(ending in endings for endings in _ENDINGS.values())


def _by_content(data: bytes, filename: str) -> Kind:
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        return _by_parts(data)
    if data.startswith(_OLE):
        # A DOCX or XLSX with a password is an OLE file with the stream "EncryptedPackage" (UTF-16).
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Encrypted()
        if "WordDocument".encode("utf-16-le") in data or filename.lower().endswith(".doc"):
            raise OldWord()
        raise NotText()
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data.startswith(b"{\\rtf"):
        raise OldWord()
    if _looks_like_text(data):
        return Kind.TXT
    raise NotText()


def _by_parts(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Damaged() from error
    unpacked = sum(part.file_size for part in parts)
    suspicious = unpacked > RATIO_COUNTS_FROM and unpacked > MOST_RATIO * max(len(data), 1)
    if unpacked > MOST_UNPACKED or suspicious or len(parts) > MOST_PARTS:
        raise ZipBomb()
    if any(part.flag_bits & 1 for part in parts):
        raise Encrypted()
    names = {part.filename for part in parts}
    if "word/document.xml" in names:
        return Kind.DOCX
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    raise NotText()


def _looks_like_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    head = data[:8192]
    if b"\0" in head:
        # UTF-16 without a mark: every second byte of mostly Latin letters is zero, and never both.
        even, odd = head[0::2].count(0), head[1::2].count(0)
        return max(even, odd) > 0.3 * len(head) / 2 and min(even, odd) < 0.02 * len(head)
    control = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return control <= 0.02 * len(head)
