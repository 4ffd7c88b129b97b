"""To rearrange many units by one document: the mergers and splits of a whole province."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from tinhso.kernel.units import drafting
from tinhso.kernel.units.drafting import Actor, LegalDocument
from tinhso.kernel.units.models import Extent, Reorganisation, What
from tinhso.kernel.units.plan import NewUnit, Plan, Takeover


@dataclass(frozen=True, slots=True)
class Group:
    """One target and what goes into it: whole units, and parts of units that other groups share."""

    into: int | NewUnit
    whole: Sequence[int] = ()
    parts: Sequence[int] = ()
    rename_to: str = field(default="")


def rearrange(
    groups: Sequence[Group], *, document: LegalDocument, effective_on: date, by: Actor | None, at: datetime
) -> Reorganisation:
    """Draft: all groups in one act. A unit that is named as a part ends when every part of it is given away;
    what of a split unit goes where is asked.

    Raises ActRefused, AnotherActUnderWay.
    """
    plan = Plan()
    for group in groups:
        target = plan.add(group.into)
        plan.takeovers += [Takeover(unit, target) for unit in group.whole]
        plan.takeovers += [Takeover(unit, target, Extent.PART) for unit in group.parts]
        if group.rename_to and target > 0:
            plan.names[target] = group.rename_to
    plan.ends = list(dict.fromkeys(t.predecessor for t in plan.takeovers))
    return drafting.make(What.REARRANGE, plan, document=document, effective_on=effective_on, by=by, at=at)
