from pathlib import Path

import pytest

from tinhso.kernel import calendar
from tinhso.kernel.calendar import WorkingCalendar


@pytest.fixture(scope="session")
def pack_dir() -> Path:
    """The pack of Tuyên Quang in this repository."""
    return Path(__file__).resolve().parents[5] / "packs" / "tuyen-quang"


@pytest.fixture
def offices(pack_dir, monkeypatch) -> WorkingCalendar:
    """The calendar of the pack, under the default rules, without a database."""
    from tinhso.kernel.rules import values

    monkeypatch.setattr(values, "_history", dict)
    return calendar.of_pack(pack_dir)
