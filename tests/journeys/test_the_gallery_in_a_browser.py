"""Every component in a real browser: accessibility, reflow, targets, weight; and what JavaScript adds."""

from typing import Any

import pytest
from django.urls import reverse

from tests.journeys import webcheck
from tests.journeys.webcheck import CITIZEN, HTML_KB, Page, check
from tinhso.kernel.ui.gallery import PAGES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
# Pages for citizens and for everybody: the small budget.
LIGHT = {"portal", "bare", "404", "403", "csrf", "500"}


def address(live_server: Any, page: str) -> str:
    return live_server.url + (reverse("ui:gallery_layout", args=[page]) if page else reverse("ui:gallery"))


def test_no_page_of_the_gallery_has_a_fault(chromium: Any, live_server: Any) -> None:
    pages = [
        Page(
            address(live_server, name), *((CITIZEN, HTML_KB) if name in LIGHT else ()), states=(200, 409, 422)
        )
        for name in ("", *PAGES)
    ]
    # The test's server does not compress; test_every_page… weighs the same page as an installation sends it.
    pages.append(Page(live_server.url + reverse("account_login"), 2 * CITIZEN, HTML_KB))
    assert check(chromium, pages) == []


def test_the_menu_of_a_phone_opens_without_a_script(chromium: Any, live_server: Any) -> None:
    faults = check(
        chromium,
        [Page(address(live_server, "bare"))],
        before=lambda tab: tab.goto(address(live_server, "") + "#menu"),
    )
    assert faults == []
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(address(live_server, ""))
    assert not page.is_visible("nav.primary")
    page.click("a.menu-open")
    assert page.is_visible("nav.primary")
    page.click("a.menu-close")
    assert not page.is_visible("nav.primary")
    context.close()


def test_two_letters_without_marks_find_a_unit_by_keyboard(tab: Any, live_server: Any) -> None:
    tab.goto(address(live_server, "form"))
    tab.fill("#id_lead", "")
    tab.locator("#id_lead").press_sequentially("y te")
    tab.wait_for_selector("#id_lead[aria-expanded=true]")
    assert webcheck._axe(tab) == []
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    assert (tab.input_value("#id_lead"), tab.input_value("#id_lead_id")) == ("Sở Y tế", "5")
    tab.locator("#id_lead").press_sequentially("x")
    assert tab.input_value("#id_lead_id") == "", "a changed text is no longer the choice"
    tab.keyboard.press("Escape")
    assert tab.get_attribute("#id_lead", "aria-expanded") == "false"


def test_the_errors_have_the_focus_and_lead_to_their_fields(tab: Any, live_server: Any) -> None:
    tab.goto(address(live_server, "wrong"))
    assert tab.evaluate("document.activeElement.id") == "errors"
    for link in tab.query_selector_all("#errors a"):
        assert tab.query_selector(link.get_attribute("href")), link.inner_text()


def test_shortcuts_move_along_the_rows_and_rest_when_off(tab: Any, live_server: Any) -> None:
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.goto(address(live_server, "list"))
    tab.keyboard.press("j")
    first = tab.evaluate("document.activeElement.innerText")
    tab.keyboard.press("j")
    assert tab.evaluate("document.activeElement.innerText") != first
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.type") == "search"
    tab.context.add_cookies([{"name": "keys", "value": "off", "url": live_server.url}])
    tab.goto(address(live_server, "list"))
    tab.keyboard.press("j")
    assert tab.evaluate("document.activeElement.tagName") == "BODY"


def test_a_form_pressed_twice_is_sent_once(tab: Any, live_server: Any) -> None:
    tab.goto(address(live_server, "form"))
    tab.evaluate(
        "document.addEventListener('submit', e => { window.sent = (window.sent||0) + !e.defaultPrevented;"
        " e.preventDefault(); })"
    )
    tab.click("button.btn:text('Lưu việc')")
    tab.click("button.btn:text('Lưu việc')", force=True)
    assert tab.evaluate("window.sent") == 1
