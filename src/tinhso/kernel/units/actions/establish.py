"""To establish a unit."""

from datetime import date, datetime

from tinhso.kernel.units import drafting
from tinhso.kernel.units.drafting import Actor, LegalDocument
from tinhso.kernel.units.models import Reorganisation, What
from tinhso.kernel.units.plan import NewUnit, Plan


def establish(
    unit: NewUnit, *, document: LegalDocument, effective_on: date, by: Actor | None, at: datetime
) -> Reorganisation:
    """Draft: a new unit with its name, code and the unit above it, from the effective day on.

    Raises ActRefused (the code belongs to another unit, the unit above does not live that day).
    """
    plan = Plan()
    plan.add(unit)
    return drafting.make(What.ESTABLISH, plan, document=document, effective_on=effective_on, by=by, at=at)
