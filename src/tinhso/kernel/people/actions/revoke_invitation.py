"""To revoke an invitation: its code opens nothing any more."""

from datetime import datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.people.actions.issue_code import NoLongerWaiting
from tinhso.kernel.people.models import Invitation
from tinhso.kernel.people.policies import demand_administrator
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Scope, at: datetime) -> None:
    """Raises NotAllowed; NoLongerWaiting where it was used or revoked before."""
    demand_administrator(by)
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None).update(revoked_at=at):
        raise NoLongerWaiting(invitation.pk)
    audit.record("invitation.revoked", invitation, by=by, at=at, post=invitation.post_id)
