"""To dissolve a unit: it ends, and whoever takes over what it leaves is said piece by piece."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from tinhso.kernel.units import drafting
from tinhso.kernel.units.drafting import Actor, LegalDocument
from tinhso.kernel.units.models import Extent, Reorganisation, What
from tinhso.kernel.units.plan import Plan, Takeover


def dissolve(
    unit: int,
    *,
    document: LegalDocument,
    effective_on: date,
    by: Actor | None,
    at: datetime,
    heirs: Iterable[int] = (),
    fields: Mapping[int, int] | None = None,
    rest: int | None = None,
) -> Reorganisation:
    """Draft: the unit ends. `fields` names the unit that takes over a field of work, `rest` who takes over
    everything else, `heirs` among whom people choose where neither says it.

    Raises ActRefused, AnotherActUnderWay.
    """
    plan = Plan(ends=[unit], heirs=list(dict.fromkeys(heirs)))
    plan.takeovers = [Takeover(unit, to, Extent.PART, field) for field, to in (fields or {}).items()]
    if rest is not None:
        extent = Extent.PART if plan.takeovers else Extent.WHOLE
        plan.takeovers.append(Takeover(unit, rest, extent))
    return drafting.make(What.DISSOLVE, plan, document=document, effective_on=effective_on, by=by, at=at)
