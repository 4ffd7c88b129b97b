"""What the tests of number series share: a Party committee with its terms, and acts in one line."""

from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from tinhso.kernel.documents.actions.take_number import take_number
from tinhso.kernel.documents.models import SeriesNumber, Side, Term
from tinhso.kernel.documents.numbering import Numbering
from tinhso.kernel.people.tests.cast import a_unit
from tinhso.kernel.units.models import Kind, Unit

TODAY = date(2026, 3, 5)


def at(day: date = TODAY, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=timezone.get_fixed_timezone(420))


def decision(unit: Unit, **options) -> Numbering:
    """A quyết định of the unit; its symbol is the usual one."""
    return Numbering(unit, "quyet-dinh", **options)


def take(wanted: Numbering, on: date = TODAY, by=None, **options) -> SeriesNumber:
    """The next number, on the day of the paper itself, by the system unless somebody is named."""
    return take_number(wanted, on=on, by=by, at=at(on), **options)


def a_committee(*terms: tuple[str, date, date | None], name: str = "Tỉnh ủy Thử", parent=None) -> Unit:
    """A Party committee with its terms (name, first day, first day of the next)."""
    unit = a_unit(name, Kind.PARTY, parent=parent)
    for label, first, until in terms:
        Term.objects.create(
            unit=unit, name=label, during=DateRange(first, until), source="test", verified=False
        )
    return unit


def resolution(unit: Unit, **options) -> Numbering:
    """A nghị quyết of the Party."""
    return Numbering(unit, "nghi-quyet", side=Side.PARTY, **options)
