"""Whole texts: offsets, broken input, the seed document, the answers of the development set."""

import json
import subprocess
import sys
import unicodedata
from datetime import date

from tinhso.domain.directives.extraction import extract


def test_the_session_of_september_2021_yields_its_ten_tasks_in_seven_sentences(data):
    text = (data / "session-2021-09-27.txt").read_text("utf-8")
    reading = extract(text, date=date(2021, 9, 27))
    assert len(reading.tasks) == 10
    assert len({task.sentence for task in reading.tasks}) == 7
    assert {task.deadline for task in reading.tasks} == {None}
    assert all(task.lead[0] == "ngành Thông tin và Truyền thông" for task in reading.tasks)
    assert [task.lead_from for task in reading.tasks].count("context") == 4
    assert all({"who", "when"} <= set(task.unclear) for task in reading.tasks)


def test_detection_stays_above_its_goal_on_the_development_set(data):
    right = total = 0
    for line in (data / "tasks_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        found = extract(row["text"], date=date.fromisoformat(row["ref_date"]), context=row["context"]).tasks
        total += 1
        right += bool(found) == row["is_task"]
    assert right / total > 0.97


def test_offsets_point_into_the_text_as_it_came(read):
    text = (
        unicodedata.normalize("NFD", "Kính gửi: Sở Y tế.\n\n")
        + "\x00\u200bGiao  Ủy ban nhân dân xã Thái Hòa kiểm tra, báo cáo trước ngày 20/3/2026."
    )
    reading = read(text)
    (task,) = reading.tasks
    sentence = reading.sentences[task.sentence]
    assert text[sentence.start : sentence.end].startswith("Giao") and text[
        sentence.start : sentence.end
    ].endswith("2026.")
    assert text[task.start : task.end].startswith("Giao")
    assert task.lead == ["UBND xã Thái Hòa"]


def test_both_spellings_of_the_tone_mark_give_the_same_tasks(read):
    old = read(
        "Giao Sở Văn hoá, Thể thao và Du lịch số hoá hồ sơ, trình Uỷ ban nhân dân tỉnh trước ngày 20/3/2026."
    ).tasks[0]
    new = read(
        "Giao Sở Văn hóa, Thể thao và Du lịch số hóa hồ sơ, trình Ủy ban nhân dân tỉnh trước ngày 20/3/2026."
    ).tasks[0]
    assert (old.lead, old.report_to, old.deadline) == (new.lead, new.report_to, new.deadline)


def test_a_line_that_a_page_broke_is_one_sentence(read):
    text = "Giao Sở Tài chính rà soát các dự án chậm tiến độ trên địa bàn tỉnh, đề xuất điều\nchuyển vốn trước ngày 20/3/2026."
    reading = read(text)
    assert len(reading.sentences) == 1
    assert str(reading.tasks[0].deadline) == "2026-03-20"


def test_a_document_marked_secret_is_refused_and_a_mention_of_secrecy_is_not(read):
    assert read("TUYỆT MẬT\nSố: 01/KH-UBND\nGiao Công an tỉnh chủ trì.").refused
    assert read("MẬT\nGiao Công an tỉnh chủ trì xây dựng kế hoạch.").tasks == []
    assert read("Giao Công an tỉnh bảo mật thông tin, báo cáo trước ngày 20/3/2026.").refused is None


def test_a_text_in_another_language_is_flagged(read):
    reading = read("The Department of Health shall submit the plan before 30 June 2026.")
    assert (reading.language, reading.tasks) == ("other", [])


def test_nothing_breaks_on_empty_or_odd_text(read):
    for text in ("", " \n\n ", "...", "|||", "1. 2. 3.", "(" * 500, "Giao Sở Y tế, " * 200):
        read(text)


def test_without_a_date_a_day_without_a_year_stays_empty_and_a_full_date_does_not(read):
    text = "Giao Sở Y tế kiểm tra kho thuốc, báo cáo trước ngày {}."
    assert read(text.format("30/11"), day=None).tasks[0].deadline is None
    assert str(read(text.format("30/11/2026"), day=None).tasks[0].deadline) == "2026-11-30"


def test_the_head_of_a_document_gives_number_issuer_and_date(read):
    text = (
        "ỦY BAN NHÂN DÂN\nTỈNH TUYÊN QUANG\nSố: 210/TB-UBND\nTuyên Quang, ngày 05 tháng 3 năm "
        "2026\nTHÔNG BÁO\nKết luận\n"
        "Giao Sở Y tế kiểm tra kho thuốc trước ngày 30/11."
    )
    reading = read(text, day=None)
    assert (reading.doc.number, reading.doc.issued) == ("210/TB-UBND", date(2026, 3, 5))
    assert reading.doc.issuer == "UBND tỉnh Tuyên Quang"
    assert str(reading.tasks[0].deadline) == "2026-11-30"


def test_the_command_prints_json_and_refuses_bad_input_with_code_2(tmp_path):
    file = tmp_path / "giao-viec.txt"
    file.write_text("Giao Sở Y tế kiểm tra kho thuốc, báo cáo trước ngày 30/11/2026.", "utf-8")
    command = [sys.executable, "-m", "django", "extract", "--settings=tinhso.config.settings"]
    done = subprocess.run(
        [*command, str(file), "--json", "--date", "2026-03-10"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (task,) = json.loads(done.stdout)["tasks"]
    assert (task["lead"], task["deadline"], task["deadline_bound"]) == (["Sở Y tế"], "2026-11-30", "before")
    missing = subprocess.run(
        [*command, str(tmp_path / "không-có.txt")], capture_output=True, text=True, check=False
    )
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "Không tìm thấy tệp" in missing.stderr
