"""To revoke a delegation, or to give it back: it ends at once, in the middle of a session too."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.kernel import audit
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.people.models import Delegation
from tinhso.kernel.people.policies import NotAllowed
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope


class AlreadyRevoked(Exception):
    """It ended before."""


def may_revoke(delegation: Delegation, by: Scope) -> bool:
    """The giver, the delegate (who gives it back), an administrator."""
    mine = by.person_id in (delegation.giver_id, delegation.delegate_id)
    return mine or by.may(Permission.ADMINISTER)


@transaction.atomic
def revoke_delegation(delegation: Delegation, *, by: Scope, at: datetime) -> None:
    """Raises NotAllowed, AlreadyRevoked."""
    if not may_revoke(delegation, by):
        raise NotAllowed(delegation.pk)
    if not Delegation.objects.filter(pk=delegation.pk, revoked_at=None).update(revoked_at=at):
        raise AlreadyRevoked(delegation.pk)
    audit.record("delegation.revoked", delegation, by=by, at=at, post=delegation.post_id)
    tell(
        {delegation.giver_id, delegation.delegate_id} - {by.person_id},
        event="delegation.revoked",
        text=_("Ủy quyền chức vụ %(title)s đã chấm dứt.") % {"title": delegation.post.title},
        url=reverse("people:delegations"),
        at=at,
        key=f"delegation/{delegation.pk}/revoked",
    )
