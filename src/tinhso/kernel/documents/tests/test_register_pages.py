"""The pages of the register: what they ask, what they say when it does not go, who reaches them."""

import re
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tinhso.kernel.documents.actions.relate import relate
from tinhso.kernel.documents.models import DocumentRelation, OfficialDocument, SeriesNumber
from tinhso.kernel.documents.tests.register import AT, implements, registered
from tinhso.kernel.documents.tests.test_issuing import a_draft, an_issued
from tinhso.kernel.documents.tests.test_relations import PLAN
from tinhso.kernel.people.tests.cast import a_province, scope_of
from tinhso.kernel.units.models import FieldOfWork

pytestmark = pytest.mark.django_db

ANSWERS = {
    "number": "71/NQ-CP",
    "issued_on": "1/4/2025",
    "received_on": "3/4/2025",
    "issuer_text": "Chính phủ",
    "abstract": "Chương trình hành động",
    "urgency": "khan",
    "signers": "Trần Ngoài Tỉnh, Thủ tướng",
    "to_act": "Sở Tài chính\nCác bộ",
}


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return a_province()


@pytest.fixture
def office(cast, as_account):
    return as_account(cast.head_of_office)


def words(answer) -> str:
    return unescape(answer.content.decode())


def page_of(document, name="document"):
    return reverse(f"library:{name}", args=[document.pk])


def test_a_clerk_registers_an_incoming_document_and_sees_everything_on_its_page(cast, office):
    form = office.get(reverse("library:incoming"))
    token = form.context["form"]["token"].value()
    files = {
        "file": SimpleUploadedFile("van-ban.txt", "Nội dung nghị quyết".encode()),
        "attachments": [SimpleUploadedFile(f"phu-luc-{n}.txt", f"Phụ lục {n}".encode()) for n in (1, 2)],
    }
    unit = {"handling_unit": cast.science.pk, "handling_unit_text": cast.science.name}
    answer = office.post(reverse("library:incoming"), ANSWERS | unit | files | {"token": token}, follow=True)
    shown = words(answer)
    assert "số đến 01" in shown and "Trần Ngoài Tỉnh, Thủ tướng" in shown and "Khẩn" in shown
    assert "Sở Tài chính" in shown and "phu-luc-2.txt" in shown and "Sở Khoa học và Công nghệ" in shown
    files = {"file": SimpleUploadedFile("van-ban.txt", "Nội dung nghị quyết".encode())}
    office.post(reverse("library:incoming"), ANSWERS | files | {"token": token})
    assert OfficialDocument.objects.count() == 1, "the second press of the same button registers nothing"
    book = words(office.get(reverse("books:book", args=[SeriesNumber.objects.get().series_id])))
    assert "71/NQ-CP" in book and "Chính phủ" in book and "Lấy số" not in book


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"issued_on": "1/1/2099", "received_on": ""}, "chưa đến"),
        ({"received_on": "1/3/2025"}, "sớm hơn"),
        ({"issuer_text": ""}, "Ghi cơ quan ban hành"),
        ({"number": ""}, "Lỗi"),
    ],
)
def test_what_does_not_go_is_said_beside_the_field(cast, office, change, says):
    answer = office.post(reverse("library:incoming"), ANSWERS | change)
    assert answer.status_code == 422 and says in words(answer)
    assert not OfficialDocument.objects.exists()


def test_a_number_that_is_used_says_where(cast, office):
    registered(scope_of(cast.head_of_office), "71/NQ-CP", issued_on=date(2025, 2, 1))
    answer = office.post(reverse("library:incoming"), ANSWERS)
    assert answer.status_code == 422 and "đã có trong sổ: Nghị quyết 71/NQ-CP ngày 1/2/2025" in words(answer)


def test_the_list_has_incoming_issued_and_draft_and_filters_each(cast, as_account):
    by = scope_of(cast.head_of_office)
    field = FieldOfWork.objects.create(key="so", name="Chuyển đổi số", folded="chuyen doi so", sort_key="c")
    registered(
        by,
        "57-NQ/TW",
        issuer_text="Bộ Chính trị",
        abstract="Văn bản đến",
        urgency="hoa_toc",
        field_id=field.pk,
    )
    an_issued(cast.science_head, abstract="Văn bản đi")
    a_draft(cast.science_head, abstract="Văn bản dự thảo")
    client = as_account(cast.head_of_office)

    def titles(**asked):
        page = words(client.get(reverse("library:documents"), asked))
        cells = re.findall(r'data-label="Trích yếu">(.*?)</td>', page, re.S)
        return {re.sub("<[^>]+>", "", cell.split("<br>")[0]) for cell in cells}

    assert titles() == {"Văn bản đến", "Văn bản đi", "Văn bản dự thảo"}
    for asked, expected in (
        ({"chieu": "incoming"}, "Văn bản đến"),
        ({"chieu": "issued"}, "Văn bản đi"),
        ({"chieu": "draft"}, "Văn bản dự thảo"),
        ({"ben": "party"}, "Văn bản đến"),
        ({"do_khan": "hoa_toc"}, "Văn bản đến"),
        ({"linh_vuc": field.pk}, "Văn bản đến"),
    ):
        assert titles(**asked) == {expected}, asked
        assert titles(q="van ban", **asked) == {expected}, ("searched", asked)
    sheet = client.get(reverse("library:documents"), {"export": "xlsx", "chieu": "draft"})
    assert sheet["Content-Type"].endswith("sheet")


def test_a_description_is_corrected_and_an_old_form_does_not_write_over_it(cast, office):
    document = registered(scope_of(cast.head_of_office), "71/NQ-CP", issued_on=date(2025, 4, 1))
    form = office.get(page_of(document, "edit")).context["form"]
    old = ANSWERS | {"version": form["version"].value()}
    assert office.post(page_of(document, "edit"), old | {"abstract": "Bản thứ nhất"}).status_code == 302
    answer = office.post(page_of(document, "edit"), old | {"abstract": "Bản thứ hai"})
    assert answer.status_code == 409
    document.refresh_from_db()
    assert document.abstract == "Bản thứ nhất"


def test_suggestions_are_accepted_by_ticking_and_a_relation_is_taken_back(cast, office):
    by = scope_of(cast.head_of_office)
    central = registered(by, "11-NQ/TW", issued_on=date(2022, 2, 10))
    plan = registered(by, "186/KH-UBND", text=PLAN)
    page = office.get(page_of(plan, "relate"))
    offered = re.findall(r'name="goi_y" value="([^"]+)"', page.content.decode())
    assert len(offered) == 4 and "Đọc được trong văn bản" in words(page)
    wanted = [value for value in offered if value.endswith("11-nq-tw")]
    shown = words(office.post(page_of(plan, "relate"), {"goi_y": wanted}, follow=True))
    relation = DocumentRelation.objects.get()
    assert relation.target == central and "Nghị quyết 11-NQ/TW ngày 10/2/2022" in shown
    assert "Kế hoạch 186/KH-UBND" in words(office.get(page_of(central))), "seen from the other side too"
    office.post(reverse("library:unrelate", args=[plan.pk, relation.pk]))
    assert not DocumentRelation.objects.exists()


def test_a_loop_is_refused_on_the_page(cast, office):
    by = scope_of(cast.head_of_office)
    upper, lower = registered(by, "1/NQ-CP"), registered(by, "2/KH-UBND")
    implements(lower, upper, by=by)
    answer = office.post(page_of(upper, "relate"), {"kind": "implements", "number": "2/KH-UBND"})
    assert answer.status_code == 422 and "thành vòng" in words(answer)
    answer = office.post(page_of(upper, "relate"), {"kind": "replaces", "number": "1/NQ-CP"})
    assert answer.status_code == 422 and "chính nó" in words(answer)


def test_of_a_document_beyond_reach_the_page_shows_the_number_only(cast, as_account):
    by = scope_of(cast.head_of_office)
    given = registered(by, "3/KH-UBND", handling_unit_id=cast.science.pk)
    hidden = registered(by, "4/NQ-CP", abstract="Điều người khác không thấy")
    relate(given, kind="implements", target=hidden, by=by, at=AT)
    officer = as_account(cast.science_officer)
    page = words(officer.get(page_of(given)))
    assert "04/NQ-CP" in page and "Điều người khác không thấy" not in page
    assert page_of(hidden) not in page and officer.get(page_of(hidden)).status_code == 404
    assert as_account(cast.stranger).get(page_of(given)).status_code == 404


@pytest.mark.parametrize("name", ["edit", "arrival", "attach", "relate"])
def test_the_acts_are_for_whoever_keeps_the_register(cast, as_account, name):
    document = registered(scope_of(cast.head_of_office), handling_unit_id=cast.science.pk)
    assert as_account(cast.head_of_office).get(page_of(document, name)).status_code == 200
    assert as_account(cast.science_head).get(page_of(document, name)).status_code == 403
    assert as_account(cast.science_officer).get(page_of(document, name)).status_code == 403
    assert as_account(cast.commune_head).get(page_of(document, name)).status_code == 404


def test_a_signer_is_found_by_a_few_letters_with_the_post(cast, office, as_account):
    answer = office.get(reverse("library:suggest_signers"), {"q": "giam doc thu"}).json()
    assert [hit["text"] for hit in answer["results"]] == [
        "Phạm Giám Đốc Thử – Thủ trưởng đơn vị, Sở Khoa học và Công nghệ"
    ]
    assert as_account(cast.science_officer).get(reverse("library:suggest_signers")).status_code == 403


def test_a_paper_issued_outside_is_written_down_by_its_unit(cast, as_account):
    client = as_account(cast.science_head)
    said = {
        "number": "7/QĐ-SKHCN",
        "issued_on": "5/3/2026",
        "issuer_unit": cast.science.pk,
        "abstract": "Về đề án",
    }
    shown = words(client.post(reverse("library:issued"), said, follow=True))
    assert "Đã ghi văn bản đi số 07/QĐ-SKHCN" in shown and "Sổ văn bản" in shown
    assert client.post(reverse("library:issued"), said).status_code == 422
    assert client.post(reverse("library:issued"), said | {"issuer_unit": cast.finance.pk}).status_code == 422


@pytest.mark.parametrize("name", ["documents", "incoming", "issued"])
def test_the_pages_speak_english_too(cast, office, name):
    office.cookies["django_language"] = "en"
    assert office.get(reverse(f"library:{name}")).status_code == 200
