"""To put a line into a work programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from tinhso.domain.programmes import claims
from tinhso.domain.programmes.models import WorkItem, WorkProgramme
from tinhso.kernel import audit
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import VIETNAM
from tinhso.kernel.units.models import Unit


class OutsideThePeriod(ValueError):
    """The month or quarter does not lie in the programme's period."""


@dataclass(frozen=True, slots=True)
class Line:
    """What an item says."""

    content: str
    month: int | None = None
    quarter: int | None = None
    lead_unit_id: int | None = None
    lead_text: str = ""
    presented_to: str = ""


@transaction.atomic
def add_items(programme_id: int, lines: Sequence[Line], *, by: Scope, at: datetime) -> list[WorkItem]:
    """Add the lines after those that are there, all or none.

    Raises OutsideThePeriod, OutOfReach (a lead that is no unit of ours), policies.NotAllowed.
    """
    programme = claims.claim_programme(programme_id, by=by)
    last = programme.items.aggregate(last=Max("position"))["last"] or 0
    items = []
    for position, line in enumerate(lines, start=last + 1):
        item = WorkItem(programme=programme, position=position)
        write(item, line, by=by, at=at)
        items.append(item)
    audit.record("work_programme.items_added", programme, by=by, at=at, items=[item.pk for item in items])
    return items


def write(item: WorkItem, line: Line, *, by: Scope, at: datetime) -> None:
    """Put the line into the row and save it."""
    _demand_within(item.programme, line)
    if line.lead_unit_id != item.lead_unit_id:
        _demand_ours(line.lead_unit_id, at)
    for name in Line.__slots__:
        setattr(item, name, getattr(line, name))
    claims.touch(item, by=by, at=at)
    item.save()


def _demand_within(programme: WorkProgramme, line: Line) -> None:
    wrong_month = line.month is not None and line.month not in programme.months
    wrong_quarter = line.quarter is not None and programme.quarter not in (0, line.quarter)
    if wrong_month or wrong_quarter:
        raise OutsideThePeriod(f"{line.month} {line.quarter}")


def _demand_ours(unit_id: int | None, at: datetime) -> None:
    today = at.astimezone(VIETNAM).date()
    if unit_id is not None and not Unit.objects.ours_on(today).filter(pk=unit_id).exists():
        raise OutOfReach("units.unit", unit_id)
