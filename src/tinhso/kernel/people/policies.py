"""Who may change whose post, stand in for whom, and approve whose emergency."""

from django.core.exceptions import PermissionDenied

from tinhso.kernel.people.models import EmergencyAccess, Post
from tinhso.kernel.people.roles import Permission, Reach, Role
from tinhso.kernel.people.scope import Scope


class NotAllowed(PermissionDenied):
    """The post does not do this."""


class PostIsHeld(ValueError):
    """Somebody else holds the post in that time."""


class PostIsPromised(ValueError):
    """Somebody has been invited to the post, or will hold it later."""


class PostHasEnded(ValueError):
    """The post exists no more on that day."""


class WrongDays(ValueError):
    """The last day lies before the first, or outside of what the days are about."""


def demand_administrator(by: Scope | None) -> None:
    """Raise NotAllowed unless the scope administers. `None` is the system itself."""
    if by is not None and not by.may(Permission.ADMINISTER):
        raise NotAllowed("administrators only")


# Who stands above whom where one reaches the other's unit.
_RANKS = {Role.LEADER: 3, Role.HEAD_OF_OFFICE: 2, Role.UNIT_HEAD: 2, Role.ADMINISTRATOR: 1, Role.OFFICER: 1}
DECIDERS = (Role.ADMINISTRATOR, Role.LEADER)


def is_above(role: str, reaches: bool, other: str) -> bool:
    """Whether a post of `role`, which reaches the other's unit or not, stands above a post of role `other`."""
    return reaches and _RANKS[Role(role)] > _RANKS[Role(other)]


def may_decide_emergency(by: Scope, access: EmergencyAccess, asker_role: str, asker_units: set[int]) -> bool:
    """The second person: an administrator or leader in their own right, not the asker, not below the asker.

    `asker_units` are the units that the asker's post reaches; for a post of the whole province pass its own.
    """
    if not by.in_own_right or by.role not in DECIDERS or by.person_id == access.person_id:
        return False
    reaches = asker_role == Role.LEADER or by.unit_id in asker_units
    return not is_above(asker_role, reaches, by.role)


def may_delegate(by: Scope, post: Post) -> bool:
    """The holder of the post, or an administrator; both in their own right, so that no chain begins."""
    return by.in_own_right and (by.post_id == post.pk or by.may(Permission.ADMINISTER))


def sees_whole_province(by: Scope) -> bool:
    """Administrators and those whose post reaches the province see the people of every unit."""
    return by.may(Permission.ADMINISTER) or by.reach == Reach.PROVINCE
