"""To split a unit among several, new or existing ones; or to cut a part off a unit that lives on."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from tinhso.kernel.units import drafting
from tinhso.kernel.units.drafting import Actor, LegalDocument
from tinhso.kernel.units.models import Extent, Reorganisation, What
from tinhso.kernel.units.plan import NewUnit, Plan, Takeover


def split(
    source: int,
    *,
    into: Iterable[int | NewUnit],
    document: LegalDocument,
    effective_on: date,
    by: Actor | None,
    at: datetime,
    lives_on: bool = False,
    fields: Mapping[int, int] | None = None,
) -> Reorganisation:
    """Draft: each of `into` takes over a part. `fields` says which field of work goes to which of them, by its
    place in `into`. Nothing tells which part takes a duty, a post or a paper: people answer (actions/answer.py)
    before the act is decided.

    Raises ActRefused, AnotherActUnderWay.
    """
    plan = Plan(shares=[source]) if lives_on else Plan(ends=[source])
    targets = [plan.add(unit) for unit in into]
    plan.takeovers = [Takeover(source, target, Extent.PART) for target in targets]
    plan.takeovers += [
        Takeover(source, targets[place], Extent.PART, field) for field, place in (fields or {}).items()
    ]
    return drafting.make(What.SPLIT, plan, document=document, effective_on=effective_on, by=by, at=at)
