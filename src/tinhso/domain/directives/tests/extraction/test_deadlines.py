"""When: the day, the bound, and nothing where the text gives nothing."""

from datetime import date

import pytest

DATED = [
    ("trước ngày 15/4/2026", "2026-04-15", "before"),
    ("trước 20.7.2026", "2026-07-20", "before"),
    ("trước ngày 25-5-2026", "2026-05-25", "before"),
    ("trước ngày 05 tháng 6 năm 2026", "2026-06-05", "before"),
    ("chậm nhất ngày 31/12/2026", "2026-12-31", "by"),
    ("chậm nhất vào ngày 30 tháng 11", "2026-11-30", "by"),
    ("không quá ngày 30/9/2026", "2026-09-30", "by"),
    ("đến hết năm 2026", "2026-12-31", "by"),
    ("trong tháng 11/2026", "2026-11-30", "within"),
    ("trong quý IV năm 2026", "2026-12-31", "within"),
    ("trong 6 tháng đầu năm 2027", "2027-06-30", "within"),
    ("vào cuối tháng 8/2026", "2026-08-31", "within"),
    ("trong tuần đầu tháng 9/2026", "2026-09-07", "within"),
    ("trước 17h00 ngày 12/3/2026", "2026-03-12", "before"),
    ("trước ngày 08/01", "2027-01-08", "before"),
    ("trong quý I", "2026-03-31", "within"),
]


@pytest.mark.parametrize(("words", "day", "bound"), DATED)
def test_a_deadline_is_a_day_with_its_bound(only, words, day, bound):
    task = only(f"Giao Sở Nội vụ xây dựng kế hoạch tuyển dụng, hoàn thành {words}.")
    assert (str(task.deadline), task.deadline_bound) == (day, bound)


NEVER = [
    "Giao Sở Nội vụ tham mưu thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị.",
    "Giao Sở Nội vụ xây dựng Đề án đào tạo cán bộ đến năm 2030, tầm nhìn đến năm 2045.",
    "Giao Sở Nội vụ xây dựng Kế hoạch giai đoạn 2026-2030.",
    "Giao Sở Nội vụ xử lý các hồ sơ nhận trước ngày 01/01/2026.",
    "Giao Sở Nội vụ tham mưu kế hoạch; thực hiện từ ngày 01/7/2026.",
]


@pytest.mark.parametrize("text", NEVER)
def test_no_date_is_taken_from_a_citation_a_title_or_a_start(read, text):
    assert [task.deadline for task in read(text).tasks if task.deadline] == []


def test_a_start_is_kept_as_a_start(only):
    task = only("Báo Tuyên Quang mở chuyên mục về bầu cử, lên sóng từ ngày 01/4/2026.")
    assert (task.deadline, task.start_date) == (None, date(2026, 4, 1))


OFTEN = [
    ("trước ngày 25 hằng tháng", {"freq": "monthly", "day": 25}, "before"),
    (
        "định kỳ hằng quý (trước ngày 14 của tháng cuối quý)", {"freq": "quarterly", "month_of_quarter": 3, "day": 14}, "before"),
    ("hằng năm trước ngày 30 tháng 11", {"freq": "yearly", "month": 11, "day": 30}, "before"),
    ("mỗi quý một lần", {"freq": "quarterly"}, None),
    ("vào thứ Sáu hằng tuần", {"freq": "weekly", "weekday": 5}, "by"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "recurrence", "bound"), OFTEN)
def test_work_that_returns_has_a_rhythm_and_no_single_day(only, words, recurrence, bound):
    task = only(f"Các đơn vị báo cáo kết quả {words}.")
    assert (task.deadline, task.recurrence, task.deadline_bound) == (None, recurrence, bound)


def test_a_term_counted_from_an_event_keeps_its_number_unit_and_event(only):
    task = only(
        "Trong thời hạn 05 ngày làm việc kể từ ngày nhận được văn bản này, các sở gửi danh mục dữ liệu."
    )
    assert (task.deadline_kind, task.deadline_bound, task.deadline) == ("relative", "by", None)
    assert task.relative == {"n": 5, "unit": "working_day", "from": "ngày nhận văn bản"}


def test_an_event_is_a_deadline_without_a_day(only):
    task = only("Sở Tài chính trình dự toán trước kỳ họp cuối năm của HĐND tỉnh.")
    assert (task.deadline_kind, task.deadline_bound, task.event) == (
        "event",
        "before",
        "kỳ họp cuối năm của HĐND tỉnh",
    )


def test_a_written_date_outweighs_a_rhythm_that_describes_the_content(only):
    task = only(
        "Sở Tư pháp dự thảo quy định họp báo theo định kỳ một tháng một lần, trình UBND tỉnh trước 20/7/2026."
    )
    assert (task.deadline_kind, str(task.deadline)) == ("date", "2026-07-20")
