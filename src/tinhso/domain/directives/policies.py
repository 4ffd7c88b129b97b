"""Who may do what with a directive. What a role may do is in people/roles; where, is its reach."""

from django.core.exceptions import PermissionDenied

from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope


class NotAllowed(PermissionDenied):
    """The post may read the directive but not handle it."""


def may_manage(by: Scope, document: OfficialDocument) -> bool:
    """Correct, confirm: whoever handles directives in the unit that received the document, or above it."""
    return by.may(Permission.MANAGE_DIRECTIVES) and by.reaches(document.owner_unit_id)


def demand_manage(by: Scope, document: OfficialDocument) -> None:
    """Raise NotAllowed unless the scope may correct and confirm."""
    if not may_manage(by, document):
        raise NotAllowed(str(Permission.MANAGE_DIRECTIVES))


def demand_receive(by: Scope) -> None:
    """Raise NotAllowed unless the scope may take in a directive for its own unit."""
    if not by.may(Permission.MANAGE_DIRECTIVES):
        raise NotAllowed(str(Permission.MANAGE_DIRECTIVES))
