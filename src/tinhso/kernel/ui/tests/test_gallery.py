"""Every component, in every state, in both languages."""

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client
from django.urls import reverse

from tinhso.kernel.ui.gallery import PAGES

STATUS = {"wrong": 422, "problem": 409}


@pytest.fixture(autouse=True)
def undefined_variables_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """A template that asks for what nobody gave it writes so into the page."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "UNDEFINED(%s)")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("page", ["", *PAGES])
def test_every_page_of_the_gallery_comes_out_whole(client: Client, page: str, language: str) -> None:
    address = reverse("ui:gallery_layout", args=[page]) if page else reverse("ui:gallery")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(address)
    assert response.status_code == STATUS.get(page, 200)
    html = response.content.decode()
    assert "UNDEFINED(" not in html
    assert f'<html lang="{language}">' in html
    assert html.count("<h1") == html.count("</h1>") >= 1
    assert (
        "<style" not in html and " style=" not in html and "onclick" not in html
    )  # the CSP would refuse them
    for script in html.split("<script")[1:]:
        assert script.lstrip().startswith("src="), "no inline script"


@pytest.mark.django_db
def test_a_page_with_errors_says_so_in_its_title_and_its_status(client: Client) -> None:
    response = client.post(reverse("ui:gallery_layout", args=["form"]), {"title": "x"})
    assert response.status_code == 422
    assert "<title>Lỗi: " in response.content.decode()
    assert "<title>Biểu mẫu" in client.get(reverse("ui:gallery_layout", args=["form"])).content.decode()


@pytest.mark.django_db
def test_an_unknown_page_of_the_gallery_is_404(client: Client) -> None:
    assert client.get(reverse("ui:gallery_layout", args=["no-such"])).status_code == 404


def test_the_page_of_a_failed_server_needs_no_database(client: Client) -> None:
    from django.test import RequestFactory

    from tinhso.kernel.ui.views import server_error

    response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "chưa được lưu" in response.content.decode()


@pytest.mark.django_db
def test_shortcuts_can_be_switched_off_and_on_again(client: Client) -> None:
    page = reverse("ui:shortcuts")
    assert "data-keys" in client.get(page).content.decode()
    assert client.post(page, {"keys": "off"}).status_code == 302
    assert "data-keys" not in client.get(page).content.decode()
    client.post(page, {"keys": "on"})
    assert "data-keys" in client.get(page).content.decode()


@pytest.mark.django_db
def test_the_switch_never_leads_to_a_stranger(client: Client) -> None:
    response = client.post(reverse("ui:shortcuts"), {"keys": "off", "back": "https://evil.example/"})
    assert response["Location"] == reverse("ui:shortcuts")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_reset_password_done"])
def test_the_pages_of_the_account_are_dressed_and_in_vietnamese(client: Client, name: str) -> None:
    html = client.get(reverse(name)).content.decode()
    assert "ui/tinhso.css" in html and "UNDEFINED(" not in html
    assert any(words in html for words in ("Đăng nhập", "đăng nhập", "hộp thư"))
