"""To pass fields of work from one unit to another; both live on."""

from collections.abc import Iterable
from datetime import date, datetime

from tinhso.kernel.units import drafting
from tinhso.kernel.units.drafting import Actor, LegalDocument
from tinhso.kernel.units.models import Extent, Reorganisation, What
from tinhso.kernel.units.plan import Plan, Takeover


def transfer_field(
    fields: Iterable[int],
    *,
    source: int,
    to: int,
    document: LegalDocument,
    effective_on: date,
    by: Actor | None,
    at: datetime,
) -> Reorganisation:
    """Draft: open duties of these fields pass to `to`; posts, papers and all other work stay.

    Raises ActRefused (the source does not hold the field that day), AnotherActUnderWay.
    """
    plan = Plan(takeovers=[Takeover(source, to, Extent.PART, field) for field in dict.fromkeys(fields)])
    return drafting.make(
        What.TRANSFER_FIELD, plan, document=document, effective_on=effective_on, by=by, at=at
    )
