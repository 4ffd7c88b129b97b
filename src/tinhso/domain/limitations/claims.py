"""Two people at once: the row is locked, and a form that shows an older version is refused with nothing lost."""

from tinhso.domain.limitations.models import Limitation
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


class ChangedMeanwhile(Exception):
    """Somebody has changed it since the form was shown; `limitation` is how it stands now."""

    def __init__(self, limitation: Limitation) -> None:
        super().__init__(limitation.pk)
        self.limitation = limitation


class Closed(Exception):
    """It is closed."""


class TextNeeded(ValueError):
    """Words are missing."""


def claim(
    limitation: Limitation, *, by: Scope, version: int | None = None, closed: bool = False
) -> Limitation:
    """The locked row. Raises OutOfReach, Closed (or, wanted `closed`, that it is open), ChangedMeanwhile."""
    rows = Limitation.objects.visible_to(by).select_for_update(of=("self",))
    locked = rows.filter(pk=limitation.pk).first()
    if locked is None:
        raise OutOfReach("limitations.limitation", limitation.pk)
    if version is not None and locked.version != version:
        raise ChangedMeanwhile(locked)
    if locked.is_open == closed:
        raise Closed(locked.pk)
    return locked
