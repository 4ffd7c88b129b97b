"""Who may do what with a limitation."""

from django.core.exceptions import PermissionDenied

from tinhso.domain.limitations.models import Limitation
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope


class NotAllowed(PermissionDenied):
    """The post may read the limitation, not do this."""


def may_record(by: Scope) -> bool:
    """Whoever handles duties may say what is lacking: in the own unit and below it, the province's offices anywhere."""
    return by.may(Permission.HANDLE_DUTIES)


def may_explain(by: Scope, limitation: Limitation) -> bool:
    """The owner, and whoever recorded it, say why."""
    return may_record(by) and (by.reaches(limitation.owner_id) or by.unit_id == limitation.recorder_id)


def may_remedy(by: Scope, limitation: Limitation) -> bool:
    """Whoever gives duties to the owner's unit: the owner's own head, a unit above, the province."""
    return by.may(Permission.ASSIGN_DUTIES) and by.reaches(limitation.owner_id)


def may_close(by: Scope, limitation: Limitation) -> bool:
    """Whoever recorded it, or the province; the owner does not acquit itself where another one found it."""
    return by.may(Permission.ASSIGN_DUTIES) and (
        by.unit_id == limitation.recorder_id or by.reach == "province"
    )


def demand(allowed: bool) -> None:
    """Raise NotAllowed unless allowed."""
    if not allowed:
        raise NotAllowed("limitations")
