"""The register of the demo: real documents of the Centre, the Government and the province by number, day and a short
abstract, with how they hang together; no text of them. Their relations are said before some of them arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from tinhso.kernel.documents import loading
from tinhso.kernel.documents.actions.register_incoming import register_incoming
from tinhso.kernel.documents.actions.register_issued import register_issued
from tinhso.kernel.documents.actions.relate import relate
from tinhso.kernel.documents.models import Direction, OfficialDocument

if TYPE_CHECKING:
    from tinhso.surfaces.demo.story import Storyteller


def tell(story: Storyteller) -> None:
    """The office takes the known documents into its register, and relates them."""
    office, at = story.who("vanphong"), story.at(-90)
    kept: dict[tuple[str, object], OfficialDocument] = {}
    for known in loading.known_documents(settings.PACK_DIR):
        if known.facts.issued_on is None or known.facts.issued_on > story.day(-90):
            continue
        register = register_issued if known.way == Direction.ISSUED else register_incoming
        document = register(known.facts, by=office, at=at)
        kept[known.facts.number, known.facts.issued_on] = document
    for relation in loading.known_relations(settings.PACK_DIR):
        if (source := kept.get((relation.number, relation.issued_on))) is not None:
            relate(
                source, kind=relation.kind, text=relation.other, on=relation.other_issued_on, by=office, at=at
            )
