"""What may be chosen in the forms of the register: units, and who has signed."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.models import Tenure
from tinhso.kernel.text import fold
from tinhso.kernel.text.formats import format_date
from tinhso.kernel.ui.forms import Choice
from tinhso.kernel.units import queries as units
from tinhso.kernel.units.models import Unit


def search_units(text: str) -> list[Choice]:
    """Units of today that the typed text may mean."""
    return [(str(unit.id), unit.name) for unit in units.search(text, timezone.localdate(), 8)]


def issuer_label(key: str) -> str:
    """The name of any unit, also one of former times: it may have issued. Raises OutOfReach for a forged id."""
    unit = Unit.objects.filter(pk=_number(key, "units.unit")).first()
    if unit is None:
        raise OutOfReach("units.unit", key)
    return unit.name


def handler_label(key: str) -> str:
    """The name of a unit of today. Raises OutOfReach for a forged id."""
    unit = Unit.objects.ours_on(timezone.localdate()).filter(pk=_number(key, "units.unit")).first()
    if unit is None:
        raise OutOfReach("units.unit", key)
    return unit.name


def signers_named(text: str) -> list[Choice]:
    """Who may have signed: people by a few letters of the name, once for each post that they hold or held."""
    words = fold(text)
    if len(words) < 2:
        return []
    rows = Tenure.objects.filter(person__folded__contains=words).select_related("person", "post__unit")
    return [(str(row.pk), _held(row)) for row in rows.order_by("person__sort_key", "-during", "pk")[:12]]


def signer_label(key: str) -> str:
    """Raises OutOfReach for a forged id."""
    row = (
        Tenure.objects.select_related("person", "post__unit").filter(pk=_number(key, "people.tenure")).first()
    )
    if row is None:
        raise OutOfReach("people.tenure", key)
    return _held(row)


def _held(tenure: Tenure) -> str:
    words = f"{tenure.person.full_name} – {tenure.post.title}, {tenure.post.unit.name}"
    until = tenure.during.upper
    return _("%(who)s (đến %(day)s)") % {"who": words, "day": format_date(until)} if until else words


def _number(key: Any, kind: str) -> int:
    if not str(key).isdecimal() or len(str(key)) > 18:
        raise OutOfReach(kind, key)
    return int(key)
