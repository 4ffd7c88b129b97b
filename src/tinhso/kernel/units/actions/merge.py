"""To merge units into one: into a new one, or into one that exists and is full of work."""

from collections.abc import Iterable
from datetime import date, datetime

from tinhso.kernel.units import drafting
from tinhso.kernel.units.drafting import Actor, LegalDocument
from tinhso.kernel.units.models import Reorganisation, What
from tinhso.kernel.units.plan import NewUnit, Plan, Takeover


def merge(
    sources: Iterable[int],
    *,
    into: int | NewUnit,
    document: LegalDocument,
    effective_on: date,
    by: Actor | None,
    at: datetime,
    rename_to: str = "",
) -> Reorganisation:
    """Draft: every source ends, `into` takes over the whole of each. `rename_to` renames an existing target.

    (Luật Tổ chức chính quyền địa phương: nhập đơn vị hành chính.) Raises ActRefused, AnotherActUnderWay.
    """
    plan = Plan()
    target = plan.add(into)
    plan.ends = list(dict.fromkeys(sources))
    plan.takeovers = [Takeover(source, target) for source in plan.ends]
    if rename_to and target > 0:
        plan.names[target] = rename_to
    return drafting.make(What.MERGE, plan, document=document, effective_on=effective_on, by=by, at=at)
