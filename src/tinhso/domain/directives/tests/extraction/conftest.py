"""What the sentences of these tests share."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tinhso.domain.directives.extraction import Reading, Task, extract

TODAY = date(2026, 3, 10)


@pytest.fixture
def read() -> Callable[..., Reading]:
    """Reads a text as of 10 March 2026."""

    def reads(text: str, context: str | None = None, day: date | None = TODAY) -> Reading:
        return extract(text, date=day, context=context)

    return reads


@pytest.fixture
def only(read: Callable[..., Reading]) -> Callable[..., Task]:
    """The one task of a text."""

    def task(text: str, context: str | None = None, day: date | None = TODAY) -> Task:
        found = read(text, context, day).tasks
        assert len(found) == 1, [each.as_dict() for each in found]
        return found[0]

    return task


@pytest.fixture
def data() -> Path:
    """The folder of development data; the test is skipped where it is absent."""
    root = Path(__file__).resolve().parents[6]
    folder = Path(os.environ.get("TINHSO_DATA") or root.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("no development data: set TINHSO_DATA")
    return folder
