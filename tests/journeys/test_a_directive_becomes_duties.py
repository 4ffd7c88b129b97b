"""The main job through a real browser, on a whole installation: read, make clear, give, work, confirm, count."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from tinhso.kernel.text.formats import format_date

pytestmark = pytest.mark.browser

TODAY = dt.date.today()
SOON = format_date(TODAY + dt.timedelta(days=20))


def directive(mark: str) -> str:
    return f"""ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG

THÔNG BÁO
Kết luận về việc thử nghiệm {mark}

1. Giao Sở Khoa học và Công nghệ chủ trì, phối hợp với Sở Tài chính xây dựng Kế hoạch thử nghiệm {mark}, trình UBND tỉnh trước ngày {SOON}.
2. Khẩn trương hoàn thiện hồ sơ đề xuất {mark}, gửi thẩm định.
Đến nay, 100% đơn vị đã sử dụng chữ ký số trong giao dịch điện tử.
"""


def press(visitor: Any, name: str) -> None:
    """The button, or the link that looks like one."""
    page = visitor.page
    wanted = page.locator("main").get_by_role("button", name=name, exact=True)
    if not wanted.count():
        wanted = page.locator("main").get_by_role("link", name=name, exact=True)
    wanted.first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize(
    ("javascript", "width"), [(True, 1280), (False, 360)], ids=["a desk", "a phone without JavaScript"]
)
def test_a_directive_becomes_duties_that_somebody_owns(
    visit: Any, tmp_path: Path, javascript: bool, width: int
) -> None:
    mark = "mô hình bàn giấy" if javascript else "mô hình điện thoại"
    how = {"javascript": javascript, "width": width}

    # The head of office pastes the document and says its date.
    office = visit("vanphong", **how)
    office.go("/van-ban/moi")
    office.page.fill("textarea[name=text]", directive(mark))
    press(office, "Đọc văn bản")
    if "/thong-tin" in office.page.url:
        office.page.fill("input[name=issued_on]", format_date(TODAY))
        press(office, "Lưu và đọc văn bản") if "Lưu và đọc văn bản" in office.text else office.page.locator(
            "main form button"
        ).last.click()
        office.page.wait_for_load_state()
    room = office.page.url
    assert office.page.locator("main mark").count() >= 2
    assert "Kế hoạch thử nghiệm" in office.text and "Rõ người" in office.text
    cards = office.page.locator("article.task")
    assert cards.count() == 2, office.text

    # The second task has neither lead nor deadline: it cannot be given, and the page says what is missing.
    press(office, "Xác nhận giao việc")
    assert "Chưa giao được" in office.text
    office.page.locator("main .waiting a").first.click()
    office.page.wait_for_load_state()
    lead = office.page.locator("input[name^=lead]:visible").first
    if javascript:
        lead.press_sequentially("noi vu")
        office.page.wait_for_selector("[role=option]")
        office.page.keyboard.press("ArrowDown")
        office.page.keyboard.press("Enter")
    else:
        lead.fill("so noi vu")
    office.page.fill("[name=no_deadline_reason]", "Văn bản không nêu; hai bên sẽ thống nhất sau")
    press(office, "Lưu")
    assert "Sở Nội vụ" in office.text, office.text

    # Confirmed, both are duties of their lead units.
    office.page.goto(room)
    press(office, "Xác nhận giao việc")
    press(office, "Giao các việc đã chọn")
    assert office.page.locator("main").get_by_role("link", name="Xem việc đã giao").count() == 2

    # The department finds it in its inbox at once, one click away from its sentence, and works.
    department = visit("sokhcn", **how)
    department.go("/viec/?q=" + mark.replace("ô", "o").replace("ì", "i").split()[1] + "+thu")
    department.go("/viec/")
    department.page.get_by_role("link", name=re.compile(f"Kế hoạch thử nghiệm {mark}")).first.click()
    department.page.wait_for_load_state()
    duty = department.page.url
    assert f"trước ngày {SOON}" in department.text.lower()
    press(department, "Xem câu giao việc trong văn bản")
    assert "/van-ban/" in department.page.url and mark in department.text
    department.page.goto(duty)
    press(department, "Nhận việc")
    press(department, "Báo cáo tiến độ")
    department.page.fill("[name=text]", "Đã có dự thảo lần một.")
    department.page.fill("[name=percent]", "40")
    evidence = tmp_path / "du-thao.txt"
    evidence.write_text("Dự thảo kế hoạch (tệp thử).", encoding="utf-8")
    department.page.set_input_files("input[type=file]", str(evidence))
    press(department, "Báo cáo tiến độ")
    assert "Đã có dự thảo lần một." in department.text and "du-thao.txt" in department.text
    press(department, "Trình kết quả")
    department.page.fill("[name=text]", "Kế hoạch đã hoàn thành.")
    press(department, "Trình kết quả")
    assert "Chờ xác nhận hoàn thành" in department.text

    # A stranger sees neither the duty nor the document.
    stranger = visit("xa", **how)
    assert stranger.page.goto(duty).status == 404
    assert stranger.page.goto(room).status == 404

    # The office confirms; the board counts one more done on time, and the number opens its row.
    office.page.goto(duty)
    press(office, "Xác nhận hoàn thành")
    if office.page.url != duty:
        press(office, "Xác nhận hoàn thành")
    leader = visit("lanhdao", **how)
    leader.go("/bang/")
    leader.page.locator("main section.tile .cells a").first.click()
    leader.page.wait_for_load_state()
    assert f"Kế hoạch thử nghiệm {mark}" in leader.text


def test_the_board_of_a_past_day_and_its_sheet(visit: Any) -> None:
    leader = visit("lanhdao")
    leader.go("/bang/?ngay=" + (TODAY - dt.timedelta(days=35)).isoformat())
    assert "Số liệu như cuối ngày" in leader.text
    with leader.page.expect_download() as download:
        leader.page.get_by_role("link", name="Tải bảng XLSX").click()
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(download.value.path()).get_sheet_by_index(0).to_python()
    assert any("Sở Nội vụ" in str(row[0]) for row in rows)


def test_one_click_switches_the_language(visit: Any) -> None:
    officer = visit("sokhcn")
    officer.go("/viec/")
    officer.page.get_by_role("button", name="English").click()
    officer.page.wait_for_load_state()
    assert officer.page.locator("html").get_attribute("lang") == "en"
    assert "Working as" in officer.text or "Acting as" in officer.text
    officer.page.get_by_role("button", name="Tiếng Việt").click()
    officer.page.wait_for_load_state()
    assert officer.page.locator("html").get_attribute("lang") == "vi"


def test_a_person_with_posts_of_party_and_state_sees_in_which_they_act(visit: Any) -> None:
    leader = visit("lanhdao", width=360, javascript=False)
    leader.go("/chuc-vu")
    leader.page.locator("main form", has_text="Văn phòng Tỉnh ủy").get_by_role("button").click()
    leader.page.wait_for_load_state()
    assert "Ủy viên Ban Thường vụ (mẫu)" in leader.text
