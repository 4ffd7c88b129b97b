"""Which unit a name written on a paper means."""

from datetime import date

from tinhso.kernel.text import fold
from tinhso.kernel.units.models import NameRole, UnitName

_BODIES = ("uy ban nhan dan ", "ubnd ")


def unit_named(text: str, day: date) -> int | None:
    """The one unit that bore exactly this name on the day, in any marks and case, with or without "UBND" before
    it; None where there is none or more than one: nothing is guessed."""
    name = fold(text)
    if not name:
        return None
    names = {name, *(name.removeprefix(body) for body in _BODIES)}
    found = (
        UnitName.objects.filter(folded__in=names, during__contains=day)
        .exclude(role=NameRole.SECTOR)
        .order_by()
        .values_list("unit_id", flat=True)
        .distinct()[:2]
    )
    return found[0] if len(found) == 1 else None
