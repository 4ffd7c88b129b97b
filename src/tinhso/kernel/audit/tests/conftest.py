"""A key of its own for each test of the seals."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def key_file(settings: object, tmp_path: Path) -> Path:
    """Where this test's key lies; made by whoever signs first."""
    settings.AUDIT_KEY_FILE = tmp_path / "audit-key.pem"  # type: ignore[attr-defined]
    return tmp_path / "audit-key.pem"
