"""What may follow from a duty elsewhere in the product: each room registers what it offers on the page of a duty,
from its `apps.py: ready()`, so that the kernel knows no domain.

    sequels.register(lambda duty, scope: [Sequel(_("Soạn văn bản theo việc này"), url)])
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.scope import Scope


@dataclass(frozen=True, slots=True)
class Sequel:
    """A way on from the duty. `begins`: it starts something; else it shows what was started."""

    label: object
    url: str
    begins: bool = True


Finder = Callable[[Duty, Scope], Iterable[Sequel]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Ask this room too; the same one is asked once. A finder offers only what the scope may do or see."""
    if finder not in _finders:
        _finders.append(finder)


def of(duty: Duty, scope: Scope) -> list[Sequel]:
    """Everything that the rooms offer for this duty."""
    return [sequel for finder in _finders for sequel in finder(duty, scope)]
