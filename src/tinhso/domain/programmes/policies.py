"""Who may do what. Everybody reads; whoever manages directives within reach of the unit that tends a thing changes it."""

from django.core.exceptions import PermissionDenied

from tinhso.domain.programmes.models import Node, WorkProgramme
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope


class NotAllowed(PermissionDenied):
    """The post may read it but not change it."""


def may_tend(by: Scope, thing: Node | WorkProgramme) -> bool:
    """Change it, and hang things under it that the own unit tends."""
    return by.may(Permission.MANAGE_DIRECTIVES) and by.reaches(thing.owner_unit_id)


def demand_tend(by: Scope, thing: Node | WorkProgramme) -> None:
    """Raise NotAllowed unless the scope may change it."""
    if not may_tend(by, thing):
        raise NotAllowed(str(Permission.MANAGE_DIRECTIVES))


def demand_own(by: Scope, unit_id: int) -> None:
    """Raise NotAllowed unless the scope may put something into the hands of this unit."""
    if not (by.may(Permission.MANAGE_DIRECTIVES) and by.reaches(unit_id)):
        raise NotAllowed(str(Permission.MANAGE_DIRECTIVES))
