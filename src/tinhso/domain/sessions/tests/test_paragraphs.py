"""A conclusion finds its paragraph, by number or by words."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.domain.sessions.paragraphs import labelled, likeness, most_like, paragraphs_of

WORDS = st.lists(
    st.sampled_from(
        [
            "sở",
            "đề",
            "án",
            "kế",
            "hoạch",
            "hạ",
            "tầng",
            "dữ",
            "liệu",
            "du",
            "lịch",
            "báo",
            "chí",
            "nông",
            "thôn",
            "đào",
            "tạo",
            "cán",
            "bộ",
        ]
    ),
    min_size=1,
    max_size=12,
).map(" ".join)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=15))
def test_every_numbered_paragraph_is_found_where_it_stands(said):
    lines = [f"{number}. {words}" for number, words in enumerate(said, start=1)]
    text = "\n".join(["Kết luận như sau:", *lines, "Văn phòng thông báo để các đơn vị biết./."])
    found = paragraphs_of(text)
    assert [text[one.start : one.end] for one in found] == lines
    for number, words in enumerate(said, start=1):
        one = labelled(str(number), words, found)
        assert one is not None and text[one.start : one.end] == f"{number}. {words}"


@given(WORDS, WORDS)
def test_likeness_is_a_share_and_looks_the_same_from_both_sides(one, other):
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one) and likeness(one, one) == 1


@given(st.text(max_size=400))
def test_offsets_lie_in_any_text(text):
    for one in paragraphs_of(text):
        assert 0 <= one.start < one.end <= len(text) and one.words in text[one.start : one.end]


@pytest.mark.parametrize(
    ("line", "label"),
    [("1. Giao Sở", "1"), ("2.3. Giao Sở", "2.3"), ("II. Nhiệm vụ", "II"), ("a) Rà soát", "a"), ("đ) Rà soát", "đ"),
     ("- Rà soát", ""), ("12/ Rà soát", "12")],
)  # fmt: skip
def test_numbers_are_read_as_notices_write_them(line, label):
    (found,) = paragraphs_of(f"Mở đầu.\n{line}")
    assert found.label == label


def test_words_that_nothing_resembles_find_no_paragraph():
    paragraphs = paragraphs_of("1. Phát triển du lịch cộng đồng.\n2. Bảo vệ rừng đầu nguồn.")
    assert most_like("Hoàn thiện đề án chuyển đổi số", paragraphs) is None


def test_a_moved_number_is_found_by_its_words():
    paragraphs = paragraphs_of("1. Đánh giá chung về kết quả.\n2. Giao Sở hoàn thiện đề án chuyển đổi số.")
    found = labelled("1", "Giao Sở hoàn thiện đề án chuyển đổi số.", paragraphs)
    assert found is not None and found.label == "2"
