"""Who may issue, and who keeps a register. What a role may do is in people/roles; a seal is lent to nobody: only the own
unit issues."""

from django.core.exceptions import PermissionDenied

from tinhso.kernel.documents.models import OfficialDocument
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


def may_register(by: Scope) -> bool:
    """Take documents into the register of the own unit."""
    return by.may(Permission.MANAGE_DIRECTIVES)


def demand_register(by: Scope) -> None:
    """Raise NotAllowed unless the scope keeps a register."""
    if not may_register(by):
        raise NotAllowed(str(Permission.MANAGE_DIRECTIVES))


def may_describe(by: Scope, document: OfficialDocument) -> bool:
    """Say what a document is, attach files, relate it to others: whoever keeps the register of its unit, or of one
    above it."""
    return may_register(by) and by.reaches(document.owner_unit_id)


def demand_describe(by: Scope, document: OfficialDocument) -> None:
    """Raise NotAllowed unless the scope may describe the document."""
    if not may_describe(by, document):
        raise NotAllowed(str(Permission.MANAGE_DIRECTIVES))
