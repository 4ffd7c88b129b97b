"""What the tests of this room share: the pack, the shared data, and units made in one line."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from tinhso.kernel.units.models import NameRole, Succession, Unit, UnitCode, UnitName

ROOT = Path(__file__).resolve().parents[5]
PACK = ROOT / "packs" / "tuyen-quang"

SESSION = date(2021, 9, 27)
LAST_OF_DISTRICTS = date(2025, 6, 30)
MERGER = date(2025, 7, 1)
NOW = date(2026, 11, 23)


def shared(name: str) -> Path:
    """A file of the shared data, or the test is skipped."""
    folder = Path(os.environ.get("TINHSO_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / name).exists():
        pytest.skip(f"the shared data file {name} is not here (set TINHSO_DATA)")
    return folder / name


def a_unit(key: str, begins: date | None = None, ends: date | None = None, kind: str = "commune") -> Unit:
    """A unit named after its key, with its official name."""
    during = DateRange(begins, ends)
    facts = {"source": "test", "verified": True}
    unit = Unit.objects.create(
        key=key, name=key, folded=key, sort_key=key, kind=kind, during=during, ours=during, **facts
    )
    UnitName.made(unit=unit, role=NameRole.OFFICIAL, text=key, during=during, **facts).save()
    return unit


def a_code(unit: Unit, code: str, begins: date | None = None, ends: date | None = None) -> UnitCode:
    return UnitCode.objects.create(
        unit=unit, system="gso", code=code, during=DateRange(begins, ends), source="test", verified=True
    )


def taken_over(
    before: Unit, after: Unit, on: date, extent: str = "whole", field: object = None
) -> Succession:
    return Succession.objects.create(
        predecessor=before, successor=after, on=on, extent=extent, field=field, source="test", verified=True
    )
