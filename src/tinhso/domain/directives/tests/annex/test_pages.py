"""The pages of an annex, as people see them."""

import re

import pytest
from django.urls import reverse

from tinhso.domain.directives import jobs
from tinhso.domain.directives.models import Annex, DirectiveTask
from tinhso.domain.directives.tests.annex.annexes import a_plan, an_imported_annex, taken
from tinhso.domain.directives.tests.annex.files import PLAN, RECORDS, TOUR, xlsx
from tinhso.kernel.people.tests.cast import a_province, scope_of

pytestmark = pytest.mark.django_db
BAD = ["4", "Rà soát quy định", "Sở Khoa hoc va Cong nghe", "", "abc", ""]


@pytest.fixture
def cast():
    return a_province()


@pytest.fixture
def office(as_account, cast):
    return as_account(cast.head_of_office)


def at(name, *args):
    return reverse(f"directives:{name}", args=args)


def words_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def uploaded(office, directive, *rows, label=""):
    answer = office.post(
        at("annexes", directive.pk), {"file": xlsx(lambda s: s.table(*rows)), "label": label}, follow=True
    )
    assert answer.status_code == 200
    return Annex.objects.latest("pk"), answer


def test_from_upload_to_tasks_through_the_pages(office, cast):
    directive = a_plan(cast)
    annex, page = uploaded(office, directive, PLAN, TOUR, RECORDS, label="Phụ lục I")
    assert "Nhập cả 3 việc" in words_of(page)
    answer = office.post(at("annex_import", directive.pk, annex.pk), {"version": annex.version}, follow=True)
    assert "đã nhập 3 việc" in words_of(answer)
    task = DirectiveTask.objects.get(annex=annex, annex_row=2)
    assert at("correct", directive.pk, task.pk) in answer.content.decode()
    room = office.get(at("room", directive.pk))
    assert "Phụ lục I" in words_of(room)
    assert PLAN[1] not in words_of(room), "thousands of rows have a page of their own"
    confirming = office.get(at("confirm", directive.pk) + f"?phu-luc={annex.pk}")
    assert PLAN[1] in words_of(confirming)
    given = office.post(
        at("confirm", directive.pk) + f"?phu-luc={annex.pk}", {"viec": [task.pk]}, follow=True
    )
    assert "Đã giao 1 việc" in words_of(given)
    undone = office.get(at("annex_undo", directive.pk, annex.pk))
    assert "1 việc đã giao sẽ dừng" in words_of(undone)


def test_a_wrong_row_says_what_to_do_and_closes_the_import(office, cast):
    directive = a_plan(cast)
    annex, page = uploaded(office, directive, PLAN, BAD)
    text = words_of(page)
    assert "Không đọc được thời gian “abc”. Ghi như 30/6/2026" in text
    assert "Không có đơn vị nào tên “Sở Khoa hoc va Cong nghe”" in text
    assert at("annex_import", directive.pk, annex.pk) not in page.content.decode()
    assert office.post(at("annex_import", directive.pk, annex.pk)).status_code == 409
    only = words_of(office.get(at("annex", directive.pk, annex.pk) + "?hang=sai"))
    assert BAD[1] in only
    assert PLAN[1] not in only


def test_a_near_name_is_one_press_away(office, cast):
    directive = a_plan(cast)
    annex, _page = uploaded(office, directive, [*BAD[:4], "2026", ""])
    names = office.get(at("annex_names", directive.pk, annex.pk)).content.decode()
    assert f'name="unit_pick" value="{cast.science.pk}"' in names
    row = annex.names.get(text=BAD[2])
    office.post(
        at("annex_name", directive.pk, annex.pk, row.pk), {"meaning": "unit", "unit_pick": cast.science.pk}
    )
    annex.refresh_from_db()
    assert annex.wrong == 0
    empty = office.post(at("annex_name", directive.pk, annex.pk, row.pk), {"meaning": "unit"})
    assert empty.status_code == 422


def test_wrong_rows_are_left_out_only_after_they_were_taken_away(office, cast):
    directive = a_plan(cast)
    annex, _page = uploaded(office, directive, PLAN, BAD)
    leave = at("annex_leave_out", directive.pk, annex.pk)
    assert office.post(leave, {"reason": "Sửa sau"}).status_code == 422
    sheet = office.post(at("annex_errors", directive.pk, annex.pk))
    assert sheet["Content-Type"].endswith("sheet")
    assert office.post(leave, {"reason": ""}).status_code == 422
    after = words_of(office.post(leave, {"reason": "Sửa sau"}, follow=True))
    assert "Lý do: Sửa sau" in after
    assert "Nhập 1 việc" in after


def test_the_columns_are_shown_and_changed(office, cast):
    directive = a_plan(cast)
    annex, _page = uploaded(office, directive, PLAN)
    where = at("annex_columns", directive.pk, annex.pk)
    page = office.get(where).content.decode()
    assert "Cột C: Cơ quan chủ trì" in page
    said = {f"column_{place}": key for place, key in enumerate(annex.keys)}
    assert office.post(where, said | {"column_1": "", "column_5": ""}).status_code == 422
    assert office.post(where, said | {"column_3": "lead"}).status_code == 422
    assert office.post(where, said | {"column_3": "", "version": annex.version}).status_code == 302
    annex.refresh_from_db()
    assert annex.keys[3] == ""
    assert office.post(where, said | {"version": 1}).status_code == 409, "somebody else was first"


def test_while_the_worker_has_it_the_page_says_how_far_it_is(office, cast, asked):
    directive = a_plan(cast)
    annex, _page = uploaded(office, directive, PLAN)
    office.post(at("annex_import", directive.pk, annex.pk), {"cach": "giao"})
    Annex.objects.filter(pk=annex.pk).update(done=1, total=2)
    page = office.get(at("annex", directive.pk, annex.pk))
    assert page["Refresh"] == "3"
    assert "1 trên 2 hàng" in words_of(page)
    assert at("annex_resume", directive.pk, annex.pk) not in page.content.decode(), "the worker is heard of"
    Annex.objects.filter(pk=annex.pk).update(beat_at="2026-01-01T00:00:00Z")
    assert (
        at("annex_resume", directive.pk, annex.pk)
        in office.get(at("annex", directive.pk, annex.pk)).content.decode()
    )
    office.post(at("annex_resume", directive.pk, annex.pk))
    assert asked == [("import_annex", {"annex": annex.pk})] * 2
    jobs.import_annex.func(annex.pk)
    assert "đã nhập 1 việc" in words_of(office.get(at("annex", directive.pk, annex.pk)))


def test_the_same_file_leads_to_where_it_is(office, cast):
    directive = a_plan(cast)
    file = xlsx(lambda s: s.table(PLAN))
    office.post(at("annexes", directive.pk), {"file": file})
    file.seek(0)
    answer = office.post(at("annexes", directive.pk), {"file": file})
    assert answer.status_code == 409
    assert at("annex", directive.pk, Annex.objects.get().pk) in answer.content.decode()


@pytest.mark.parametrize("file", ["empty", "text", "none"])
def test_what_is_not_taken_says_what_to_do(office, cast, file):
    directive = a_plan(cast)
    from django.core.files.uploadedfile import SimpleUploadedFile

    said = {"empty": SimpleUploadedFile("a.xlsx", b""), "text": SimpleUploadedFile("a.xlsx", b"abc")}
    answer = office.post(at("annexes", directive.pk), {"file": said[file]} if file in said else {})
    assert answer.status_code == 422
    assert not Annex.objects.exists()


def test_the_sentence_that_refers_to_the_annex_leads_to_it(office, cast):
    text = (
        "KẾ HOẠCH\nVề chuyển đổi số của tỉnh trong năm 2026\n"
        "Giao các sở, ban, ngành triển khai thực hiện các nhiệm vụ tại Phụ lục II kèm theo."
    )
    directive = a_plan(cast, text=text)
    page = office.get(at("room", directive.pk)).content.decode()
    assert "Đưa Phụ lục II vào" in page
    annex, _page = uploaded(office, directive, PLAN, label="Phụ lục II")
    assert at("annex", directive.pk, annex.pk) in office.get(at("room", directive.pk)).content.decode()


def test_the_template_opens_for_whoever_reads_directives(office):
    answer = office.get(at("annex_template"))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"PK")


PAGES = ["annexes", "annex", "annex_columns", "annex_names", "annex_undo"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_opens_in_both_languages(office, cast, name, language):
    annex = an_imported_annex(cast) if name == "annex_undo" else taken(cast, PLAN, BAD, TOUR)
    args = [annex.directive_id] if name == "annexes" else [annex.directive_id, annex.pk]
    office.cookies["django_language"] = language
    answer = office.get(at(name, *args))
    assert answer.status_code == 200
    assert len(answer.content) < 120_000


def test_strangers_find_nothing_and_readers_change_nothing(as_account, cast):
    annex = taken(cast, PLAN)
    args = [annex.directive_id, annex.pk]
    assert as_account(cast.stranger).get(at("annex", *args)).status_code == 404
    stranger = as_account(cast.commune_head)
    for name in ("annex", "annex_columns", "annex_names", "annex_undo"):
        assert stranger.get(at(name, *args)).status_code == 404
    document = annex.directive.document
    document.readers = [*document.readers, cast.science.pk]
    document.save()
    reader = as_account(cast.science_officer)
    page = reader.get(at("annex", *args))
    assert page.status_code == 200
    assert at("annex_import", *args) not in page.content.decode()
    for name in (
        "annex_import",
        "annex_discard",
        "annex_errors",
        "annex_leave_out",
        "annex_undo",
        "annex_resume",
    ):
        assert reader.post(at(name, *args)).status_code in (403, 404)
    elsewhere = a_plan(
        cast, scope_of(cast.head_of_office), text="KẾ HOẠCH\nKế hoạch khác hẳn của tỉnh về du lịch"
    )
    office = as_account(cast.head_of_office)
    assert office.get(at("annex", elsewhere.pk, annex.pk)).status_code == 404, "an annex of another document"
