import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tinhso.domain.directives.actions.confirm import confirm
from tinhso.domain.directives.models import Directive
from tinhso.domain.directives.tests.texts import (
    AT,
    CLEAR,
    TEXT,
    a_clear_directive,
    a_directive_being_checked,
    the_task,
)
from tinhso.domain.directives.workflow import DirectiveState, TaskState
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.documents.models import OfficialDocument, StoredFile
from tinhso.kernel.documents.tests.register import registered
from tinhso.kernel.documents.tests.samples import a_docx, a_pdf, a_scanned_pdf, a_zip_bomb
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.tests.cast import a_province, a_unit, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return a_province()


@pytest.fixture
def office(client, cast):
    client.force_login(cast.head_of_office)
    return client


def at(name: str, *args) -> str:
    return reverse(f"directives:{name}", args=args)


def words_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def ids(directive) -> list[int]:
    return list(directive.tasks.values_list("pk", flat=True))


# --- a new document ------------------------------------------------------------


def test_the_upload_page_says_that_state_secrets_never_enter(office):
    answer = office.get(at("new"))
    assert answer.status_code == 200 and "bí mật nhà nước" in words_of(answer)


def test_pasting_with_a_date_leads_to_the_reading_room(office):
    answer = office.post(at("new"), {"text": TEXT, "issued_on": "15/1/2026", "side": "state"}, follow=True)
    directive = Directive.objects.get()
    assert answer.redirect_chain[-1][0] == at("room", directive.pk)
    assert "Chưa đạt kiểm tra rõ" in words_of(answer)


def test_pasting_without_a_date_asks_with_the_guess_filled_in(office):
    text = f"Số: 12/TB-UBND\nTuyên Quang, ngày 15 tháng 01 năm 2026\nTHÔNG BÁO\nKết luận cuộc họp\n{CLEAR}"
    answer = office.post(at("new"), {"text": text, "side": "state"}, follow=True)
    page = answer.content.decode()
    assert 'value="15/1/2026"' in page and 'value="12/TB-UBND"' in page
    directive = Directive.objects.get()
    office.post(
        at("describe", directive.pk),
        {"issued_on": "15/1/2026", "number": "12/TB-UBND", "doc_type": "thong-bao", "side": "state"},
    )
    directive.refresh_from_db()
    assert directive.state == DirectiveState.CHECKING and directive.tasks.count() == 1


def test_an_issuer_that_is_no_unit_of_ours_is_taken_as_it_is_written(office):
    said = {"text": TEXT, "issued_on": "15/1/2026", "side": "state", "issuer_text": "Chính phủ"}
    office.post(at("new"), said)
    assert Directive.objects.get().document.issuer_text == "Chính phủ"


def test_a_number_that_the_register_has_is_refused_at_its_field_on_both_pages(office):
    said = {"issued_on": "15/1/2026", "side": "state", "number": "7/NQ-CP", "issuer_text": "Chính phủ"}
    office.post(at("new"), said | {"text": TEXT})
    answer = office.post(at("new"), said | {"text": f"{TEXT}\nKhác"})
    assert answer.status_code == 422 and "07/NQ-CP của cùng cơ quan ban hành" in words_of(answer)
    assert Directive.objects.count() == 1
    office.post(at("new"), said | {"text": f"{TEXT}\nKhác", "number": "8/NQ-CP"})
    other = Directive.objects.order_by("-pk")[0]
    answer = office.post(at("describe", other.pk), said)
    assert answer.status_code == 422 and "đã có trong sổ" in words_of(answer)


def test_a_registered_document_becomes_a_directive_once(office, cast):
    document = registered(scope_of(cast.head_of_office), "5/KL-UBND", text=TEXT)
    page = office.get(reverse("library:document", args=[document.pk])).content.decode()
    assert at("from_register", document.pk) in page
    for _press in range(2):
        answer = office.post(at("from_register", document.pk))
        assert answer["Location"] == at("room", document.pk)
    directive = Directive.objects.get()
    assert directive.document == document and directive.tasks.exists()
    page = office.get(reverse("library:document", args=[document.pk])).content.decode()
    assert at("room", document.pk) in page and at("from_register", document.pk) not in page


def test_a_scan_in_the_register_has_nothing_to_read_and_a_stranger_does_not_find_it(office, cast, client):
    scan = registered(scope_of(cast.head_of_office))
    answer = office.post(at("from_register", scan.pk))
    assert answer.status_code == 422 and "chưa có nội dung chữ" in words_of(answer)
    client.force_login(cast.science_head)
    assert client.get(at("from_register", scan.pk)).status_code == 404
    given = registered(scope_of(cast.head_of_office), text=TEXT, handling_unit_id=cast.science.pk)
    assert client.get(at("from_register", given.pk)).status_code == 403


@pytest.mark.parametrize(
    ("upload", "says"),
    [
        (("chup.pdf", a_scanned_pdf()), "dán nội dung"),
        (("doi-ten.docx", a_pdf(["Giao"])), "không khớp với nội dung"),
        (("bom.docx", a_zip_bomb()), "bất thường"),
        (("cu.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "Word cũ"),
        (("lon.txt", b"x" * 3_000_000), "nặng hơn"),
        (("mat.docx", a_docx("TỐI MẬT", TEXT)), "dấu chỉ độ mật"),
        (("english.txt", b"The department shall report before the end. " * 9), "không phải tiếng Việt"),
    ],
)
def test_a_refused_file_is_said_at_its_field_and_nothing_is_stored(office, settings, upload, says):
    settings.MAX_UPLOAD_BYTES = 2_000_000
    answer = office.post(at("new"), {"file": SimpleUploadedFile(*upload), "side": "state"})
    assert answer.status_code == 422
    assert "<title>Lỗi:" in answer.content.decode() and says in words_of(answer)
    assert not OfficialDocument.objects.exists() and not StoredFile.objects.exists()


def test_neither_file_nor_text_and_both_at_once_are_asked_again(office):
    assert office.post(at("new"), {"side": "state"}).status_code == 422
    both = {"text": TEXT, "file": SimpleUploadedFile("a.txt", TEXT.encode()), "side": "state"}
    assert office.post(at("new"), both).status_code == 422
    assert not OfficialDocument.objects.exists()


def test_the_same_document_again_leads_to_the_first_one(office, cast):
    directive = a_directive_being_checked(cast)
    answer = office.post(at("new"), {"text": TEXT, "side": "state"})
    assert answer.status_code == 409 and at("room", directive.pk) in answer.content.decode()


# --- the reading room ----------------------------------------------------------


def test_the_reading_room_marks_sentences_by_number_and_leads_there_and_back(office, cast):
    directive = a_directive_being_checked(cast)
    page = office.get(at("room", directive.pk)).content.decode()
    task = the_task(directive, "Kế hoạch chuyển đổi số")
    assert page.count("<mark>") == 3
    assert f'id="cau-{task.pk}"' in page and f'href="#cau-{task.pk}"' in page
    assert f'id="viec-{task.pk}"' in page and f'href="#viec-{task.pk}"' in page
    text = words_of(office.get(at("room", directive.pk)))
    for mark in (
        "Rõ người",
        "Chưa rõ thời gian",
        "Chưa rõ trách nhiệm",
        "là một ngành, không phải một đơn vị",
    ):
        assert mark in text


def test_text_of_a_document_cannot_become_markup(office, cast):
    directive = a_directive_being_checked(
        cast, f"<script>alert(1)</script>\n{CLEAR.replace('tỉnh,', 'tỉnh <b>,')}"
    )
    page = office.get(at("room", directive.pk)).content.decode()
    assert "<script>alert" not in page and "tỉnh <b>" not in page


def test_a_duty_leads_to_its_sentence_in_one_click(office, cast):
    directive = a_clear_directive(cast)
    task = directive.tasks.first()
    assert office.get(at("source", task.pk)).url == f"{at('room', directive.pk)}#cau-{task.pk}"


def test_the_reading_room_asks_the_database_no_more_for_more_tasks(
    office, cast, django_assert_max_num_queries
):
    many = "\n".join(CLEAR.replace("chuyển đổi số", f"phát triển lĩnh vực số {n}") for n in range(12))
    directive = a_directive_being_checked(cast, many)
    assert directive.tasks.count() == 12
    office.get(at("room", directive.pk))
    with django_assert_max_num_queries(30):
        office.get(at("room", directive.pk))


# --- acts ----------------------------------------------------------------------


def filled(task, **changes) -> dict:
    return {
        "title": task.title, "act": "assign", "priority": "thuong", "version": task.version, "due_on": "",
        "bound": "", "no_deadline_reason": "", "lead": "", "lead_text": "",
    } | changes  # fmt: skip


def test_a_lead_typed_without_marks_is_found_without_javascript(office, cast):
    directive = a_directive_being_checked(cast)
    task = the_task(directive, "Ngành Thông tin")
    answer = office.post(
        at("correct", directive.pk, task.pk),
        filled(task, lead_text="so khoa hoc", due_on="30/6/2026", bound="by", product="Kế hoạch"),
    )
    assert answer.status_code == 302
    task.refresh_from_db()
    assert task.lead_unit == cast.science


def test_an_ambiguous_lead_comes_back_as_a_choice(office, cast):
    directive = a_directive_being_checked(cast)
    task = the_task(directive, "Ngành Thông tin")
    answer = office.post(at("correct", directive.pk, task.pk), filled(task, lead_text="sở"))
    page = answer.content.decode()
    assert answer.status_code == 422 and page.count('name="lead_pick"') == 3
    picked = filled(task, lead_text="sở", lead_pick=str(cast.culture.pk))
    assert office.post(at("correct", directive.pk, task.pk), picked).status_code == 302
    task.refresh_from_db()
    assert task.lead_unit == cast.culture


def test_a_forged_unit_id_is_a_404_and_an_entry_in_the_trace(office, cast):
    directive = a_directive_being_checked(cast)
    task = the_task(directive, "Ngành Thông tin")
    other = a_unit("Sở của tỉnh khác")
    other.ours = None
    other.save()
    for forged in ("999999", str(other.pk), "1 or 1=1"):
        answer = office.post(at("correct", directive.pk, task.pk), filled(task, lead=forged, lead_text="x"))
        assert answer.status_code == 404
    assert Entry.objects.filter(event="access.out_of_reach", subject_type="units.unit").count() == 3
    task.refresh_from_db()
    assert task.lead_unit is None


def test_a_deadline_asks_for_its_bound_and_excludes_a_reason(office, cast):
    directive = a_directive_being_checked(cast)
    task = directive.tasks.first()
    url = at("correct", directive.pk, task.pk)
    assert office.post(url, filled(task, due_on="30/6/2026")).status_code == 422
    both = filled(task, due_on="30/6/2026", bound="by", no_deadline_reason="Không rõ")
    assert office.post(url, both).status_code == 422
    assert "ngày" in words_of(office.post(url, filled(task, due_on="31/2/2026", bound="by")))


def test_whoever_comes_second_is_told_who_was_first(office, cast):
    directive = a_directive_being_checked(cast)
    task = the_task(directive, "Ngành Thông tin")
    url = at("correct", directive.pk, task.pk)
    assert office.post(url, filled(task)).status_code == 302
    answer = office.post(url, filled(task, title="Một việc khác"))
    assert answer.status_code == 409
    assert cast.head_of_office.person.full_name in words_of(answer)


def test_split_merge_drop_restore_and_add_through_the_pages(office, cast):
    directive = a_directive_being_checked(cast)
    task = the_task(directive, "Kế hoạch chuyển đổi số")
    total = directive.tasks.count()
    assert office.post(at("split", directive.pk, task.pk), {"titles": "Một"}).status_code == 422
    office.post(at("split", directive.pk, task.pk), {"titles": "Xây dựng kế hoạch\nTổ chức hội nghị"})
    assert directive.tasks.count() == total + 1
    assert office.post(at("merge", directive.pk), {"viec": [task.pk]}).status_code == 422
    office.post(at("merge", directive.pk), {"viec": [task.pk, task.parts.get().pk]})
    assert task.parts.get().state == TaskState.DROPPED
    office.post(at("drop", directive.pk, task.pk), {"reason": "Trùng"})
    page = words_of(office.get(at("room", directive.pk)))
    assert "Việc đã bỏ" in page and "Lấy lại" in page
    office.post(at("restore", directive.pk, task.pk))
    task.refresh_from_db()
    assert task.state == TaskState.DRAFT
    start = directive.document.text.index(CLEAR)
    offered = office.get(f"{at('add', directive.pk)}?doan={start}").content.decode()
    assert f"?cau={start}-{start + len(CLEAR)}" in offered
    added = {"title": "Việc thêm", "act": "assign", "priority": "thuong"}
    office.post(f"{at('add', directive.pk)}?cau={start}-{start + len(CLEAR)}", added)
    assert directive.tasks.get(title="Việc thêm").quote == CLEAR


def test_every_page_of_an_act_opens_without_changing_anything(office, cast):
    directive = a_directive_being_checked(cast)
    task = directive.tasks.first()
    before = list(directive.tasks.values())
    for name, args in (
        ("describe", []), ("confirm", []), ("add", []), ("merge", []),
        ("correct", [task.pk]), ("split", [task.pk]), ("drop", [task.pk]),
    ):  # fmt: skip
        assert office.get(at(name, directive.pk, *args)).status_code == 200, name
    assert office.get(at("restore", directive.pk, task.pk)).status_code == 405
    assert list(directive.tasks.values()) == before


def test_confirming_shows_what_is_missing_then_opens_duties_and_links_to_them(office, cast):
    directive = a_directive_being_checked(cast)
    page = words_of(office.get(at("confirm", directive.pk)))
    assert "Chưa có một đơn vị chủ trì." in page and "Sở Khoa học và Công nghệ" in page
    answer = office.post(at("confirm", directive.pk), {"viec": ids(directive)})
    assert answer.status_code == 422 and "Chưa việc nào được giao" in words_of(answer)
    plan = the_task(directive, "Kế hoạch")
    answer = office.post(at("confirm", directive.pk), {"viec": [plan.pk]}, follow=True)
    duty = Duty.objects.get()
    assert reverse("duties:duty", args=[duty.pk]) in answer.content.decode()


# --- who -----------------------------------------------------------------------


def test_a_stranger_and_a_unit_without_work_get_404_and_the_lead_may_read_but_not_handle(client, cast):
    directive = a_clear_directive(cast)
    task = directive.tasks.first()
    for account in (cast.science_head, cast.stranger, cast.commune_officer):
        client.force_login(account)
        assert client.get(at("room", directive.pk)).status_code == 404
        assert client.get(at("source", task.pk)).status_code == 404
    confirm(directive, task_ids=ids(directive), by=scope_of(cast.head_of_office), at=AT)
    client.force_login(cast.science_head)
    answer = client.get(at("room", directive.pk))
    assert answer.status_code == 200 and at("describe", directive.pk) not in answer.content.decode()
    for name, args in (("describe", []), ("confirm", []), ("add", []), ("merge", []), ("correct", [task.pk])):
        assert client.post(at(name, directive.pk, *args), {}).status_code == 403
    client.force_login(cast.commune_officer)
    assert client.get(at("room", directive.pk)).status_code == 404


def test_roles_without_the_permission_get_403(client, cast):
    directive = a_directive_being_checked(cast)
    client.force_login(cast.leader)
    assert client.get(at("room", directive.pk)).status_code == 200
    assert client.get(at("new")).status_code == 403
    assert client.post(at("confirm", directive.pk), {}).status_code == 403
    client.force_login(cast.administrator)
    assert client.get(at("list")).status_code == 403
    client.logout()
    assert client.get(at("list")).status_code == 302


# --- the list ------------------------------------------------------------------


def test_the_list_is_searched_without_marks_filtered_and_taken_as_a_sheet(office, cast):
    first = a_directive_being_checked(cast)
    other = a_directive_being_checked(cast, f"Kế hoạch khác\n{CLEAR}")
    OfficialDocument.objects.filter(pk=other.pk).update(
        doc_type="ke-hoach", folded="ke hoach phong chong thien tai"
    )
    room, away = at("room", first.pk), at("room", other.pk)
    page = office.get(at("list"), {"q": "12/tb-ubnd"}).content.decode()
    assert room in page and away not in page
    assert away in office.get(at("list"), {"q": "thien tai"}).content.decode()
    page = office.get(at("list"), {"loai": "ke-hoach"}).content.decode()
    assert away in page and room not in page
    assert room not in office.get(at("list"), {"tu": "16/1/2026"}).content.decode()
    sheet = office.get(at("list"), {"export": "xlsx"})
    assert sheet["Content-Type"].endswith("sheet") and b"".join(sheet).startswith(b"PK")


def test_the_list_shows_a_unit_only_what_it_may_read(client, cast):
    directive = a_clear_directive(cast)
    client.force_login(cast.science_officer)
    assert at("room", directive.pk) not in client.get(at("list")).content.decode()


# --- behind the wall -----------------------------------------------------------


def test_files_open_only_for_readers_with_safe_headers(client, cast):
    client.force_login(cast.head_of_office)
    upload = SimpleUploadedFile("kết luận.txt", f"{CLEAR}".encode())
    client.post(at("new"), {"file": upload, "issued_on": "15/1/2026", "side": "state"})
    file = StoredFile.objects.get()
    url = reverse("documents:file", args=[file.pk])
    answer = client.get(url)
    assert b"".join(answer) == CLEAR.encode()
    assert answer["X-Content-Type-Options"] == "nosniff" and "attachment" in answer["Content-Disposition"]
    assert "sandbox" in answer["Content-Security-Policy"] and "no-store" in answer["Cache-Control"]
    client.force_login(cast.science_officer)
    assert client.get(url).status_code == 404
    assert Entry.objects.filter(event="access.out_of_reach", subject_type="documents.storedfile").exists()
    directive = Directive.objects.get()
    confirm(directive, task_ids=ids(directive), by=scope_of(cast.head_of_office), at=AT)
    assert client.get(url).status_code == 200
