"""To rename a unit; with it, if the document says so, its area code."""

from datetime import date, datetime

from tinhso.kernel.text import normalise
from tinhso.kernel.units import drafting
from tinhso.kernel.units.drafting import Actor, LegalDocument
from tinhso.kernel.units.models import Reorganisation, What
from tinhso.kernel.units.plan import Plan


def rename(
    unit: int,
    *,
    name: str,
    document: LegalDocument,
    effective_on: date,
    by: Actor | None,
    at: datetime,
    code: str = "",
) -> Reorganisation:
    """Draft: the unit goes on under another name. Its work, people and papers do not move.

    Raises ActRefused.
    """
    plan = Plan(names={unit: normalise(name)}, codes={unit: code} if code else {})
    return drafting.make(What.RENAME, plan, document=document, effective_on=effective_on, by=by, at=at)
