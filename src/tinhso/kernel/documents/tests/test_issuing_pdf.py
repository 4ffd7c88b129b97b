"""The issued PDF: its measures are those of Decree 30/2020, its bytes are the same twice, its text is only text."""

import re
from dataclasses import replace

import pytest

from tinhso.kernel.documents.issuing import faces
from tinhso.kernel.documents.issuing.body import (
    Article,
    Bullets,
    Heading,
    Paragraph,
    Table,
    read_body,
    words_of,
)
from tinhso.kernel.documents.issuing.codes import new_code, shown
from tinhso.kernel.documents.issuing.content import Sheet, Slip, close
from tinhso.kernel.documents.issuing.faces import CARRIED, face_in_use, has_letters, missing_from, report
from tinhso.kernel.documents.issuing.pdf import (
    Unprintable,
    page_count,
    page_png,
    sheet_pdf,
    slip_pdf,
    verify_address,
)
from tinhso.kernel.documents.tests.sheets import (
    AT,
    a_letter,
    a_long_sheet,
    a_party_plan,
    a_sheet,
    letters,
    text_of,
    with_annex,
    words,
)
from tinhso.kernel.text.letters import LETTERS

MM = 72 / 25.4
KINDS = {"decision": a_sheet, "letter": a_letter, "party": a_party_plan, "long": a_long_sheet}


def made(sheet: Sheet, **how) -> bytes:
    return sheet_pdf(sheet, made_at=AT, **how)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_stands_outside_the_margins(kind):
    printed = [letter for letter in letters(made(KINDS[kind]())) if not _is_page_number(letter)]
    assert min(letter.left for letter in printed) >= 30 * MM - 1
    assert max(letter.right for letter in printed) <= (210 - 15) * MM + 1
    assert min(letter.top for letter in printed) >= 20 * MM - 3  # marks above capitals reach a point higher
    assert max(letter.bottom for letter in printed) <= (297 - 20) * MM + 1


def _is_page_number(letter) -> bool:
    return letter.sign.isdigit() and letter.bottom < 20 * MM


@pytest.mark.parametrize(
    ("text", "size", "font"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, "Bold"),
        ("Độc lập - Tự do - Hạnh phúc", 14, "Bold"),
        ("ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM", 13, ""),
        ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", 13, "Bold"),
        ("Số: 05/QĐ-SKHCN", 13, ""),
        ("Thử Nghiệm, ngày 05 tháng 02 năm 2026", 14, "Italic"),
        ("QUYẾT ĐỊNH", 14, "Bold"),
        ("Về việc phê duyệt", 14, "Bold"),
        ("Căn cứ Luật Tổ chức chính quyền địa phương;", 14, "Italic"),
        ("Theo đề nghị của Trưởng phòng Chuyển đổi số.", 14, "Italic"),
        ("Mục tiêu", 14, ""),
        ("Nơi nhận:", 12, "BoldItalic"),
        ("Như Điều 2;", 11, ""),
        ("Lưu: VT, CĐS.", 11, ""),
        ("KT. GIÁM ĐỐC", 14, "Bold"),
        ("Phạm Giám Đốc Thử", 14, "Bold"),
    ],
)
def test_every_part_has_its_size_and_style(text, size, font):
    found = words(made(a_sheet()), text)
    styles = {letter.font.partition("-")[2].replace("Regular", "") for letter in found}
    assert {round(letter.size, 1) for letter in found} == {size} and styles == {font}, styles


@pytest.mark.parametrize("ignore_system_fonts", [False, True])
def test_the_name_of_the_state_stands_on_one_line(ignore_system_fonts):
    found = words(
        made(a_sheet(), ignore_system_fonts=ignore_system_fonts), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    )
    assert len({round(letter.bottom) // 8 for letter in found if letter.sign in "CNHXMT"}) == 1


def test_recipients_stand_below_their_heading():
    pdf = made(a_sheet())
    heading, first = words(pdf, "Nơi nhận:"), words(pdf, "- Như Điều 2;")
    assert first[0].top > heading[0].bottom - 2


def test_a_paragraph_begins_an_indent_further_in():
    first = words(made(a_sheet()), "1. Mục tiêu")[0]
    assert 10 <= first.left / MM - 30 <= 13.5


def test_pages_are_numbered_at_the_top_in_the_middle_from_the_second_on():
    numbers = [letter for letter in letters(made(a_long_sheet())) if _is_page_number(letter)]
    assert [letter.sign for letter in numbers][:2] == ["2", "3"] and {letter.page for letter in numbers} >= {
        1,
        2,
    }
    assert not [letter for letter in numbers if letter.page == 0]
    middle = (30 + 165 / 2) * MM
    assert all(
        abs((letter.left + letter.right) / 2 - middle) < 2 and round(letter.size) == 14 for letter in numbers
    )


def test_a_party_document_bears_the_partys_name_star_and_number():
    text = text_of(made(a_party_plan()))
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text and "\n*" in text.replace("\r", "")
    assert "Số 12-KH/TU" in text and "T/M BAN THƯỜNG VỤ" in text and "CỘNG HÒA" not in text


def test_a_letter_has_its_subject_below_the_number_and_addressees_one_a_line():
    pdf = made(a_letter())
    assert words(pdf, "V/v đôn đốc")[0].top > words(pdf, "Số: 118")[0].bottom
    assert words(pdf, "- Ủy ban nhân dân các xã")[0].top > words(pdf, "- Các sở, ban, ngành")[0].bottom - 3


def test_an_annex_begins_a_page_and_says_what_it_belongs_to():
    pdf = made(with_annex(a_sheet()))
    annex = words(pdf, "PHỤ LỤC")
    assert annex[0].page == words(pdf, "Nơi nhận")[0].page + 1
    assert "Kèm theo Quyết định số 05/QĐ-SKHCN ngày 05 tháng 02 năm 2026" in " ".join(text_of(pdf).split())


def test_the_code_and_where_to_check_it_stand_on_the_paper():
    code = new_code()
    text = text_of(made(a_sheet(), code=code))
    assert shown(code) in text and verify_address().partition("://")[2] in text
    assert "Mã xác minh" not in text_of(made(a_sheet()))


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_that_it_is_pdf_a_2b_and_pdf_ua_1_and_is_tagged(kind):
    pdf = made(KINDS[kind](), code=new_code())
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf and b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf and b"/StructTreeRoot" in pdf and b"/Lang" in pdf


@pytest.mark.parametrize("ignore_system_fonts", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_one_document_is_set_in_one_face(kind, ignore_system_fonts):
    sheet = KINDS[kind](recipients=(LETTERS,)) if kind != "long" else a_long_sheet()
    pdf = made(sheet, code=new_code(), ignore_system_fonts=ignore_system_fonts)
    families = {letter.font.partition("-")[0] for letter in letters(pdf)}
    assert families == {face_in_use(ignore_system_fonts).family.replace(" ", "")}


def test_without_a_times_face_the_one_that_typst_carries_is_used_and_the_operator_is_told():
    assert face_in_use(ignore_system_fonts=True).family == CARRIED
    assert has_letters(CARRIED, LETTERS, ignore_system_fonts=True)
    good, words_ = report()
    assert face_in_use().family in words_ and (good or "fonts-liberation2" in words_)


def test_a_face_that_lacks_letters_is_passed_over(monkeypatch):
    carried = "New Computer Modern"  # Typst carries it too; it has no Han letter
    assert has_letters(carried, LETTERS, True) and not has_letters(carried, LETTERS + "漢", True)
    monkeypatch.setattr(faces, "PREFERRED", (carried,))
    assert faces.face_in_use.__wrapped__(True) == faces.Face(carried, True)
    monkeypatch.setattr(faces, "LETTERS", LETTERS + "漢")
    assert faces.face_in_use.__wrapped__(True) == faces.Face(CARRIED, False, (carried,))


def test_the_same_content_gives_the_same_bytes_and_other_content_other_bytes():
    code = new_code()
    assert made(a_sheet(), code=code) == made(a_sheet(), code=code)
    assert made(a_sheet(), code=code) != made(a_sheet(), code=new_code())
    later = sheet_pdf(a_sheet(), made_at=AT.replace(year=2027), code=code)
    assert later != made(a_sheet(), code=code)


HOSTILE = [
    '#eval("1+1") #import "x.typ" #set page(width: 1pt)',
    "$ x^2 $ *bold* _em_ `raw` = Heading <label> @ref",
    "\\ // comment /* more */ ~ -- --- \\u{41} [ ] { } ( )",
    "quote \" and ' and &amp; <b>bold</b> {{ 7*7 }} {% if %}",
    "= Đề mục giả",
    "https://example.org/#a?b=c&d",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", ["abstract", "issuer", "number", "body", "recipients", "signer"])
def test_hostile_text_is_printed_and_nothing_else(field, text):
    sheet = a_sheet()
    if field == "body":
        sheet = replace(sheet, body=read_body(text))
    elif field == "recipients":
        sheet = replace(sheet, recipients=(text,))
    elif field == "signer":
        sheet = replace(sheet, signer=replace(sheet.signer, name=text))
    else:
        sheet = replace(sheet, **{field: text})
    printed = re.sub(r"\s", "", text_of(made(sheet))).lower()
    assert re.sub(r"\s", "", text).rstrip(".;").lower() in printed


def test_invisible_and_control_characters_do_not_reach_the_page():
    text = text_of(made(a_sheet(abstract="Kế\x00 hoạch\u202e đảo\u200b chữ\ufeff")))
    assert "Kế hoạch đảo chữ" in " ".join(text.split()) and "\u202e" not in text


def test_a_word_of_ten_thousand_signs_stays_inside_the_margins():
    pdf = made(a_sheet(body=read_body("x" * 10_000), abstract="y" * 600))
    printed = letters(pdf)
    assert max(letter.right for letter in printed) <= 195 * MM + 1
    assert sum(letter.sign == "x" for letter in printed) >= 10_000


def test_signs_that_the_face_lacks_are_named_instead_of_borrowed():
    with pytest.raises(Unprintable) as refused:
        made(a_sheet(abstract="Kế hoạch 😀 và 漢字"))
    assert set(refused.value.signs) == {"😀", "漢", "字"}
    assert missing_from(face_in_use(), ["ơ", "😀"]) == ["😀"]


def test_a_slip_is_one_page_of_a5_with_its_code():
    slip = Slip(
        "Phiếu tiếp nhận", "Trung tâm Phục vụ hành chính công", "Thử Nghiệm", AT.date(),
        (("Mã hồ sơ", "000.1"), ("Hẹn trả", "10/2/2026"), ("#set", "$x$")), "7K3M-9QWD", "http://127.0.0.1/tra-cuu",
    )  # fmt: skip
    pdf = slip_pdf(slip, made_at=AT)
    import pypdfium2 as pdfium

    pages = pdfium.PdfDocument(pdf)
    assert len(pages) == 1 and [round(side / MM) for side in pages[0].get_size()] == [148, 210]
    assert "7K3M-9QWD" in text_of(pdf) and "$x$" in text_of(pdf)


def test_a_preview_shows_every_page():
    pdf = made(a_long_sheet())
    pages = [page_png(pdf, number + 1) for number in range(page_count(pdf))]
    assert len(pages) > 2 and all(page.startswith(b"\x89PNG") and len(page) < 60_000 for page in pages)
    with pytest.raises(IndexError):
        page_png(pdf, len(pages) + 1)


def test_typed_text_is_read_into_blocks_and_written_back():
    typed = (
        "Chương I. QUY ĐỊNH CHUNG\nĐiều 1. Phạm vi điều chỉnh\nQuy chế này quy định.\n- Một;\n- Hai.\n"
        "| A | B |\n| 1 |\nĐiều 2. Giao Sở Tài chính thực hiện."
    )
    body = read_body(typed)
    assert [type(block) for block in body] == [Heading, Article, Paragraph, Bullets, Table, Article]
    assert body[1].named and body[1].level == 3 and not body[5].named
    assert body[4].rows == (("1", ""),)
    assert read_body("\n".join(words_of(body))) == body


def test_bases_and_recipients_are_closed_as_the_decree_wants():
    assert close(["Căn cứ A.", "Căn cứ B;", " "], last=".") == ["Căn cứ A;", "Căn cứ B."]


def test_a_sheet_survives_storing():
    import json

    sheet = with_annex(a_sheet())
    assert Sheet.from_data(json.loads(json.dumps(sheet.as_data()))) == sheet
