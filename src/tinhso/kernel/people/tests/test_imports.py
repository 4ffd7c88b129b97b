"""Three thousand people from a sheet: checked row by row, written whole or not at all, twice the same."""

import time
from datetime import datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.people import jobs
from tinhso.kernel.people.actions import write_import as writing
from tinhso.kernel.people.actions.accept_invitation import accept_invitation
from tinhso.kernel.people.actions.confirm_import import (
    AlreadyConfirmed,
    HasErrors,
    NothingNew,
    confirm_import,
)
from tinhso.kernel.people.actions.read_import import read_import
from tinhso.kernel.people.importing import sheet
from tinhso.kernel.people.importing.sheet import FIELDS, Unreadable
from tinhso.kernel.people.models import AccountImport, Contact, Invitation, Person, Post
from tinhso.kernel.people.policies import NotAllowed
from tinhso.kernel.people.scope import leave
from tinhso.kernel.people.tests.cast import Province, a_unit, as_application, scope_of
from tinhso.kernel.people.tests.conftest import Web
from tinhso.kernel.people.tests.sheets import HEADING, a_row, a_sheet
from tinhso.kernel.units.models import Kind, UnitCode

SCIENCE = "Sở Khoa học và Công nghệ"
NAME, EMAIL, PHONE, USERNAME, UNIT, TITLE, ROLE, DAY, NEW = range(9)


def read(cast: Province, rows, **how) -> AccountImport:
    return read_import(
        a_sheet(rows, **how), name="x.xlsx", by=scope_of(cast.administrator), at=timezone.now()
    )


def errors_of(cast: Province, row, *others) -> str:
    return " ".join(read(cast, [row, *others]).rows[0]["errors"])


def written(cast: Province, rows) -> AccountImport:
    made = read(cast, rows)
    confirm_import(made, by=scope_of(cast.administrator), at=timezone.now())
    leave()
    jobs.write_import.func(made.pk)
    made.refresh_from_db()
    return made


def test_nothing_is_written_before_somebody_confirms(cast: Province) -> None:
    before = Person.objects.count(), Post.objects.count()
    made = read(cast, [a_row(n, SCIENCE) for n in range(3)])
    assert (made.total, made.wrong, made.known, made.fresh) == (3, 0, 0, 3)
    assert (Person.objects.count(), Post.objects.count()) == before and not Invitation.objects.exists()


def test_confirmed_it_makes_people_posts_and_invitations_without_codes(cast: Province) -> None:
    made = written(cast, [a_row(n, SCIENCE) for n in range(3)])
    assert made.state == AccountImport.State.DONE and made.written == 3
    invitation = Invitation.objects.select_related("person", "post").get(username="nguoi1")
    assert invitation.post.unit_id == cast.science.pk and invitation.code_hash is None
    assert invitation.email == "nguoi1@example.org" and invitation.begins_on.isoformat() == "2026-07-01"
    assert Contact.objects.get(person=invitation.person).phone == "0900000001"
    assert (
        Entry.objects.filter(event="invitation.made", actor_person_id=cast.administrator.person_id).count()
        == 3
    )


def test_the_same_file_again_changes_nothing_and_says_so(cast: Province) -> None:
    rows = [a_row(n, SCIENCE) for n in range(3)]
    written(cast, rows)
    before = Person.objects.count(), Post.objects.count(), Invitation.objects.count()
    again = read(cast, rows)
    assert (again.known, again.fresh, again.wrong) == (3, 0, 0)
    with pytest.raises(NothingNew):
        confirm_import(again, by=scope_of(cast.administrator), at=timezone.now())
    more = written(cast, [*rows, a_row(9, SCIENCE)])
    assert more.written == 1 and Invitation.objects.count() == before[2] + 1


def test_who_has_come_meanwhile_is_known_too(cast: Province, web: Web) -> None:
    rows = [a_row(1, SCIENCE)]
    made = written(cast, rows)
    answer = web.post(cast.administrator, reverse("people:import_codes", args=[made.pk]))
    ((_invitation, code),) = answer.context["slips"]
    accept_invitation(code, username="nguoi1", email="nguoi1@example.org", password="x", at=timezone.now())
    assert read(cast, rows).known == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Hãy gõ họ"),
        ({"name": "Nguyễn 123"}, "Họ tên chỉ gồm chữ cái"),
        ({"username": ""}, "Chưa ghi tên đăng nhập"),
        ({"username": "có dấu cách"}, "không có dấu cách"),
        ({"email": "khong-phai"}, "chưa đúng"),
        ({"phone": "123"}, "Số điện thoại chưa đúng"),
        ({"unit": ""}, "Chưa ghi đơn vị"),
        ({"unit": "Sở Vũ trụ"}, "Không có đơn vị “Sở Vũ trụ”"),
        ({"title": ""}, "Chưa ghi chức vụ"),
        ({"role": "Trùm"}, "Không có vai trò “Trùm”. Chọn một trong: Lãnh đạo tỉnh"),
        ({"day": ""}, "Hãy gõ ngày"),
        ({"day": "31/2/2026"}, "31/2/2026"),
        ({"day": "1/7/26"}, "bốn chữ số"),
        ({"day": "7/2026"}, "Không đọc được ngày"),
        ({"day": "1/7/2206"}, "quá xa"),
    ],
)
def test_each_wrong_cell_is_said_in_words(cast: Province, changes, words: str) -> None:
    row = a_row(1, **{"unit": SCIENCE, **changes})
    assert words in errors_of(cast, row, a_row(2, SCIENCE))


def test_an_unknown_unit_is_answered_with_similar_ones_and_with_what_it_became(cast: Province) -> None:
    assert "Có phải: Sở Khoa học và Công nghệ" in errors_of(cast, a_row(1, "Khoa học Công nghệ"))
    from datetime import date

    from tinhso.kernel.units.models import Extent, Succession

    old = a_unit("Sở Thông tin và Truyền thông", until=date(2025, 7, 1))
    Succession.objects.create(
        predecessor=old,
        successor=cast.science,
        on=date(2025, 7, 1),
        extent=Extent.WHOLE,
        source="test",
        verified=True,
    )
    said = errors_of(cast, a_row(1, "So Thong tin va Truyen thong"))
    assert "Từ 1/7/2025" in said and "Sở Khoa học và Công nghệ" in said


def test_namesakes_need_a_code_and_a_code_is_understood(cast: Province) -> None:
    twin = a_unit("Xã Đồng Thử", Kind.COMMUNE, parent=cast.province)
    assert "Có 2 đơn vị" in errors_of(cast, a_row(1, "Xã Đồng Thử"))
    UnitCode.objects.create(
        unit=twin, system="gso", code="00691", during=("2020-01-01", None), source="test", verified=True
    )
    made = read(cast, [a_row(1, "00691")])
    assert made.rows[0]["unit_id"] == twin.pk and not made.wrong


def test_a_unit_is_found_without_marks(cast: Province) -> None:
    assert read(cast, [a_row(1, "so khoa hoc va cong nghe")]).rows[0]["unit_id"] == cast.science.pk


def test_doubles_within_the_file_and_with_accounts_are_errors(cast: Province) -> None:
    same_name = a_row(2, SCIENCE, username="NGUOI1")
    assert "trùng với dòng 2" in " ".join(read(cast, [a_row(1, SCIENCE), same_name]).rows[1]["errors"])
    same_mail = a_row(2, SCIENCE, email="Nguoi1@Example.org")
    assert "trùng với dòng 2" in " ".join(read(cast, [a_row(1, SCIENCE), same_mail]).rows[1]["errors"])
    assert "đã có người dùng" in errors_of(cast, a_row(1, SCIENCE, username=cast.stranger.username))
    assert "tài khoản khác" in errors_of(cast, a_row(1, SCIENCE, email=cast.stranger.email.upper()))


def test_a_held_post_is_an_error_unless_a_seat_is_added(cast: Province) -> None:
    head = {"title": "Thủ trưởng đơn vị", "role": "Thủ trưởng đơn vị"}
    said = errors_of(cast, a_row(1, SCIENCE, **head))
    assert f"đang do {cast.science_head.person.full_name} giữ" in said and "Thêm vị trí" in said
    made = read(cast, [a_row(1, SCIENCE, **head, new="có")])
    assert not made.wrong and made.rows[0]["post_id"] == 0


def test_a_free_seat_is_used_and_two_rows_do_not_get_the_same(cast: Province) -> None:
    seat = Post.objects.create(unit=cast.science, title="Trưởng phòng", role="unit_head")
    leads = {"title": "trưởng phòng", "role": "Thủ trưởng đơn vị"}
    made = read(cast, [a_row(1, SCIENCE, **leads), a_row(2, SCIENCE, **leads)])
    assert made.rows[0]["post_id"] == seat.pk and not made.rows[0]["errors"]
    assert "đang chờ người khác" in " ".join(made.rows[1]["errors"])


# --- sheets as people make them -----------------------------------------------------------------------------


def test_columns_stand_in_any_order_under_other_names_below_a_title(cast: Province) -> None:
    heading = [
        "Đơn vị công tác",
        "TÊN ĐĂNG NHẬP",
        "Họ và tên",
        "Từ ngày",
        "Vai trò",
        "Chức danh",
        "Ghi chú",
        "Email",
    ]
    row = [SCIENCE, "nguoi1", "Hoàng A Páo", "1/7/2026", "Chuyên viên", "Chuyên viên", "x", "pao@example.org"]
    made = read(cast, [row], heading=heading, above=4)
    assert not made.wrong and made.rows[0]["full_name"] == "Hoàng A Páo" and made.rows[0]["number"] == 6


def test_numbers_dates_and_stray_spaces_are_read_as_meant(cast: Province) -> None:
    row = a_row(1, f"  {SCIENCE}  ", phone=912345678, username=12345.0, day=datetime(2026, 7, 1))
    made = read(cast, [row])
    assert not made.wrong
    assert made.rows[0]["phone"] == "0912345678" and made.rows[0]["username"] == "12345"
    assert made.rows[0]["begins_on"] == "2026-07-01"


def test_merged_cells_mean_their_value_for_every_row(cast: Province) -> None:
    rows = [a_row(n, "") for n in range(3)]
    made = read(cast, rows, merge=[(1, UNIT, 3, UNIT, SCIENCE)])
    assert not made.wrong and {row["unit_id"] for row in made.rows} == {cast.science.pk}


def test_empty_rows_are_left_out_and_numbers_of_rows_stay_true(cast: Province) -> None:
    made = read(cast, [a_row(1, SCIENCE), [""] * 9, [" "] * 9, a_row(2, "Sở Vũ trụ")])
    assert made.total == 2 and made.rows[1]["number"] == 5


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Không đọc được"),
        (b"PK\x03\x04 broken", "Không đọc được"),
        (b"%PDF-1.7", "Không đọc được"),
    ],
)
def test_what_is_no_sheet_is_refused(cast: Province, data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        sheet.read(data)


def test_sheets_without_heading_without_rows_and_with_too_many_are_refused(
    cast: Province, monkeypatch
) -> None:
    with pytest.raises(Unreadable, match="Họ, chữ đệm và tên"):
        sheet.read(a_sheet([a_row(1, SCIENCE)], heading=["Tên", "Cơ quan"]))
    with pytest.raises(Unreadable, match="chưa có dòng nào"):
        sheet.read(a_sheet([]))
    monkeypatch.setattr(sheet, "MOST_ROWS", 2)
    with pytest.raises(Unreadable, match="quá 2 dòng"):
        sheet.read(a_sheet([a_row(n, SCIENCE) for n in range(3)]))
    monkeypatch.setattr(sheet, "MOST_UNPACKED", 100)
    with pytest.raises(Unreadable, match="quá lớn"):
        sheet.read(a_sheet([]))


def test_the_template_that_we_hand_out_is_read_again(cast: Province, web: Web) -> None:
    answer = web.get(cast.administrator, reverse("people:import_template"))
    (row,) = sheet.read(b"".join(answer.streaming_content))
    assert row.cells == {field.key: field.example for field in FIELDS}
    assert tuple(str(field.label) for field in FIELDS) == HEADING


# --- whole or not at all ------------------------------------------------------------------------------------


def test_a_failure_in_the_middle_leaves_nothing_and_can_be_tried_again(cast: Province, monkeypatch) -> None:
    made = read(cast, [a_row(n, SCIENCE) for n in range(9)])
    confirm_import(made, by=scope_of(cast.administrator), at=timezone.now())
    leave()
    before = Person.objects.count(), Post.objects.count(), Entry.objects.count()
    monkeypatch.setattr(writing, "BATCH", 3)
    true_write, calls = writing._write, []

    def breaks_in_the_second_batch(*args):
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("the disk is full")
        true_write(*args)

    monkeypatch.setattr(writing, "_write", breaks_in_the_second_batch)
    jobs.write_import.func(made.pk)
    made.refresh_from_db()
    assert made.state == AccountImport.State.FAILED and "chưa có gì được ghi" in made.problem
    assert (Person.objects.count(), Post.objects.count(), Entry.objects.count()) == before
    monkeypatch.setattr(writing, "_write", true_write)
    confirm_import(made, by=scope_of(cast.administrator), at=timezone.now())
    leave()
    jobs.write_import.func(made.pk)
    assert Invitation.objects.count() == 9


def test_what_became_wrong_since_the_preview_is_not_written(cast: Province) -> None:
    made = read(cast, [a_row(1, SCIENCE), a_row(2, SCIENCE)])
    confirm_import(made, by=scope_of(cast.administrator), at=timezone.now())
    cast.stranger.username = "nguoi2"
    cast.stranger.save()
    leave()
    jobs.write_import.func(made.pk)
    made.refresh_from_db()
    assert made.state == AccountImport.State.FAILED and "tải tệp lên lại" in made.problem
    assert not Invitation.objects.exists()


def test_a_job_done_twice_writes_once(cast: Province) -> None:
    made = written(cast, [a_row(1, SCIENCE)])
    jobs.write_import.func(made.pk)
    AccountImport.objects.filter(pk=made.pk).update(state=AccountImport.State.WRITING)  # killed before "done"
    jobs.write_import.func(made.pk)
    assert Invitation.objects.count() == 1


def test_what_cannot_be_confirmed(cast: Province) -> None:
    wrong = read(cast, [a_row(1, "Sở Vũ trụ")])
    with pytest.raises(HasErrors):
        confirm_import(wrong, by=scope_of(cast.administrator), at=timezone.now())
    good = read(cast, [a_row(1, SCIENCE)])
    with pytest.raises(NotAllowed):
        confirm_import(good, by=scope_of(cast.science_head), at=timezone.now())
    confirm_import(good, by=scope_of(cast.administrator), at=timezone.now())
    with pytest.raises(AlreadyConfirmed):
        confirm_import(good, by=scope_of(cast.administrator), at=timezone.now())


def test_three_thousand_people(cast: Province, django_assert_max_num_queries) -> None:
    """The preview asks a fixed number of times; its seconds are printed, the bound is generous for slow machines."""
    names = [
        cast.science.name,
        cast.culture.name,
        cast.finance.name,
        cast.commune.name,
        cast.other_commune.name,
    ]
    rows = [a_row(n, names[n % 5]) for n in range(3000)]
    rows[7] = a_row(7, "Sở Vũ trụ")
    data = a_sheet(rows)
    by = scope_of(cast.administrator)
    began = time.monotonic()
    with django_assert_max_num_queries(30):
        made = read_import(data, name="x.xlsx", by=by, at=timezone.now())
    previewed = time.monotonic() - began
    assert (made.total, made.wrong) == (3000, 1)
    rows[7] = a_row(7, names[0])
    began = time.monotonic()
    done = written(cast, rows)
    print(f"\n3,000 rows: preview {previewed:.2f} s, read again and written {time.monotonic() - began:.2f} s")
    assert done.written == 3000 == Invitation.objects.count()
    assert read(cast, rows).known == 3000


# --- the pages ----------------------------------------------------------------------------------------------


def upload(web: Web, cast: Province, rows, name: str = "danh-sach.xlsx"):
    file = SimpleUploadedFile(name, a_sheet(rows))
    return web.post(cast.administrator, reverse("people:imports"), {"file": file})


def test_uploaded_mended_confirmed_and_printed_on_the_pages(cast: Province, web: Web) -> None:
    answer = upload(web, cast, [a_row(1, SCIENCE), a_row(2, "Sở Vũ trụ")])
    assert answer.status_code == 302
    shown = web.text(cast.administrator, answer["Location"])
    assert "Phải sửa" in shown and "Sở Vũ trụ" in shown and "Chưa ghi gì" in shown
    wrong = AccountImport.objects.get()
    sheet_of_errors = web.get(cast.administrator, reverse("people:import_errors", args=[wrong.pk]))
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(sheet_of_errors.streaming_content)))
    cells = [str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert any("Không có đơn vị" in cell for cell in cells) and "nguoi2" in cells and "nguoi1" not in cells
    assert web.post(cast.administrator, reverse("people:import_confirm", args=[wrong.pk])).status_code == 409

    good = upload(web, cast, [a_row(1, SCIENCE), a_row(2, SCIENCE)])["Location"]
    assert "Ghi 2 người" in web.text(cast.administrator, good)
    pk = int(good.rpartition("/")[2])
    for _press in range(2):
        assert web.post(cast.administrator, reverse("people:import_confirm", args=[pk])).status_code == 302
    running = web.get(cast.administrator, good)
    assert running["Refresh"] == "3" and "Đang ghi" in running.content.decode()
    jobs.write_import.func(pk)
    assert "Đã ghi 2 người" in web.text(cast.administrator, good)

    codes = reverse("people:import_codes", args=[pk])
    slips = web.post(cast.administrator, codes)
    first = [code for _invitation, code in slips.context["slips"]]
    assert len(set(first)) == 2 and all(code in slips.content.decode() for code in first)
    book = CalamineWorkbook.from_filelike(
        BytesIO(b"".join(web.post(cast.administrator, codes, {"xlsx": "1"}).streaming_content))
    )
    cells = {str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row}
    assert "nguoi1" in cells and not cells & set(first)  # new ones: the printed ones are dead
    assert web.post(cast.administrator, reverse("people:import_mail", args=[pk])).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name like '%mail_invitation'")
        assert cursor.fetchone() == (2,)


def test_the_known_file_says_so_on_the_page(cast: Province, web: Web) -> None:
    written(cast, [a_row(1, SCIENCE)])
    leave()
    answer = upload(web, cast, [a_row(1, SCIENCE)])
    assert "Mọi dòng trong tệp đã có sẵn" in web.text(cast.administrator, answer["Location"])


def test_what_is_no_list_is_refused_on_the_page(cast: Province, web: Web) -> None:
    url = reverse("people:imports")
    bad = web.post(cast.administrator, url, {"file": SimpleUploadedFile("x.xlsx", b"no sheet")})
    assert bad.status_code == 422 and "Không đọc được tệp" in bad.content.decode()
    other = web.post(cast.administrator, url, {"file": SimpleUploadedFile("x.exe", b"MZ")})
    assert other.status_code == 422
    assert web.post(cast.administrator, url).status_code == 422
    assert not AccountImport.objects.exists()


@pytest.mark.parametrize("name", ["import", "import_errors"])
def test_only_administrators_import(cast: Province, web: Web, name: str) -> None:
    made = read(cast, [a_row(1, SCIENCE)])
    leave()
    for account in (cast.science_head, cast.leader, cast.stranger):
        assert web.get(account, reverse("people:imports")).status_code == 403
        assert web.get(account, reverse(f"people:{name}", args=[made.pk])).status_code == 403
    scope_of(cast.leader)
    with as_application():
        assert not AccountImport.objects.exists()
