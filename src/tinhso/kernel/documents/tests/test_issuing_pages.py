"""The pages of drafting, issuing and withdrawing, and the page where anybody checks a document."""

import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tinhso.kernel.documents import files
from tinhso.kernel.documents.actions.withdraw_document import withdraw_document
from tinhso.kernel.documents.issuing.codes import new_code, shown
from tinhso.kernel.documents.issuing.pdf import sheet_pdf
from tinhso.kernel.documents.models import Draft, IssuedDocument, IssuedState
from tinhso.kernel.documents.public.limits import CODES, FILES
from tinhso.kernel.documents.reading import read_text
from tinhso.kernel.documents.tests.sheets import AT as NOW
from tinhso.kernel.documents.tests.sheets import BODY, a_sheet, text_of
from tinhso.kernel.documents.tests.test_issuing import AT, a_draft, an_issued
from tinhso.kernel.people.tests.cast import a_province, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clean(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def cast():
    return a_province()


@pytest.fixture
def head(cast, as_account):
    return as_account(cast.science_head)


@pytest.fixture
def anybody(as_account):
    return as_account()


ANSWERS = {
    "doc_type": "quyet-dinh",
    "abstract": "Về việc phê duyệt Kế hoạch",
    "body": BODY,
    "bases": "Căn cứ Luật",
    "recipients": "Như Điều 2\nLưu: VT",
    "signer_title": "Phó Giám đốc",
    "signer_name": "Phạm Giám Đốc Thử",
    "authority": "KT. Giám đốc",
}


def body_of(answer) -> str:
    return answer.content.decode()


# --- drafting and issuing -----------------------------------------------------------------------------------


def test_a_head_writes_looks_and_issues(head):
    answer = head.post(reverse("issuing:new"), ANSWERS)
    draft = Draft.objects.get()
    page = reverse("issuing:draft", args=[draft.pk])
    assert (answer.status_code, answer["Location"]) == (302, page)
    shown_page = body_of(head.get(page))
    assert (
        "Phát hành và đóng dấu" in shown_page
        and reverse("issuing:preview_page", args=[draft.pk, 1]) in shown_page
    )
    picture = head.get(reverse("issuing:preview_page", args=[draft.pk, 1]))
    assert picture["Content-Type"] == "image/png" and len(picture.content) < 40_000
    pdf = head.get(reverse("issuing:preview_pdf", args=[draft.pk]))
    assert (
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ" in " ".join(text_of(pdf.content).split())
        and "attachment" in pdf["Content-Disposition"]
    )
    word = head.get(reverse("issuing:docx", args=[draft.pk])).content
    assert "Điều 1. Phê duyệt" in read_text(word, "a.docx", limit=len(word))
    answer = head.post(page, {"number": "05/QĐ-SKHCN"})
    made = IssuedDocument.objects.get()
    assert answer["Location"] == reverse("issuing:issued", args=[made.pk])
    seen = body_of(head.get(answer["Location"]))
    assert (
        made.printed_code in seen and "Con dấu hợp lệ" in seen and made.sha256 in seen and "dùng thử" in seen
    )
    sealed = b"".join(head.get(reverse("documents:file", args=[made.file_id])).streaming_content)
    assert files.digest_of(sealed) == made.sha256


def test_a_second_click_leads_to_what_the_first_one_issued(cast, head):
    made = an_issued(cast.science_head)
    page = reverse("issuing:draft", args=[made.draft_id])
    for answer in (head.post(page, {"number": "06/QĐ-SKHCN"}), head.get(page)):
        assert answer["Location"] == reverse("issuing:issued", args=[made.pk])
    answer = head.post(reverse("issuing:edit", args=[made.draft_id]), ANSWERS)
    assert answer.status_code == 409 and "đã được phát hành" in body_of(answer)


def test_a_draft_is_gone_on_with_where_it_was_left(head):
    head.post(
        reverse("issuing:new"), ANSWERS | {"annex_title": "Danh mục", "annex_body": "| A | B |\n| 1 | 2 |"}
    )
    draft = Draft.objects.get()
    page = body_of(head.get(reverse("issuing:edit", args=[draft.pk])))
    for typed in ("Về việc phê duyệt Kế hoạch", "| STT | Chỉ tiêu | Năm 2026 |", "KT. Giám đốc", "| A | B |"):
        assert typed in page
    before = draft.sheet
    head.post(reverse("issuing:edit", args=[draft.pk]), ANSWERS | {"abstract": "Trích yếu mới"})
    draft.refresh_from_db()
    assert draft.abstract == "Trích yếu mới" and draft.sheet.body == before.body and not draft.sheet.annexes


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"body": ""}, "Nội dung"),
        ({"abstract": "Kế hoạch 😀"}, "😀"),
        ({"annex_title": "Danh mục"}, "cả tên và nội dung"),
        ({"abstract": "TUYỆT MẬT"}, "Tuyệt mật"),
        ({"doc_type": "khac"}, "Loại văn bản"),
    ],
)
def test_a_wrong_answer_says_what_to_do_and_keeps_what_was_typed(head, changes, says):
    answer = head.post(reverse("issuing:new"), ANSWERS | changes)
    assert answer.status_code == 422 and says in body_of(answer) and "<title>Lỗi:" in body_of(answer)
    assert "Phạm Giám Đốc Thử" in body_of(answer) and not Draft.objects.exists()


def test_without_a_seal_nothing_is_issued_and_the_page_says_so(cast, head, settings):
    draft = a_draft(cast.science_head)
    settings.SEAL_PKCS11_MODULE = "/nowhere/module.so"
    answer = head.post(reverse("issuing:draft", args=[draft.pk]), {"number": "1/QĐ-SKHCN"})
    assert answer.status_code == 503 and "Không đóng được dấu" in body_of(answer)
    assert not IssuedDocument.objects.exists()


def test_a_withdrawal_is_seen_by_everybody_at_once(cast, head, anybody):
    made, new = an_issued(cast.science_head), an_issued(cast.science_head, "06/QĐ-SKHCN", abstract="Mới")
    page = reverse("issuing:withdraw", args=[made.pk])
    assert head.post(page, {"reason": ""}).status_code == 422
    wrong = head.post(page, {"reason": "Sai số liệu", "replaced_by": "7777-7777-7777-7777"})
    assert wrong.status_code == 422
    head.post(page, {"reason": "Sai số liệu", "replaced_by": shown(new.code).lower()})
    made.refresh_from_db()
    assert (made.state, made.replaced_by) == (IssuedState.REPLACED, new)
    seen = body_of(anybody.get(reverse("verify:document", args=[made.printed_code])))
    assert "Đã được thay thế" in seen and "06/QĐ-SKHCN" in seen and "Sai số liệu" not in seen
    assert head.post(page, {"reason": "lần nữa"}).status_code == 409


def test_the_list_is_searched_and_exported(cast, head):
    made = an_issued(cast.science_head)
    page = reverse("issuing:list")
    assert made.document.title in body_of(head.get(page + "?q=chuyen doi so"))
    assert made.document.title not in body_of(head.get(page + "?q=khong co"))
    sheet = head.get(page + "?export=xlsx")
    assert b"".join(sheet.streaming_content if sheet.streaming else [sheet.content])[:2] == b"PK"


PAGES_OF_ISSUED = ("issuing:issued", "issuing:withdraw")
PAGES_OF_DRAFT = ("issuing:draft", "issuing:edit", "issuing:preview_pdf", "issuing:docx")


def test_a_stranger_of_the_same_level_sees_404_everywhere(cast, as_account):
    made, draft = an_issued(cast.science_head), a_draft(cast.science_head, abstract="Đang soạn")
    stranger = as_account(cast.commune_head)
    pages = [reverse(name, args=[made.pk]) for name in PAGES_OF_ISSUED]
    pages += [reverse(name, args=[draft.pk]) for name in PAGES_OF_DRAFT]
    for page in [*pages, reverse("issuing:preview_page", args=[draft.pk, 1])]:
        assert stranger.get(page).status_code == 404, page
    assert stranger.post(reverse("issuing:draft", args=[draft.pk]), {"number": "1"}).status_code == 404
    assert stranger.post(reverse("issuing:withdraw", args=[made.pk]), {"reason": "x"}).status_code == 404


def test_a_colleague_without_the_right_reads_and_may_nothing_else(cast, as_account):
    made, draft = an_issued(cast.science_head), a_draft(cast.science_head, abstract="Đang soạn")
    officer = as_account(cast.science_officer)
    listed = body_of(officer.get(reverse("issuing:list")))
    assert made.document.title in listed and "Soạn văn bản" not in listed
    seen = officer.get(reverse("issuing:issued", args=[made.pk]))
    assert seen.status_code == 200 and "Thu hồi, thay thế" not in body_of(seen)
    for page in [reverse("issuing:new"), *(reverse(name, args=[draft.pk]) for name in PAGES_OF_DRAFT)]:
        assert officer.get(page).status_code == 403, page
    assert officer.post(reverse("issuing:withdraw", args=[made.pk]), {"reason": "x"}).status_code == 403


def test_a_head_elsewhere_who_reaches_the_draft_does_not_issue_it(cast, as_account):
    draft = a_draft(cast.science_head)
    office = as_account(cast.head_of_office)
    page = reverse("issuing:draft", args=[draft.pk])
    assert "Phát hành và đóng dấu</button>" not in body_of(office.get(page))
    assert office.post(page, {"number": "1/QĐ"}).status_code == 403


def test_an_empty_list_teaches(head):
    assert "Chưa phát hành văn bản nào" in body_of(head.get(reverse("issuing:list")))
    assert "Chưa có dự thảo nào" in body_of(head.get(reverse("issuing:drafts")))


# --- everybody ------------------------------------------------------------------------------------------------


def test_anybody_checks_a_code_as_it_is_typed(cast, anybody):
    made = an_issued(cast.science_head)
    asked = anybody.get(reverse("verify:start"), {"ma": made.printed_code.lower().replace("-", " ")})
    assert asked["Location"] == reverse("verify:document", args=[made.printed_code])
    seen = body_of(anybody.get(asked["Location"]))
    for fact in (
        "05/QĐ-SKHCN",
        "24/11/2026",
        "Sở Khoa học và Công nghệ",
        made.sha256,
        "Con dấu hợp lệ",
        "niêm phong",
    ):
        assert fact in seen, fact


def test_nothing_personal_is_shown(cast, anybody):
    made = an_issued(cast.science_head, abstract="Cử ông Nguyễn Văn Riêng Tư đi học")
    seen = body_of(anybody.get(reverse("verify:document", args=[made.printed_code])))
    assert "Riêng Tư" not in seen and "Phạm Giám Đốc Thử" not in seen


def test_a_wrong_code_and_an_unknown_one_reveal_nothing(cast, anybody):
    made = an_issued(cast.science_head)
    slip = made.code[:-1] + ("0" if made.code[-1] != "0" else "1")
    wrong = anybody.get(reverse("verify:document", args=[slip]))
    assert wrong.status_code == 422 and "gõ chưa đúng" in body_of(wrong)
    unknown = anybody.get(reverse("verify:document", args=[shown(new_code())]))
    assert unknown.status_code == 404 and "Không có văn bản nào" in body_of(unknown)
    for seen in (body_of(wrong), body_of(unknown)):
        assert "05/QĐ-SKHCN" not in seen and made.sha256 not in seen


@pytest.mark.parametrize("typed", ["<script>", "%00", "a" * 500, "١٢٣", "../../etc", "'; drop table x; --"])
def test_nonsense_in_the_address_is_answered(anybody, typed):
    answer = anybody.get(reverse("verify:start"), {"ma": typed})
    assert answer.status_code == 422 and "<script>" not in body_of(answer)


def uploaded(client, data: bytes, name="van-ban.pdf"):
    return client.post(reverse("verify:upload"), {"tep": SimpleUploadedFile(name, data)})


def test_the_file_itself_is_the_original_or_is_not(cast, anybody):
    made = an_issued(cast.science_head)
    data = files.path_of(made.sha256).read_bytes()
    same = body_of(uploaded(anybody, data))
    assert "Đúng bản gốc" in same and "05/QĐ-SKHCN" in same and "Con dấu hợp lệ" in same
    longer = body_of(uploaded(anybody, data + b"\n%x"))
    assert "Không phải bản gốc" in longer and "được thêm vào" in longer and "05/QĐ-SKHCN" not in longer
    changed = body_of(uploaded(anybody, data.replace(b"/Lang", b"/LanG")))
    assert "Không phải bản gốc" in changed and "đã bị sửa" in changed
    bare = body_of(uploaded(anybody, sheet_pdf(a_sheet(), made_at=NOW)))
    assert "không có con dấu" in bare


@pytest.mark.parametrize("data", [b"%PDF-1.7 broken %%EOF", b"not a pdf"])
def test_a_file_that_is_broken_is_answered(anybody, data):
    assert "Không đọc được tệp" in body_of(uploaded(anybody, data))


def test_a_file_of_another_kind_or_none_is_refused(anybody):
    assert uploaded(anybody, b"x", "a.exe").status_code == 422
    assert anybody.post(reverse("verify:upload"), {}).status_code == 422


def test_an_uploaded_file_is_not_kept(cast, anybody, settings):
    uploaded(anybody, sheet_pdf(a_sheet(), made_at=NOW))
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_who_asks_too_often_waits_and_others_do_not(anybody):
    page = reverse("verify:document", args=[shown(new_code())])
    assert {anybody.get(page).status_code for _ in range(CODES)} == {404}
    late = anybody.get(page)
    assert late.status_code == 429 and "đợi một phút" in body_of(late)
    assert anybody.get(page, REMOTE_ADDR="203.0.113.9").status_code == 404
    answers = [uploaded(anybody, b"x").status_code for _ in range(FILES + 1)]
    assert answers[-1] == 429 and 429 not in answers[:-1]


def test_the_page_is_light_and_works_without_scripts(cast, anybody):
    made = an_issued(cast.science_head)
    for page in (reverse("verify:start"), reverse("verify:document", args=[made.printed_code])):
        answer = anybody.get(page, HTTP_ACCEPT_ENCODING="gzip")
        assert len(answer.content) < 14_000 and "htmx" not in body_of(anybody.get(page))
        assert not re.search(r"<script>|style=", body_of(anybody.get(page)))


def test_the_page_speaks_english_too(cast, anybody):
    made = an_issued(cast.science_head)
    anybody.cookies["django_language"] = "en"
    seen = body_of(anybody.get(reverse("verify:document", args=[made.printed_code])))
    assert "Seal" in seen and "Con dấu của" not in seen


def test_a_withdrawn_document_says_since_when(cast, anybody):
    made = an_issued(cast.science_head)
    withdraw_document(made, reason="Ban hành nhầm", by=scope_of(cast.science_head), at=AT)
    seen = body_of(anybody.get(reverse("verify:document", args=[made.printed_code])))
    assert "đã bị thu hồi ngày 24/11/2026" in seen and "Ban hành nhầm" not in seen


def test_the_proof_is_a_file_for_whoever_holds_the_code(cast, anybody):
    made = an_issued(cast.science_head)
    page = reverse("verify:proof", args=[made.printed_code])
    assert anybody.get(page).status_code == 404
    IssuedDocument.objects.filter(pk=made.pk).update(proof={"root": "ab"})
    assert anybody.get(page).json() == {"root": "ab"}
    assert page in body_of(anybody.get(reverse("verify:document", args=[made.printed_code])))
    assert anybody.get(reverse("verify:proof", args=[shown(new_code())])).status_code == 404


def test_the_login_page_leads_to_the_check(anybody):
    assert reverse("verify:start") in body_of(anybody.get(reverse("account_login")))


def test_the_qr_on_the_paper_leads_to_the_page(cast, settings):
    """Module by module, in the picture of the printed page."""
    import pypdfium2 as pdfium
    import segno

    from tinhso.kernel.documents.issuing.pdf import verify_address

    settings.SITE_URL = "https://tinh.example.org"
    made = an_issued(cast.science_head)
    address = verify_address(made.code)
    assert address == f"https://tinh.example.org/xac-minh/{made.printed_code}"
    page = pdfium.PdfDocument(files.path_of(made.sha256))[0]
    picture = page.render(scale=6).to_pil().convert("1")
    matrix = [[bool(cell) for cell in row] for row in segno.make(address, error="m").matrix]
    assert _is_printed(picture, matrix)


def _is_printed(picture, matrix) -> bool:
    """Whether the modules stand in a column of the page that begins at the left margin."""
    height = picture.height
    pixels = picture.load()
    n = len(matrix)
    side = 18 / 25.4 * 72 * 6 / (n + 2)  # 18 mm with a border of one module
    left = 30 / 25.4 * 72 * 6 + side
    for top in range(int(height * 0.2), int(height - side * (n + 2))):
        if all(
            (pixels[int(left + (column + 0.5) * side), int(top + (row + 0.5) * side)] == 0)
            == matrix[row][column]
            for row in range(n)
            for column in range(n)
        ):
            return True
    return False
