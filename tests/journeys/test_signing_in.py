"""Signing in as people do: with a phone's code and without JavaScript, with a passkey, and when it goes wrong."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.installation import PASSWORD, Installation, Visitor
from tinhso.kernel.people.tests.at_the_door import code_of

pytestmark = pytest.mark.browser


def type_password(visitor: Visitor, username: str, password: str = PASSWORD) -> None:
    visitor.go("/tai-khoan/login/")
    visitor.page.fill("input[name=login]", username)
    visitor.page.fill("input[name=password]", password)
    visitor.page.click("main form button >> nth=0")
    visitor.page.wait_for_load_state()


def type_code(visitor: Visitor, code: str) -> None:
    visitor.page.fill("input[name=code]", code)
    visitor.page.click("main form:has(input[name=code]) button")
    visitor.page.wait_for_load_state()


def press(visitor: Visitor, words: str) -> None:
    visitor.page.get_by_role("button", name=words).or_(
        visitor.page.get_by_role("link", name=words)
    ).first.click()
    visitor.page.wait_for_load_state()


def test_an_app_is_added_used_replaced_by_a_paper_code_and_taken_off_without_javascript(visit: Any) -> None:
    visitor = visit("sovhttdl", javascript=False, width=360)
    visitor.go("/tai-khoan/")
    press(visitor, "Thêm ứng dụng")
    picture = visitor.page.locator("main img")
    assert picture.evaluate("image => image.complete && image.naturalWidth") > 200, (
        "the CSP lets the QR code be seen"
    )
    secret = visitor.page.inner_text("main code")
    type_code(visitor, "123456")
    assert "Mã không đúng" in visitor.text and visitor.page.title().startswith("Lỗi")
    assert visitor.page.inner_text("main code") == secret, "a typo does not make the app start over"
    type_code(visitor, code_of(secret))
    assert "Đã thêm ứng dụng tạo mã" in visitor.text
    press(visitor, "Hiện mã")
    paper = re.findall(r"\b\d{8}\b", visitor.page.inner_text(".panel"))
    assert len(paper) == 10
    visitor.go("/tai-khoan/")
    press(visitor, "Kết thúc phiên")

    type_password(visitor, "sovhttdl")
    assert "Bước thứ hai" in visitor.text
    type_code(visitor, code_of(secret, time.time() + 30))
    assert "Hôm nay" in visitor.text
    visitor.go("/tai-khoan/")
    press(visitor, "Kết thúc phiên")

    type_password(visitor, "sovhttdl")
    type_code(visitor, paper[0])
    visitor.go("/tai-khoan/")
    assert "còn 9 trên 10 mã" in visitor.text
    press(visitor, "Gỡ ứng dụng")
    press(visitor, "Gỡ")
    assert "Đã gỡ ứng dụng tạo mã" in visitor.text


@pytest.fixture
def with_fingerprint(chromium: Any, installation: Installation) -> Iterator[Any]:
    """Visitors whose device has a passkey maker: Chromium's virtual authenticator, which signs for real."""
    visitors = []

    def arrive(*, javascript: bool = True) -> tuple[Visitor, Any]:
        address = installation.address.replace(
            "127.0.0.1", "localhost"
        )  # passkeys belong to names, not numbers
        visitor = Visitor(chromium, address, javascript=javascript)
        visitors.append(visitor)
        devices = visitor.context.new_cdp_session(visitor.page)
        devices.send("WebAuthn.enable")
        made = devices.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        visitor.fingerprint = lambda right: devices.send(  # type: ignore[attr-defined]
            "WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": right}
        )
        return visitor, devices

    yield arrive
    for visitor in visitors:
        visitor.leave()


def test_a_passkey_is_added_lets_in_without_a_password_and_is_taken_off(with_fingerprint: Any) -> None:
    visitor, _devices = with_fingerprint()
    type_password(visitor, "xa")
    visitor.go("/tai-khoan/")
    press(visitor, "Thêm khóa")
    visitor.page.fill("input[name=name]", "Máy ở phòng một cửa")
    visitor.page.get_by_role("button", name="Thêm khóa").click()
    visitor.page.wait_for_url("**/recovery-codes/")
    assert "Đã thêm khóa đăng nhập" in visitor.text
    visitor.go("/tai-khoan/")
    assert "Máy ở phòng một cửa" in visitor.text
    press(visitor, "Kết thúc phiên")

    visitor.go("/tai-khoan/login/")
    visitor.page.get_by_role("button", name="Đăng nhập bằng khóa").click()
    visitor.page.wait_for_url(lambda url: "/tai-khoan/" not in url)
    assert "Hôm nay" in visitor.text
    visitor.go("/tai-khoan/")
    press(visitor, "Kết thúc phiên")

    type_password(visitor, "xa")
    assert "Bước thứ hai" in visitor.text, "a password alone is no longer enough"
    visitor.page.get_by_role("button", name="Dùng khóa đăng nhập").click()
    visitor.page.wait_for_url(lambda url: "/tai-khoan/" not in url)

    visitor.go("/tai-khoan/")
    press(visitor, "Gỡ khóa")
    press(visitor, "Gỡ")
    assert "Đã gỡ khóa đăng nhập" in visitor.text
    press(visitor, "Kết thúc phiên")
    type_password(visitor, "xa")
    assert "Hôm nay" in visitor.text


def test_a_wrong_finger_is_told_and_opens_nothing(with_fingerprint: Any) -> None:
    visitor, _devices = with_fingerprint()
    visitor.fingerprint(False)
    visitor.go("/tai-khoan/login/")
    visitor.page.get_by_role("button", name="Đăng nhập bằng khóa").click()
    visitor.page.get_by_text("Khóa không trả lời hoặc đã hủy").wait_for()
    assert visitor.go("/").url.endswith("/tai-khoan/login/?next=/")


def test_a_page_without_javascript_says_that_passkeys_need_it(with_fingerprint: Any) -> None:
    visitor, _devices = with_fingerprint(javascript=False)
    type_password(visitor, "xa")
    visitor.go("/tai-khoan/2fa/webauthn/add/")
    assert "Thêm khóa đăng nhập cần JavaScript" in visitor.text
    assert not visitor.page.get_by_role("button", name="Thêm khóa").is_visible()


def test_somebody_ends_the_session_on_a_lost_phone_from_the_desk(visit: Any) -> None:
    phone, desk = visit("sokhcn", width=360), visit("sokhcn")
    desk.go("/tai-khoan/")
    assert "phiên này" in desk.text and "127.0.0.x" in desk.text
    desk.page.get_by_role("button", name="Kết thúc mọi phiên khác").click()
    desk.page.wait_for_load_state()
    phone.go("/")
    assert "/tai-khoan/login/" in phone.page.url
    assert desk.go("/").ok and "/tai-khoan/" not in desk.page.url


def test_many_wrong_passwords_are_told_how_long_to_wait_and_whom_to_call(visit: Any) -> None:
    visitor = visit()
    for _ in range(6):
        type_password(visitor, "sovhttdl", "sai-mat-khau")
    assert "Hãy đợi" in visitor.text and "gọi quản trị" in visitor.text
    colleague = visit()
    type_password(colleague, "lanhdao")
    assert "/login/" not in colleague.page.url, "the same address, another account"
