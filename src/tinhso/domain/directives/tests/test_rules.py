"""Rules without a database: the six marks, the marked text, the titles of tasks, the workflow."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.domain.directives import clarity, room
from tinhso.domain.directives.clarity import Facts
from tinhso.domain.directives.finding import title_of
from tinhso.domain.directives.models import DirectiveTask
from tinhso.domain.directives.unit_names import spelling_key
from tinhso.domain.directives.workflow import DIRECTIVE_MOVES, TASK_MOVES, DirectiveState, TaskState

CLEAR = Facts(
    title="Xây dựng kế hoạch chuyển đổi số",
    lead_named=True,
    due_on=date(2026, 12, 15),
    bound="before",
    product="Kế hoạch",
    product_named=True,
    accountable="Giám đốc Sở",
    authority=True,
)


def but(**changes) -> Facts:
    return Facts(**({name: getattr(CLEAR, name) for name in CLEAR.__slots__} | changes))


def test_a_task_that_says_everything_has_six_clear_marks_and_nothing_in_its_way():
    assert clarity.marks(CLEAR) == dict.fromkeys(clarity.MARKS, True)
    assert clarity.blockers(CLEAR) == []


@pytest.mark.parametrize(
    ("facts", "mark", "says"),
    [
        (but(lead_named=False), "who", "không nêu đơn vị chủ trì"),
        (but(lead_named=False, lead_text="ngành Y tế", lead_is_sector=True), "who", "một ngành"),
        (but(lead_named=False, lead_text="Sở A; Sở B", leads_in_text=2), "who", "nhiều đơn vị"),
        (but(lead_named=False, lead_text="Sở lạ", leads_in_text=1), "who", "chưa phải tên"),
        (but(lead_ended_on=date(2025, 3, 1)), "who", "không còn hoạt động"),
        (but(title="Họp"), "what", "hành động"),
        (but(vague=True), "what", "lời giao chung"),
        (but(due_on=None), "when", "không nêu thời hạn"),
        (but(due_on=None, deadline_raw="hằng quý"), "when", "hằng quý"),
        (but(due_on=None, no_deadline_reason="Chờ Trung ương"), "when", "Chờ Trung ương"),
        (but(bound=""), "when", "trước ngày hay"),
        (but(product_named=False), "product", "sản phẩm"),
        (but(accountable=""), "responsibility", "chịu trách nhiệm"),
        (but(authority=False), "authority", "cấp trên"),
        (but(authority=None), "authority", "chưa rõ đơn vị chủ trì"),
    ],
)
def test_what_is_missing_is_said_at_its_mark_and_only_there(facts, mark, says):
    marks = clarity.marks(facts)
    assert says in str(marks.pop(mark))
    assert set(marks.values()) == {True} or mark == "who"


def test_the_list_of_marks_is_data():
    assert list(clarity.marks(CLEAR, ["who", "when", "nobody knows this one"])) == ["who", "when"]


@pytest.mark.parametrize(
    "facts",
    [
        but(lead_named=False),
        but(lead_ended_on=date(2025, 3, 1)),
        but(due_on=None),
        but(title=" "),
        but(act="extend"),
        but(act="cancel"),
    ],
)
def test_without_a_lead_or_a_deadline_nothing_is_activated(facts):
    assert len(clarity.blockers(facts)) == 1


def test_a_stated_reason_stands_for_a_deadline_but_does_not_make_it_clear():
    facts = but(due_on=None, no_deadline_reason="Việc thường xuyên")
    assert clarity.blockers(facts) == [] and clarity.marks(facts)["when"] is not True


def test_the_score_counts_tasks_and_marks():
    score = clarity.score([clarity.marks(CLEAR), clarity.marks(but(due_on=None, accountable=""))])
    assert (score.tasks, score.clear_tasks, score.clear, score.asked) == (2, 1, 10, 12)
    assert {str(mark): count for mark, count in score.reasons} == {"Rõ thời gian": 1, "Rõ trách nhiệm": 1}
    assert clarity.score([]).share == 0


def a_task(pk: int, start: int | None, end: int | None) -> DirectiveTask:
    return DirectiveTask(pk=pk, start=start, end=end)


def test_two_tasks_of_one_sentence_share_its_mark_and_free_tasks_have_none():
    sentences = room.sentences_of(
        [a_task(1, 10, 20), a_task(2, 0, 5), a_task(3, 10, 20), a_task(4, None, None)]
    )
    assert [(s.number, [task.pk for task in s.tasks]) for s in sentences] == [(1, [2]), (2, [1, 3])]


@given(
    st.text(alphabet="ab.\n ", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=5),
)
def test_marking_loses_no_letter_and_opens_each_sentence_at_most_once(text, spans):
    tasks = [
        a_task(n, start, start + size) for n, (start, size) in enumerate(spans) if start + size <= len(text)
    ]
    sentences = room.sentences_of(tasks)
    paragraphs = room.paragraphs_of(text, sentences)
    assert "\n".join("".join(piece.text for piece in p.pieces) for p in paragraphs) == "\n".join(
        line for line in text.split("\n") if line
    )
    for sentence in sentences:
        assert (
            sum(piece.opens and piece.number == sentence.number for p in paragraphs for piece in p.pieces)
            <= 1
        )


def test_the_sentences_of_a_paragraph_are_offered_with_their_places():
    text = "Đầu.\nGiao Sở A lập kế hoạch. Hạn 15.12. Xong\nCuối"
    found = room.sentences_in(text, 5)
    assert [words for _s, _e, words in found] == ["Giao Sở A lập kế hoạch.", "Hạn 15.12.", "Xong"]
    assert all(text[start:end] == words for start, end, words in found)


@pytest.mark.parametrize(
    ("words", "product", "title"),
    [
        ("Trước mắt, cần khẩn trương hoàn thành dự thảo Nghị quyết.", "dự thảo Nghị quyết",
         "Hoàn thành dự thảo Nghị quyết"),
        ("Cần triển khai thực hiện quyết liệt, có hiệu quả chương trình hành động.", "chương trình hành động",
         "Triển khai thực hiện quyết liệt, có hiệu quả chương trình hành động"),
        ("Ngành cần tham mưu, đào tạo nhân lực.", "tham mưu, đào tạo nhân lực", "Tham mưu, đào tạo nhân lực"),
        ("Giao Sở Nội vụ chủ trì xây dựng Đề án.", "Đề án", "Xây dựng Đề án"),
        ("Không thấy ở đây.", "kế hoạch", "Kế hoạch"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_a_title_has_its_verb(words, product, title):
    assert title_of(words, product) == title


def test_spellings_of_one_name_are_one_and_other_names_are_others():
    assert spelling_key("Xã Thái Hoà") == spelling_key("xã Thái Hòa")
    assert spelling_key("Xã Minh Quán") != spelling_key("Xã Minh Quân")
    assert spelling_key("Xã Đông Thọ") != spelling_key("Xã Dông Thọ")


def test_every_move_leads_from_known_states_to_a_known_state():
    for moves, states in ((DIRECTIVE_MOVES, set(DirectiveState)), (TASK_MOVES, set(TaskState))):
        for move in moves.values():
            assert move.froms <= states and move.to in states
