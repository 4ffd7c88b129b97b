"""Questions about how documents hang together: who implements, replaces, amends, approves, cites whom.

One paper may stand in the register several times, once for each unit that received it; a chain goes on from any of
them that the asker sees. `scope` is who asks, None the system itself; the walls of the database hold in any case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tinhso.kernel.documents.citations import Citation, read_citations
from tinhso.kernel.documents.models import Direction, DocumentRelation, OfficialDocument, RelationKind
from tinhso.kernel.documents.numbers import parse_number
from tinhso.kernel.people.scope import Scope

DEEPEST = 12  # steps of a chain; resolution, programme, plan, project, task are five


@dataclass(frozen=True, slots=True)
class Link:
    """One relation as somebody sees it: `document` is the other end, None where it is not in the register or not
    for the asker; its number as cited is always there."""

    relation: DocumentRelation
    document: OfficialDocument | None

    @property
    def text(self) -> str:
        """How the other end is called."""
        return self.document.title if self.document else self.relation.target_text


@dataclass(frozen=True, slots=True)
class Step:
    """One document of a chain: how far away, through which relation, and by which document it was reached."""

    depth: int
    relation: DocumentRelation
    document: OfficialDocument | None
    via: int

    @property
    def text(self) -> str:
        """How it is called."""
        return self.document.title if self.document else self.relation.target_text


def visible(scope: Scope | None) -> QuerySet[OfficialDocument]:
    """The documents of the asker, without their words."""
    rows = OfficialDocument.objects.select_related("issuer").defer("text")
    return rows.visible_to(scope) if scope is not None else rows


def receptions(documents: Iterable[OfficialDocument], scope: Scope | None = None) -> dict[int, str]:
    """id -> what papers are told apart by, of the documents and of all other rows of the same papers."""
    rows = list(documents)
    found = {row.pk: row.series_key or str(row.pk) for row in rows}
    keys = {row.series_key for row in rows if row.series_key}
    if keys:
        found |= dict(visible(scope).filter(series_key__in=keys).values_list("pk", "series_key"))
    return found


def outgoing(document: OfficialDocument, scope: Scope | None = None) -> list[Link]:
    """What the document does with others."""
    rows = list(DocumentRelation.objects.filter(source=document).order_by("kind", "id"))
    seen = visible(scope).in_bulk([row.target_id for row in rows if row.target_id])
    return [Link(row, seen.get(row.target_id or 0)) for row in rows]


def incoming(document: OfficialDocument, scope: Scope | None = None) -> list[Link]:
    """What other documents, which the asker sees, do with this paper."""
    said = DocumentRelation.objects.filter(target__in=list(receptions([document], scope)))
    rows = list(said.exclude(source=document).order_by("kind", "id"))
    seen = visible(scope).in_bulk([row.source_id for row in rows])
    return [Link(row, seen[row.source_id]) for row in rows if row.source_id in seen]


def implemented_by(document: OfficialDocument, scope: Scope | None = None) -> QuerySet[OfficialDocument]:
    """The documents that carry this one out."""
    return _sources(document, RelationKind.IMPLEMENTS, scope)


def implements(document: OfficialDocument, scope: Scope | None = None) -> QuerySet[OfficialDocument]:
    """The documents that this one carries out."""
    carried = DocumentRelation.objects.filter(
        source__in=list(receptions([document], scope)), kind=RelationKind.IMPLEMENTS
    )
    return visible(scope).filter(pk__in=carried.values("target"))


def replaced_by(document: OfficialDocument, scope: Scope | None = None) -> QuerySet[OfficialDocument]:
    """The documents that took this one's place."""
    return _sources(document, RelationKind.REPLACES, scope)


def _sources(document: OfficialDocument, kind: str, scope: Scope | None) -> QuerySet[OfficialDocument]:
    rows = DocumentRelation.objects.filter(target__in=list(receptions([document], scope)), kind=kind)
    return visible(scope).filter(pk__in=rows.values("source"))


def chain_up(
    document: OfficialDocument,
    scope: Scope | None = None,
    *,
    kinds: Iterable[str] = (RelationKind.IMPLEMENTS,),
) -> list[Step]:
    """Everything above the document, nearest first: what it carries out, what that carries out, and so on. A
    document with several parents has several steps; each paper stands once. Three queries a level."""
    return _walk(document, scope, tuple(kinds), up=True)


def chain_down(
    document: OfficialDocument,
    scope: Scope | None = None,
    *,
    kinds: Iterable[str] = (RelationKind.IMPLEMENTS,),
) -> list[Step]:
    """Everything below the document, nearest first."""
    return _walk(document, scope, tuple(kinds), up=False)


def _walk(document: OfficialDocument, scope: Scope | None, kinds: tuple[str, ...], *, up: bool) -> list[Step]:
    near, far = ("source_id", "target_id") if up else ("target_id", "source_id")
    steps: list[Step] = []
    level = [document]
    papers = set(receptions(level, scope).values())
    cited: set[tuple[str, date | None]] = set()
    for depth in range(1, DEEPEST + 1):
        here = receptions(level, scope)
        rows = list(
            DocumentRelation.objects.filter(**{f"{near}__in": list(here)}, kind__in=kinds).order_by(
                "kind", "id"
            )
        )
        others = visible(scope).in_bulk([getattr(row, far) for row in rows if getattr(row, far)])
        level = []
        for row in rows:
            other = others.get(getattr(row, far) or 0)
            if other is None:
                name = (row.target_key, row.target_on)
                if up and name not in cited:
                    cited.add(name)
                    steps.append(Step(depth, row, None, getattr(row, near)))
                continue
            paper = other.series_key or str(other.pk)
            if paper not in papers:
                papers.add(paper)
                level.append(other)
                steps.append(Step(depth, row, other, getattr(row, near)))
        if not level:
            break
    return steps


def suggested(document: OfficialDocument) -> list[Citation]:
    """What the text says of other documents and nobody has accepted yet."""
    said = {
        (relation.target_key, relation.target_on)
        for relation in DocumentRelation.objects.filter(source=document)
    }
    keys = {key for key, _on in said}
    own = parse_number(document.number).search_key if document.number else ""
    found = read_citations(document.text, abstract=document.abstract, own=own)
    return [c for c in found if (c.key, c.on) not in said and not (c.on is None and c.key in keys)]


def target_of(
    source: OfficialDocument, key: str, on: date | None, scope: Scope | None = None
) -> OfficialDocument | None:
    """The one paper of the register that a citation means and that the unit of the citing document reads: its
    own reception first. None where there is none, or without a day more than one."""
    rows = visible(scope).filter(number_key=key, readers__contains=[source.owner_unit_id])
    rows = rows.exclude(pk=source.pk).exclude(direction=Direction.DRAFT)
    if on is not None:
        rows = rows.filter(issued_on=on)
    elif source.issued_on is not None:
        rows = rows.filter(issued_on__lte=source.issued_on)
    found = list(rows.order_by("pk")[:20])
    if len({row.series_key or str(row.pk) for row in found}) != 1:
        return None
    return next((row for row in found if row.owner_unit_id == source.owner_unit_id), found[0])
