"""To take a node out of the cascade."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.programmes import claims
from tinhso.domain.programmes.models import Link, Node
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


class StillHolds(ValueError):
    """Something hangs under it."""


class ReasonNeeded(ValueError):
    """Nothing disappears without a reason."""


@transaction.atomic
def drop_node(pk: int, *, reason: str, by: Scope, at: datetime, version: int | None = None) -> Node:
    """The node leaves the tree and keeps its row, its reason and its trace; its duty goes on.

    Raises StillHolds, ReasonNeeded, claims.ChangedMeanwhile, OutOfReach, policies.NotAllowed.
    """
    node = claims.claim_node(pk, by=by, version=version)
    if Link.objects.filter(parent=node).exists():
        raise StillHolds()
    if not reason.strip():
        raise ReasonNeeded()
    parents = sorted(Link.objects.filter(child=node).values_list("parent", flat=True))
    duty, task = node.duty_id, node.directive_task_id
    Link.objects.filter(child=node).delete()
    node.dropped_at, node.drop_reason = at, reason.strip()[:300]
    node.duty_id = node.directive_task_id = node.document_id = None
    claims.touch(node, by=by, at=at)
    node.save()
    audit.record("cascade_node.dropped", node, by=by, at=at, parents=parents, duty=duty, directive_task=task)
    return node
