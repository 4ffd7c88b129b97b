from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tinhso.kernel.units import loading
from tinhso.kernel.units.tests.cast import PACK

AT = datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def loaded(db: None) -> loading.Loaded:
    """The province's own pack in the tables."""
    return loading.load(PACK, at=AT)
