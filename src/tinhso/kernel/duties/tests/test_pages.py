"""The inbox, the page of a duty and its forms, through the web and behind the walls."""

import uuid
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.duties import queries, sources
from tinhso.kernel.duties.actions.accept import accept
from tinhso.kernel.duties.actions.ask_extension import ask_extension
from tinhso.kernel.duties.actions.confirm_result import confirm_result
from tinhso.kernel.duties.clock import day_of
from tinhso.kernel.duties.models import Duty, Evidence, Progress
from tinhso.kernel.duties.tests.factories import a_duty, a_duty_waiting_for_confirmation, an_accepted_duty
from tinhso.kernel.people.tests.cast import Province, as_application

INBOX = "/viec/"
NOW = timezone.now()


@pytest.fixture
def soon(cast: Province) -> dict:
    """Given a week ago, due in two weeks, whatever today is."""
    return {"given": NOW - timedelta(days=7), "due": day_of(NOW) + timedelta(days=14)}


def page(duty: Duty, verb: str = "") -> str:
    return reverse("duties:act", args=[duty.pk, verb]) if verb else reverse("duties:duty", args=[duty.pk])


@pytest.fixture
def web(client):
    """The client behind row-level security, logged in as somebody."""

    class Web:
        def _as(self, account):
            client.force_login(account)

        def get(self, account, url):
            self._as(account)
            with as_application():
                return client.get(url)

        def post(self, account, url, data=None):
            self._as(account)
            with as_application():
                return client.post(url, data or {})

    return Web()


# --- the inbox ------------------------------------------------------------------------------------------


def test_the_inbox_teaches_while_it_is_empty(cast, web):
    answer = web.get(cast.science_officer, INBOX)
    assert answer.status_code == 200
    assert "Đơn vị bạn không có việc nào đang chủ trì" in answer.content.decode()


def test_a_duty_is_in_its_units_inbox_at_once_and_in_nobody_elses(cast, web, soon):
    duty = a_duty(cast, title="Ban hành kế hoạch 48", priority="khan", **soon)
    mine = web.get(cast.science_officer, INBOX).content.decode()
    assert "Ban hành kế hoạch 48" in mine and page(duty) in mine
    assert "chậm nhất ngày" in mine and "ngày làm việc" in mine and "Khẩn" in mine
    for somebody in (cast.stranger, cast.commune_officer, cast.culture_officer):
        assert "Ban hành kế hoạch 48" not in web.get(somebody, INBOX).content.decode()


def test_each_tab_has_its_duties(cast, web, soon):
    led = a_duty(cast, title="Việc chủ trì", coordinating=[cast.culture.pk], **soon)
    waiting = a_duty_waiting_for_confirmation(
        cast, title="Việc đã trình", submitted=NOW - timedelta(1), **soon
    )
    helped = web.get(cast.culture_officer, INBOX + "?muc=phoi-hop").content.decode()
    given = web.get(cast.head_of_office, INBOX + "?muc=da-giao").content.decode()
    decide = web.get(cast.head_of_office, INBOX + "?muc=cho-xac-nhan").content.decode()
    assert led.title in helped and waiting.title not in helped
    assert led.title in given and waiting.title in given
    assert waiting.title in decide and led.title not in decide


def test_finished_duties_are_kept_apart_for_who_did_and_who_gave_them(cast, web, soon):
    duty = a_duty_waiting_for_confirmation(cast, title="Việc đã xong", submitted=NOW - timedelta(1), **soon)
    lists = [
        (cast.science_officer, "da-xong"),
        (cast.head_of_office, "giao-xong"),
        (cast.leader, "giao-xong"),
    ]
    for account, tab in lists:
        assert duty.title not in web.get(account, f"{INBOX}?muc={tab}").content.decode()
    confirm_result(duty, by=None, at=NOW)
    for account, tab in lists:
        assert duty.title in web.get(account, f"{INBOX}?muc={tab}").content.decode()


def test_a_list_longer_than_its_cap_says_the_true_number_and_cannot_be_sorted(cast, web, soon, monkeypatch):
    monkeypatch.setattr(queries, "COUNTED", 4)
    monkeypatch.setattr(queries, "NOTED", 4)
    for _ in range(6):
        a_duty(cast, **soon)
    page = web.get(cast.science_officer, INBOX).content.decode()
    assert "6 dòng" in page and "Các trang có 4 dòng đầu" in page and page.count("data-row") == 4
    assert "?sort=" not in page and "&amp;sort=" not in page
    assert ">hơn 4<" in page  # beside the menu: what is new


def test_the_inbox_is_searched_without_marks_and_narrowed_to_what_is_late(cast, web):
    a_duty(cast, title="Xây dựng đề án thư viện số", given=NOW - timedelta(9), due=day_of(NOW) - timedelta(1))
    a_duty(cast, title="Rà soát hạ tầng", given=NOW - timedelta(9), due=day_of(NOW) + timedelta(90))
    asked = web.get(cast.science_officer, INBOX + "?q=de+an+thu+vien")
    found = web.get(cast.science_officer, asked["Location"]).content.decode()
    late = web.get(cast.science_officer, INBOX + "?thoi_han=qua-han").content.decode()
    for text in (found, late):
        assert "thư viện số" in text and "Rà soát hạ tầng" not in text
    assert "quá hạn" in late


def test_the_inbox_exports_what_it_shows(cast, web, soon):
    from python_calamine import CalamineWorkbook

    a_duty(cast, title="Xây dựng đề án", coordinating=[cast.culture.pk], product="Đề án", **soon)
    answer = web.get(cast.science_officer, INBOX + "?export=xlsx")
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
        .get_sheet_by_index(0)
        .to_python()
    )
    said = [str(value) for row in rows for value in row]
    assert {"Xây dựng đề án", "Đề án", cast.culture.name, cast.science.name} <= set(said)


def test_an_inbox_of_many_asks_the_database_no_more_than_one_of_few(
    cast, web, soon, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries_for(url):
        with CaptureQueriesContext(connection) as seen:
            assert web.get(cast.science_officer, url).status_code == 200
        return len(seen)

    duty = an_accepted_duty(cast, coordinating=[cast.culture.pk], **soon)
    queries_for(INBOX)  # caches of the process: calendar, rules
    few = queries_for(INBOX)
    for _n in range(20):
        an_accepted_duty(cast, coordinating=[cast.culture.pk], **soon)
    assert queries_for(INBOX) == few
    assert few <= 24, few
    once = queries_for(page(duty))
    for n in range(5):
        Progress.objects.create(
            duty=duty, at=NOW, text=str(n), person=cast.science_officer.person, unit=cast.science
        )
        duty.steps.create(
            move="report_progress",
            to_state="in_progress",
            at=NOW,
            person=cast.science_head.person,
            unit=cast.science,
        )
    # The reports' evidence is one more query, however many reports there are.
    assert queries_for(page(duty)) <= once + 1


# --- the page -------------------------------------------------------------------------------------------


def test_the_page_says_what_who_until_when_and_where_it_came_from(cast, web, soon):
    sources.register("tests.linked", label="Nhiệm vụ", url_of=lambda id: f"/van-ban/cau/{id}")
    duty = a_duty(
        cast,
        title="Ban hành kế hoạch",
        product="Kế hoạch",
        source="tests.linked",
        source_id="9",
        bound="before",
        coordinating=[cast.culture.pk],
        accountable_text="Giám đốc Sở",
        **soon,
    )
    text = web.get(cast.science_officer, page(duty)).content.decode()
    for words in (
        "Ban hành kế hoạch",
        "Kế hoạch",
        cast.science.name,
        cast.culture.name,
        cast.office.name,
        "Trước ngày",
        "Giám đốc Sở",
        'href="/van-ban/cau/9"',
        "Nhận việc",
    ):
        assert words in text, words


def test_only_the_buttons_that_the_person_may_press_are_shown(cast, web, soon):
    duty = a_duty(cast, coordinating=[cast.culture.pk], **soon)
    lead, office = (
        web.get(who, page(duty)).content.decode() for who in (cast.science_officer, cast.head_of_office)
    )
    helper = web.get(cast.culture_officer, page(duty)).content.decode()
    assert page(duty, "nhan") in lead and page(duty, "dung") not in lead
    assert page(duty, "dung") in office and page(duty, "nhan") not in office
    assert page(duty, "tien-do") in helper and page(duty, "nhan") not in helper


@pytest.mark.parametrize("verb", ["", "nhan", "tien-do", "xac-nhan", "viec-con", "dung"])
def test_a_stranger_gets_404_for_a_duty_of_another_unit(cast, web, soon, verb):
    duty = a_duty(cast, **soon)
    for somebody in (cast.stranger, cast.commune_head, cast.culture_officer):
        assert web.get(somebody, page(duty, verb)).status_code == 404
        if verb:
            assert web.post(somebody, page(duty, verb), {"note": "x", "text": "x"}).status_code == 404
    assert Entry.objects.filter(event="access.out_of_reach", subject_type="duties.duty").exists()
    assert Duty.objects.get(pk=duty.pk).state == "assigned"


def test_a_person_whose_post_ended_yesterday_sees_nothing_today(cast, web, soon):
    from tinhso.kernel.people.models import Tenure

    duty = a_duty(cast, **soon)
    Tenure.objects.filter(person=cast.science_officer.person).update(
        during=(date(2020, 1, 1), timezone.localdate())
    )
    assert web.get(cast.science_officer, page(duty)).status_code == 403
    assert web.get(cast.science_officer, INBOX).status_code == 403


def test_a_leads_officer_may_not_confirm_and_an_administrator_reads_no_duties(cast, web, soon):
    duty = a_duty_waiting_for_confirmation(cast, submitted=NOW - timedelta(1), **soon)
    assert web.post(cast.science_officer, page(duty, "xac-nhan")).status_code == 403
    assert web.get(cast.administrator, page(duty)).status_code == 403


def test_a_get_changes_nothing(cast, web, soon):
    duty = a_duty(cast, **soon)
    assert web.get(cast.science_officer, page(duty, "nhan")).status_code == 200
    assert Duty.objects.get(pk=duty.pk).state == "assigned"


# --- the forms ------------------------------------------------------------------------------------------


def test_the_way_of_a_duty_through_the_web(cast, web, soon, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    duty = a_duty(cast, **soon)
    officer, office = cast.science_officer, cast.head_of_office
    file = SimpleUploadedFile("so-lieu.txt", "Số liệu đã rà soát".encode())
    assert web.post(officer, page(duty, "nhan")).status_code == 302
    assert (
        web.post(
            officer, page(duty, "tien-do"), {"text": "Đã lấy ý kiến", "percent": "60", "evidence": [file]}
        ).status_code
        == 302
    )
    assert web.post(officer, page(duty, "trinh"), {"text": "Kế hoạch số 12/KH-UBND"}).status_code == 302
    shown = web.get(office, page(duty)).content.decode()
    assert "60" in shown and "Kế hoạch số 12/KH-UBND" in shown and "so-lieu.txt" in shown
    assert web.post(office, page(duty, "tra-lai"), {"note": "Thiếu phụ lục"}).status_code == 302
    assert web.post(officer, page(duty, "trinh"), {"text": "Đã bổ sung"}).status_code == 302
    assert web.post(office, page(duty, "xac-nhan")).status_code == 302
    assert Duty.objects.get(pk=duty.pk).state == "completed"
    assert Evidence.objects.get().progress is not None


def test_an_empty_form_says_what_is_missing_with_422_and_keeps_what_was_typed(cast, web, soon):
    duty = an_accepted_duty(cast, **soon)
    answer = web.post(
        cast.science_officer, page(duty, "tien-do"), {"percent": "140", "obstacle": "Thiếu vốn"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422 and "<title>Lỗi:" in text and 'href="#id_text"' in text
    assert "Thiếu vốn" in text and not Progress.objects.exists()


def test_a_file_that_is_not_what_it_says_leaves_nothing_behind(cast, web, soon, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    duty = an_accepted_duty(cast, **soon)
    file = SimpleUploadedFile("ket-qua.pdf", b"MZ\x90\x00 no pdf")
    answer = web.post(cast.science_officer, page(duty, "trinh"), {"text": "Xong", "evidence": [file]})
    assert answer.status_code == 422
    assert Duty.objects.get(pk=duty.pk).state == "accepted" and not Evidence.objects.exists()


def test_a_part_is_given_to_a_unit_typed_without_marks_and_only_once(cast, web, soon):
    duty = an_accepted_duty(cast, **soon)
    data = {
        "title": "Rà soát thôn chưa có sóng",
        "lead_text": "dong thu",
        "due_on": "",
        "none_because": "hằng tháng",
        "bound": "by",
        "priority": "thuong",
        "token": str(uuid.uuid4()),
    }
    for _press in range(2):
        answer = web.post(cast.science_head, page(duty, "viec-con"), data)
        assert answer.status_code == 302, answer.content.decode()
    part = Duty.objects.get(parent=duty)
    assert part.lead_unit_id == cast.commune.pk
    assert "Rà soát thôn" in web.get(cast.commune_officer, INBOX).content.decode()
    assert "Rà soát thôn" in web.get(cast.head_of_office, page(duty)).content.decode()


def test_a_forged_unit_is_a_404_and_an_entry_in_the_trace(cast, web, soon):
    duty = an_accepted_duty(cast, **soon)
    for forged in ("999999", "1 or 1=1"):
        data = {
            "title": "Rà soát",
            "lead": forged,
            "lead_text": "Xã",
            "bound": "by",
            "priority": "thuong",
            "none_because": "x",
        }
        assert web.post(cast.science_head, page(duty, "viec-con"), data).status_code == 404
    tried = Entry.objects.filter(event="access.out_of_reach", subject_type="units.unit")
    assert {entry.details["named"] for entry in tried} == {"999999", "1 or 1=1"}
    assert tried[0].actor_person_id == cast.science_head.person_id


def test_pressing_twice_does_it_once(cast, web, soon):
    duty = a_duty(cast, **soon)
    for _press in range(2):
        assert web.post(cast.science_officer, page(duty, "nhan")).status_code == 302
    assert duty.steps.filter(move="accept").count() == 1


def test_whoever_comes_second_sees_what_happened_and_by_whom(cast, web, soon):
    duty = a_duty(cast, **soon)
    assert web.post(cast.science_head, page(duty, "nhan")).status_code == 302
    answer = web.post(cast.science_officer, page(duty, "tu-choi"), {"note": "Không đúng lĩnh vực"})
    assert answer.status_code == 409
    assert cast.science_head.person.full_name in answer.content.decode()


def test_an_extension_is_asked_for_and_decided_on_the_page(cast, web, soon):
    duty = an_accepted_duty(cast, **soon)
    later = duty.due_on + timedelta(days=10)
    data = {"due_on": f"{later.day}/{later.month}/{later.year}", "note": "Chờ ý kiến Bộ"}
    assert web.post(cast.science_officer, page(duty, "xin-gia-han"), data).status_code == 302
    shown = web.get(cast.head_of_office, page(duty)).content.decode()
    assert "Chờ ý kiến Bộ" in shown and page(duty, "gia-han") in shown
    assert web.post(cast.head_of_office, page(duty, "gia-han"), {"due_on": data["due_on"]}).status_code == 302
    assert Duty.objects.get(pk=duty.pk).due_on == later
    assert page(duty, "xin-gia-han") not in web.get(cast.science_officer, page(duty)).content.decode()


def test_a_transferred_duty_opens_with_all_its_evidence_for_the_new_lead(cast, web, soon, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    duty = an_accepted_duty(cast, **soon)
    file = SimpleUploadedFile("so-lieu.txt", "Số liệu".encode())
    web.post(cast.science_officer, page(duty, "tien-do"), {"text": "Bước một", "evidence": [file]})
    data = {"lead": str(cast.culture.pk), "lead_text": cast.culture.name, "note": "Đúng lĩnh vực"}
    assert web.post(cast.head_of_office, page(duty, "chuyen"), data).status_code == 302
    assert web.post(cast.culture_officer, page(duty, "nhan")).status_code == 302
    assert (
        web.get(
            cast.culture_officer, reverse("documents:file", args=[Evidence.objects.get().file_id])
        ).status_code
        == 200
    )


@pytest.mark.parametrize(
    "verb", ["tu-choi", "tien-do", "trinh", "xin-gia-han", "viec-con", "tam-dung", "chuyen", "dung"]
)
def test_every_form_opens(cast, web, soon, verb):
    duty = a_duty(cast, **soon)
    who = cast.head_of_office if verb in ("tam-dung", "chuyen", "dung") else cast.science_head
    if verb != "tu-choi":
        accept(duty, by=None, at=NOW)
    answer = web.get(who, page(duty, verb))
    assert answer.status_code == 200 and "csrfmiddlewaretoken" in answer.content.decode()


def test_the_pages_stand_in_english_too(cast, client, soon):
    duty = an_accepted_duty(cast, **soon)
    ask_extension(duty, due_on=duty.due_on + timedelta(9), reason="x", by=None, at=NOW)
    client.force_login(cast.head_of_office)
    client.cookies["django_language"] = "en"
    assert client.get(page(duty)).status_code == 200 and client.get(INBOX).status_code == 200
