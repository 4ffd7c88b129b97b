"""Taking a node, a work programme or an item in hand: locked, by who may, as the form showed it."""

from datetime import datetime
from typing import TypeVar

from django.db import connection

from tinhso.domain.programmes import policies
from tinhso.domain.programmes.models import Node, WorkItem, WorkProgramme
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope

Changing = Node | WorkProgramme | WorkItem
Thing = TypeVar("Thing", Node, WorkProgramme, WorkItem)


class ChangedMeanwhile(Exception):
    """Somebody else was first. Says who and when, so that the page can."""

    def __init__(self, thing: Changing) -> None:
        self.who = thing.changed_by.full_name if thing.changed_by else ""
        self.when = thing.changed_at
        super().__init__(f"changed by {self.who} at {self.when}")


def claim_node(pk: int, *, by: Scope, version: int | None = None) -> Node:
    """The live node, locked until the transaction ends. Raises OutOfReach, policies.NotAllowed, ChangedMeanwhile."""
    node = Node.objects.live().select_for_update(of=("self",)).filter(pk=pk).first()
    if node is None:
        raise OutOfReach("programmes.node", pk)
    policies.demand_tend(by, node)
    return _as_shown(node, version)


def claim_links() -> None:
    """No other change of links until the transaction ends: the lock of the triggers in migration 0002."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('programmes.cascade'))")


def claim_programme(pk: int, *, by: Scope, version: int | None = None) -> WorkProgramme:
    """The work programme, locked. Raises OutOfReach, policies.NotAllowed, ChangedMeanwhile."""
    programme = WorkProgramme.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if programme is None:
        raise OutOfReach("programmes.workprogramme", pk)
    policies.demand_tend(by, programme)
    return _as_shown(programme, version)


def claim_item(pk: int, *, by: Scope, version: int | None = None, state: str | None = None) -> WorkItem:
    """The item with its programme, locked, in the state that the act needs. Raises as `claim_programme` does."""
    item = WorkItem.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if item is None:
        raise OutOfReach("programmes.workitem", pk)
    policies.demand_tend(by, item.programme)
    if state is not None and item.state != state:
        raise ChangedMeanwhile(item)
    return _as_shown(item, version)


def _as_shown(thing: Thing, version: int | None) -> Thing:
    if version is not None and thing.version != version:
        raise ChangedMeanwhile(thing)
    return thing


def touch(thing: Changing, *, by: Scope | None, at: datetime) -> None:
    """Mark who changed it when; a form that still shows the version before is refused from now on."""
    thing.version = (thing.version or 0) + 1 if thing.pk else 1
    thing.changed_at = at
    thing.changed_by_id = by.person_id if by else None
