import re
from datetime import date
from html import unescape
from itertools import count

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.documents.search import Narrowed, marked, search, snippets
from tinhso.kernel.documents.tests.series import at
from tinhso.kernel.people.scope import leave
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of

unhurried = settings(deadline=None)  # the machine may be busy
_different = count(1_000_001)  # a unit receives a text once
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_province()


def a_document(cast, abstract="", text="", *, number="", on=date(2026, 1, 5), readers=(), **facts):
    return OfficialDocument.objects.create(
        number_raw=number,
        abstract=abstract,
        text=f"{text}\n{next(_different)}" if text else f"Nội dung của {number} {abstract}",
        issued_on=on,
        owner_unit=cast.science,
        readers=[cast.science.pk, *(unit.pk for unit in readers)],
        received_at=at(),
        received_by=cast.science_head.person,
        **facts,
    )


def found_by(account, typed, narrowed=None):
    """What the account finds, behind the walls, best first."""
    with as_application():
        scope_of(account)
        ids = search(typed, narrowed or Narrowed()).ids
        names = dict(OfficialDocument.objects.values_list("pk", "abstract"))
    return [names[pk] for pk in ids]


def test_words_are_found_with_and_without_marks_and_in_any_case(cast):
    a_document(cast, "Về chuyển đổi số của tỉnh")
    a_document(cast, "Về phòng cháy, chữa cháy")
    for typed in ("chuyển đổi số", "chuyen doi so", "CHUYEN ĐỔI so", "chuye\u0302\u0309n đổi"):
        assert found_by(cast.science_officer, typed) == ["Về chuyển đổi số của tỉnh"]
    assert found_by(cast.science_officer, "chuyen dong") == []


def test_the_last_word_may_be_unfinished(cast):
    a_document(cast, "Về chuyển đổi số của tỉnh")
    assert found_by(cast.science_officer, "chuyen do") == ["Về chuyển đổi số của tỉnh"]
    assert found_by(cast.science_officer, "chuyen do ") == []


def test_a_phrase_ranks_above_its_words_and_the_head_above_the_text(cast):
    a_document(cast, "Words apart", "số lượng đã đổi sau khi chuyển trụ sở")
    a_document(cast, "Phrase in the text", "Đẩy mạnh chuyển đổi số ở cơ sở")
    a_document(cast, "Chuyển đổi số", "Nội dung khác")
    assert found_by(cast.science_officer, "chuyen doi so") == [
        "Chuyển đổi số", "Phrase in the text", "Words apart",
    ]  # fmt: skip


def test_exact_marks_rank_higher_than_what_only_folds_alike(cast):
    a_document(cast, "Về thôn Minh Quân", on=date(2026, 2, 1))
    a_document(cast, "Về thôn Minh Quán", on=date(2025, 2, 1))
    assert found_by(cast.science_officer, "minh quán")[0] == "Về thôn Minh Quán"
    assert found_by(cast.science_officer, "minh quân")[0] == "Về thôn Minh Quân"
    assert found_by(cast.science_officer, "minh quan")[0] == "Về thôn Minh Quân"  # the newer one
    a_document(cast, "In the text", "họp tại Thủy Hóa", on=date(2020, 1, 1))
    a_document(cast, "Else", "họp tại Thụy Hoa", on=date(2026, 1, 1))
    assert found_by(cast.science_officer, "Thủy Hóa")[0] == "In the text"


def test_the_issuer_is_searched_too_by_its_name_in_the_list_of_units(cast):
    a_document(cast, "Về ngân sách", issuer=cast.finance)
    assert found_by(cast.science_officer, "so tai chinh") == ["Về ngân sách"]


@pytest.mark.parametrize("typed", ["559/QĐ-UBND", "559/qd-ubnd", "559 /QĐ UBND", "559/q", "559", "số 559"])
def test_a_number_is_found_by_its_beginning_however_it_is_typed(cast, typed):
    a_document(cast, "The decision", number="559/QĐ-UBND")
    a_document(cast, "Cites it", "Thực hiện Quyết định số 559/QĐ-UBND ngày 10/9/2021", number="12/KH-UBND")
    assert found_by(cast.science_officer, typed)[0] == "The decision"


def test_filters_narrow_what_is_found(cast):
    a_document(
        cast, "Old plan", "chuyển đổi số", doc_type="ke-hoach", on=date(2024, 5, 1), issuer=cast.finance
    )
    a_document(cast, "New plan", "chuyển đổi số", doc_type="ke-hoach", issuer_text="UBND tỉnh")
    a_document(cast, "New report", "chuyển đổi số", doc_type="bao-cao")

    def narrowed(**facts):
        return sorted(found_by(cast.science_officer, "chuyển đổi số", Narrowed(**facts)))

    assert narrowed(kind="ke-hoach") == ["New plan", "Old plan"]
    assert narrowed(first_day=date(2026, 1, 1)) == ["New plan", "New report"]
    assert narrowed(last_day=date(2025, 1, 1)) == ["Old plan"]
    assert narrowed(issuers=(cast.finance.pk,), issuer_words="tai chinh") == ["Old plan"]
    assert narrowed(issuer_words="ubnd") == ["New plan"]


def test_nobody_finds_what_they_may_not_read(cast):
    a_document(cast, "For two", "chuyển đổi số", number="559/QĐ-UBND", readers=[cast.culture])
    for account in (cast.science_officer, cast.culture_officer, cast.leader):
        assert found_by(account, "chuyen doi so") == found_by(account, "559") == ["For two"]
    for account in (cast.stranger, cast.commune_officer):
        assert found_by(account, "chuyen doi so") == found_by(account, "559") == []
    with as_application():
        leave()
        assert search("chuyen doi so").ids == []


def test_common_words_are_weighed_newest_first_and_that_is_said(cast):
    for day in range(1, 9):
        a_document(cast, f"Số {day}", "Ủy ban nhân dân tỉnh", on=date(2026, 1, day))
    with as_application():
        scope_of(cast.science_officer)
        answer = search("uy ban nhan dan", most=3)
    assert answer.capped and len(answer.ids) == 3
    newest = OfficialDocument.objects.order_by("-issued_on").values_list("pk", flat=True)[:3]
    assert answer.ids == list(newest)


def test_no_text_is_too_long_to_be_stored_and_its_beginning_is_found(cast):
    different = " ".join(f"{number:x}zq" for number in range(200_000))  # 1.5 million signs, no word twice
    a_document(cast, "Long", "mở đầu hiếm gặp " + different)
    assert found_by(cast.science_officer, "mo dau hiem gap") == ["Long"]


@unhurried
@given(st.text(max_size=60))
def test_whatever_is_typed_the_search_answers(typed):
    with as_application():
        assert search(typed).ids == []
    assert unescape(re.sub("</?mark>", "", marked(typed, typed))) == typed


def test_the_piece_of_text_shows_the_hit_in_its_own_spelling(cast):
    text = (
        "Mở đầu.\n" + "Câu khác. " * 60 + "Giao Sở Nội vụ đẩy mạnh chuyển đổi\nsố trong năm." + " Hết." * 60
    )
    pk = a_document(cast, "", text).pk
    piece = snippets([pk], "chuyen doi so")[pk]
    assert "đẩy mạnh chuyển đổi\nsố trong năm" in piece and len(piece) < 300
    assert "<mark>chuyển đổi\nsố</mark>" in marked(piece, "chuyen doi so")
    assert snippets([pk], "khong co")[pk] == ""


def test_marking_escapes_what_the_text_holds():
    assert marked("<b>Số</b> & số", "so") == "&lt;b&gt;<mark>Số</mark>&lt;/b&gt; &amp; <mark>số</mark>"
    assert marked("Đường số 5", "duong") == "<mark>Đường</mark> số 5"


# --- the pages ------------------------------------------------------------------------------------------------


def test_the_list_searches_marks_and_links(cast, as_account):
    one = a_document(cast, "Về chuyển đổi số", "Giao các sở chuyển đổi số.", number="559/QĐ-UBND")
    a_document(cast, "Việc khác")
    page = as_account(cast.science_officer).get(reverse("library:documents"), {"q": "chuyen doi so"})
    shown = page.content.decode()
    assert "Về <mark>chuyển đổi số</mark>" in shown and "Việc khác" not in shown
    assert reverse("library:document", args=[one.pk]) in shown and "1 dòng" in shown
    newest = as_account(cast.science_officer).get(reverse("library:documents")).content.decode()
    assert "Việc khác" in newest
    filtered = as_account(cast.science_officer).get(
        reverse("library:documents"), {"tu": "1/1/2030", "loai": "ke-hoach", "co_quan": "tai chinh"}
    )
    assert "Không có văn bản nào" in filtered.content.decode()


def test_the_list_goes_out_as_a_sheet_and_turns_pages(cast, as_account):
    for number in range(25):
        a_document(cast, f"Về chuyển đổi số lần {number}")
    client = as_account(cast.science_officer)
    first = client.get(reverse("library:documents"), {"q": "chuyen doi so"}).content.decode()
    second = client.get(reverse("library:documents"), {"q": "chuyen doi so", "page": 2}).content.decode()
    assert first.count("data-row") == 20 and second.count("data-row") == 5
    sheet = client.get(reverse("library:documents"), {"q": "chuyen doi so", "export": "xlsx"})
    assert sheet["Content-Type"].endswith("sheet")
    by_number = client.get(reverse("library:documents"), {"q": "chuyen doi so", "sort": "-issued"})
    assert by_number.status_code == 200


def test_a_document_opens_for_its_readers_only(cast, as_account):
    one = a_document(cast, "Về chuyển đổi số", "Nội dung dài. " * 5000, number="22/NQ-TU")
    address = reverse("library:document", args=[one.pk])
    page = as_account(cast.science_officer).get(address)
    shown = page.content.decode()
    assert "22-NQ/TU" in shown and "22/NQ-TU" in shown and len(shown) < 120_000
    assert "chỉ hiện phần đầu" in shown
    assert as_account(cast.stranger).get(address).status_code == 404
    assert as_account(cast.administrator).get(address).status_code == 403
    assert as_account(cast.administrator).get(reverse("library:documents")).status_code == 403
