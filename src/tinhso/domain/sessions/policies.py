"""Who may do what with a session. What a role may do is in people/roles; where, is its reach."""

from django.core.exceptions import PermissionDenied

from tinhso.domain.sessions.models import WorkingSession
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope


class NotAllowed(PermissionDenied):
    """The post may read the session but not write in it."""


def may_write(by: Scope, session: WorkingSession) -> bool:
    """Record, correct, conclude: whoever handles directives in the unit that keeps the minutes, or above it."""
    return by.may(Permission.MANAGE_DIRECTIVES) and by.reaches(session.owner_unit_id)


def demand_write(by: Scope, session: WorkingSession) -> None:
    """Raise NotAllowed unless the scope may write in the session."""
    if not may_write(by, session):
        raise NotAllowed(str(Permission.MANAGE_DIRECTIVES))


def demand_record(by: Scope) -> None:
    """Raise NotAllowed unless the scope may record sessions of its own unit."""
    if not by.may(Permission.MANAGE_DIRECTIVES):
        raise NotAllowed(str(Permission.MANAGE_DIRECTIVES))


def may_issue(by: Scope, session: WorkingSession) -> bool:
    """Write the notice here: a seal is lent to nobody, so only the own unit does."""
    return by.may(Permission.ISSUE_DOCUMENTS) and by.unit_id == session.owner_unit_id


def may_give(by: Scope, session: WorkingSession) -> bool:
    """Open duties from the session's directions."""
    return may_write(by, session) and by.may(Permission.ASSIGN_DUTIES)
