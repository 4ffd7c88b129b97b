"""What every page must pass in a real browser: budget, reflow at 320 px, targets of 44 px, axe without a
violation.

From a test:      check(browser, [Page(live_server.url + "/gallery", budget_kb=120)]) == []
From the shell:   python tests/journeys/webcheck.py 30 http://127.0.0.1:8000/ URL…      (30 citizen, 120
staff, 150 board)

The browser is Debian's (apt-get install --no-install-recommends chromium) or $TINHSO_CHROMIUM.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

CITIZEN, STAFF, BOARD = 30, 120, 150  # KB on the wire at the first visit, without photos
HTML_KB = 14  # of a citizen's page
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CONTROLS = "button, select, summary, .btn, textarea, input:not([type=hidden])"
# A control is small when its own box is lower than 44 px and it is really shown.
SMALL = """nodes => nodes.filter(e => e.offsetParent && getComputedStyle(e).visibility !== 'hidden'
    && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 80))"""
# What sticks out of the page to the right, unless it scrolls in a box of its own.
WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? []
    : [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 80)).slice(0, 3)
    .concat([`page is ${document.documentElement.scrollWidth} px wide`])"""


@dataclass(frozen=True)
class Page:
    """One address and what it may weigh. `html_kb` None: the whole budget."""

    url: str
    budget_kb: float = STAFF
    html_kb: float | None = None
    cookies: list[dict[str, Any]] = field(default_factory=list)
    widths: tuple[int, ...] = (320, 1280)
    states: tuple[int, ...] = (200,)
    scripts: tuple[bool, ...] = (True, False)  # visited with and without JavaScript


@dataclass(frozen=True)
class Weight:
    """What a first visit took on the wire, in bytes."""

    url: str
    javascript: bool
    total: int
    html: int
    requests: int


def chromium() -> str | None:
    """The browser's path, None where none is installed."""
    named = os.environ.get("TINHSO_CHROMIUM")
    return (
        named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    )


@contextmanager
def browser() -> Iterator[Any]:
    """A headless browser; RuntimeError with what to install where there is none."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    if path is None:
        raise RuntimeError(
            "no Chromium: apt-get install --no-install-recommends chromium, or set TINHSO_CHROMIUM"
        )
    # Playwright's loop runs in the test's own thread, where Django then sees "async" although nothing is.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        try:
            yield running
        finally:
            running.close()


def check(
    running: Any,
    pages: Iterable[Page],
    *,
    seen: Callable[[Weight], None] | None = None,
    before: Callable[[Any], None] | None = None,
) -> list[tuple[str, str]]:
    """All faults of the pages as (address, fault); an empty list is what a test wants.

    `seen` is told the weight of every visit; `before(tab)` prepares a tab after loading (open a menu, type
    a word).
    """
    faults: list[tuple[str, str]] = []
    for page in pages:
        for javascript in page.scripts:
            faults += [(page.url, fault) for fault in _visit(running, page, javascript, seen, before)]
    return faults


def _visit(
    running: Any,
    page: Page,
    javascript: bool,
    seen: Callable[[Weight], None] | None,
    before: Callable[[Any], None] | None,
) -> list[str]:
    context = running.new_context(
        java_script_enabled=javascript, viewport={"width": page.widths[0], "height": 640}
    )
    context.add_cookies(page.cookies)
    tab = context.new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(f"script error: {error}"))
    # Chromium writes the page's own status 4xx to the console too; that is no fault of a page that means it.
    tab.on(
        "console",
        lambda m: (
            errors.append(f"console: {m.text}") if m.type == "error" and "status of 4" not in m.text else None
        ),
    )
    session = context.new_cdp_session(tab)
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.send("Network.enable")
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    try:
        answer = tab.goto(page.url, wait_until="networkidle")
        faults = _weigh(page, javascript, kinds, sizes, seen)
        if answer is not None and answer.status not in page.states:
            faults.append(f"status {answer.status}")
        if before is not None:
            before(tab)
        for width in page.widths:
            tab.set_viewport_size({"width": width, "height": 640})
            faults += [f"{width}px, sideways scroll: {what}" for what in tab.evaluate(WIDE)]
            faults += [
                f"{width}px, under 44 px: {what}" for what in tab.eval_on_selector_all(CONTROLS, SMALL)
            ]
            if javascript:
                faults += [f"{width}px, {what}" for what in _axe(tab)]
        return faults + errors
    finally:
        context.close()


def _weigh(
    page: Page,
    javascript: bool,
    kinds: dict[str, str],
    sizes: dict[str, int],
    seen: Callable[[Weight], None] | None,
) -> list[str]:
    total = sum(sizes.values())
    html = sum(size for key, size in sizes.items() if kinds.get(key) == "Document")
    if seen is not None:
        seen(Weight(page.url, javascript, total, html, len(sizes)))
    faults = []
    if total > page.budget_kb * 1024:
        faults.append(f"{total} bytes on the wire, {page.budget_kb} KB allowed")
    limit = page.html_kb or page.budget_kb
    if html > limit * 1024:
        faults.append(f"{html} bytes of HTML, {limit} KB allowed")
    return faults


def _axe(tab: Any) -> list[str]:
    # Through the debugger, not a script tag: the page's own Content-Security-Policy stays on.
    tab.evaluate(_axe_source())
    found = tab.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS)
    return [
        f"axe {violation['id']}: {node['target']} {node['html'][:80]}"
        for violation in found["violations"]
        for node in violation["nodes"][:3]
    ]


@cache
def _axe_source() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def main(arguments: list[str]) -> int:
    """The command: budget in KB, then addresses."""
    budget = float(arguments[0])
    html = HTML_KB if budget <= CITIZEN else None

    def tell(weight: Weight) -> None:
        how = "js" if weight.javascript else "no js"
        print(f"{weight.url} {how}: {weight.total} bytes, {weight.html} HTML, {weight.requests} requests")

    with browser() as running:
        faults = check(
            running,
            [Page(url, budget, html, states=(200, 404, 409, 422)) for url in arguments[1:]],
            seen=tell,
        )
    for url, fault in faults:
        print(f"{url}: {fault}", file=sys.stderr)
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
