"""What is a task and what only looks like one."""

import pytest

NOT_TASKS = [
    ("UBND tỉnh đã giao Sở Xây dựng lập quy hoạch từ tháng 3 năm 2025.", "accomplished"),
    ("Trước đó, Chủ tịch UBND tỉnh đã yêu cầu Công an tỉnh báo cáo trước ngày 15/5/2026.", "accomplished"),
    ("Sáng 5/3, Sở Y tế tổ chức hội nghị triển khai công tác năm 2026.", "accomplished"),
    ("Từ đầu năm, UBND tỉnh giao 833 nhiệm vụ cho các sở, ngành.", "statistic"),
    ("Trong tổng số 245 nhiệm vụ Chủ tịch UBND tỉnh giao, có 201 nhiệm vụ hoàn thành đúng hạn.", "statistic"),
    ("Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15 ngày 16/6/2025;", "legal_basis"),
    ("Nơi nhận: - Như Điều 3; - Các sở, ban, ngành; - Lưu: VT.", "boilerplate"),
    ("Chánh Văn phòng UBND tỉnh, Giám đốc các sở chịu trách nhiệm thi hành Quyết định này./.", "boilerplate"),
    ("V/v tăng cường kiểm tra, xử lý vi phạm hành lang giao thông", "title"),
    ("Nếu vượt thẩm quyền, các địa phương báo cáo UBND tỉnh.", "conditional"),
    ("Trong quá trình thực hiện, nếu có vướng mắc, các đơn vị phản ánh về Sở Nội vụ.", "conditional"),
    ("Kinh phí thực hiện từ nguồn ngân sách tỉnh.", "provision"),
    ("Quyết định này có hiệu lực thi hành kể từ ngày 15/7/2026.", "provision"),
    ("Không để xảy ra tình trạng đùn đẩy trách nhiệm; cơ quan nào chậm phải kiểm điểm.", "exhortation"),
    ("Cử tri xã Bạch Xa đề nghị tỉnh quan tâm đầu tư trạm biến áp trong năm 2027.", "upward_proposal"),
    ("UBND xã Kiên Đài đề nghị UBND tỉnh bố trí vốn sửa cầu trước mùa mưa.", "upward_proposal"),
    ("Thường trực Tỉnh ủy mong muốn các doanh nghiệp tiếp tục đồng hành.", "expectation"),
    ("Đồng chí Bí thư Tỉnh ủy ghi nhận, đánh giá cao nỗ lực của ngành.", "praise"),
    ("Phấn đấu đến năm 2030, kinh tế số chiếm 30% GRDP.", "target"),
    ("Chuyển đổi số là nhiệm vụ của cả hệ thống chính trị.", "statement"),
]


@pytest.mark.parametrize(("text", "reason"), NOT_TASKS)
def test_what_is_no_task_says_why(read, text, reason):
    reading = read(text)
    assert reading.tasks == []
    assert reading.sentences[0].negative_reason == reason


TRAPS = [
    "Hội nghị giao ban quý III được tổ chức vào ngày 30/9/2026.",
    "Giao dịch viên hướng dẫn bà con quét mã QR.",
    "Giao thông trên Quốc lộ 2 đã thông suốt.",
    "Lễ bàn giao nhà đại đoàn kết diễn ra trong không khí ấm áp.",
    "Hợp tác xã chè Sơn Trà nhận chuyển giao công nghệ.",
    "Chương trình giao lưu văn nghệ thu hút đông đảo người dân.",
]


@pytest.mark.parametrize("text", TRAPS)
def test_words_that_only_contain_giao_assign_nothing(read, text):
    assert read(text).tasks == []


def test_news_that_carries_an_assignment_gives_the_task_and_its_assigner(only):
    task = only(
        "Tại hội nghị, Chủ tịch UBND tỉnh Nguyễn Văn A yêu cầu Sở Y tế hoàn thiện hồ sơ trước ngày 30/9/2026."
    )
    assert (task.lead, task.assigner) == (["Sở Y tế"], "Chủ tịch UBND tỉnh")


def test_a_target_becomes_an_indicator(read):
    (target,) = read("Phấn đấu đến năm 2030, kinh tế số chiếm 30% GRDP.").targets
    assert (target["value"], target["unit"], target["year"]) == (30, "%", 2030)


@pytest.mark.parametrize(("text", "act", "lead"), [
    (
        "Đồng ý cho Sở Xây dựng lùi thời hạn trình Quy hoạch từ ngày 30/6/2026 sang ngày 31/8/2026.", "extend", ["Sở Xây dựng"]),
    (
        "Chuyển nhiệm vụ quản lý báo chí từ Sở Thông tin và Truyền thông sang Sở Văn hóa, Thể thao và Du "
        "lịch.", "reassign",
     ["Sở Văn hóa, Thể thao và Du lịch"]),
    ("Dừng thực hiện nhiệm vụ xây dựng Cổng dịch vụ công của tỉnh.", "cancel", []),
])  # fmt: skip
def test_a_change_alters_a_task_and_makes_none(only, text, act, lead):
    task = only(text)
    assert (task.act, task.lead) == (act, lead)


def test_emphasis_makes_a_task_pressing_and_a_mark_outranks_it(only):
    assert only("Giao Sở Y tế khẩn trương kiểm tra kho thuốc.").priority == "cao"
    assert only("Giao Sở Y tế kiểm tra kho thuốc.", "HỎA TỐC. CÔNG ĐIỆN ứng phó mưa lũ").priority == "hoa_toc"


def test_what_is_not_clear_is_listed_and_nothing_is_guessed(only):
    task = only("Khẩn trương hoàn thiện, tăng cường công tác phối hợp.")
    assert (task.lead, task.lead_from, task.deadline) == ([], "missing", None)
    assert {"who", "when", "product", "responsibility", "authority"} <= set(task.unclear)


def test_a_clear_task_has_nothing_to_ask(only):
    task = only("UBND tỉnh giao Sở Nội vụ xây dựng Đề án vị trí việc làm, trình trước ngày 30/6/2026.")
    assert task.unclear == []
