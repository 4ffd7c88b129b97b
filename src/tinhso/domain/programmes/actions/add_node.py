"""To put a goal, a document, a target, a solution or a task into the cascade."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from tinhso.domain.programmes import claims, policies
from tinhso.domain.programmes.actions import link_nodes
from tinhso.domain.programmes.milestones import linear
from tinhso.domain.programmes.models import Milestone, Node, Target
from tinhso.domain.programmes.workflow import TOPS, Kind, Operator
from tinhso.kernel import audit
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import VIETNAM
from tinhso.kernel.units.models import Unit


class NeedsParent(ValueError):
    """A target, a solution or a task hangs under something."""


class AlreadyThere(ValueError):
    """This document, or this document's number and day, stands in the cascade already, as `node`."""

    def __init__(self, node: Node) -> None:
        super().__init__(node.name)
        self.node = node


@dataclass(frozen=True, slots=True)
class Figures:
    """What a target says. None where no source confirms it."""

    measure: str
    operator: str = Operator.AT_LEAST
    baseline: Decimal | None = None
    baseline_year: int = 0
    end_value: Decimal | None = None
    end_year: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """What a node says, as a person wants it."""

    title: str
    owner_unit_id: int
    place: str = ""
    unverified: str = ""
    doc_type: str = ""
    number: str = ""
    issued_on: date | None = None
    issuer_text: str = ""
    document_id: int | None = None
    figures: Figures | None = None


@transaction.atomic
def add_node(
    kind: str,
    said: Said,
    *,
    by: Scope | None,
    at: datetime,
    parent_id: int | None = None,
    key: str | None = None,
) -> Node:
    """Add a node, under `parent_id` or at the top.

    The owner is a unit of ours within the adder's reach. Raises NeedsParent, AlreadyThere, OutOfReach,
    policies.NotAllowed and what link_nodes raises.
    """
    if parent_id is None and Kind(kind) not in TOPS:
        raise NeedsParent(kind)
    node = Node(kind=kind, key=key)
    write(node, said, by=by, at=at)
    audit.record("cascade_node.added", node, by=by, at=at, kind=kind, owner=node.owner_unit_id)
    if parent_id is not None:
        link_nodes.link_nodes(parent_id, node.pk, by=by, at=at)
    return node


def write(node: Node, said: Said, *, by: Scope | None, at: datetime) -> None:
    """Put what was said into the row and save it, with the figures of a target."""
    demand_owner(said.owner_unit_id, by=by, at=at)
    if said.document_id != node.document_id:
        demand_document(said.document_id, by=by)
    _demand_new(node, said)
    node.title, node.owner_unit_id = said.title, said.owner_unit_id
    node.place, node.unverified = said.place.strip(), said.unverified.strip()
    if node.kind == Kind.DOCUMENT:
        node.doc_type, node.number, node.issued_on = said.doc_type, said.number, said.issued_on
        node.issuer_text, node.document_id = said.issuer_text, said.document_id
    claims.touch(node, by=by, at=at)
    node.save()
    if node.kind == Kind.TARGET and said.figures is not None:
        _write_figures(node, said.figures)


def demand_owner(unit_id: int, *, by: Scope | None, at: datetime) -> None:
    """Raise OutOfReach for what is no unit of ours today, policies.NotAllowed for one beyond reach."""
    if not Unit.objects.ours_on(at.astimezone(VIETNAM).date()).filter(pk=unit_id).exists():
        raise OutOfReach("units.unit", unit_id)
    if by is not None:
        policies.demand_own(by, unit_id)


def demand_document(pk: int | None, *, by: Scope | None) -> None:
    """Raise OutOfReach for a document that the actor may not read."""
    if pk is None or by is None:
        return
    if not OfficialDocument.objects.visible_to(by).filter(pk=pk).exists():
        raise OutOfReach("documents.officialdocument", pk)


def _demand_new(node: Node, said: Said) -> None:
    if node.kind != Kind.DOCUMENT:
        return
    others = Node.objects.exclude(pk=node.pk)
    same = others.filter(document_id=said.document_id).first() if said.document_id else None
    if same is None and said.number and said.issued_on:
        numbered = others.live().filter(number__iexact=said.number.strip(), issued_on=said.issued_on)
        same = numbered.first()
    if same is not None:
        raise AlreadyThere(same)


def _write_figures(node: Node, figures: Figures) -> None:
    """The target's figures; where they change, its milestones become equal steps again."""
    found = Target.objects.filter(node=node).first()
    facts = {name: getattr(figures, name) for name in Figures.__slots__}
    if found is not None and all(getattr(found, name) == value for name, value in facts.items()):
        return
    moved = found is None or any(
        getattr(found, name) != facts[name] for name in ("baseline", "baseline_year", "end_value", "end_year")
    )
    target = found or Target(node=node)
    for name, value in facts.items():
        setattr(target, name, value)
    if moved:
        target.by_hand = False
    target.save()
    if moved:
        split(target)


def split(target: Target) -> None:
    """Equal yearly steps; none where a figure is not known."""
    target.milestones.all().delete()
    if target.baseline is None or target.end_value is None:
        return
    steps = linear(
        target.baseline, target.end_value, baseline_year=target.baseline_year, end_year=target.end_year
    )
    rows = [Milestone(target=target, year=year, value=value) for year, value in steps.items()]
    Milestone.objects.bulk_create(rows)
