"""To say that a node serves another one as well."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from tinhso.domain.programmes import policies
from tinhso.domain.programmes.models import Link, Node
from tinhso.domain.programmes.workflow import may_hang
from tinhso.kernel import audit
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


class Loop(ValueError):
    """The parent stands below the child already: the cascade runs downhill only."""


class DoesNotHangThere(ValueError):
    """A node of this kind does not stand under one of that kind; `child` and `parent` are the kinds."""

    def __init__(self, child: str, parent: str) -> None:
        super().__init__(f"{child} under {parent}")
        self.child, self.parent = child, parent


@transaction.atomic
def link_nodes(parent_id: int, child_id: int, *, by: Scope | None, at: datetime) -> Link:
    """Hang the child under the parent; twice is once.

    For whoever tends the child: they say what it serves. Raises Loop, DoesNotHangThere, OutOfReach,
    policies.NotAllowed.
    """
    nodes = {node.pk: node for node in Node.objects.live().filter(pk__in=[parent_id, child_id])}
    for pk in (parent_id, child_id):
        if pk not in nodes:
            raise OutOfReach("programmes.node", pk)
    parent, child = nodes[parent_id], nodes[child_id]
    if by is not None:
        policies.demand_tend(by, child)
    if parent_id == child_id:
        raise Loop()
    if not may_hang(child.kind, parent.kind):
        raise DoesNotHangThere(child.kind, parent.kind)
    if there := Link.objects.filter(parent=parent, child=child).first():
        return there
    last = Link.objects.filter(parent=parent).aggregate(last=Max("position"))["last"] or 0
    try:
        with transaction.atomic():
            link = Link.objects.create(parent=parent, child=child, position=last + 1)
    except IntegrityError as refused:
        constraint = getattr(getattr(refused.__cause__, "diag", None), "constraint_name", "")
        if constraint == "the_cascade_has_no_loop":
            raise Loop() from refused
        if constraint == "a_node_hangs_once_under_another":  # the same press twice at once
            return Link.objects.get(parent=parent, child=child)
        raise
    audit.record("cascade_node.linked", child, by=by, at=at, parent=parent.pk)
    return link
