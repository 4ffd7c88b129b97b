"""Who may issue. What a role may do is in people/roles; a seal is lent to nobody: only the own unit issues."""

from django.core.exceptions import PermissionDenied

from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope


class NotAllowed(PermissionDenied):
    """The post may see the document but not issue or withdraw it."""


def may_issue(by: Scope, unit_id: int) -> bool:
    """Number, seal, issue, withdraw in the name of the unit."""
    return by.may(Permission.ISSUE_DOCUMENTS) and by.unit_id == unit_id


def demand_issue(by: Scope, unit_id: int) -> None:
    """Raise NotAllowed unless the scope may issue in the name of the unit."""
    if not may_issue(by, unit_id):
        raise NotAllowed(str(Permission.ISSUE_DOCUMENTS))
