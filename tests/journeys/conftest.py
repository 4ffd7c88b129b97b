"""A browser for every journey, and a whole installation for those that cross the product."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys import webcheck
from tests.journeys.installation import Installation, Visitor, start


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys share one installation and one browser: they run in one process, in order."""
    for item in items:
        if Path(str(item.fspath)).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The running browser, one for all journeys; without Chromium they are skipped, in CI they fail."""
    if webcheck.chromium() is None:
        message = "no Chromium: apt-get install --no-install-recommends chromium, or set TINHSO_CHROMIUM"
        if os.environ.get("TINHSO_BROWSER_REQUIRED"):
            pytest.fail(message)
        pytest.skip(message)
    with webcheck.browser() as running:
        yield running


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    """A fresh tab of a Vietnamese reader's phone."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The demo province, freshly made."""
    made = start(tmp_path_factory.mktemp("journeys") / "var")
    yield made
    made.stop()


@pytest.fixture
def visit(chromium: Any, installation: Installation) -> Iterator[Any]:
    """visit("vanphong", javascript=False, width=360) -> a logged-in Visitor."""
    visitors: list[Visitor] = []

    def arrive(username: str | None = None, **how: Any) -> Visitor:
        visitor = Visitor(chromium, installation.address, **how)
        visitors.append(visitor)
        return visitor.log_in(username) if username else visitor

    yield arrive
    for visitor in visitors:
        visitor.leave()
