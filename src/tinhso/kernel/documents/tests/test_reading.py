import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.documents import reading
from tinhso.kernel.documents.reading import pdf, plain, read_text
from tinhso.kernel.documents.tests.samples import (
    a_docx,
    a_pdf,
    a_scanned_pdf,
    a_zip_bomb,
    an_encrypted_pdf,
)

SENTENCE = (
    "Giao Sở Khoa học và Công nghệ chủ trì, phối hợp với Sở Tài chính "
    "xây dựng kế hoạch, trình trước ngày 15/10/2026."
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_plain_text_is_read_in_every_unicode_encoding(encoding):
    assert read_text(SENTENCE.encode(encoding), "van-ban.txt") == SENTENCE


def test_text_in_the_old_tcvn3_fonts_is_converted():
    words = "thực hiện nhiệm vụ của ủy ban nhân dân tỉnh về công tác cán bộ và những việc được giao"
    old = {letter: chr(code) for code, letter in plain._TCVN3.items()}
    typed = "".join(old.get(letter, letter) for letter in words)
    assert read_text(typed.encode("latin-1"), "cu.txt") == words
    assert reading.clean_text(typed) == words


def test_mixed_nfc_and_nfd_control_characters_and_blanks_come_out_in_one_spelling():
    mixed = "Giao Sở Nội vụ\x00\x07 " + unicodedata.normalize("NFD", "chủ trì\u00a0\u200b thực hiện")
    assert reading.clean_text(mixed) == "Giao Sở Nội vụ chủ trì thực hiện"


def test_docx_paragraphs_numbers_and_tables_come_in_order():
    text = read_text(
        a_docx(
            "Kết luận:",
            SENTENCE,
            heading=("TỈNH ỦY", "ĐẢNG CỘNG SẢN VIỆT NAM"),
            rows=[["TT", "Việc"], ["1", "Lập"]],
        ),
        "van-ban.docx",
    )
    assert text.split("\n") == [
        "TỈNH ỦY | ĐẢNG CỘNG SẢN VIỆT NAM",
        "Kết luận:",
        SENTENCE,
        "TT | Việc",
        "1 | Lập",
    ]


def test_word_numbers_its_lists_and_so_do_we():
    import io

    import docx

    document = docx.Document()
    for words in ("Lập kế hoạch", "Báo cáo"):
        document.add_paragraph(words, style="List Number")
    document.add_paragraph("Rà soát", style="List Bullet")
    packed = io.BytesIO()
    document.save(packed)
    assert read_text(packed.getvalue()) == "1. Lập kế hoạch\n2. Báo cáo\n- Rà soát"


def test_pdf_lines_are_joined_to_paragraphs():
    lines = [
        "1. Giao Sở Khoa học và Công nghệ chủ trì, phối hợp với Sở Tài chính và các cơ quan",
        "liên quan xây dựng kế hoạch chuyển đổi số của tỉnh, trình Ủy ban nhân dân tỉnh trước",
        "ngày 15/10/2026.",
        "2. Giao Sở Nội vụ rà soát đội ngũ cán bộ.",
        "12",
    ]
    text = read_text(a_pdf(lines), "van-ban.pdf")
    assert text.split("\n") == [" ".join(lines[:3]), lines[3]]


def test_a_paragraph_goes_on_over_the_page_and_page_numbers_fall_away():
    first = ["Giao các sở, ban, ngành và Ủy ban nhân dân các xã, phường rà soát toàn bộ nhiệm vụ", "1"]
    second = ["được giao trong năm và báo cáo kết quả."]
    text = read_text(a_pdf(first, second), "van-ban.pdf")
    assert text == f"{first[0]} {second[0]}"


def test_the_hyphen_of_a_compound_stays_and_a_soft_one_goes():
    line = "Giao các sở, ban, ngành phối hợp với Mặt trận Tổ quốc và các tổ chức chính trị-"
    assert pdf.joined([line, "xã hội tỉnh"]) == [f"{line}xã hội tỉnh"]
    assert pdf.joined(["thông\u00ad", "tin"])[0] == "thôngtin"


@pytest.mark.parametrize(
    ("data", "name", "refusal"),
    [
        (b"", "trong.txt", reading.Empty),
        (b" \n\t ", "trong.txt", reading.Empty),
        ("\u200b\u200b ...".encode(), "dau.txt", reading.Empty),
        (a_docx(), "trong.docx", reading.Empty),
        (a_scanned_pdf(), "chup.pdf", reading.Scanned),
        (an_encrypted_pdf(), "khoa.pdf", reading.Encrypted),
        (b"%PDF-1.7\nnothing", "hong.pdf", reading.Damaged),
        (b"PK\x03\x04nothing", "hong.docx", reading.Damaged),
        (a_docx("x")[:3000], "dut.docx", reading.Damaged),
        (a_zip_bomb(), "bom.docx", reading.ZipBomb),
        (a_pdf(["Giao"]), "van-ban.docx", reading.Renamed),
        (a_docx("Giao"), "van-ban.pdf", reading.Renamed),
        (b"Giao", "van-ban.docx", reading.Renamed),
        (b"\x7fELF\x02\x01\x01" + bytes(range(32)) * 40, "la.txt", reading.NotText),
        (b"MZ\x90\x00\x03" + bytes(range(256)) * 8, "la.exe", reading.NotText),
        (b"\xff\xd8\xff\xe0" + bytes(100), "anh.jpg", reading.NotText),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "cu.doc", reading.OldWord),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "k.docx",
            reading.Encrypted,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_by_name_with_what_to_do(data, name, refusal):
    with pytest.raises(refusal) as caught:
        read_text(data, name)
    assert str(caught.value).endswith(".") and "%(" not in str(caught.value)


def test_a_file_over_the_limit_is_refused_before_it_is_parsed(tmp_path):
    big = tmp_path / "lon.txt"
    big.write_bytes(b"x" * 2000)
    with pytest.raises(reading.TooBig):
        read_text(big, limit=1000)
    with pytest.raises(reading.TooBig):
        read_text(b"x" * 2000, limit=1000)


def test_a_path_is_read_with_its_own_name(tmp_path):
    path = tmp_path / "van-ban.txt"
    path.write_text(SENTENCE, encoding="utf-8")
    assert read_text(path) == SENTENCE


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_and_never_crash(data):
    with suppress(reading.Unreadable):
        assert read_text(data).strip()


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing(text):
    try:
        once = reading.clean_text(text)
    except reading.Empty:
        return
    assert reading.clean_text(once) == once
