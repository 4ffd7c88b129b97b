"""To say that a node does not serve another one after all."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.programmes import claims, policies
from tinhso.domain.programmes.models import Link
from tinhso.domain.programmes.workflow import TOPS, Kind
from tinhso.kernel import audit
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


class LastParent(ValueError):
    """A target, a solution or a task keeps at least one parent; drop it instead."""


@transaction.atomic
def unlink_nodes(parent_id: int, child_id: int, *, by: Scope, at: datetime) -> None:
    """Take the child from under the parent; both stay. For whoever tends either of them.

    Raises LastParent, OutOfReach, policies.NotAllowed.
    """
    claims.claim_links()
    links = Link.objects.select_related("parent", "child")
    link = links.filter(parent=parent_id, child=child_id).first()
    if link is None:
        raise OutOfReach("programmes.link", f"{parent_id}-{child_id}")
    if not policies.may_tend(by, link.parent):
        policies.demand_tend(by, link.child)
    others = Link.objects.filter(child=child_id).exclude(pk=link.pk)
    if Kind(link.child.kind) not in TOPS and not others.exists():
        raise LastParent()
    link.delete()
    audit.record("cascade_node.unlinked", link.child, by=by, at=at, parent=parent_id)
