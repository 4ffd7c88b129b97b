"""Tables as people really make them: merged cells, two heading rows, mixed dates, totals, hidden rows, formulas."""

import unicodedata
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.domain.directives.annex import layout as layouts
from tinhso.domain.directives.annex.grid import Table
from tinhso.domain.directives.annex.when import read as read_when
from tinhso.domain.directives.extraction.columns import map_columns
from tinhso.domain.directives.models import DirectiveTask
from tinhso.domain.directives.tests.annex.annexes import a_plan, codes, rows_of, taken
from tinhso.domain.directives.tests.annex.files import HEADING, PLAN, RECORDS, TOUR, word, word_table, xlsx
from tinhso.domain.directives.tests.texts import DAY
from tinhso.kernel.people.tests.cast import a_province, a_unit

DEPARTMENT = "Sở Tài chính"


def leads(annex):
    return [row.lead_names for row in rows_of(annex)]


# --- headings ------------------------------------------------------------

WAYS = {
    "number": ["TT", "STT", "Số TT", "Số thứ tự"],
    "content": ["Nội dung nhiệm vụ", "Nhiệm vụ", "Nội dung công việc", "Tên nhiệm vụ", "Hoạt động"],
    "lead": ["Cơ quan chủ trì", "Đơn vị chủ trì", "Chủ trì", "Đơn vị thực hiện", "Đầu mối"],
    "coordinating": ["Cơ quan phối hợp", "Phối hợp", "Đơn vị phối hợp", "Đơn vị phối hợp thực hiện"],
    "deadline": ["Thời gian hoàn thành", "Thời hạn", "Thời gian", "Tiến độ thực hiện", "Hạn hoàn thành"],
    "product": ["Sản phẩm", "Kết quả, sản phẩm", "Sản phẩm (dự kiến)", "Kết quả đầu ra"],
    "accountable": ["Người chịu trách nhiệm", "Lãnh đạo phụ trách"],
    "note": ["Ghi chú"],
}


@st.composite
def headings(draw):
    """Some headings in any order, each in any of its spellings."""
    keys = draw(st.permutations(list(WAYS)))
    keys = keys[: draw(st.integers(min_value=1, max_value=len(keys)))]
    written = []
    for key in keys:
        text = draw(st.sampled_from(WAYS[key]))
        text = draw(st.sampled_from([str.upper, str.lower, str.title, str]))(text)
        text = unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), text)
        text = draw(st.sampled_from(["{}", "  {} ", "{}:", "({})", "{}\n(dự kiến)"])).format(text)
        written.append(draw(st.sampled_from([text, text.replace(" ", "  "), text.replace(" ", "\n")])))
    return keys, written


@given(headings())
def test_order_and_spelling_of_headings_do_not_matter(drawn):
    keys, written = drawn
    assert map_columns([(text,) for text in written]) == list(keys)


@given(st.lists(st.lists(st.text(max_size=30), min_size=1, max_size=3), max_size=8))
def test_whatever_stands_over_columns_no_two_of_them_hold_the_same(stacks):
    found = [key for key in map_columns(stacks) if key]
    assert len(found) == len(set(found))


def test_two_heading_rows_are_one_heading():
    rows = [
        ["PHỤ LỤC I: DANH MỤC NHIỆM VỤ"],
        [],
        ["TT", "Nội dung", "Cơ quan thực hiện", None, "Thời gian", None],
        [None, None, "Chủ trì", "Phối hợp", "Bắt đầu", "Kết thúc"],
        ["1", "Rà soát quy định", DEPARTMENT, "", "1/2/2026", "30/6/2026"],
    ]
    table = Table("a", rows, [(2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 3), (2, 4, 2, 5)])
    layout = layouts.find(table)
    assert (layout.top, layout.begins) == (2, 4)
    assert layout.keys == ["number", "content", "lead", "coordinating", "start", "deadline"]


# --- times ------------------------------------------------------------

TIMES = [
    ("30/6/2026", date(2026, 6, 30), "by"),
    ("30.06.2026", date(2026, 6, 30), "by"),
    (datetime(2026, 6, 30), date(2026, 6, 30), "by"),
    (date(2026, 6, 30), date(2026, 6, 30), "by"),
    (46203.0, date(2026, 6, 30), "by"),
    ("Trước 15/12/2026", date(2026, 12, 15), "before"),
    ("Quý II/2026", date(2026, 6, 30), "within"),
    ("Tháng 9", date(2026, 9, 30), "within"),
    ("Tháng 9/2026", date(2026, 9, 30), "within"),
    (9.2026, date(2026, 9, 30), "within"),
    (10.202, date(2020, 10, 31), "past"),
    ("2026", date(2026, 12, 31), "within"),
    (2026.0, date(2026, 12, 31), "within"),
    ("Đến hết 2027", date(2027, 12, 31), "by"),
    ("Giai đoạn 2026 - 2030", date(2030, 12, 31), "within"),
    ("01/3/2026 - 30/9/2026", date(2026, 9, 30), "by"),
    ("Từ 01/3/2026 đến 30/9/2026", date(2026, 9, 30), "by"),
]


@pytest.mark.parametrize(("cell", "day", "bound"), TIMES, ids=[str(cell) for cell, _d, _b in TIMES])
def test_a_time_is_read_as_a_day_with_its_bound(cell, day, bound):
    found = read_when(cell, None, DAY)
    if bound == "past":
        assert found.wrong["code"] == "deadline_past"
    else:
        assert (found.day, found.bound, found.wrong) == (day, bound, None)


@pytest.mark.parametrize("cell", ["Thường xuyên", "hằng quý", "Hàng năm", "Theo yêu cầu", "Khi có hướng dẫn"])
def test_a_time_without_a_day_is_the_reason_for_having_none(cell):
    found = read_when(cell, None, DAY)
    assert (found.day, found.reason, found.wrong) == (None, cell, None)


UNREADABLE = [
    ("31/6/2026", "deadline_no_such_day"),
    ("30/13/2026", "deadline_no_such_day"),
    ("abc", "deadline_unreadable"),
    ("Quý V/2026", "deadline_unreadable"),
    ("30/6/2026 và 31/12/2026", "deadline_several"),
    (9.0, "deadline_number"),
    (12345.5, "deadline_number"),
    ("30/6/2025", "deadline_past"),
]


@pytest.mark.parametrize(("cell", "code"), UNREADABLE, ids=[str(cell) for cell, _c in UNREADABLE])
def test_a_time_that_cannot_be_read_says_so(cell, code):
    found = read_when(cell, None, DAY)
    assert found.wrong["code"] == code
    assert found.day is None


@given(
    st.dates(min_value=DAY, max_value=date(2099, 12, 31)),
    st.sampled_from(["{d}/{m}/{y}", "{d:02}.{m:02}.{y}", "{d}-{m}-{y}"]),
)
def test_every_day_of_the_calendar_is_read_in_every_way_to_write_it(day, form):
    assert read_when(form.format(d=day.day, m=day.month, y=day.year), None, DAY).day == day
    assert read_when(float((day - date(1899, 12, 30)).days), None, DAY).day == day


@given(st.text(max_size=40))
def test_whatever_stands_in_the_column_of_times_is_read_or_refused(text):
    found = read_when(text, None, DAY)
    assert sum(map(bool, (found.day, found.reason, found.wrong))) <= 1


# --- rows of an XLSX ------------------------------------------------------------


def fill_everything(s):
    """A plan as an office sends it."""
    book, sheet = s.book, s.sheet
    sheet.merge_range(0, 0, 0, 5, "PHỤ LỤC I", book.add_format({"bold": True}))
    sheet.write(1, 0, "(Kèm theo Kế hoạch số 12/KH-UBND)")
    for column, text in enumerate(("TT", "Nội dung nhiệm vụ")):
        sheet.merge_range(2, column, 3, column, text)
    sheet.merge_range(2, 2, 2, 3, "Cơ quan thực hiện")
    sheet.write(3, 2, "Chủ trì")
    sheet.write(3, 3, "Phối hợp")
    sheet.merge_range(2, 4, 3, 4, "Thời gian hoàn thành")
    sheet.merge_range(2, 5, 3, 5, "Sản phẩm")
    for column in range(6):
        sheet.write(4, column, f"({column + 1})")
    sheet.merge_range(5, 0, 5, 5, "I. HẠ TẦNG SỐ")
    day = book.add_format({"num_format": "d/m/yyyy"})
    month = book.add_format({"num_format": "mmm-yy"})
    sheet.write_row(6, 0, ["1", "Xây dựng trung tâm dữ liệu"])
    sheet.merge_range(6, 2, 7, 2, "Sở Khoa học và Công nghệ")
    sheet.merge_range(6, 3, 7, 3, "Sở Tài chính")
    sheet.write_datetime(6, 4, datetime(2026, 6, 30), day)
    sheet.write_row(7, 0, ["2", "Nâng cấp đường truyền"])
    sheet.write_datetime(7, 4, datetime(2026, 9, 1), month)
    sheet.write(9, 1, "II. Du lịch")
    sheet.write_row(
        10,
        0,
        [
            "3",
            "Khảo sát tuyến du lịch",
            "Sở Văn hóa, Thể thao và Du lịch",
            "các sở, ban, ngành",
            "Quý IV/2026",
            "Báo cáo",
        ],
    )
    sheet.write_row(11, 0, ["4", "Hàng ẩn", "Sở Tài chính", "", "2026", ""])
    sheet.set_row(11, None, None, {"hidden": True})
    sheet.write_row(
        12, 0, ["TT", "Nội dung nhiệm vụ", "Chủ trì", "Phối hợp", "Thời gian hoàn thành", "Sản phẩm"]
    )
    sheet.write_row(13, 0, ["", "Tổng cộng: 3 nhiệm vụ"])
    sheet.write(14, 1, "Ghi chú: các đơn vị báo cáo hằng quý.")


@pytest.mark.django_db
def test_a_plan_as_offices_make_it_is_read_row_by_row():
    annex = taken(a_province(), upload=xlsx(fill_everything))
    tasks = {row.number: row for row in rows_of(annex)}
    assert sorted(tasks) == [7, 8, 11]
    assert annex.wrong == 0, [row.problems for row in tasks.values()]
    assert [tasks[7].lead_names, tasks[8].lead_names] == [["Sở Khoa học và Công nghệ"]] * 2, "merged down"
    assert (tasks[7].due_on, tasks[7].bound) == (date(2026, 6, 30), "by")
    assert (tasks[8].due_on, tasks[8].bound) == (date(2026, 9, 30), "within"), (
        "shown as a month, meant as one"
    )
    assert (tasks[7].section, tasks[11].section) == ("I. HẠ TẦNG SỐ", "II. Du lịch")
    kinds = {row.number: row.kind for row in annex.rows.exclude(kind="task")}
    assert kinds == {
        5: "heading",
        6: "section",
        10: "section",
        12: "hidden",
        13: "heading",
        14: "total",
        15: "note",
    }
    assert annex.hidden == 1


@pytest.mark.django_db
def test_errors_and_uncomputed_formulas_are_refused_cell_by_cell():
    def fill(s):
        s.table(PLAN, TOUR, RECORDS)
        s.sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        s.sheet.write_formula(2, 4, "=A1", None, "")
        s.sheet.write_formula(3, 1, '="Số hóa "&"hồ sơ"', None, "Số hóa hồ sơ")

    annex = taken(a_province(), upload=xlsx(fill))
    broken, empty, computed = rows_of(annex)
    assert "formula_error" in codes(broken)
    assert "formula_empty" in codes(empty)
    assert computed.title == "Số hóa hồ sơ"
    assert annex.wrong == 2


@pytest.mark.django_db
def test_the_visible_sheet_with_a_heading_is_taken_of_several():
    def notes(s):
        s.add("Tờ trình", "Kính gửi")

    def hidden(s):
        s.table(*[[str(n), f"Việc ẩn {n}", DEPARTMENT, "", "2026", ""] for n in range(9)])
        s.sheet.hide()

    annex = taken(a_province(), upload=xlsx(notes, lambda s: s.table(PLAN), hidden))
    assert [table["name"] for table in annex.tables] == ["Trang 1", "Trang 2", "Trang 3"]
    assert (annex.table, annex.tasks_read) == (1, 1)


@pytest.mark.django_db
def test_parts_carry_the_number_of_what_they_are_parts_of():
    annex = taken(
        a_province(),
        ["1", "Chuyển đổi số trong cơ quan nhà nước", "", "", "", ""],
        ["1.1", "Số hóa hồ sơ", DEPARTMENT, "", "2026", ""],
        ["1.2", "Ký số văn bản", DEPARTMENT, "", "2026", ""],
        ["2", "Đào tạo cán bộ", "", "", "2026", ""],
    )
    assert [row.kind for row in annex.rows.all()] == ["section", "task", "task", "task"]
    one, two, three = rows_of(annex)
    assert one.section == two.section == "1 Chuyển đổi số trong cơ quan nhà nước"
    assert codes(three) == {"no_lead"}, "a numbered task without a lead is no section: it lacks its lead"


@pytest.mark.django_db
def test_what_lacks_something_is_imported_and_what_cannot_be_read_is_not():
    annex = taken(
        a_province(),
        ["1", "Thiếu chủ trì", "", "", "2026", "Báo cáo"],
        ["2", "Hai chủ trì", "Sở Tài chính; Sở Khoa học và Công nghệ", "", "2026", ""],
        ["3", "Thiếu thời hạn", DEPARTMENT, "", "", ""],
        ["4", "Một nhóm chủ trì", "UBND các xã, phường", "", "2026", ""],
        ["5", "", DEPARTMENT, "", "2026", ""],
        ["6", "Tên lạ", "Sở Khoa hoc và Công ngh", "", "2026", ""],
        ["1", "Thiếu chủ trì", "", "", "2026", "Báo cáo"],
    )
    found = [(row.wrong, row.lacking, codes(row)) for row in rows_of(annex)]
    assert found[0] == (False, True, {"no_lead"})
    assert found[1] == (False, True, {"several_leads"})
    assert found[2] == (False, True, {"no_deadline"})
    assert found[3] == (False, True, set())
    assert found[4][0] and "no_title" in found[4][2]
    assert found[5] == (True, False, set()), "nobody knows the name"
    assert found[6][0] and "duplicate" in found[6][2]


@pytest.mark.django_db
def test_lists_of_units_are_cut_where_names_end_and_groups_stay_words():
    cast = a_province()
    annex = taken(
        cast,
        ["1", "Một", "Sở KH&CN chủ trì, phối hợp với Sở Tài chính", "UBND Xã Đồng Thử", "2026", ""],
        [
            "2",
            "Hai",
            DEPARTMENT,
            "Sở Văn hóa, Thể thao và Du lịch, Sở Khoa học và Công nghệ\nCác sở, ban, ngành",
            "2026",
            "",
        ],
    )
    one, two = rows_of(annex)
    assert one.helper_names == ["Sở Tài chính", "UBND Xã Đồng Thử"]
    assert two.helper_names == [
        "Sở Văn hóa, Thể thao và Du lịch",
        "Sở Khoa học và Công nghệ",
        "Các sở, ban, ngành",
    ]
    meanings = {name.text: name.meaning for name in annex.names.all()}
    assert meanings["Các sở, ban, ngành"] == "words"
    assert meanings["Sở Tài chính"] == "unit"
    assert annex.names.get(text="UBND Xã Đồng Thử").unit == cast.commune


@pytest.mark.django_db
def test_a_former_unit_is_not_taken_for_its_heir_silently():
    cast = a_province()
    a_unit("Sở Thông tin Cũ", parent=cast.province, until=date(2026, 1, 18))
    annex = taken(cast, ["1", "Rà soát", "Sở Thông tin Cũ", "", "2026", ""])
    assert annex.names.get().meaning == "unknown"
    assert annex.wrong == 1


# --- rows of a DOCX ------------------------------------------------------------


def fill_word(document):
    document.add_paragraph("Phụ lục II")
    table = word_table(
        document,
        ["TT", "Nội dung nhiệm vụ", "Cơ quan thực hiện", "", "Thời gian"],
        ["", "", "Chủ trì", "Phối hợp", ""],
        ["I", "Du lịch", "", "", ""],
        ["1", "Khảo sát", "Sở Văn hóa, Thể thao và Du lịch", "Sở Tài chính", "30/6/2026"],
        ["2", "Quảng bá", "", "", "Quý IV/2026"],
    )
    for column in (0, 1, 4):
        table.cell(0, column).merge(table.cell(1, column))
    table.cell(0, 2).merge(table.cell(0, 3))
    table.cell(3, 2).merge(table.cell(4, 2))
    table.cell(2, 1).merge(table.cell(2, 4))


@pytest.mark.django_db
def test_a_word_table_with_merged_cells_is_read_like_a_sheet():
    cast = a_province()

    def fill(document):
        word_table(document, ["TỈNH THỬ NGHIỆM", "CỘNG HÒA"])
        fill_word(document)

    annex = taken(cast, upload=word(fill))
    assert annex.tables[annex.table]["name"] == "Phụ lục II"
    one, two = rows_of(annex)
    assert one.lead_names == two.lead_names == ["Sở Văn hóa, Thể thao và Du lịch"]
    assert (one.helper_names, two.helper_names) == (["Sở Tài chính"], [])
    assert (one.section, two.due_on) == ("I Du lịch", date(2026, 12, 31))
    assert annex.wrong == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "upload",
    [lambda: word(lambda d: d.add_paragraph("Không có bảng")), lambda: xlsx(lambda s: None)],
    ids=["word", "sheet"],
)
def test_a_file_without_a_table_says_so(upload):
    annex = taken(a_province(), upload=upload())
    assert annex.state == "unreadable"
    assert "bảng" in annex.problem


@pytest.mark.django_db
def test_without_a_known_heading_a_person_says_what_the_columns_hold():
    annex = taken(a_province(), upload=xlsx(lambda s: s.add("A", "B", "C").add("1", "Rà soát", DEPARTMENT)))
    assert (annex.state, annex.keys, annex.labels) == ("checking", ["", "", ""], ["A", "B", "C"])


# --- by reference ------------------------------------------------------------


@pytest.mark.django_db
def test_a_sentence_that_refers_to_the_annex_is_no_unclear_task_but_leads_to_it():
    cast = a_province()
    text = (
        "KẾ HOẠCH\nVề chuyển đổi số của tỉnh trong năm 2026\n"
        "Giao các sở, ban, ngành triển khai thực hiện các nhiệm vụ tại Phụ lục I kèm theo.\n"
        "Giao Sở Tài chính xây dựng Đề án quản lý tài sản công, hoàn thành trước ngày 15/12/2026."
    )
    directive = a_plan(cast, text=text)
    assert [task.lead_unit for task in directive.tasks.all()] == [cast.finance]
    reference = directive.annex_references.get()
    assert reference.label == "Phụ lục I"
    assert "Phụ lục I kèm theo" in directive.document.text[reference.start : reference.end]
    assert DirectiveTask.objects.filter(directive=directive, quote__contains="Phụ lục I").count() == 0


def test_columns_of_a_table_in_a_text_are_known_by_the_same_words():
    from tinhso.domain.directives.extraction import tables

    assert tables.columns(" | ".join(HEADING)) == [
        "number",
        "content",
        "lead",
        "coordinating",
        "deadline",
        "product",
    ]
