"""From a sheet to its PDF: PDF/A-2b and PDF/UA-1 in one file, the same bytes for the same content.

The layout is a Typst template of the province pack (`packs/…/templates`); the content goes in as JSON and is only
ever set as text. No network, no system libraries.
"""

import hashlib
import io
import json
import re
import threading
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pypdfium2
import segno
import typst
from django.conf import settings

from tinhso.kernel.documents.issuing.body import Article, Block, Heading
from tinhso.kernel.documents.issuing.codes import shown
from tinhso.kernel.documents.issuing.content import PARTY, Sheet, Slip, annex_label
from tinhso.kernel.documents.issuing.faces import Face, face_in_use, missing_from
from tinhso.kernel.documents.reading.pdf import ONE_AT_A_TIME
from tinhso.kernel.text import Refused, normalise
from tinhso.kernel.text.formats import VIETNAM

STANDARDS: list[Literal["a-2b", "ua-1"]] = ["a-2b", "ua-1"]
PREVIEW_DPI = 84
SIGNATURE_ROOM = 26  # mm between the signer's title and name
LONGEST_WORD = 40  # signs; a longer one may be broken anywhere
_LONG_WORD = re.compile(rf"[^\s\u200b]{{{LONGEST_WORD},}}")
_NO_TEXT = re.compile(r"[\u2028\u2029\ufffe\uffff]")


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class Unprintable(Refused):
    """The text holds signs that the face of documents does not have: emoji, other scripts."""

    def __init__(self, signs: list[str]) -> None:
        self.signs = signs
        super().__init__(
            _("Phông chữ của văn bản không có ký tự %(signs)s. Hãy thay bằng chữ hoặc ký hiệu thông thường."),
            code="unprintable",
            signs=" ".join(signs[:8]),
        )


def sheet_pdf(sheet: Sheet, *, made_at: datetime, code: str = "", ignore_system_fonts: bool = False) -> bytes:
    """The document as it is issued. With a `code` it bears the QR of its public page. Raises `Unprintable`.

    `made_at` is the only clock: the same arguments give the same bytes.
    """
    template = "party" if sheet.side == PARTY else "state"
    return _compile(template, _sheet_data(sheet, made_at, code), made_at, ignore_system_fonts)


def slip_pdf(slip: Slip, *, made_at: datetime, ignore_system_fonts: bool = False) -> bytes:
    """A receipt on one page of A5. Raises `Unprintable`."""
    data = {
        "title": slip.title,
        "issuer": slip.issuer,
        "issuer-heading": slip.issuer.upper(),
        "parent-body": slip.parent_body.upper(),
        "place-and-date": Sheet.place_and_date.fget(slip),  # type: ignore[attr-defined]
        "lines": [list(line) for line in slip.lines],
        "code": slip.code,
        "qr": qr_svg(slip.url),
        "verify-at": slip.url,
        "note": slip.note,
        "made": _moment(made_at),
    }
    return _compile("slip", data, made_at, ignore_system_fonts)


def page_count(pdf: bytes) -> int:
    """How many pages a PDF of ours has."""
    with ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def page_png(pdf: bytes, number: int) -> bytes:
    """One page (from 1) as a small grey picture, for a look before issuing. IndexError where there is none."""
    with ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= number <= len(document):
                raise IndexError(number)
            drawn = document[number - 1].render(scale=PREVIEW_DPI / 72, grayscale=True).to_pil()
        finally:
            document.close()
    packed = io.BytesIO()
    drawn.quantize(8).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def verify_address(code: str = "") -> str:
    """Where the public checks documents; with a code, that document."""
    return f"{settings.SITE_URL.rstrip('/')}/xac-minh/{shown(code) if code else ''}"


def qr_svg(address: str) -> str:
    """The address as a QR code that a phone reads from paper (error correction M)."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", border=1, xmldecl=False, scale=4)
    return drawn.getvalue().decode()


def template_version(side: str) -> str:
    """Name and hash of the template that makes a sheet today; kept with what was issued."""
    name = "party" if side == PARTY else "state"
    digest = hashlib.sha256()
    for part in ("sheet", name):
        digest.update((_folder() / f"{part}.typ").read_bytes())
    return f"{name}@{digest.hexdigest()[:16]}"


def _folder() -> Path:
    return Path(settings.PACK_DIR) / "templates"


def _sheet_data(sheet: Sheet, made_at: datetime, code: str) -> dict[str, Any]:
    lift = 0 if sheet.type_name else 1  # an official letter has no heading of level 1
    decree = f"{sheet.type_name or 'Công văn'} số {sheet.number} {sheet.place_and_date.partition(', ')[2]}"
    return {
        "title": sheet.title or "Văn bản",
        "issuer": sheet.issuer,
        "made": _moment(made_at),
        "parent-body": sheet.parent_body.upper(),
        "issuer-heading": sheet.issuer.upper(),
        "number": sheet.number,
        "place-and-date": sheet.place_and_date,
        "subject-line": sheet.subject_line,
        "urgency": sheet.urgency.upper(),
        "type": sheet.type_name.upper(),
        "abstract": sheet.abstract,
        "addressees": list(sheet.addressees),
        "decider": sheet.decider.upper(),
        "bases": list(sheet.closed_bases),
        "verdict": sheet.verdict.upper(),
        "body": [_block_data(block, lift) for block in sheet.body],
        "recipients": list(sheet.closed_recipients),
        "signer": {
            "authority": [line.upper() for line in sheet.signer.authority],
            "title": sheet.signer.title.upper(),
            "name": sheet.signer.name,
            "room": SIGNATURE_ROOM,
        },
        "annexes": [
            {
                "label": annex_label(number, len(sheet.annexes)),
                "title": annex.title.upper(),
                "attached-to": f"(Kèm theo {decree} của {sheet.issuer})",
                "body": [_block_data(block, 0) for block in annex.body],
            }
            for number, annex in enumerate(sheet.annexes, start=1)
        ],
        "code": shown(code) if code else "",
        "qr": qr_svg(verify_address(code)) if code else "",
        "verify-at": verify_address().partition("://")[2],
    }


def _block_data(block: Block, lift: int) -> dict[str, Any]:
    if isinstance(block, Heading | Article):
        block = replace(block, level=max(1, block.level - lift))
    return {name: getattr(block, name) for name in block.__dataclass_fields__}


def _moment(at: datetime) -> dict[str, int]:
    local = at.astimezone(VIETNAM)
    return {
        "year": local.year,
        "month": local.month,
        "day": local.day,
        "hour": local.hour,
        "minute": local.minute,
        "second": local.second,
    }


def _clean(value: Any) -> Any:
    """Data for the template: no invisible or control characters, and long words breakable."""
    if isinstance(value, str):
        return _LONG_WORD.sub(lambda word: "\u200b".join(word[0]), _NO_TEXT.sub("", normalise(value)))
    if isinstance(value, dict):
        return {key: item if key in {"qr", "kind"} else _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value


def _compile(name: str, data: dict[str, Any], made_at: datetime, ignore_system_fonts: bool) -> bytes:
    face = face_in_use(ignore_system_fonts)
    cleaned = _clean(data)
    try:
        with _one_at_a_time:
            made = _compiler(ignore_system_fonts).compile(
                input=str(_folder() / f"{name}.typ"),
                format="pdf",
                pdf_standards=[*STANDARDS],
                sys_inputs={"data": json.dumps(cleaned, ensure_ascii=False), "face": face.family},
                timestamp=int(made_at.timestamp()),
            )
    except typst.TypstError as error:
        if signs := _unprintable(cleaned, face):
            raise Unprintable(signs) from error
        raise
    assert isinstance(made, bytes)
    return made


# The compiler keeps fonts and parsed templates between documents, and is not made for several threads.
_one_at_a_time = threading.Lock()


@cache
def _compiler(ignore_system_fonts: bool) -> typst.Compiler:
    return typst.Compiler(root=str(_folder()), ignore_system_fonts=ignore_system_fonts)


def _unprintable(data: Any, face: Face) -> list[str]:
    """The signs beyond the usual ones that the face lacks."""
    signs: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, str):
            signs.update(value)
        elif isinstance(value, dict):
            for key, item in value.items():
                if key != "qr":
                    collect(item)
        elif isinstance(value, list):
            for item in value:
                collect(item)

    collect(data)
    unusual = sorted(sign for sign in signs if not sign.isascii() and sign != "\u200b")
    return missing_from(face, unusual)
