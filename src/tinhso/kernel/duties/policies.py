"""Who may make which move. What a role may do is in people/roles; on whose side somebody stands is
decided here."""

from django.core.exceptions import PermissionDenied

from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.workflow import Move, Side, State, moves_from
from tinhso.kernel.people.roles import Permission, Reach
from tinhso.kernel.people.scope import Scope

NEEDED = {
    Side.LEAD: Permission.HANDLE_DUTIES,
    Side.COORDINATING: Permission.HANDLE_DUTIES,
    Side.ASSIGNER: Permission.ASSIGN_DUTIES,
    Side.EITHER: Permission.READ_DUTIES,
}
# Going on with a duty one level down is giving a duty.
ALSO_NEEDED = {"give_subduty": Permission.ASSIGN_DUTIES}


class NotAllowed(PermissionDenied):
    """The post sees the duty but may not make this move."""


def leads(by: Scope, duty: Duty) -> bool:
    """Acts for the unit that leads. Only the unit's own people: a superior unit has its own duties."""
    return by.unit_id == duty.lead_unit_id and by.may(Permission.HANDLE_DUTIES)


def assigns(by: Scope, duty: Duty) -> bool:
    """Acts for the side that gave it and will confirm it.

    The own unit's people who may assign; and for duties given at the top, the offices and leaders of the
    province, because they speak for the bodies that issue directives. Never the lead about its own result.
    """
    if not by.may(Permission.ASSIGN_DUTIES):
        return False
    if by.unit_id == duty.assigner_unit_id:
        return True
    return by.reach == Reach.PROVINCE and duty.parent_id is None and by.unit_id != duty.lead_unit_id


def coordinates(by: Scope, duty: Duty) -> bool:
    """Acts for a unit that coordinates; reads duty.coordinations (prefetch them for lists)."""
    return by.may(Permission.HANDLE_DUTIES) and any(
        row.unit_id == by.unit_id for row in duty.coordinations.all()
    )


def may(by: Scope | None, duty: Duty, move: Move) -> bool:
    """Whether the scope may make the move, whatever the duty's state. `None` is the system itself."""
    if by is None:
        return True
    if move.name in ALSO_NEEDED and not by.may(ALSO_NEEDED[move.name]):
        return False
    if move.side == Side.EITHER:
        return leads(by, duty) or assigns(by, duty)
    return leads(by, duty) if move.side == Side.LEAD else assigns(by, duty)


def demand(by: Scope | None, duty: Duty, move: Move) -> None:
    """Raise NotAllowed unless the scope may make the move."""
    if not may(by, duty, move):
        raise NotAllowed(f"{move.name} is for the side of the {move.side}")


def moves_for(by: Scope, duty: Duty) -> list[Move]:
    """The moves that this scope may make now: the buttons of the page."""
    return [m for m in moves_from(State(duty.state), paused=duty.paused) if may(by, duty, m)]
