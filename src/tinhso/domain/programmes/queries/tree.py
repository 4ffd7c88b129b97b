"""The cascade read downward: the tops, a node, its children level by level, and everything below it in order."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet

from tinhso.domain.programmes.models import Link, Node
from tinhso.domain.programmes.workflow import Kind
from tinhso.kernel.duties.cells import Counts
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope

RELATED = ("owner_unit", "target")


def readable(pk: int, scope: Scope) -> Node:
    """The node, also a dropped one. Raises OutOfReach (404 and a trace)."""
    related = (*RELATED, "document", "duty__lead_unit", "directive_task", "changed_by")
    node = Node.objects.visible_to(scope).select_related(*related).filter(pk=pk).first()
    if node is None:
        raise OutOfReach("programmes.node", pk)
    return node


def tops(scope: Scope) -> QuerySet[Node]:
    """What hangs under nothing: goals first, then documents, by day."""
    with_children = Exists(Link.objects.filter(parent=OuterRef("pk")))
    nodes = Node.objects.visible_to(scope).tops().select_related(*RELATED)
    return nodes.annotate(has_children=with_children).order_by("-kind", "issued_on", "pk")


def children(parents: Sequence[int], *, most: int) -> dict[int, list[Node]]:
    """Parent → its first `most` children in order, each with `has_children` and `parents_number`."""
    found: dict[int, list[Node]] = {pk: [] for pk in parents}
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, {"parents": list(parents), "most": most})
        pairs = cursor.fetchall()
    nodes = described([child for _parent, child in pairs])
    for parent, child in pairs:
        found[parent].append(nodes[child])
    return found


_FIRST = """
select p.id, l.child_id from unnest(%(parents)s::bigint[]) as p(id)
cross join lateral (select child_id, position, id from programmes_link where parent_id = p.id
                     order by position, id limit %(most)s) l
order by p.id, l.position, l.id"""


def described(ids: Collection[int]) -> dict[int, Node]:
    """Nodes by id with what a line of the tree says of them."""
    nodes = Node.objects.filter(pk__in=list(ids)).select_related(*RELATED, "duty__lead_unit")
    nodes = nodes.annotate(
        has_children=Exists(Link.objects.filter(parent=OuterRef("pk"))),
        parents_number=Count("upward"),
    )
    return {node.pk: node for node in nodes.order_by()}


def number_of_children(pk: int) -> int:
    """How many hang directly under it."""
    return Link.objects.filter(parent=pk).count()


@dataclass
class Branch:
    """A node as one page shows it: with its cells, and with its children where it is opened."""

    node: Node
    counts: Counts = field(default_factory=Counts)
    branches: list["Branch"] = field(default_factory=list)
    opened: bool = False
    more: bool = False  # there are further children on the node's own page
    depth: int = 1
    again: bool = False  # the same node stands on this page already, and is opened there


def opened(top: Node, wanted: Sequence[int], *, most: int) -> Branch:
    """The top with its children, and below them those of `wanted` opened, each once: a node with several parents
    is opened where it stands highest. One query per level."""
    root = Branch(top, opened=True, depth=0)
    shown = {top.pk}
    level = [root]
    while level:
        found = children([branch.node.pk for branch in level], most=most + 1)
        following = []
        for branch in level:
            nodes = found[branch.node.pk]
            branch.more = len(nodes) > most
            for node in nodes[:most]:
                below = Branch(node, depth=branch.depth + 1, again=node.pk in shown)
                shown.add(node.pk)
                branch.branches.append(below)
                if node.pk in wanted and not below.again and below.depth < DEEPEST:
                    below.opened = node.has_children  # type: ignore[attr-defined]
                    following += [below] if below.opened else []
        level = following
    return root


DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the whole tree in order. `again`: its branch was written out further up (several parents)."""

    node_id: int
    parent_id: int | None
    depth: int
    again: bool


def lines_below(top: int, *, most: int | None = None) -> Iterator[Line]:
    """The node and everything below it in the order of the tree; a branch with several parents once in full."""
    below: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_EDGES, {"top": top})
        for parent, child in cursor.fetchall():
            below.setdefault(parent, []).append(child)
    written: set[int] = set()
    stack: list[tuple[int, int | None, int]] = [(top, None, 0)]
    number = 0
    while stack and (most is None or number < most):
        node, parent, depth = stack.pop()
        again = node in written
        yield Line(node, parent, depth, again and node in below)
        number += 1
        if not again:
            written.add(node)
            stack.extend((child, node, depth + 1) for child in reversed(below.get(node, ())))


_EDGES = """
select l.parent_id, l.child_id from programmes_descent x join programmes_link l on l.parent_id = x.descendant_id
 where x.ancestor_id = %(top)s order by l.parent_id, l.position, l.id"""


def listed(scope: Scope) -> QuerySet[Node]:
    """All live nodes, for the list."""
    return Node.objects.visible_to(scope).live().select_related(*RELATED, "duty")


def targets(scope: Scope) -> QuerySet[Node]:
    """All live targets with their figures and milestones."""
    nodes = Node.objects.visible_to(scope).live().filter(kind=Kind.TARGET)
    return nodes.select_related(*RELATED).prefetch_related("target__milestones")
