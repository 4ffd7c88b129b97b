"""Sheets for the tests of issuing, and a measuring tape for their pages."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from tinhso.kernel.documents.issuing.body import read_body
from tinhso.kernel.documents.issuing.content import Annex, Sheet, Signer
from tinhso.kernel.text.formats import VIETNAM

AT = datetime(2026, 2, 5, 9, 0, tzinfo=VIETNAM)
BODY = """Điều 1. Phê duyệt Kế hoạch chuyển đổi số của ngành giai đoạn 2026–2030 với các nội dung chủ yếu sau đây.
1. Mục tiêu: 95% hồ sơ công việc được xử lý trên môi trường mạng.
- Rà soát đường truyền số liệu chuyên dùng của các xã, phường;
- Tổng hợp, báo cáo trước ngày 15 tháng 12 hằng năm.
| STT | Chỉ tiêu | Năm 2026 |
| 1 | Hồ sơ trực tuyến | 70% |
Điều 2. Điều khoản thi hành
Các phòng thuộc Sở chịu trách nhiệm thi hành Quyết định này./."""


def a_sheet(**changes: Any) -> Sheet:
    """A decision of a department, with everything a decision has."""
    return replace(
        Sheet(
            side="state",
            issuer="Sở Khoa học và Công nghệ",
            parent_body="Ủy ban nhân dân tỉnh Thử Nghiệm",
            place="Thử Nghiệm",
            day=date(2026, 2, 5),
            type_name="Quyết định",
            abstract="Về việc phê duyệt Kế hoạch chuyển đổi số của ngành",
            number="05/QĐ-SKHCN",
            decider="Giám đốc Sở Khoa học và Công nghệ",
            bases=(
                "Căn cứ Luật Tổ chức chính quyền địa phương",
                "Theo đề nghị của Trưởng phòng Chuyển đổi số",
            ),
            verdict="Quyết định:",
            body=read_body(BODY),
            recipients=("Như Điều 2", "Lưu: VT, CĐS"),
            signer=Signer("Phạm Giám Đốc Thử", "Phó Giám đốc", ("KT. Giám đốc",)),
        ),
        **changes,
    )


def a_letter(**changes: Any) -> Sheet:
    """An official letter: no type, several addressees."""
    letter = a_sheet(
        type_name="", abstract="đôn đốc thực hiện nhiệm vụ quý I", number="118/SKHCN-CĐS", decider="", bases=(),
        verdict="", addressees=("Các sở, ban, ngành", "Ủy ban nhân dân các xã, phường"),
    )  # fmt: skip
    return replace(letter, **changes)


def a_party_plan(**changes: Any) -> Sheet:
    """A plan of a Party committee."""
    plan = a_sheet(
        side="party", issuer="Ban Thường vụ", parent_body="Tỉnh ủy Thử Nghiệm", type_name="Kế hoạch",
        number="12-KH/TU", decider="", verdict="", bases=(),
        signer=Signer("Lê Bí Thư Thử", "Phó Bí thư", ("T/M Ban Thường vụ",)),
    )  # fmt: skip
    return replace(plan, **changes)


def a_long_sheet(paragraphs: int = 60) -> Sheet:
    """A sheet of several pages."""
    return a_sheet(body=read_body("\n".join([BODY] + ["Đoạn văn dài của một kế hoạch. " * 8] * paragraphs)))


def with_annex(sheet: Sheet) -> Sheet:
    """The sheet with a table that goes along."""
    return replace(sheet, annexes=(Annex("Danh mục nhiệm vụ", read_body("| STT | Việc |\n| 1 | Rà soát |")),))


@dataclass(frozen=True, slots=True)
class Letter:
    """One printed sign: where it is (points from the top left corner), how large, in which font."""

    sign: str
    page: int
    left: float
    right: float
    top: float
    bottom: float
    size: float
    font: str


def letters(pdf: bytes) -> list[Letter]:
    """Every visible sign of the PDF in reading order."""
    return list(_letters(pdf))


def _letters(pdf: bytes) -> Iterator[Letter]:
    document = pdfium.PdfDocument(pdf)
    for number, page in enumerate(document):
        height = page.get_height()
        text = page.get_textpage()
        for place in range(text.count_chars()):
            sign = chr(raw.FPDFText_GetUnicode(text.raw, place))
            if sign.isspace() or sign == "\u200b":
                continue
            left, bottom, right, top = text.get_charbox(place)
            size = raw.FPDFText_GetFontSize(text.raw, place)
            yield Letter(sign, number, left, right, height - top, height - bottom, size, _font(text, place))


def _font(text: Any, place: int) -> str:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text.raw, place, name, 128, ctypes.byref(flags))
    return name.value.decode().partition("+")[2] or name.value.decode()


def words(pdf: bytes, wanted: str) -> list[Letter]:
    """The letters that print these words, wherever they stand first."""
    found = letters(pdf)
    line = "".join(letter.sign for letter in found)
    place = line.index("".join(wanted.split()))
    return found[place : place + len("".join(wanted.split()))]


def text_of(pdf: bytes) -> str:
    """All words of the PDF, page by page."""
    return "\n".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf))
