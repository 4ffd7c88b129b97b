from datetime import date

import pytest

from tinhso.kernel.documents.heading import read_heading
from tinhso.kernel.documents.language import is_vietnamese
from tinhso.kernel.documents.numbers import parse_number
from tinhso.kernel.documents.secrecy import SecretMarked, refuse_secrets, secret_mark
from tinhso.kernel.documents.types import TYPES


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("48-NQ/TU", "48-NQ/TU"),
        ("22/NQ-TU", "22-NQ/TU"),
        ("377/QĐUBND", "377/QĐ-UBND"),
        ("1521/QĐ-UBND.", "1521/QĐ-UBND"),
        ("168./QĐ-BNV", "168/QĐ-BNV"),
        ("628 /QĐ-BCT", "628/QĐ-BCT"),
        ("3098/QĐ_BYT", "3098/QĐ-BYT"),
        ("3713/QD-BTP", "3713/QĐ-BTP"),
        ("1728a/QĐ-NHNN", "1728a/QĐ-NHNN"),
        ("753.1/QĐ-BKHCN", "753.1/QĐ-BKHCN"),
        ("SỐ 64/QĐ-NHNN", "64/QĐ-NHNN"),
        ("QĐ2338-BTP", "2338/QĐ-BTP"),
        ("5/QĐ-UBND", "05/QĐ-UBND"),
        ("30/2020/NĐ-CP", "30/2020/NĐ-CP"),
        ("66.7/2025/NQ-CP", "66.7/2025/NQ-CP"),
        ("Luật số 32/2024/QH15", "32/2024/QH15"),
        ("5425/UBND-KGVX", "5425/UBND-KGVX"),
        ("147-CTHĐ/TU", "147-CTHĐ/TU"),
        ("1523/QĐ-BCA-C06", "1523/QĐ-BCA-C06"),
        ("nđ-cp", "nđ-cp"),
        ("1681", "1681"),
        ("", ""),
    ],
)
def test_numbers_are_read_as_people_write_them(typed, canonical):
    parsed = parse_number(typed)
    assert parsed.canonical == canonical
    assert parsed.raw == typed


def test_numbers_that_differ_in_case_marks_and_blanks_compare_equal():
    assert parse_number("559 / qđ-ubnd").key == parse_number("559/QĐ-UBND").key
    assert parse_number("48-NQ/TU").key != parse_number("48/NQ-HĐND").key


def test_the_party_and_the_state_are_told_apart():
    assert parse_number("48-NQ/TU").party and parse_number("22/NQ-TU").party
    assert not parse_number("559/QĐ-UBND").party


def test_there_are_29_administrative_types_of_the_state():
    assert sum(kind.state for kind in TYPES.values()) == 29


HEADING = """ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH TUYÊN QUANG | Độc lập - Tự do - Hạnh phúc
Số: 315/TB-UBND | Tuyên Quang, ngày 05 tháng 02 năm 2026
HỎA TỐC
THÔNG BÁO
Kết luận của Chủ tịch Ủy ban nhân dân tỉnh tại cuộc họp giao ban
tháng 01 năm 2026
Ngày 03 tháng 02 năm 2026, tại trụ sở Ủy ban nhân dân tỉnh, Chủ tịch Ủy ban nhân dân tỉnh chủ trì họp."""


def test_a_heading_is_read_for_number_type_date_and_abstract():
    heading = read_heading(HEADING)
    assert heading.number == "315/TB-UBND"
    assert heading.type_code == "thong-bao"
    assert heading.issued_on == date(2026, 2, 5)
    assert heading.issuer == "ỦY BAN NHÂN DÂN"
    assert heading.urgency == "hoa_toc"
    assert heading.abstract.startswith("Kết luận của Chủ tịch")


def test_a_date_of_a_cited_document_is_not_the_date_of_this_one():
    text = (
        "Căn cứ Nghị quyết số 33-NQ/TU ngày 22 tháng 6 năm 2021 của Ban Chấp hành Đảng bộ tỉnh"
        " về phát triển hạ tầng giao thông;"
    )
    assert read_heading(text).issued_on is None


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("MẬT", "Mật"),
        ("TỐI MẬT", "Tối mật"),
        ("TUYỆT MẬT", "Tuyệt mật"),
        ("Mật", "Mật"),
        ("(TỐI MẬT)", "Tối mật"),
        ("TINH UY | TOI MAT", "Tối mật"),
        ("TỈNH ỦY TUYÊN QUANG | MẬT", "Mật"),
        ("Số: 12-BC/TU MẬT", "Mật"),
        ("Độ mật: Tối mật", "Tối mật"),
        ("MA\u0302\u0323T", "Mật"),
    ],
)
def test_a_mark_of_secrecy_in_the_heading_is_seen(line, mark):
    text = f"ĐẢNG BỘ TỈNH\n{line}\nBÁO CÁO\nVề tình hình"
    assert secret_mark(text) == mark
    with pytest.raises(SecretMarked):
        refuse_secrets(text)


@pytest.mark.parametrize(
    "line",
    [
        "Thực hiện Luật Bảo vệ bí mật nhà nước",
        "VỀ CÔNG TÁC BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "Mật độ dân số của tỉnh",
        "Ban Cơ yếu, kỹ thuật mật mã",
        "Giao Công an tỉnh rà soát tài liệu có độ Mật.",
        "- Tuyệt mật: hai mươi năm",
    ],
)
def test_words_that_speak_of_secrecy_are_no_mark(line):
    assert secret_mark(f"KẾ HOẠCH\n{line}\nGiao các sở thực hiện.") is None


def test_a_stamp_on_a_later_page_is_seen_too():
    assert (
        secret_mark("KẾ HOẠCH\n" + "Giao các sở, ban, ngành thực hiện.\n" * 200 + "TUYỆT MẬT\nPhụ lục")
        == "Tuyệt mật"
    )


def test_a_text_in_another_language_or_without_marks_is_told():
    assert not is_vietnamese(
        "The department shall submit a report on digital transformation before the end. " * 5
    )
    assert not is_vietnamese("Le département présente un rapport sur la transformation numérique. " * 5)
    assert not is_vietnamese(
        "Giao So Khoa hoc va Cong nghe chu tri xay dung ke hoach chuyen doi so cua tinh. " * 5
    )
    assert is_vietnamese(
        "Giao Sở Khoa học và Công nghệ chủ trì xây dựng kế hoạch chuyển đổi số của tỉnh. " * 5
    )
    assert is_vietnamese("Ngắn")
