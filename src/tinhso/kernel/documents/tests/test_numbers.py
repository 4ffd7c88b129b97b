"""Numbers as people type them, hard cases first; what is not understood stays as it was typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel.documents.numbers import DocumentNumber, find_number, parse_number
from tinhso.kernel.documents.types import TYPES


@pytest.mark.parametrize(
    ("typed", "canonical", "type_code", "body"),
    [
        ("5/2026/TT- BNV", "05/2026/TT-BNV", "thong-tu", "BNV"),
        ("Thông tư số: 5/2026/TT-BNV", "05/2026/TT-BNV", "thong-tu", "BNV"),
        ("TT5/2026/TT-BNV", "05/2026/TT-BNV", "thong-tu", "BNV"),
        ("5/2026/TT/BNV", "05/2026/TT-BNV", "thong-tu", "BNV"),
        ("5./2026//TT_BNV.", "05/2026/TT-BNV", "thong-tu", "BNV"),
        ("nđ 77/2026/nđ-cp", "77/2026/NĐ-CP", "nghi-dinh", "CP"),
        ("77/2026/CP-NĐ", "77/2026/NĐ-CP", "nghi-dinh", "CP"),
        ("77/NĐ-CP/2026", "77/2026/NĐ-CP", "nghi-dinh", "CP"),
        ("Nghị định số77/2026/NĐ-CP ngày 1 tháng 2 năm 2026", "77/2026/NĐ-CP", "nghi-dinh", "CP"),
        ("Điều 9 Nghị định số 77/2026/NĐ-CP", "77/2026/NĐ-CP", "nghi-dinh", "CP"),
        ("77/2026/NĐ-CP\t77/2026/NĐ-CP", "77/2026/NĐ-CP", "nghi-dinh", "CP"),
        ("9.b/2026/TT-BTP", "09b/2026/TT-BTP", "thong-tu", "BTP"),
        ("12A/QĐ-UBND", "12a/QĐ-UBND", "quyet-dinh", "UBND"),
        ("0012/qd-ubnd", "12/QĐ-UBND", "quyet-dinh", "UBND"),
        ("12/QĐ-UBND TUYENQUANG", "12/QĐ-UBND", "quyet-dinh", "UBND"),
        ("12/NQ-HDND", "12/NQ-HĐND", "nghi-quyet", "HĐND"),
        ("12/qđ – ttg", "12/QĐ-TTg", "quyet-dinh", "TTg"),
        ("Luật Hợp tác xã số 90/2026/QH16", "90/2026/QH16", "luat", "QH16"),
        ("Nghị quyết 91/2026/QH16", "91/2026/QH16", "nghi-quyet", "QH16"),
        ("Pháp lệnh số: 2/2026/UBTVQH16", "02/2026/UBTVQH16", "phap-lenh", "UBTVQH16"),
        ("3/2026/TTLT/BTC-BNV", "03/2026/TTLT-BTC-BNV", "thong-tu-lien-tich", "BTC-BNV"),
        ("73-CP", "73/CP", "", "CP"),
        ("Lệnh 18-L/CTN", "18/L-CTN", "lenh", "CTN"),
        ("Chỉ thị số 38-CT/TW", "38-CT/TW", "chi-thi", "TW"),
        ("Quy định 37-QĐ/TW", "37-QĐ/TW", "quy-dinh", "TW"),
        ("Quyết định 37-QĐ/TU", "37-QĐ/TU", "quyet-dinh", "TU"),
        ("9-KL/BTCTU", "09-KL/BTCTU", "ket-luan", "BTCTU"),
        ("22/NQ-TU", "22-NQ/TU", "nghi-quyet", "TU"),
        ("01-NQ/ĐH", "01-NQ/ĐH", "nghi-quyet", "ĐH"),
    ],
)
def test_sloppy_numbers_are_understood(typed, canonical, type_code, body):
    number = parse_number(typed)
    assert number.understood and number.canonical == canonical
    assert (number.type_code, number.body) == (type_code, body)


@pytest.mark.parametrize(
    ("typed", "number", "year", "type_code"),
    [
        ("Luật số 58", "58", None, "luat"),
        ("TT29/2025", "29", 2025, "thong-tu"),
        ("NĐ 8/2026", "8", 2026, "nghi-dinh"),
    ],
)
def test_a_number_with_the_word_of_its_type_is_understood_and_left_as_typed(typed, number, year, type_code):
    read = parse_number(typed)
    assert (read.number, read.year, read.type_code) == (number, year, type_code)
    assert read.understood and read.canonical == typed


@pytest.mark.parametrize(
    "typed",
    [
        "1681", "46/2020", "18/12/2025", "19/6/2015", "Luật Thú y 2015", "Bộ luật Hàng hải", "", "nđ-cp",
        "222/02205/NĐ-CP", "37/2013/2015/TT-BNV", "9/2017/QH149/2017/QH14", "3/4", "tháng 5", "Thông tư",
    ],
)  # fmt: skip
def test_what_would_be_a_guess_is_not_read_and_stays(typed):
    number = parse_number(typed)
    assert not number.understood and number.canonical == typed


def test_a_number_is_found_in_a_running_text():
    text = "Sửa đổi Quyết định số 12/QĐ-UBND - Về việc giao chỉ tiêu và 13/QĐ-UBND"
    assert find_number(text).canonical == "12/QĐ-UBND"
    assert find_number("theo Kết luận 48-KL/TU ngày 1/2/2026").canonical == "48-KL/TU"
    assert find_number("đạt 3/4 kế hoạch, họp ngày 5/2/2026 - 6/2/2026") is None


def test_abbreviations_compare_without_case_and_dj_counts():
    assert parse_number("12/qđ-ubnd").key == parse_number("12 / QĐ – UBND").key
    assert parse_number("12/ĐA-UBND").key != parse_number("12/DA-UBND").key
    assert parse_number("12/HĐ-UBND").key != parse_number("12/HD-UBND").key
    assert parse_number("12/ĐA-UBND").search_key == parse_number("12/DA-UBND").search_key


MARKS = sorted({kind.mark for kind in TYPES.values() if kind.mark})
BODIES = st.sampled_from(["UBND", "HĐND", "SKHCN", "BNV", "TTg", "CP", "VPCP", "NHNN", "CAT"])
NUMBERS = st.builds(
    lambda n, letter: f"{n}{letter}", st.integers(1, 99_999), st.sampled_from(["", "", "a", "b"])
)
STATE = st.builds(
    lambda number, year, mark, body, drafter: DocumentNumber("", number, year, "", mark, body, drafter),
    NUMBERS,
    st.one_of(st.none(), st.integers(1945, 2099)),
    st.sampled_from(MARKS),
    BODIES,
    st.sampled_from(["", "KGVX", "TH", "C06"]),
)
PARTY = st.builds(
    lambda number, mark, body: DocumentNumber("", number, None, "", mark, body, "", True),
    NUMBERS,
    st.sampled_from([kind.mark for kind in TYPES.values() if kind.mark and kind.party]),
    st.sampled_from(["TU", "TW", "ĐH", "VPTU", "BTCTW", "BCĐTW"]),
)


@given(st.one_of(STATE, PARTY))
@settings(deadline=None)
def test_a_canonical_number_reads_as_itself(made):
    read = parse_number(made.canonical)
    assert read.canonical == made.canonical and read.understood
    assert (read.number, read.year, read.mark, read.party) == (made.number, made.year, made.mark, made.party)


@given(st.one_of(STATE, PARTY, st.text(max_size=40).map(lambda t: DocumentNumber(t))))
@settings(deadline=None)
def test_reading_twice_changes_nothing(made):
    once = parse_number(made.canonical or made.raw).canonical
    assert parse_number(once).canonical == once


@given(
    st.one_of(STATE, PARTY),
    st.sampled_from(["-", "–", "—", " - ", " – ", "_"]),
    st.sampled_from(["/", " / ", "/ ", " /"]),
    st.sampled_from([str, str.upper, str.lower]),
    st.sampled_from(["", "Số ", "số: ", "  "]),
    st.sampled_from(["", ".", " ", ";"]),
)
@settings(deadline=None)
def test_case_blanks_and_dashes_fold_to_one_key(made, dash, slash, case, before, after):
    typed = before + case(made.canonical.replace("-", dash).replace("/", slash)) + after
    assert parse_number(typed).key == parse_number(made.canonical).key, typed


@given(st.text(max_size=80))
@settings(deadline=None)
def test_nothing_is_refused(typed):
    assert isinstance(parse_number(typed).key, str)
    find_number(typed)
