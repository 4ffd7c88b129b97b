"""The DOCX draft: the Decree's layout, readable by our own reader, typed text only text."""

import io

import docx
import pytest
from docx.shared import Mm, Pt

from tinhso.kernel.documents.issuing.docx import RIGHT, sheet_docx
from tinhso.kernel.documents.reading import read_text
from tinhso.kernel.documents.tests.sheets import a_letter, a_party_plan, a_sheet, with_annex, words
from tinhso.kernel.documents.tests.test_issuing_pdf import HOSTILE, made


def opened(sheet):
    return docx.Document(io.BytesIO(sheet_docx(sheet)))


def read(sheet) -> str:
    data = sheet_docx(sheet)
    return read_text(data, "du-thao.docx", limit=len(data))


def test_it_opens_by_our_own_reader_with_every_part_in_order():
    text = read(with_annex(a_sheet()))
    parts = [
        "ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM SỞ KHOA HỌC VÀ CÔNG NGHỆ | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 05/QĐ-SKHCN | Thử Nghiệm, ngày 05 tháng 02 năm 2026", "QUYẾT ĐỊNH", "Về việc phê duyệt",
        "GIÁM ĐỐC SỞ", "Căn cứ Luật Tổ chức chính quyền địa phương;", "Theo đề nghị", "QUYẾT ĐỊNH:", "Điều 1. Phê duyệt",
        "- Rà soát", "STT | Chỉ tiêu | Năm 2026", "1 | Hồ sơ trực tuyến | 70%", "Điều 2. Điều khoản thi hành",
        "Nơi nhận:", "- Lưu: VT, CĐS.", "KT. GIÁM ĐỐC", "Phạm Giám Đốc Thử", "PHỤ LỤC", "1 | Rà soát",
    ]  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_the_sheet_has_the_decrees_measures():
    document = opened(a_sheet())
    section = document.sections[0]
    measures = (
        section.page_width,
        section.page_height,
        section.top_margin,
        section.left_margin,
        section.right_margin,
    )
    assert [round(measure.mm) for measure in measures] == [210, 297, 20, 30, 15]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml and not section.first_page_header.paragraphs[0].text
    normal = document.styles["Normal"].font
    assert (normal.name, normal.size) == ("Times New Roman", Pt(14))
    body = next(p for p in document.paragraphs if p.text.startswith("1. Mục tiêu"))
    assert body.paragraph_format.first_line_indent == Mm(12.7) and body.paragraph_format.space_before >= Pt(6)


def test_the_name_of_the_state_fits_its_column():
    name = words(made(a_sheet()), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    wide = max(letter.right for letter in name) - min(letter.left for letter in name)
    assert round(opened(a_sheet()).tables[0].columns[1].width.mm) == round(RIGHT.mm)
    assert wide < RIGHT.pt - 3


def test_recipients_stand_on_lines_of_their_own_below_the_heading():
    foot = opened(a_sheet()).tables[-1].cell(0, 0)
    assert [p.text for p in foot.paragraphs] == ["Nơi nhận:", "- Như Điều 2;", "- Lưu: VT, CĐS."]
    heading = foot.paragraphs[0].runs[0]
    assert heading.bold and heading.italic and heading.font.size == Pt(12)


def test_a_party_draft_and_a_letter_have_their_own_heads():
    party, letter = read(a_party_plan()), read(a_letter())
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in party and "CỘNG HÒA" not in party and "Số 12-KH/TU" in party
    assert "V/v đôn đốc" in letter and "Kính gửi:" in letter and "- Các sở, ban, ngành" in letter


@pytest.mark.parametrize("text", [*HOSTILE, "😀 漢字", "]]> <w:p/> &#10; {{ number }} {%p if x %}"])
def test_hostile_text_is_text(text):
    assert " ".join(text.split()) in " ".join(read(a_sheet(abstract=text)).split())
    assert opened(a_sheet(abstract=f"\x00{text}\x07"))
