"""axe without a violation, 320 px, targets, weight: every kind of page of the running product, in both languages."""

from typing import Any

import pytest

from tests.journeys.webcheck import BOARD, CITIZEN, HTML_KB, STAFF, Page, check

pytestmark = pytest.mark.browser

# who looks at what: address -> budget
PAGES = {
    "vanphong": {"/": STAFF, "/viec/": STAFF, "/van-ban/": STAFF, "/van-ban/moi": STAFF, "/thong-bao": STAFF, "/thong-bao?muc=chua-doc": STAFF,
                 "/thong-bao/cach-nhan": STAFF, "/chuc-vu": STAFF, "/so-van-ban/": STAFF, "/so-van-ban/lay-so": STAFF,
                 "/so-van-ban/giu-so": STAFF, "/so-van-ban/so-kem-chu": STAFF, "/so-van-ban/ghi-so-giay": STAFF, "/kho-van-ban/": STAFF,
                 "/buoi-lam-viec/": STAFF, "/buoi-lam-viec/moi": STAFF, "/buoi-lam-viec/han-che": STAFF,
                 "/buoi-lam-viec/1": STAFF, "/buoi-lam-viec/1/bien-ban": STAFF, "/buoi-lam-viec/1/thanh-phan": STAFF,
                 "/buoi-lam-viec/1/noi-dung": STAFF, "/buoi-lam-viec/1/y-kien/moi": STAFF,
                 "/buoi-lam-viec/1/giao-viec": STAFF, "/buoi-lam-viec/1/thong-bao": STAFF,
                 "/buoi-lam-viec/1/thong-bao/so": STAFF,
                 "/chuong-trinh/": STAFF, "/chuong-trinh/1": STAFF, "/chuong-trinh/chi-tieu": STAFF,
                 "/chuong-trinh/cong-tac/": STAFF, "/kien-nghi/1": STAFF, "/han-che/": STAFF, "/han-che/1": STAFF,
                 "/viec/vuong-mac": STAFF, "/viec/kiem-tra": STAFF, "/viec/giao/nhieu": STAFF,
                 "/viec/giao/dinh-ky": STAFF, "/viec/lich": STAFF, "/viec/nhac": STAFF,
                 "/van-ban/do-ro": STAFF, "/van-ban/chat-luong-doc": STAFF, "/van-ban/kiem-tra-du-thao": STAFF,
                 "/van-ban/1/phu-luc": STAFF,
                 "/kho-van-ban/?q=chuyen doi so": STAFF, "/kho-van-ban/1": STAFF, "/tep/1/thong-tin": STAFF},
    "sokhcn": {"/": STAFF, "/viec/?tab=given": STAFF, "/bang/": BOARD, "/tai-khoan/": STAFF, "/tai-khoan/email/": STAFF,
               "/tai-khoan/password/change/": STAFF, "/tai-khoan/2fa/totp/activate/": STAFF,
               "/tai-khoan/2fa/webauthn/add/": STAFF, "/tai-khoan/bao-ve": STAFF,
               "/phat-hanh/": STAFF, "/phat-hanh/1": STAFF, "/phat-hanh/1/thu-hoi": STAFF,
               "/phat-hanh/du-thao": STAFF, "/phat-hanh/du-thao/2": STAFF, "/phat-hanh/du-thao/moi": STAFF,
               "/soan-thao/": STAFF, "/soan-thao/moi": STAFF, "/soan-thao/1": STAFF, "/soan-thao/1/tiep-thu": STAFF,
               "/soan-thao/1/ban/2": STAFF, "/soan-thao/1/so-sanh": STAFF, "/soan-thao/1/tai-len": STAFF,
               "/soan-thao/1/sua": STAFF, "/soan-thao/1/doi": STAFF, "/soan-thao/1/kiem-tra-ro": STAFF,
               "/soan-thao/trinh/1": STAFF, "/soan-thao/2/noi-nhan": STAFF,
               "/nguoi/": STAFF, "/nguoi/uy-quyen/": STAFF, "/nguoi/uy-quyen/moi": STAFF, "/nguoi/khan-cap/moi": STAFF},
    "lanhdao": {"/bang/": BOARD, "/bang/viec": STAFF, "/bang/?ngay=2020-01-01": BOARD,
                "/don-vi/": STAFF, "/don-vi/?ngay=2021-09-27": STAFF, "/don-vi/?q=na hang": STAFF,
                "/don-vi/so-thong-tin-va-truyen-thong": STAFF},
    "xa": {"/": STAFF, "/viec/": STAFF, "/kien-nghi/": STAFF, "/kien-nghi/moi": STAFF, "/soan-thao/cho-don-vi-toi": STAFF, "/soan-thao/gui-den": STAFF,
           "/soan-thao/gui-den/1": STAFF, "/soan-thao/y-kien/2": STAFF},
    "quantri": {"/": STAFF, "/bang/": BOARD, "/quy-tac/": STAFF, "/quy-tac/duty.reminder_ladder": STAFF,
                "/tai-khoan/giup/": STAFF, "/tai-khoan/giup/?q=mau": STAFF, "/dau-vet/": STAFF, "/dau-vet/1": STAFF,
                "/thong-bao/van-hanh": STAFF, "/thong-bao/van-hanh/tin": STAFF, "/thong-bao/van-hanh/viec-nen": STAFF,
                "/nguoi/": STAFF, "/nguoi/chuc-vu/moi": STAFF, "/nguoi/chuc-vu/1": STAFF, "/nguoi/chuc-vu/1/sua": STAFF,
                "/nguoi/chuc-vu/1/ban-giao": STAFF, "/nguoi/nhap/": STAFF, "/nguoi/khan-cap/": STAFF,
                "/don-vi/sap-xep": STAFF, "/don-vi/sap-xep/moi/nhap": STAFF, "/don-vi/sap-xep/moi/chuyen-linh-vuc": STAFF},
}  # fmt: skip


def cookies(visitor: Any, language: str) -> list[dict[str, Any]]:
    kept = [
        {"name": c["name"], "value": c["value"], "url": visitor.address} for c in visitor.context.cookies()
    ]
    return [*kept, {"name": "django_language", "value": language, "url": visitor.address}]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("username", PAGES)
def test_no_page_has_a_fault(visit: Any, chromium: Any, username: str, language: str) -> None:
    visitor = visit(username)
    known = cookies(visitor, language)
    scripts = (
        (True, False) if language == "vi" else (True,)
    )  # what works without JavaScript works in any language
    pages = [
        Page(visitor.address + address, budget, cookies=known, scripts=scripts)
        for address, budget in PAGES[username].items()
    ]
    if username == "vanphong":
        pages += deep_pages(visitor, known)
    assert check(chromium, pages) == []


def deep_pages(visitor: Any, known: list[dict[str, Any]]) -> list[Page]:
    """The pages of one document and of one duty, which have no fixed address."""
    visitor.go("/van-ban/")
    visitor.page.locator("main tbody a", has_text="1042").first.click()
    visitor.page.wait_for_load_state()
    room = visitor.page.url
    found = [room, room + "/xac-nhan", room + "/viec/moi", room + "/viec/gop", room + "/thong-tin"]
    for words in ("Sửa việc", "Tách việc", "Bỏ việc"):
        link = visitor.page.locator("article.task a", has_text=words.split()[0]).first
        found.append(visitor.address + link.get_attribute("href"))
    visitor.go("/viec/?tab=given")
    found.append(visitor.address + visitor.page.locator("main tbody a").first.get_attribute("href"))
    return [Page(url, STAFF, cookies=known) for url in found]


def test_the_door_is_light(chromium: Any, installation: Any) -> None:
    paths = (
        "/tai-khoan/login/",
        "/tai-khoan/password/reset/",
        "/nguoi/loi-moi/",
        "/xac-minh/",
        "/xac-minh/0000-0000-0000-0000",
    )
    doors = [Page(installation.address + path, CITIZEN, HTML_KB, states=(200, 404)) for path in paths]
    assert check(chromium, doors) == []


def test_a_page_that_does_not_exist_helps(visit: Any, chromium: Any) -> None:
    visitor = visit("xa")
    page = Page(visitor.address + "/viec/999999", STAFF, cookies=cookies(visitor, "vi"), states=(404,))
    assert check(chromium, [page]) == []
