"""To place units below another unit."""

from collections.abc import Iterable
from datetime import date, datetime

from tinhso.kernel.units import drafting
from tinhso.kernel.units.drafting import Actor, LegalDocument
from tinhso.kernel.units.models import Reorganisation, What
from tinhso.kernel.units.plan import Plan


def change_parent(
    units: Iterable[int],
    *,
    parent: int,
    document: LegalDocument,
    effective_on: date,
    by: Actor | None,
    at: datetime,
) -> Reorganisation:
    """Draft: from the effective day on the units belong to `parent`, and its people see their work.

    Raises ActRefused (a circle), AnotherActUnderWay.
    """
    plan = Plan(parents=dict.fromkeys(units, parent))
    return drafting.make(What.CHANGE_PARENT, plan, document=document, effective_on=effective_on, by=by, at=at)
