import pytest

from tinhso.kernel.people.tests.cast import Province, a_province


@pytest.fixture
def cast(db: None) -> Province:
    return a_province()
