"""The document by which a duty was transferred, stopped or put off."""

from dataclasses import dataclass

from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.documents.numbers import parse_number
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise


@dataclass(frozen=True, slots=True)
class Basis:
    """How the document is called, and its row where the product has it."""

    text: str
    document_id: int | None = None

    @classmethod
    def of(cls, document: OfficialDocument) -> "Basis":
        """A document that the caller has found, and may read."""
        return cls(document.title[:200], document.pk)


def named(text: str, *, by: Scope) -> Basis | None:
    """What somebody typed: "QĐ 559/QĐ-UBND ngày 5/2/2026". Where exactly one document that they may read has the
    number, that one; else the words alone. None for no words."""
    text = normalise(text)[:200]
    if not text:
        return None
    read = parse_number(text)
    if read.understood and read.search_key:
        found = OfficialDocument.objects.visible_to(by).filter(number_key=read.search_key).order_by("-pk")[:2]
        if len(found) == 1:
            return Basis.of(found[0])
    return Basis(text)
