"""The draft in Word and back: a DOCX that says which version it is, and the sheet that an edited DOCX holds.

The stamp stands in the file's custom properties, which Word and its kin keep when they save. Read back are the parts
that people write: abstract, addressees, bases, body, recipients, signer, annexes. Letterhead, number and date are
the system's and are set anew.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml.parser import parse_xml

from tinhso.domain.drafting.parts_of_word import Parts, cut
from tinhso.kernel.documents.issuing.content import Sheet
from tinhso.kernel.documents.issuing.docx import sheet_docx
from tinhso.kernel.documents.reading.docx import parts
from tinhso.kernel.documents.reading.refusals import Damaged

PROPERTY = "TinhSoDuThao"  # "12/3": dossier 12, version 3
_NAME = "/docProps/custom.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_XML = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{name}">'
    "<vt:lpwstr>{value}</vt:lpwstr></property></Properties>"
)
_STAMP = re.compile(r"(\d{1,18})/(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which version of which dossier a file was made from."""

    dossier: int
    version: int


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What an edited file holds. `lost` names what a sheet cannot hold, for the person to know."""

    sheet: Sheet
    stamp: Stamp | None
    lost: tuple[str, ...] = ()


def stamped(sheet: Sheet, stamp: Stamp) -> bytes:
    """The sheet as DOCX that knows which version it is."""
    document = docx.Document(io.BytesIO(sheet_docx(sheet)))
    value = f"{stamp.dossier}/{stamp.version}"
    document.core_properties.version = value
    package = document.part.package
    made = PackagePart(PackURI(_NAME), _TYPE, _XML.format(name=PROPERTY, value=value).encode(), package)
    package.relate_to(made, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def stamp_of(data: bytes) -> Stamp | None:
    """The stamp of the file; None where it bears none (saved by a program that drops it, written elsewhere)."""
    try:
        package = docx.Document(io.BytesIO(data)).part.package
        written = [*_properties(package.rels.values()), package.core_properties.version or ""]
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, SyntaxError) as error:
        raise Damaged() from error
    found = next((match for text in written if (match := _STAMP.fullmatch(text.strip()))), None)
    return Stamp(int(found[1]), int(found[2])) if found else None


def read_back(data: bytes, sheet: Sheet) -> ReadBack:
    """The sheet that the edited file holds, with what only the system writes taken from `sheet`. Raises
    `reading.Unreadable`."""
    found = cut(parts(data), sheet)
    return ReadBack(_filled(sheet, found), stamp_of(data), tuple(_lost(data)))


def _filled(sheet: Sheet, found: Parts) -> Sheet:
    return replace(
        sheet,
        abstract=found.abstract or sheet.abstract,
        addressees=found.addressees,
        decider=found.decider,
        bases=found.bases,
        verdict=found.verdict,
        body=found.body,
        recipients=found.recipients,
        signer=found.signer,
        annexes=found.annexes,
    )


def _properties(relations: object) -> Iterator[str]:
    for relation in relations:  # type: ignore[attr-defined]
        if relation.reltype != RELATIONSHIP_TYPE.CUSTOM_PROPERTIES:
            continue
        for item in parse_xml(relation.target_part.blob):
            if item.get("name") == PROPERTY:
                yield "".join(item.itertext())


_SIGNS: Sequence[tuple[bytes, str]] = (
    (rb"<w:drawing[ >]|<w:pict[ >]", "pictures"),
    (rb"<w:footnoteReference[ >]", "footnotes"),
    (rb"<w:commentReference[ >]", "comments"),
    (rb"<w:(?:ins|del) [^>]*w:author", "tracked"),
)


def _lost(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        body = packed.read("word/document.xml")
    for sign, name in _SIGNS:
        if re.search(sign, body):
            yield name
