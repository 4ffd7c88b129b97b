"""Where a document of the register leads: each room that does something with documents registers what it offers, from
its apps.py:

leads.register(lambda document, scope: [(label, url), …])
"""

from collections.abc import Callable, Iterable

from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.people.scope import Scope

Finder = Callable[[OfficialDocument, Scope], Iterable[tuple[object, str]]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Ask this room too. A finder offers only what the scope may do or see; the same one is asked once."""
    if finder not in _finders:
        _finders.append(finder)


def of(document: OfficialDocument, scope: Scope) -> list[tuple[object, str]]:
    """(label, address) of what the rooms offer for the document."""
    return [lead for finder in _finders for lead in finder(document, scope)]
