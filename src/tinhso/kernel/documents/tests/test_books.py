"""The pages of the books: who sees them, what they ask, what they say when it does not go."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel.documents.actions.enter_paper_number import enter_paper_number
from tinhso.kernel.documents.actions.reserve_number import reserve_number
from tinhso.kernel.documents.models import NumberSeries, SeriesNumber
from tinhso.kernel.documents.tests.series import TODAY, at, decision, take
from tinhso.kernel.people.tests.cast import a_province
from tinhso.kernel.text.formats import format_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_province()


def asked(unit, **more):
    return {"issuer": unit.pk, "doc_type": "quyet-dinh", "on": format_date(timezone.localdate()), **more}


def test_a_head_takes_a_number_and_lands_in_the_book(cast, as_account):
    client = as_account(cast.science_head)
    form = client.get(reverse("books:take"))
    token = form.context["form"]["token"].value()
    answer = client.post(
        reverse("books:take"), asked(cast.science, abstract="Về đề án", token=str(token)), follow=True
    )
    shown = answer.content.decode()
    assert "Đã cấp số 01/QĐ-SKHCN." in shown and "Về đề án" in shown
    client.post(reverse("books:take"), asked(cast.science, token=str(token)))
    assert SeriesNumber.objects.count() == 1, "the second press of the same button gives no second number"
    client.post(reverse("books:take"), asked(cast.science))
    assert SeriesNumber.objects.count() == 2


def test_an_office_may_choose_between_itself_and_the_body_that_it_serves(cast, as_account):
    page = as_account(cast.head_of_office).get(reverse("books:take")).content.decode()
    assert "Tỉnh Thử Nghiệm" in page and "Văn phòng" in page and ">Sở Tài chính<" not in page
    answer = as_account(cast.head_of_office).post(reverse("books:take"), asked(cast.finance))
    assert answer.status_code == 422 and not SeriesNumber.objects.exists()


@pytest.mark.parametrize(
    ("page", "more", "says"),
    [
        ("take", {"on": "1/1/2020"}, "kèm chữ"),
        ("take", {"on": "1/1/2099"}, "chưa đến"),
        ("letter", {"after": "9"}, "Chưa có số 09"),
        ("letter", {"after": "1", "on": "1/1/2020"}, "Chưa có số 01"),
        ("reserve", {"count": "51", "held_for": "x", "reason": "y"}, "50"),
        ("reserve", {"count": "1", "held_for": "", "reason": ""}, "Lỗi"),
        ("paper", {"number": "mười"}, "12 hoặc 12a"),
        ("paper", {"number": "1"}, "đã cấp cho văn bản"),
        ("paper", {"number": "40"}, "Sổ đang ở số 01"),
    ],
)
def test_what_does_not_go_is_said_beside_its_field(cast, as_account, page, more, says):
    today = timezone.localdate()
    take(
        decision(cast.science),
        today if more.get("on") != "1/1/2020" or page == "letter" else date(2020, 1, 2),
    )
    answer = as_account(cast.science_head).post(reverse(f"books:{page}"), asked(cast.science, **more))
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_paper_numbers_held_numbers_and_gaps_stand_in_the_book(cast, as_account):
    client = as_account(cast.science_head)
    client.post(reverse("books:paper"), asked(cast.science, number="14", jump="on"))
    client.post(
        reverse("books:reserve"),
        asked(cast.science, count="2", held_for="Hội nghị", reason="In trước", until="1/1/2020"),
    )
    client.post(reverse("books:letter"), asked(cast.science, after="14"))
    series = NumberSeries.objects.get()
    page = client.get(reverse("books:book", args=[series.pk])).content.decode()
    assert "Chưa vào sổ 13 số: 1–13." in page
    assert "14a/QĐ-SKHCN" in page and "Giữ cho Hội nghị: In trước." in page and "Giữ quá hẹn" in page
    assert "2 số giữ quá ngày" in page
    sheet = client.get(reverse("books:book", args=[series.pk]), {"export": "xlsx"})
    assert sheet["Content-Type"].endswith("sheet")
    only_held = client.get(
        reverse("books:book", args=[series.pk]), {"tinh_trang": "reserved"}
    ).content.decode()
    assert only_held.count("data-row") == 2


def test_a_held_number_is_used_and_another_cancelled(cast, as_account):
    first, second = reserve_number(
        decision(cast.science), on=timezone.localdate(), count=2, held_for="x", reason="y", by=None, at=at()
    )
    client = as_account(cast.science_head)
    day = {"on": format_date(timezone.localdate())}
    assert client.post(reverse("books:use", args=[first.pk]), day).status_code == 302
    assert client.post(reverse("books:use", args=[first.pk]), day).status_code == 422
    assert client.get(reverse("books:cancel", args=[second.pk])).status_code == 200
    assert client.post(reverse("books:cancel", args=[second.pk]), {"reason": ""}).status_code == 422
    assert client.post(reverse("books:cancel", args=[second.pk]), {"reason": "Bỏ"}).status_code == 302
    states = SeriesNumber.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["taken", "cancelled"]


def test_colleagues_read_the_book_strangers_do_not_know_it_and_only_heads_act(cast, as_account):
    entry = take(decision(cast.science), TODAY)
    book = reverse("books:book", args=[entry.series_id])
    seen = as_account(cast.science_officer).get(book)
    assert seen.status_code == 200 and reverse("books:cancel", args=[entry.pk]) not in seen.content.decode()
    assert as_account(cast.stranger).get(book).status_code == 404
    assert "SKHCN" not in as_account(cast.stranger).get(reverse("books:all")).content.decode()
    assert "…/QĐ-SKHCN" in as_account(cast.leader).get(reverse("books:all"), {"nam": "2026"}).content.decode()
    for name in ("take", "letter", "reserve", "paper"):
        assert as_account(cast.science_officer).get(reverse(f"books:{name}")).status_code == 403
    cancel = reverse("books:cancel", args=[entry.pk])
    assert as_account(cast.science_officer).post(cancel, {"reason": "x"}).status_code == 403
    assert as_account(cast.commune_head).post(cancel, {"reason": "x"}).status_code == 404
    assert as_account(cast.head_of_office).post(cancel, {"reason": "x"}).status_code == 403


def test_without_a_series_the_page_says_how_one_begins(cast, as_account):
    assert "Chưa có sổ nào" in as_account(cast.science_head).get(reverse("books:all")).content.decode()


def test_the_paper_book_may_be_entered_for_last_year(cast):
    entry = enter_paper_number(
        decision(cast.science), number=3, on=date(2025, 5, 5), jump=True, by=None, at=at()
    )
    assert entry.series.year == 2025 and entry.from_paper
