"""Who leads and who helps."""

import pytest

LEADS = [
    ("Giao Sở Xây dựng lập quy hoạch phân khu.", ["Sở Xây dựng"]),
    ("Giao Sở TN&MT, Sở KHCN và Sở LĐ-TB&XH rà soát số liệu.",
     ["Sở Tài nguyên và Môi trường", "Sở Khoa học và Công nghệ", "Sở Lao động - Thương binh và Xã hội"]),
    ("Yêu cầu các Sở: Tài chính, Nội vụ, Văn hóa, Thể thao và Du lịch báo cáo trước ngày 20/3/2026.",
     ["Sở Tài chính", "Sở Nội vụ", "Sở Văn hóa, Thể thao và Du lịch"]),
    ("Yêu cầu UBND các xã Tân An, Tân Mỹ và Phúc Sơn hoàn thành giải phóng mặt bằng.",
     ["UBND xã Tân An", "UBND xã Tân Mỹ", "UBND xã Phúc Sơn"]),
    ("Yêu cầu giám đốc các sở, ban, ngành và chủ tịch UBND các xã, phường kiểm tra việc chấp hành kỷ luật.",
     ["các sở, ban, ngành", "UBND các xã, phường"]),
    ("Chánh Văn phòng UBND tỉnh theo dõi, đôn đốc việc thực hiện.", ["Văn phòng UBND tỉnh"]),
    ("Sở Nội vụ được UBND tỉnh giao chủ trì xây dựng Đề án.", ["Sở Nội vụ"]),
    (
        "Xây dựng Đề án phát triển chè đặc sản, giao Sở Nông nghiệp và Môi trường chủ trì.", [
            "Sở Nông nghiệp và Môi trường"]),
    ("Việc sắp xếp trụ sở do Sở Tài chính chủ trì thực hiện, xong trước 30/6/2026.", ["Sở Tài chính"]),
    (
        "Rà soát điểm mỏ cát sỏi, hoàn thành trước ngày 30/6/2026 (Sở Công Thương chủ trì).", ["Sở Công Thương"]),
    ("Lập kế hoạch trực Tết; Văn phòng UBND tỉnh chủ trì.", ["Văn phòng UBND tỉnh"]),
    ("Ban Quản lý dự án đầu tư xây dựng tỉnh hoàn thành quyết toán trước ngày 31/12/2026.",
     ["Ban Quản lý dự án đầu tư xây dựng tỉnh"]),
    (
        "Đồng chí Phó Chủ tịch UBND tỉnh phụ trách khối nông nghiệp trực tiếp kiểm tra các hồ đập trước "
        "ngày 15/4/2026.",
     ["đồng chí Phó Chủ tịch UBND tỉnh phụ trách khối nông nghiệp"]),
    ("Phó Thủ tướng yêu cầu Bộ Tài chính khẩn trương hướng dẫn các địa phương.", ["Bộ Tài chính"]),
    ("Ngành y tế cần chuẩn bị sẵn sàng thuốc, vật tư.", ["ngành y tế"]),
    ("Hoàn thiện hồ sơ quyết toán trước ngày 20/4/2026.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lead"), LEADS)
def test_the_lead_is_exactly_the_unit_that_the_sentence_names(only, text, lead):
    assert only(text).lead == lead


def test_a_head_of_a_unit_answers_for_it_and_his_role_is_kept(only):
    task = only("Giám đốc Sở Y tế chịu trách nhiệm về tiến độ bệnh án điện tử.")
    assert (task.lead, task.lead_role) == (["Sở Y tế"], "người đứng đầu")


def test_coordinating_units_are_one_item_each_and_a_group_is_one_item(only):
    task = only(
        "Sở KH&CN chủ trì, phối hợp với VP UBND tỉnh, các sở, ngành liên quan và VNPT rà soát hạ tầng số."
    )
    assert task.coordinating == ["Văn phòng UBND tỉnh", "các sở, ngành liên quan", "VNPT"]


def test_units_after_the_task_that_only_help_are_coordinating(only):
    task = only("Sở Nội vụ chủ trì tổ chức hội nghị sơ kết, Sở Tài chính phối hợp.")
    assert (task.lead, task.coordinating) == (["Sở Nội vụ"], ["Sở Tài chính"])


def test_two_units_with_their_own_verbs_are_two_tasks(read):
    tasks = read(
        "Phân công Sở Tư pháp thực hiện nhiệm vụ số 1, Sở Nội vụ thực hiện nhiệm vụ số 2, thời gian hoàn "
        "thành theo Phụ lục."
    ).tasks
    assert [task.lead for task in tasks] == [["Sở Tư pháp"], ["Sở Nội vụ"]]
    assert {task.deadline_kind for task in tasks} == {"reference"}


def test_a_heading_leads_the_items_under_it_until_the_next_heading(read):
    text = "1. Sở Y tế:\na) Lập kế hoạch tiêm chủng.\nb) Kiểm tra các trạm y tế.\n2. Sở Tài chính\n- Bố trí kinh phí."
    tasks = read(text).tasks
    assert [task.lead for task in tasks] == [["Sở Y tế"], ["Sở Y tế"], ["Sở Tài chính"]]
    assert {task.lead_from for task in tasks} == {"context"}


def test_two_departments_of_the_sentence_before_are_found_again(only):
    task = only(
        "Yêu cầu hai Sở thống nhất số liệu trước ngày 20/3/2026.",
        "Số liệu của Sở Tài chính và Sở Nội vụ còn lệch.",
    )
    assert (task.lead, task.lead_raw) == (["Sở Tài chính", "Sở Nội vụ"], "hai Sở")


def test_this_unit_is_the_unit_named_last(only):
    task = only(
        "Đơn vị này hoàn trả mặt đường trước ngày 20/4/2026.",
        "Cho phép Công ty Điện lực Tuyên Quang đào đường.",
    )
    assert task.lead == ["Công ty Điện lực Tuyên Quang"]


def test_the_units_above_are_all_units_of_the_sentence_before(only):
    task = only(
        "Các đơn vị trên báo cáo giải trình, gửi Sở Tài chính.",
        "Chậm gồm: Sở Xây dựng, UBND phường Hà Giang 1.",
    )
    assert task.lead == ["Sở Xây dựng", "UBND phường Hà Giang 1"]


def test_your_office_is_read_from_the_addressees(only):
    task = only(
        "Đề nghị Quý cơ quan cử cán bộ tham gia trước ngày 18/3/2026.",
        "Kính gửi: - Tòa án nhân dân tỉnh; - Sở Tư pháp.",
    )
    assert task.lead == ["Tòa án nhân dân tỉnh", "Sở Tư pháp"]


def test_a_table_is_read_by_the_synonyms_of_its_columns(read):
    text = "STT | Đơn vị thực hiện | Nội dung công việc | Phối hợp | Thời hạn\n1 | Sở Nội vụ | Lập danh sách hộ nghèo | Các xã | 10/12/2026"
    (task,) = read(text).tasks
    assert (task.lead, task.deliverable, task.deadline_bound) == (["Sở Nội vụ"], "danh sách hộ nghèo", "by")


def test_labelled_lines_complete_the_task_before_them(only):
    task = only(
        "Phát động chiến dịch làm sạch dữ liệu. Cơ quan chủ trì: Công an tỉnh. Thời gian hoàn thành: Quý "
        "II/2026."
    )
    assert (task.lead, str(task.deadline)) == (["Công an tỉnh"], "2026-06-30")
