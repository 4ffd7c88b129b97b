"""How a unit writes itself above its documents, and where it sits."""

from dataclasses import dataclass
from datetime import date

from tinhso.kernel.documents.models import Side
from tinhso.kernel.units.forms_of_name import bare
from tinhso.kernel.units.models import Kind, Unit
from tinhso.kernel.units.queries import name_of

_COMMITTEE = "Ủy ban nhân dân"
_WITH_COMMITTEE = {Kind.PROVINCE, Kind.DISTRICT, Kind.COMMUNE}
# Decree 30/2020, Appendix I: People's Committees, Councils and their like write no body above them.
_ON_TOP = _WITH_COMMITTEE | {Kind.COUNCIL}


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The two lines at the top left, the place of the date, and whose rules of form apply."""

    issuer: str
    parent_body: str
    place: str
    side: str


def letterhead_of(unit: Unit, day: date) -> Letterhead:
    """The unit's letterhead on a day, from its name and the unit above it on that day."""
    kind = Kind(unit.kind)
    above = unit.parents.filter(during__contains=day).select_related("parent").order_by("id").first()
    parent_body = "" if kind in _ON_TOP or above is None else written_name(above.parent, day)
    return Letterhead(
        issuer=written_name(unit, day),
        parent_body=parent_body,
        place=_place(unit, day),
        side=Side.PARTY if kind == Kind.PARTY else Side.STATE,
    )


def written_name(unit: Unit, day: date) -> str:
    """ "Xã Hồng Thái" issues as "Ủy ban nhân dân xã Hồng Thái"; others under their own name."""
    name = name_of(unit, day)
    if unit.kind in _WITH_COMMITTEE:
        return f"{_COMMITTEE} {name[:1].lower()}{name[1:]}"
    return name


def _place(unit: Unit, day: date) -> str:
    """The name of the commune, else of the province, without its form."""
    here: Unit | None = unit
    while here is not None and here.kind not in _WITH_COMMITTEE:
        above = here.parents.filter(during__contains=day).select_related("parent").order_by("id").first()
        here = above.parent if above else None
    return bare(name_of(here, day)) if here else ""
