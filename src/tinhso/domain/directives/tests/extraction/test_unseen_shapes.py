"""Shapes that real texts have and one sentence alone does not show: orders over several sentences, bodies that go
together, names that run on, times without a marker, and what only tells."""

from datetime import date

import pytest

from tinhso.domain.directives.extraction import extract

TODAY = date(2026, 3, 10)


def tasks(text, context=None):
    return extract(text, date=TODAY, context=context).tasks


def the_task(text, context=None):
    (task,) = tasks(text, context)
    return task


# ---- over several sentences ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "time",
    [
        "Hoàn thành trước ngày 19/8/2026.", "Việc này phải xong trước ngày 19/8/2026.", "Thời gian hoàn thành: trước ngày 19/8/2026.",
        "Nhiệm vụ này hoàn thành xong trước ngày 19/8/2026.", "Thời hạn trước ngày 19/8/2026.",
        "Báo cáo kết quả về UBND tỉnh trước ngày 19/8/2026.",
    ],
)  # fmt: skip
def test_the_next_sentence_says_when(time):
    task = the_task(f"Giao Sở Tư pháp rà soát văn bản quy phạm pháp luật. {time}")
    assert (task.lead, task.deadline, task.deadline_bound) == (["Sở Tư pháp"], date(2026, 8, 19), "before")


def test_the_next_sentence_says_who():
    task = the_task("Nghiên cứu mô hình chợ số. Giao UBND phường Nông Tiến chủ trì, Sở Công Thương phối hợp.")
    assert (task.lead, task.coordinating) == (["UBND phường Nông Tiến"], ["Sở Công Thương"])
    assert "mô hình chợ số" in task.deliverable


def test_a_dated_task_takes_no_second_date_from_the_next_sentence():
    first, second = tasks(
        "Giao Sở Y tế lập danh mục thuốc trước ngày 20/5/2026. Hoàn thành đấu thầu trước ngày 30/9/2026."
    )
    assert (first.deadline, second.deadline) == (date(2026, 5, 20), date(2026, 9, 30))


def test_a_sentence_of_another_paragraph_is_its_own():
    first, second = tasks("Giao Sở Y tế lập danh mục thuốc.\n\nGiao Sở Nội vụ chủ trì tuyển dụng viên chức.")
    assert (first.lead, second.lead) == (["Sở Y tế"], ["Sở Nội vụ"])


def test_an_order_above_a_list_is_an_order():
    text = "Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính xây dựng Đề án tinh giản biên chế của tỉnh trước ngày 20/5/2026.\n1. Giao Sở Y tế lập danh mục thuốc."
    assert [task.lead for task in tasks(text)] == [["Sở Nội vụ"], ["Sở Y tế"]]


# ---- who goes with whom ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "lead", "helping"),
    [
        ("Sở Công Thương cùng Công an tỉnh và Sở Y tế kiểm tra các chợ.", "Sở Công Thương", ["Công an tỉnh", "Sở Y tế"]),
        ("Giao Sở Công Thương cùng với Công an tỉnh kiểm tra các chợ.", "Sở Công Thương", ["Công an tỉnh"]),
        ("UBND xã Phú Linh chủ trì, Sở Xây dựng và Công an tỉnh phối hợp tháo dỡ nhà xưởng.", "UBND xã Phú Linh", ["Sở Xây dựng", "Công an tỉnh"]),
    ],
)  # fmt: skip
def test_who_goes_with_the_lead_helps(sentence, lead, helping):
    task = the_task(sentence)
    assert (task.lead, task.coordinating) == ([lead], helping)


def test_one_time_behind_several_units_is_for_all_of_them():
    found = tasks("Sở Y tế rà soát danh mục, Sở Tài chính thẩm định giá, hoàn thành trước ngày 20/5/2026.")
    assert [task.deadline for task in found] == [date(2026, 5, 20)] * 2


# ---- names -----------------------------------------------------------------------------------------------

NAMES = [
    "Chi cục Chăn nuôi, Thú y và Thủy sản", "Bệnh viện Đa khoa khu vực Bắc Quang", "Chi nhánh Ngân hàng Chính sách xã hội tỉnh",
    "Phòng Cảnh sát quản lý hành chính về trật tự xã hội", "Ban Quản lý dự án đầu tư xây dựng các công trình giao thông",
    "Ban Quản lý Công viên địa chất toàn cầu UNESCO Cao nguyên đá Đồng Văn", "Ngân hàng Nhà nước khu vực 5",
    "Ban Thường vụ các đảng ủy xã, phường", "Trung tâm Kiểm soát bệnh tật tỉnh",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_runs_to_its_end(name):
    assert the_task(f"Giao {name} rà soát danh sách, hoàn thành trước ngày 20/5/2026.").lead == [name]


def test_an_order_that_begins_like_an_office_is_an_order():
    task = the_task("a) Ban hành hướng dẫn cấp phát kinh phí.", "2. Trách nhiệm của Sở Tài chính")
    assert (task.lead, task.lead_from) == (["Sở Tài chính"], "context")


# ---- times without a marker ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("cắm mốc lộ giới cuối năm 2026", date(2026, 12, 31)), ("trình Ban Thường vụ Tỉnh ủy quý III/2026", date(2026, 9, 30)),
        ("gửi Sở Tài chính tuần tới", date(2026, 3, 22)), ("bàn giao mặt bằng giữa tháng 8 tới", date(2026, 8, 15)),
    ],
)  # fmt: skip
def test_a_period_may_close_an_order_without_a_marker(words, day):
    task = the_task(f"Sở Xây dựng hoàn thành đề án, {words}.")
    assert (task.deadline, task.deadline_bound) == (day, "within")


@pytest.mark.parametrize(
    "words",
    [
        "chuẩn bị kỳ họp cuối năm 2026", "tổng hợp báo cáo quý III/2026", "rà soát số liệu tháng 9/2026",
        "thu hồi đất nếu không triển khai trước 30/9/2026", "tổ chức thưởng cuối năm 2026",
    ],
)  # fmt: skip
def test_a_period_of_a_noun_or_of_a_condition_is_no_deadline(words):
    assert the_task(f"Sở Xây dựng {words}.").deadline is None


# ---- what only tells -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "UBND tỉnh giao ban trực tuyến với 124 xã, phường vào sáng thứ Hai, ngày 16/3/2026.",
        "Tại Công văn số 12/UBND-TH, UBND tỉnh yêu cầu Sở Tài chính báo cáo nhưng đến nay chưa nhận được báo cáo.",
        "HĐND tỉnh giao UBND tỉnh 18 chỉ tiêu kinh tế - xã hội năm 2026.",
        "Mỗi cơ quan, đơn vị cần xác định cải cách hành chính là khâu đột phá.",
        "Năm 2026, Sở Y tế được giao biên chế 4.120 người làm việc.",
        "UBND xã Yên Minh báo cáo đã giải ngân 68% kế hoạch vốn.",
        "Nhiệm vụ giao Sở Xây dựng lập quy hoạch đã được hoàn thành, đúng thời hạn.",
    ],
)
def test_what_was_done_counted_or_urged_gives_no_task(sentence):
    assert tasks(sentence) == []


# ---- changes ---------------------------------------------------------------------------------------------


def test_a_task_given_to_one_and_now_moved_to_another_is_a_transfer():
    task = the_task(
        "Nhiệm vụ lập quy hoạch khu du lịch giao Sở Xây dựng tại Thông báo số 55/TB-UBND nay chuyển sang Sở Tài chính chủ trì."
    )
    assert (task.act, task.lead, task.from_unit, task.ref_doc) == (
        "reassign",
        ["Sở Tài chính"],
        "Sở Xây dựng",
        "55/TB-UBND",
    )


def test_work_that_is_no_longer_given_is_a_stop():
    task = the_task("Không giao Sở Nội vụ thực hiện nhiệm vụ số 12 Kế hoạch số 18/KH-UBND nữa.")
    assert (task.act, task.lead, task.ref_doc) == ("cancel", ["Sở Nội vụ"], "18/KH-UBND")


def test_a_department_with_a_comma_in_its_name_may_get_more_time():
    task = the_task(
        "Đồng ý cho Sở Văn hóa, Thể thao và Du lịch lùi thời hạn lập danh sách phóng viên thường trú sang ngày 23/5/2026."
    )
    assert (task.act, task.lead, task.deadline) == (
        "extend",
        ["Sở Văn hóa, Thể thao và Du lịch"],
        date(2026, 5, 23),
    )
    first, *_rest = tasks("Giao Sở Y tế lập danh mục thuốc, đề nghị cho phép gia hạn khi cần.")
    assert first.act == "assign"
