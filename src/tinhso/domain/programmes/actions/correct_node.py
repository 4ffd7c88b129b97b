"""To change what a node says."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.programmes import claims
from tinhso.domain.programmes.actions.add_node import Said, write
from tinhso.domain.programmes.models import Node
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def correct_node(pk: int, said: Said, *, by: Scope, at: datetime, version: int | None = None) -> Node:
    """Replace the node's words, owner and, of a target, its figures (milestones are then equal steps again).

    Its kind never changes. Raises claims.ChangedMeanwhile, add_node.AlreadyThere, OutOfReach, policies.NotAllowed.
    """
    node = claims.claim_node(pk, by=by, version=version)
    was = node.owner_unit_id
    write(node, said, by=by, at=at)
    audit.record("cascade_node.corrected", node, by=by, at=at, was=was, owner=node.owner_unit_id)
    return node
