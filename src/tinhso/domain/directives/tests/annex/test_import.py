"""From a file to candidate tasks or duties: all of it or nothing."""

import io
import random
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from python_calamine import CalamineWorkbook

from tinhso.domain.directives import jobs
from tinhso.domain.directives.actions import import_annex as importing
from tinhso.domain.directives.actions.discard_annex import discard_annex
from tinhso.domain.directives.actions.import_annex import HasErrors, NotAllClear, import_annex
from tinhso.domain.directives.actions.leave_out_rows import (
    ErrorsNotTaken,
    NoReason,
    leave_out_rows,
    take_errors,
)
from tinhso.domain.directives.actions.map_annex import DoubledColumn, NoContentColumn, TableTaken, map_annex
from tinhso.domain.directives.actions.settle_name import settle_name
from tinhso.domain.directives.actions.take_annex import AlreadyTaken, NoTables, NotDescribed, take_annex
from tinhso.domain.directives.annex import sheets
from tinhso.domain.directives.claims import ChangedMeanwhile
from tinhso.domain.directives.models import Annex, AnnexRow, DirectiveTask
from tinhso.domain.directives.policies import NotAllowed
from tinhso.domain.directives.tests.annex.annexes import (
    a_plan,
    an_imported_annex,
    codes,
    rows_of,
    taken,
)
from tinhso.domain.directives.tests.annex.files import PLAN, RECORDS, TOUR, word, xlsx
from tinhso.domain.directives.tests.texts import AT
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.documents.models import StoredFile
from tinhso.kernel.documents.reading import Unreadable
from tinhso.kernel.documents.secrecy import SecretMarked
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.tests.cast import a_province, scope_of

pytestmark = pytest.mark.django_db
BAD = ["4", "Rà soát quy định", "Sở Lạ", "", "31/6/2026", ""]


def by_of(cast):
    return scope_of(cast.head_of_office)


def test_every_row_becomes_a_candidate_that_knows_its_row():
    cast = a_province()
    annex = taken(cast, PLAN, TOUR, RECORDS)
    assert (annex.state, annex.tasks_read, annex.wrong, annex.lacking) == ("checking", 3, 0, 0)
    assert not DirectiveTask.objects.filter(annex=annex).exists(), "a preview writes no task"
    annex = import_annex(annex, by=by_of(cast), at=AT)
    plan, tour, records = annex.tasks.order_by("annex_row")
    assert [t.annex_row for t in (plan, tour, records)] == [2, 3, 4]
    assert (plan.title, plan.lead_unit, plan.due_on, plan.bound) == (
        "Xây dựng Kế hoạch chuyển đổi số", cast.science, date(2026, 6, 30), "by",
    )  # fmt: skip
    assert [c.unit for c in plan.coordinations.all()] == [cast.finance]
    assert (tour.due_on, tour.bound, tour.lead_unit) == (date(2026, 12, 31), "within", cast.culture)
    assert records.no_deadline_reason == "Thường xuyên"
    assert records.coordinating_text == "các sở, ban, ngành"
    assert Entry.objects.filter(event="annex.imported", details__tasks=3).count() == 1


def test_with_one_wrong_row_nothing_is_imported_until_it_is_answered_for():
    cast = a_province()
    by = by_of(cast)
    annex = taken(cast, PLAN, TOUR, BAD)
    assert annex.wrong == 1
    with pytest.raises(HasErrors):
        import_annex(annex, by=by, at=AT)
    with pytest.raises(ErrorsNotTaken):
        leave_out_rows(annex, reason="Chờ đơn vị sửa", by=by, at=AT)
    take_errors(annex, by=by, at=AT)
    with pytest.raises(NoReason):
        leave_out_rows(annex, reason=" ", by=by, at=AT)
    annex = leave_out_rows(annex, reason="Chờ đơn vị sửa", by=by, at=AT)
    annex = import_annex(annex, by=by, at=AT)
    assert (annex.imported, annex.left_out, annex.left_out_reason) == (2, 1, "Chờ đơn vị sửa")
    assert [task.annex_row for task in annex.tasks.order_by("annex_row")] == [2, 3]


def test_the_database_itself_refuses_an_import_beside_an_error():
    annex = taken(a_province(), PLAN, BAD)
    with pytest.raises(IntegrityError, match="an_annex_with_errors_is_not_imported"), transaction.atomic():
        Annex.objects.filter(pk=annex.pk).update(state="importing")
    with pytest.raises(IntegrityError, match="only_a_wrong_row_is_left_out"), transaction.atomic():
        AnnexRow.objects.filter(annex=annex, wrong=False).update(left_out=True)


def test_the_sheet_of_errors_is_mended_and_uploaded_as_a_further_annex():
    cast = a_province()
    by = by_of(cast)
    annex = taken(cast, ["I. Du lịch"], PLAN, BAD)
    data = b"".join(sheets.errors(annex).streaming_content)
    cells = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    heading = next(place for place, row in enumerate(cells) if "Cần sửa" in row)
    row = dict(zip(cells[heading], cells[heading + 1], strict=True))
    assert "Không có ngày “31/6/2026”" in row["Cần sửa"]
    assert "Không có đơn vị nào tên “Sở Lạ”" in row["Cần sửa"]
    assert row["Hàng trong tệp gốc"] == 4
    mended = {"Sở Lạ": "Sở Tài chính", "31/6/2026": "30/6/2026"}
    rows = [[mended.get(cell, cell) for cell in row] for row in cells]
    take_errors(annex, by=by, at=AT)
    leave_out_rows(annex, reason="Sửa sau", by=by, at=AT)
    import_annex(annex, by=by, at=AT)
    again = take_annex(annex.directive, upload=xlsx(lambda s: [s.add(*row) for row in rows]), by=by, at=AT)
    assert (again.wrong, again.tasks_read) == (0, 1), [row.problems for row in again.rows.all()]
    assert rows_of(again)[0].section == "I. Du lịch"
    import_annex(again, by=by, at=AT)
    assert DirectiveTask.objects.filter(directive=annex.directive).count() == 2


def _file(data):
    return SimpleUploadedFile("sua.xlsx", data)


# --- the same again ------------------------------------------------------------


def test_the_same_file_twice_is_recognised_and_may_come_again_after_it_was_given_up():
    cast = a_province()
    by = by_of(cast)
    data = xlsx(lambda s: s.table(PLAN)).read()
    annex = taken(cast, upload=_file(data))
    with pytest.raises(AlreadyTaken) as found:
        take_annex(annex.directive, upload=_file(data), by=by, at=AT)
    assert found.value.annex == annex
    assert StoredFile.objects.count() == 1
    discard_annex(annex, by=by, at=AT)
    assert take_annex(annex.directive, upload=_file(data), by=by, at=AT).state == "checking"


def test_rows_that_another_annex_gave_are_recognised_one_by_one():
    cast = a_province()
    first = an_imported_annex(cast)
    new = ["9", "Việc mới", "Sở Tài chính", "", "2026", ""]
    second = taken(cast, ["", "Bảng bổ sung"], PLAN, new, directive=first.directive)
    assert [codes(row) for row in rows_of(second)][-2:] == [{"already_there"}, set()]


def test_sent_twice_it_is_imported_once():
    cast = a_province()
    annex = taken(cast, PLAN, TOUR)
    for _twice in range(2):
        import_annex(annex, by=by_of(cast), at=AT)
    assert DirectiveTask.objects.filter(annex=annex).count() == 2


# --- giving at once ------------------------------------------------------------


def test_rows_that_lack_nothing_may_be_given_at_once(asked):
    cast = a_province()
    annex = import_annex(taken(cast, PLAN, TOUR, RECORDS), give=True, by=by_of(cast), at=AT)
    assert (annex.state, asked) == ("importing", [("import_annex", {"annex": annex.pk})])
    jobs.import_annex.func(annex.pk)
    annex.refresh_from_db()
    assert (annex.state, annex.imported) == ("imported", 3)
    assert sorted(duty.lead_unit.name for duty in Duty.objects.all()) == [
        "Sở Khoa học và Công nghệ", "Sở Tài chính", "Sở Văn hóa, Thể thao và Du lịch",
    ]  # fmt: skip
    assert all(task.duty_id for task in annex.tasks.all())
    jobs.import_annex.func(annex.pk)  # the job comes twice
    assert Duty.objects.count() == 3


def test_a_row_that_lacks_something_closes_giving_at_once():
    cast = a_province()
    annex = taken(cast, PLAN, ["2", "Thiếu chủ trì", "", "", "2026", ""])
    with pytest.raises(NotAllClear):
        import_annex(annex, give=True, by=by_of(cast), at=AT)
    assert import_annex(annex, by=by_of(cast), at=AT).imported == 2


# --- the worker ------------------------------------------------------------


def test_a_large_file_is_read_and_imported_by_the_worker(asked):
    cast = a_province()
    units = ["Sở Tài chính", "Sở Khoa học và Công nghệ", "Sở Văn hóa, Thể thao và Du lịch"]
    words = random.Random(7)
    rows = [
        [
            str(n),
            f"Việc số {n} {words.getrandbits(256):x}",
            units[n % 3],
            units[(n + 1) % 3],
            "Quý IV/2026",
            "Báo cáo",
        ]
        for n in range(1, 2_001)
    ]
    annex = taken(cast, *rows)
    assert (annex.state, asked) == ("reading", [("read_annex", {"annex": annex.pk})])
    jobs.read_annex.func(annex.pk)
    annex.refresh_from_db()
    assert (annex.state, annex.tasks_read, annex.wrong) == ("checking", 2_000, 0)
    import_annex(annex, by=by_of(cast), at=AT)
    jobs.import_annex.func(annex.pk)
    annex.refresh_from_db()
    assert (annex.state, annex.imported, annex.tasks.count()) == ("imported", 2_000, 2_000)
    positions = list(annex.tasks.order_by("annex_row").values_list("position", flat=True))
    assert positions == sorted(set(positions))


def test_an_import_that_fails_in_the_middle_leaves_nothing_and_says_so(monkeypatch, asked):
    cast = a_province()
    annex = import_annex(taken(cast, PLAN, TOUR, RECORDS), give=True, by=by_of(cast), at=AT)

    def broken(*args, **kwargs):
        raise OSError("the disk is full")

    with monkeypatch.context() as middle:
        middle.setattr(importing, "confirm", broken)
        jobs.import_annex.func(annex.pk)
    annex.refresh_from_db()
    assert (annex.state, annex.tasks.count(), Duty.objects.count()) == ("checking", 0, 0)
    assert "chưa có gì được ghi" in annex.problem
    import_annex(annex, give=True, by=by_of(cast), at=AT)
    jobs.import_annex.func(annex.pk)
    assert Duty.objects.count() == 3


def test_who_has_left_the_post_meanwhile_imports_nothing(asked):
    cast = a_province()
    annex = import_annex(taken(cast, PLAN), give=True, by=by_of(cast), at=AT)
    cast.head_of_office.is_active = False
    cast.head_of_office.save()
    jobs.import_annex.func(annex.pk)
    annex.refresh_from_db()
    assert (annex.state, annex.tasks.count()) == ("checking", 0)
    assert "không còn giữ chức vụ" in annex.problem


def test_two_previews_of_the_same_rows_are_not_both_imported():
    cast = a_province()
    by = by_of(cast)
    one = taken(cast, PLAN)
    two = taken(cast, TOUR, PLAN, directive=one.directive)
    import_annex(one, by=by, at=AT)
    with pytest.raises(importing.TakenMeanwhile), transaction.atomic():
        import_annex(two, by=by, at=AT)
    two.refresh_from_db()
    assert (two.state, two.tasks.count()) == ("checking", 0)


# --- columns and names ------------------------------------------------------------


def test_a_person_says_what_the_columns_hold():
    cast = a_province()
    by = by_of(cast)
    annex = taken(
        cast, upload=xlsx(lambda s: s.add("A", "B", "C").add("Rà soát", "Sở Tài chính", "30/6/2026"))
    )
    with pytest.raises(NoContentColumn):
        map_annex(annex, keys=["", "lead", ""], by=by, at=AT)
    with pytest.raises(DoubledColumn):
        map_annex(annex, keys=["content", "lead", "lead"], by=by, at=AT)
    annex = map_annex(annex, keys=["content", "lead", "deadline"], version=annex.version, by=by, at=AT)
    (row,) = rows_of(annex)
    assert (row.title, row.lead_names, row.due_on) == ("Rà soát", ["Sở Tài chính"], date(2026, 6, 30))
    with pytest.raises(ChangedMeanwhile):
        map_annex(annex, keys=["content", "", ""], version=annex.version - 1, by=by, at=AT)


def test_another_sheet_of_the_file_is_chosen_and_hidden_rows_on_request():
    cast = a_province()
    by = by_of(cast)

    def second(s):
        s.table(TOUR)
        s.sheet.set_row(1, None, None, {"hidden": True})

    annex = taken(cast, upload=xlsx(lambda s: s.table(PLAN, RECORDS), second))
    annex = map_annex(annex, table=1, by=by, at=AT)
    assert (annex.tasks_read, annex.hidden) == (0, 1)
    annex = map_annex(annex, table=1, keys=annex.keys, with_hidden=True, by=by, at=AT)
    assert [row.title for row in rows_of(annex)] == [TOUR[1]]


def test_the_same_table_is_not_taken_by_two_imports_of_one_file():
    cast = a_province()
    by = by_of(cast)
    annex = taken(cast, upload=xlsx(lambda s: s.table(PLAN), lambda s: s.table(TOUR)))
    copied = Annex.objects.get(pk=annex.pk)
    copied.pk, copied.table = None, 1
    copied.save()
    with pytest.raises(TableTaken):
        map_annex(annex, table=1, by=by, at=AT)


def test_a_name_is_said_once_for_all_rows_and_stays_said():
    cast = a_province()
    by = by_of(cast)
    rows = [[str(n), f"Việc {n}", "Sở Tiền", "", "2026", ""] for n in range(3)]
    annex = taken(cast, *rows)
    assert annex.wrong == 3
    name = annex.names.get(text="Sở Tiền")
    annex = settle_name(annex, name_id=name.pk, unit_id=cast.finance.pk, by=by, at=AT)
    assert annex.wrong == 0
    annex = map_annex(annex, keys=annex.keys, by=by, at=AT)
    assert annex.wrong == 0, "reading anew keeps what was said"
    annex = settle_name(annex, name_id=name.pk, unit_id=None, by=by, at=AT)
    assert (annex.wrong, annex.lacking) == (0, 3), "a group leads no duty"
    with pytest.raises(OutOfReach):
        settle_name(annex, name_id=name.pk, unit_id=10**9, by=by, at=AT)


# --- refusals ------------------------------------------------------------


def test_what_is_no_table_what_is_secret_and_what_has_no_date_is_not_taken():
    cast = a_province()
    by = by_of(cast)
    directive = a_plan(cast)
    files_before = StoredFile.objects.count()
    with pytest.raises(NoTables):
        take_annex(directive, upload=_text(), by=by, at=AT)
    with pytest.raises(SecretMarked):
        take_annex(directive, upload=xlsx(lambda s: s.add("TUYỆT MẬT").table(PLAN)), by=by, at=AT)
    with pytest.raises(Unreadable):
        take_annex(directive, upload=_file(b"PK\x03\x04 broken"), by=by, at=AT)
    directive.state, directive.read_on = "read", None
    directive.save()
    with pytest.raises(NotDescribed):
        take_annex(directive, upload=xlsx(lambda s: s.table(PLAN)), by=by, at=AT)
    assert StoredFile.objects.count() == files_before
    assert not Annex.objects.exists()


def _text():
    return SimpleUploadedFile("a.txt", "Nội dung | Chủ trì".encode())


def test_colleagues_without_the_role_and_strangers_import_nothing():
    cast = a_province()
    by = by_of(cast)
    annex = taken(cast, PLAN)
    with pytest.raises(OutOfReach):
        import_annex(annex, by=scope_of(cast.stranger), at=AT)
    directive = annex.directive
    directive.document.readers = [*directive.document.readers, cast.science.pk]
    directive.document.save()
    with pytest.raises(NotAllowed):
        import_annex(annex, by=scope_of(cast.science_officer), at=AT)
    assert import_annex(annex, by=by, at=AT).imported == 1


def test_a_broken_trace_leaves_nothing_of_an_import(monkeypatch):
    cast = a_province()
    by = by_of(cast)
    annex = taken(cast, PLAN)

    def broken(*args, **kwargs):
        raise OSError("no trace")

    monkeypatch.setattr(importing.audit, "record", broken)
    with pytest.raises(OSError, match="no trace"), transaction.atomic():
        import_annex(annex, by=by, at=AT)
    annex.refresh_from_db()
    assert (annex.state, annex.tasks.count()) == ("checking", 0)


def test_the_template_is_an_annex_that_this_program_reads():
    cast = a_province()
    data = b"".join(sheets.template([cast.finance.name, cast.science.name]).streaming_content)
    annex = taken(cast, upload=_file(data))
    assert [key for key in annex.keys if key] == list(sheets.COLUMNS)
    assert (annex.tasks_read, annex.wrong) == (2, 0), [row.problems for row in rows_of(annex)]
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count('<dataValidation type="list"') == 1


def test_a_word_file_is_an_annex_too():
    from tinhso.domain.directives.tests.annex.test_reading import fill_word

    cast = a_province()
    annex = import_annex(taken(cast, upload=word(fill_word)), by=by_of(cast), at=AT)
    assert annex.imported == 2
