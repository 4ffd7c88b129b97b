"""How the reading is measured: field by field, and as `tinhso extract --evaluate` prints it."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from tinhso.domain.directives.extraction import Task, measuring
from tinhso.domain.directives.extraction.measuring import BadRow, Measured

SENTENCE = "Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính xây dựng Đề án vị trí việc làm, trình UBND tỉnh trước ngày 20/5/2026."


def a_task(**said):
    return Task(lead=["Sở Nội vụ"], lead_from="text", coordinating=["Sở Tài chính"], deliverable="Đề án vị trí việc làm",
                deadline=date(2026, 5, 20), deadline_bound="before", **said)  # fmt: skip


def a_row(*tasks, text=SENTENCE, **said):
    return {
        "id": "1", "text": text, "context": None, "ref_date": "2026-03-10", "is_task": bool(tasks),
        "negative_reason": None if tasks else "statement", "tasks": [task.as_dict() for task in tasks],
    } | said  # fmt: skip


units = st.sampled_from(["Sở Nội vụ", "Sở Tài chính", "Sở Y tế", "các sở, ban, ngành"])
some_tasks = st.builds(
    Task,
    lead=st.lists(units, unique=True, max_size=2),
    coordinating=st.lists(units, unique=True, max_size=3),
    deliverable=st.sampled_from(["Đề án vị trí việc làm", "Kế hoạch", "báo cáo quý"]),
    deadline=st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 1, 1))),
    deadline_bound=st.sampled_from(["before", "by", "within"]),
    priority=st.sampled_from(["thuong", "cao", "khan"]),
)


@given(st.lists(st.lists(some_tasks, max_size=3), min_size=1, max_size=6))
def test_answers_measured_against_themselves_are_all_right(rows):
    measured = measuring.measure([a_row(*tasks) for tasks in rows], rows)
    for tally in (measured.detection, *measured.fields.values()):
        assert tally.f1 in (None, 1.0) and tally.right == tally.given == tally.wanted
    assert all(tally.exact == measured.tasks for tally in measured.fields.values())
    assert measured.wrong_dates == 0 and not measured.differences


@given(st.lists(some_tasks, max_size=3), st.lists(some_tasks, max_size=3))
def test_precision_and_recall_never_leave_their_scale(found, expected):
    measured = measuring.measure([a_row(*expected)], [found])
    for tally in (measured.detection, *measured.fields.values()):
        assert tally.right <= min(tally.given, tally.wanted)
        assert all(part is None or 0 <= part <= 1 for part in (tally.precision, tally.recall, tally.f1))


def test_a_missed_task_costs_recall_and_an_invented_one_precision():
    missed = measuring.measure([a_row(a_task())], [[]])
    assert (missed.detection.recall, missed.fields["lead"].recall) == (0, 0)
    assert missed.detection.precision is None
    invented = measuring.measure([a_row()], [[a_task()]])
    assert (invented.detection.precision, invented.fields["lead"].precision, invented.wrong_dates) == (
        0,
        0,
        1,
    )


def test_a_day_with_another_bound_is_wrong_and_a_wrong_day_is_counted_apart():
    other = a_task()
    other.deadline_bound = "by"
    measured = measuring.measure([a_row(a_task())], [[other]])
    assert measured.fields["deadline"].right == 0 and measured.wrong_dates == 0
    other.deadline = date(2026, 5, 21)
    assert measuring.measure([a_row(a_task())], [[other]]).wrong_dates == 1


def test_helpers_are_counted_one_by_one_and_products_by_their_words():
    found = a_task()
    found.coordinating = ["Sở Tài chính", "Sở Y tế"]
    found.deliverable = "xây dựng Đề án vị trí việc làm của tỉnh"
    measured = measuring.measure([a_row(a_task())], [[found]])
    helpers = measured.fields["coordinating"]
    assert (helpers.precision, helpers.recall) == (0.5, 1.0)
    assert measured.overlaps == [1.0] and measured.word_f1s[0] < 1


def test_a_decision_of_a_person_is_measured_like_a_row():
    measured = Measured()
    said = a_task().as_dict()
    measured.add_pair(said, said)
    measured.add_pair(said, None)
    measured.add_pair(None, said)
    assert (measured.detection.precision, measured.detection.recall) == (0.5, 0.5)
    assert measured.fields["lead"].precision == 0.5


@pytest.mark.parametrize(
    ("line", "problem"), [("{", "không phải JSON"), ("[]", "thiếu text"), ('{"text": "a"}', "is_task")]
)
def test_a_line_that_is_no_row_is_named(tmp_path, line, problem):
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(a_row(a_task())) + "\n" + line, "utf-8")
    with pytest.raises(BadRow, match="Dòng 2") as found:
        measuring.load(path)
    assert problem in str(found.value)


def test_a_row_of_a_document_is_read_inside_it(tmp_path):
    (tmp_path / "phien.txt").write_text(
        f"1. Sở Y tế:\n- Rà soát danh mục thuốc trước ngày 20/5/2026.\n{SENTENCE}", "utf-8"
    )
    row = a_row(text="- Rà soát danh mục thuốc trước ngày 20/5/2026.", source="phien.txt (trang 2)")
    ((task,),) = measuring.readings([row], tmp_path)
    assert task.lead == ["Sở Y tế"]


# ---- the command ----------------------------------------------------------------------------------------


def evaluated(tmp_path, capsys, rows, *options):
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    call_command("extract", "--evaluate", str(path), *options)
    return capsys.readouterr().out


def test_the_command_prints_a_table_and_what_differs(tmp_path, capsys):
    wrong = a_task()
    wrong.lead = ["Sở Y tế"]
    out = evaluated(tmp_path, capsys, [a_row(wrong)], "--explain")
    assert "Nhận ra câu giao việc" in out and "1 câu, 1 câu giao việc, 1 việc." in out
    assert "lead: Sở Nội vụ instead of Sở Y tế" in out


def test_the_command_answers_a_program_in_json(tmp_path, capsys):
    said = json.loads(evaluated(tmp_path, capsys, [a_row(a_task())], "--json"))
    assert (
        said["detection F1"] == 1.0 and said["lead exact"] == 1.0 and said["deadline and bound exact"] == 1.0
    )


@pytest.mark.parametrize("name", ["missing.jsonl", "bad.jsonl"])
def test_what_cannot_be_measured_ends_with_a_message(tmp_path, capsys, name):
    (tmp_path / "bad.jsonl").write_text("{", "utf-8")
    with pytest.raises(SystemExit) as ended:
        call_command("extract", "--evaluate", str(tmp_path / name))
    assert ended.value.code == 2 and capsys.readouterr().err
