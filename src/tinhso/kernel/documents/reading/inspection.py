"""What a file may not carry: programs, macros, things that reach out when it is opened. No Django."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pypdfium2
import pypdfium2.raw as pdfium

from tinhso.kernel.documents.reading.kinds import Kind
from tinhso.kernel.documents.reading.pdf import ONE_AT_A_TIME
from tinhso.kernel.documents.reading.refusals import Damaged, Encrypted, Unreadable

MOST_PART = 64 * 1024 * 1024
_PROGRAM_ENDING = re.compile(
    r"\.(?:exe|dll|com|scr|bat|cmd|ps1|vbs?|vbe|jse?|wsf|hta|jar|msi|lnk|reg|sh|apk|elf|cpl|pif)$", re.I
)
_PROGRAM_BEGINS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"#!/")
_PACKED_OBJECT = "Ole10Native".encode("utf-16-le")
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# What may point outside: a link that a person follows, and a workbook that another one cites.
_HARMLESS = {"hyperlink", "externalLinkPath", "externalLinkLongPath"}
_LAUNCH = re.compile(rb"/S\s*/Launch\b")


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class Macros(Unreadable):
    """A document that brings its own program."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Tệp có macro hoặc mã tự chạy nên không được nhận. Hãy lưu lại thành DOCX, XLSX hoặc PDF thường."
            ),
            code="macros",
        )


class Carries(Unreadable):
    """A document with a program or an unknown thing packed inside."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "Trong tệp có nhúng một chương trình hoặc đối tượng lạ (%(name)s) nên không được nhận. "
                "Hãy bỏ phần nhúng rồi tải lại."
            ),
            code="carries",
            name=name[-80:],
        )


class ReachesOut(Unreadable):
    """A document that fetches something from elsewhere when it is opened."""

    def __init__(self, target: str) -> None:
        super().__init__(
            _(
                "Tệp tự lấy nội dung từ bên ngoài khi mở (%(target)s) nên không được nhận. "
                "Hãy bỏ liên kết tới mẫu hoặc hình ở nơi khác rồi tải lại."
            ),
            code="outside",
            target=target[:80],
        )


def inspect(data: bytes, kind: Kind) -> None:
    """Raise a kind of `Unreadable` for what is not taken; pictures and plain text carry nothing."""
    if kind is Kind.PDF:
        _pdf(data)
    elif kind in (Kind.DOCX, Kind.XLSX):
        _office(data)


def _office(data: bytes) -> None:
    """The caller has checked the packed sizes (`kinds.kind_of`)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for part in packed.infolist():
                _part(packed, part)
    except Unreadable:
        raise
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, RuntimeError) as error:
        raise Damaged() from error


def _part(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    name = part.filename
    folded = name.casefold()
    if "vbaproject" in folded or "vbadata" in folded or "/activex/" in folded or "macrosheets/" in folded:
        raise Macros()
    if _PROGRAM_ENDING.search(name):
        raise Carries(name)
    if folded == "[content_types].xml":
        with packed.open(part) as file:
            if b"macroEnabled" in file.read(MOST_PART):
                raise Macros()
    elif folded.endswith(".rels"):
        with packed.open(part) as file:
            _relations(file.read(MOST_PART))
    elif "embeddings/" in folded or folded.endswith(".bin"):
        with packed.open(part) as file:
            content = file.read(MOST_PART)
        if content.startswith(_PROGRAM_BEGINS) or _PACKED_OBJECT in content:
            raise Carries(name)


def _relations(xml: bytes) -> None:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Damaged()
    try:
        root = ElementTree.fromstring(xml)
    except ElementTree.ParseError as error:
        raise Damaged() from error
    for relation in root.iter(_RELATION):
        target, kind = relation.get("Target", ""), relation.get("Type", "").rpartition("/")[2]
        if relation.get("TargetMode", "").casefold() != "external":
            continue
        far = "://" in target or target.startswith(("\\\\", "//"))
        if kind not in _HARMLESS or (kind != "hyperlink" and far and not target.startswith("file:///")):
            raise ReachesOut(target)


def _pdf(data: bytes) -> None:
    if _LAUNCH.search(data):
        raise Macros()
    with ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower() or "security" in str(error).lower():
                raise Encrypted() from error
            raise Damaged() from error
        try:
            if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
                raise Macros()
            for place in range(document.count_attachments()):
                attachment = document.get_attachment(place)
                name = attachment.get_name()
                if _PROGRAM_ENDING.search(name) or bytes(attachment.get_data()[:8]).startswith(
                    _PROGRAM_BEGINS
                ):
                    raise Carries(name)
        except pypdfium2.PdfiumError as error:
            raise Damaged() from error
        finally:
            document.close()
