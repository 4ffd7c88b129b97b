"""What needs no database: the way as a table, differences in words, joining two changes, working days, Word and back."""

import io
from dataclasses import replace
from datetime import date, timedelta

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tinhso.domain.drafting import differing, merging
from tinhso.domain.drafting.holding import held, per_stage
from tinhso.domain.drafting.word import Stamp, read_back, stamp_of, stamped
from tinhso.domain.drafting.workflow import CLOSED, MOVES, STAGE_LABELS, STAGE_TONES, Stage, moves_from
from tinhso.kernel.calendar import WorkingCalendar
from tinhso.kernel.documents.issuing.body import read_body
from tinhso.kernel.documents.issuing.content import Signer
from tinhso.kernel.documents.reading.refusals import Damaged
from tinhso.kernel.documents.tests.pictures import a_picture
from tinhso.kernel.documents.tests.sheets import (
    a_letter,
    a_long_sheet,
    a_party_plan,
    a_sheet,
    with_annex,
)

# A busy machine is no fault of the code.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PARAGRAPHS = some.lists(
    some.sampled_from(["Điều 1. Một", "Điều 2. Hai", "a) Ba", "b) Bốn", "Năm", "Sáu bảy"]), max_size=8
)

# --- the table ---------------------------------------------------------------------------------------------------


def test_every_stage_has_its_words_and_every_move_leads_somewhere():
    assert set(STAGE_LABELS) == set(STAGE_TONES) == set(Stage)
    for move in MOVES.values():
        assert move.froms and (move.to is None or move.to not in move.froms), move.name


def test_every_draft_can_reach_its_issue_and_nothing_leaves_a_dropped_one():
    reached, fresh = set(), {Stage.DRAFTING}
    while fresh:
        reached |= fresh
        fresh = {move.to for stage in fresh for move in moves_from(stage) if move.to} - reached
    assert reached == set(Stage)
    assert moves_from(Stage.DROPPED) == [] and {m.name for m in moves_from(Stage.ISSUED)} == {"distribute"}
    assert {Stage.ISSUED, Stage.DROPPED} == CLOSED


# --- differences -------------------------------------------------------------------------------------------------


@calm
@given(PARAGRAPHS, PARAGRAPHS)
def test_a_difference_holds_both_texts_whole(old, new):
    lines = differing.compare(old, new)
    before = ["".join(p.text for p in line.pieces if p.kind != "new") for line in lines if line.kind != "new"]
    after = [
        "".join(p.text for p in line.pieces if p.kind != "gone") for line in lines if line.kind != "gone"
    ]
    assert before == old and after == new
    assert differing.changed(lines) == (old != new)


def test_one_changed_word_is_one_changed_word():
    (line,) = differing.compare(["Hoàn thành trước ngày 15 tháng 12"], ["Hoàn thành trước ngày 30 tháng 12"])
    assert [(p.kind, p.text) for p in line.pieces if p.kind != "same"] == [("gone", "15"), ("new", "30")]


def test_a_very_long_paragraph_is_shown_as_taken_out_and_put_in():
    old, new = "từ " * 3000, "từ " * 2999 + "khác"
    assert [p.kind for p in differing.words(old, new)] == ["gone", "new"]


def test_only_what_is_near_a_change_is_shown():
    old = [f"Đoạn số {n} của văn bản" for n in range(20)]
    shown = differing.around(differing.compare(old, [*old[:10], "Đoạn mới hẳn", *old[10:]]))
    assert [line.kind if line else "…" for line in shown] == ["…", "same", "new", "same", "…"]


# --- joining -----------------------------------------------------------------------------------------------------


@calm
@given(PARAGRAPHS, PARAGRAPHS)
def test_who_changed_nothing_loses_nothing(base, other):
    for chunks in (merging.merge(base, other, base), merging.merge(base, base, other)):
        assert merging.joined(chunks, {}) == other


@calm
@given(PARAGRAPHS, PARAGRAPHS)
def test_the_same_change_twice_is_that_change(base, other):
    assert merging.joined(merging.merge(base, other, other), {}) == other


@calm
@given(PARAGRAPHS, PARAGRAPHS, PARAGRAPHS)
def test_deciding_everything_for_one_side_keeps_every_word_of_it(base, ours, theirs):
    chunks = merging.merge(base, ours, theirs)
    conflicts = [chunk for chunk in chunks if chunk.conflict]
    for choice, words in ((merging.OURS, "ours"), (merging.THEIRS, "theirs"), (merging.BOTH, None)):
        lines = merging.joined(chunks, dict.fromkeys(range(len(conflicts)), choice))
        for chunk in conflicts:
            wanted = getattr(chunk, words) if words else chunk.ours + chunk.theirs
            assert all(line in lines for line in wanted)


@calm
@given(PARAGRAPHS, PARAGRAPHS, PARAGRAPHS)
def test_joining_is_the_same_seen_from_either_side(base, ours, theirs):
    mine, yours = merging.merge(base, ours, theirs), merging.merge(base, theirs, ours)
    swapped = [merging.Chunk(chunk.theirs, chunk.ours, chunk.base) for chunk in yours]
    assert mine == swapped


def test_changes_in_different_paragraphs_join_by_themselves_even_side_by_side():
    base = ["Một", "Hai", "Ba", "Bốn"]
    chunks = merging.merge(base, ["Một", "HAI", "Ba", "Bốn", "Năm"], ["Một", "Hai", "BA", "Bốn"])
    assert merging.joined(chunks, {}) == ["Một", "HAI", "BA", "Bốn", "Năm"]


def test_an_undecided_conflict_cannot_be_passed_over():
    chunks = merging.merge(["Một"], ["Hai"], ["Ba"])
    with pytest.raises(KeyError):
        merging.joined(chunks, {})


# --- working days ------------------------------------------------------------------------------------------------

FIRST = date(2026, 1, 1)


@calm
@given(some.lists(some.integers(0, 40), min_size=1, max_size=8))
def test_the_spells_of_a_draft_add_up_to_its_whole_way(lengths):
    days, moments = WorkingCalendar(off=[FIRST + timedelta(days=n) for n in (15, 48, 49, 50)]), [FIRST]
    for length in lengths:
        moments.append(moments[-1] + timedelta(days=length))
    stages = ["drafting", "consulting"] * len(lengths)
    spells = [
        held(stage, "Sở", begin, end, today=moments[-1], days=days)
        for stage, begin, end in zip(stages, moments, moments[1:], strict=False)
    ]
    whole = days.working_days_between(moments[0], moments[-1])
    assert sum(spell.days for spell in spells) == whole == sum(per_stage(spells).values())


def test_a_weekend_in_somebodys_hands_counts_nothing():
    friday, monday = date(2026, 9, 11), date(2026, 9, 14)
    spell = held("submitted", "Văn phòng", friday, None, today=monday, days=WorkingCalendar())
    assert (spell.days, spell.open) == (1, True)


# --- Word and back -------------------------------------------------------------------------------------------------

CHAPTERS = "Chương I. Quy định chung\nĐiều 1. Phạm vi\nNội dung.\nMục 1. Một\nĐiều 2. Đối tượng\n- Cơ quan;\n- Tổ chức."


@pytest.mark.parametrize(
    "sheet",
    [
        a_sheet(), a_letter(), a_party_plan(), with_annex(a_sheet()), a_long_sheet(), a_sheet(body=read_body(CHAPTERS)),
        a_letter(addressees=("Sở Tài chính",)), a_sheet(bases=(), decider="", verdict=""), a_sheet(recipients=("Như trên",)),
        a_sheet(side="party", issuer="Tỉnh ủy", type_name="Nghị quyết", bases=(), decider="", verdict=""),
        a_sheet(signer=Signer("Trần Thử", "Chủ tịch", ("TM. Ủy ban nhân dân", "Ủy viên"))),
    ],
    ids=lambda sheet: f"{sheet.side}-{sheet.type_name or 'letter'}-{len(sheet.body)}",
)  # fmt: skip
def test_a_sheet_comes_back_from_word_as_it_went(sheet):
    back = read_back(stamped(sheet, Stamp(12, 3)), sheet)
    assert back.sheet == sheet and back.stamp == Stamp(12, 3) and back.lost == ()


LINES = some.lists(
    some.sampled_from(["1. Mục tiêu: 95% hồ sơ", "a) Rà soát <b> & \"x\"", "- Tổng hợp;", "Điều 5. Tổ chức", "Chương II Tên", "| A | B |", "Đoạn văn."]),
    min_size=1, max_size=10,
)  # fmt: skip


@settings(parent=calm, max_examples=25)
@given(LINES)
def test_any_body_comes_back_from_word_as_it_went(lines):
    sheet = a_sheet(body=read_body("\n".join(lines)))
    assert read_back(stamped(sheet, Stamp(1, 1)), sheet).sheet == sheet


def changed_in_word(sheet, change) -> bytes:
    made = docx.Document(io.BytesIO(stamped(sheet, Stamp(7, 2))))
    change(made)
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def _say(paragraph, text):
    for run in paragraph.runs[1:]:
        run.text = ""
    paragraph.runs[0].text = text


def test_what_people_write_in_word_arrives_in_the_sheet():
    sheet = with_annex(a_sheet())

    def change(made):
        for paragraph in made.paragraphs:
            if paragraph.text == sheet.abstract:
                _say(paragraph, "Về việc ban hành Quy chế mới")
            if paragraph.text.startswith("Căn cứ"):
                _say(paragraph, "Căn cứ Nghị định số 30/2020/NĐ-CP;")
            if paragraph.text.startswith("1. Mục tiêu"):
                paragraph.insert_paragraph_before("0. Quan điểm: liên thông.")
        foot = next(table for table in made.tables if "Nơi nhận" in table.cell(0, 0).text)
        _say(foot.cell(0, 0).paragraphs[1], "- Sở Nội vụ;")
        right = [p for p in foot.cell(0, 1).paragraphs if p.text.strip()]
        _say(right[-1], "Ngô Người Ký Thử")

    back = read_back(changed_in_word(sheet, change), sheet).sheet
    assert back.abstract == "Về việc ban hành Quy chế mới"
    assert back.bases[0] == "Căn cứ Nghị định số 30/2020/NĐ-CP"
    assert "0. Quan điểm: liên thông." in back.plain_text()
    assert back.recipients[0] == "Sở Nội vụ" and back.signer == replace(sheet.signer, name="Ngô Người Ký Thử")
    assert back.annexes == sheet.annexes and back.decider == sheet.decider


def test_the_subject_of_a_letter_is_read_below_its_number():
    letter = a_letter()

    def change(made):
        cell = made.tables[0].cell(1, 0)
        _say(next(p for p in cell.paragraphs if p.text.startswith("V/v")), "V/v rà soát đường truyền")

    assert read_back(changed_in_word(letter, change), letter).sheet.abstract == "rà soát đường truyền"


def test_what_a_sheet_cannot_hold_is_named():
    picture = io.BytesIO(a_picture())
    sheet = a_sheet()
    data = changed_in_word(sheet, lambda made: made.add_picture(picture))
    assert read_back(data, sheet).lost == ("pictures",)


def test_a_file_from_elsewhere_bears_no_number_and_a_broken_one_is_said_to_be_broken():
    packed = io.BytesIO()
    docx.Document().save(packed)
    assert stamp_of(packed.getvalue()) is None
    for broken in (b"", b"PK\x03\x04", packed.getvalue()[:400]):
        with pytest.raises(Damaged):
            stamp_of(broken)


def test_the_stamp_lives_in_the_core_properties_too():
    """Where a program drops custom properties, the version field of the core ones says the same."""
    made = docx.Document(io.BytesIO(stamped(a_sheet(), Stamp(5, 9))))
    for key, relation in list(made.part.package.rels.items()):
        if relation.reltype.endswith("custom-properties"):
            del made.part.package.rels[key]
    packed = io.BytesIO()
    made.save(packed)
    assert stamp_of(packed.getvalue()) == Stamp(5, 9)
