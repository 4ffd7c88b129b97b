"""The pages: the tree of any day, a unit, the type-ahead; they work without JavaScript."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory
from django.urls import reverse

from tinhso.kernel.units.workspace import views

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(loaded, client: Client) -> Client:
    client.force_login(get_user_model().objects.create_user(username="nguoi-xem"))
    return client


def test_a_stranger_is_asked_to_sign_in(loaded):
    answer = Client().get(reverse("units:organisation"))
    assert answer.status_code == 302


def test_the_page_of_2021_shows_seven_districts_and_138_communes(client: Client):
    page = client.get(reverse("units:organisation"), {"ngay": "27/9/2021"}).content.decode()
    assert "122 xã, 10 phường, 6 thị trấn" in page
    assert "Sở Thông tin và Truyền thông" in page and "Tỉnh Hà Giang" in page
    assert "<details" in page and "<style" not in page


def test_the_page_of_today_shows_124_communes_and_no_district(client: Client):
    page = client.get(reverse("units:organisation")).content.decode()
    assert "117 xã, 7 phường" in page and "Huyện Na Hang" not in page


def test_a_day_that_is_none_is_explained_and_the_page_still_stands(client: Client):
    answer = client.get(reverse("units:organisation"), {"ngay": "32/13/2021"})
    assert answer.status_code == 422 and "117 xã" in answer.content.decode()


def test_an_old_name_is_found_and_told_what_became_of_it(client: Client):
    page = client.get(reverse("units:organisation"), {"q": "Kim Phú"}).content.decode()
    assert "Phải hỏi" in page


def test_the_page_of_a_unit_shows_its_history(client: Client):
    page = client.get(reverse("units:unit", args=["lang-can-lam-binh"])).content.decode()
    assert "Xã Lăng Can" in page and "Thị trấn Lăng Can" in page and "Xã Lâm Bình" in page
    page = client.get(reverse("units:unit", args=["so-thong-tin-va-truyen-thong"]), {"ngay": "27/9/2021"})
    assert "Báo chí" in page.content.decode() and "chưa kiểm chứng" in page.content.decode()


def test_a_unit_that_does_not_exist_is_a_404(client: Client):
    assert client.get(reverse("units:unit", args=["khong-co"])).status_code == 404


def test_the_pages_ask_few_queries(client: Client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(reverse("units:organisation"), {"ngay": "27/9/2021"})
    with django_assert_max_num_queries(24):
        client.get(reverse("units:unit", args=["huyen-na-hang"]), {"ngay": "2021-09-27"})


def test_the_type_ahead_answers_two_letters(client: Client):
    answer = client.get(reverse("units:suggest"), {"q": "so th", "ngay": "2021-09-27"}).json()["results"]
    assert answer[0]["text"] == answer[0]["name"] == "Sở Thông tin và Truyền thông"
    assert answer[0]["kind"] == "department" and isinstance(answer[0]["id"], int)
    assert len(answer) <= 10


def test_only_safe_methods_are_served(loaded):
    assert views.organisation(RequestFactory().post("/")).status_code == 405
