"""What fits into one SMS."""

from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.outbox.wording import for_sms, shorten, without_marks


def test_a_short_text_keeps_its_marks() -> None:
    assert (
        for_sms("Việc mới: nộp báo cáo, trước ngày 5/2/2026.")
        == "Việc mới: nộp báo cáo, trước ngày 5/2/2026."
    )


def test_a_long_one_loses_marks_and_its_middle_and_keeps_its_end() -> None:
    text = "Việc mới được giao: “Đề án” " + "rất dài " * 40 + "chậm nhất 30/11/2026."
    short = for_sms(text)
    assert short.startswith('Viec moi duoc giao: "De an" rat dai')
    assert short.endswith("cham nhat 30/11/2026.") and "... " in short and len(short) <= 160


@given(st.text(max_size=600))
def test_every_text_fits_into_one_message(text: str) -> None:
    short = for_sms(text)
    assert len(short) <= 70 or (len(short) <= 160 and short.isascii())
    assert without_marks(text).isascii()


@given(st.text(max_size=300), st.integers(60, 200), st.integers(0, 40))
def test_shortening_never_grows(text: str, most: int, keep_end: int) -> None:
    assert len(shorten(text, most, keep_end=keep_end)) <= most
