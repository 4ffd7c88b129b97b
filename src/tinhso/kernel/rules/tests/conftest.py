from pathlib import Path

import pytest


@pytest.fixture
def pack_dir() -> Path:
    """The pack of Tuyên Quang in this repository."""
    return Path(__file__).resolve().parents[5] / "packs" / "tuyen-quang"
