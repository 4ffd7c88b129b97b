"""The cascade read upward: why a duty exists, from a commune's task to the goal of the congress."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.domain.programmes.models import Descent, Link, Node
from tinhso.domain.programmes.workflow import Kind
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.scope import Scope

MOST_CHAINS = 12


@dataclass(frozen=True)
class Chain:
    """One way up: nodes from the top down to the one asked about."""

    nodes: list[Node]

    @property
    def reaches_a_goal(self) -> bool:
        """Whether it begins at a goal."""
        return self.nodes[0].kind == Kind.GOAL


def chains_to(node: Node) -> list[Chain]:
    """The ways from the tops down to the node, shortest first; those that begin at a goal lead. At most
    MOST_CHAINS; three queries whatever the number."""
    above = list(Descent.objects.filter(descendant=node).order_by().values_list("ancestor", flat=True))
    parents: dict[int, list[int]] = {}
    pairs = Link.objects.filter(child__in=above).order_by("id").values_list("child", "parent")
    for child, parent in pairs:
        parents.setdefault(child, []).append(parent)
    nodes = Node.objects.select_related("owner_unit", "target").in_bulk(above)
    chains = [Chain([nodes[pk] for pk in way]) for way in _ways(node.pk, parents)]
    return sorted(chains, key=lambda chain: (not chain.reaches_a_goal, len(chain.nodes)))


def _ways(bottom: int, parents: dict[int, list[int]]) -> list[list[int]]:
    """Breadth first, so that the shortest ways come first."""
    done: list[list[int]] = []
    queue = [[bottom]]
    while queue and len(done) < MOST_CHAINS:
        way = queue.pop(0)
        above = parents.get(way[0], [])
        if not above:
            done.append(way)
        queue.extend([parent, *way] for parent in above[:MOST_CHAINS])
    return done


def node_of(duty: Duty) -> tuple[Node | None, list[Duty]]:
    """Where a duty stands in the cascade, and the parts below that place that lead to it: a part of a duty has
    the reasons of the whole. (None, []) where nothing above it is in the cascade."""
    parts: list[Duty] = []
    at: Duty | None = duty
    while at is not None:
        if node := _standing_at(at):
            return node, parts
        parts.insert(0, at)
        at = at.parent
    return None, []


def _standing_at(duty: Duty) -> Node | None:
    """The node of this very duty; else the node of the document that gave it."""
    own = Q(duty=duty) | Q(duty__isnull=True, directive_task__duty=duty)
    if node := Node.objects.live().filter(own).first():
        return node
    if duty.source != "directives.task" or not duty.source_id.isdecimal():
        return None
    # the directive's key is its document's
    given = Node.objects.live().filter(document__directive__tasks=int(duty.source_id))
    return given.filter(document__isnull=False).first()


def reason_of(duty: Duty, scope: Scope) -> tuple[object, str] | None:
    """For the duty's page: what it serves at last, and the page that shows the way there."""
    node, _parts = node_of(duty)
    if node is None:
        return None
    url = reverse("programmes:why", args=[duty.pk])
    chains = chains_to(node)
    top = chains[0].nodes[0] if chains else node
    return _("Vì sao có việc này? Để thực hiện: %(goal)s") % {"goal": top.name}, url


def nodes_of_documents(document_ids: Sequence[int]) -> dict[int, Node]:
    """Document → its node, for pages of other rooms."""
    nodes = Node.objects.live().filter(document__in=list(document_ids))
    return {node.document_id: node for node in nodes if node.document_id}
