"""Where a file is used. Each room that hangs files on its things registers how it finds them, from its apps.py:

usage.register(lambda file_id, scope: [(title, url), …])
"""

from collections.abc import Callable, Iterable

from django.db.models import Q
from django.urls import reverse

from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.people.scope import Scope

Finder = Callable[[int, Scope], Iterable[tuple[str, str]]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Ask this room too. A finder shows only what the scope may see; the same one is asked once."""
    if finder not in _finders:
        _finders.append(finder)


def of(file_id: int, scope: Scope) -> list[tuple[str, str]]:
    """(title, address) of everything in the scope's reach that uses the file."""
    used = Q(file=file_id) | Q(attachments__file=file_id)
    documents = (
        OfficialDocument.objects.visible_to(scope).defer("text").filter(used).distinct().order_by("pk")
    )
    found = [(document.title, reverse("library:document", args=[document.pk])) for document in documents[:20]]
    for finder in _finders:
        found += finder(file_id, scope)
    return found
