"""To issue the code of an invitation: it is given back once and kept as a hash; an older code dies with it."""

from datetime import datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.audit.trail import Actor
from tinhso.kernel.people.actions.invite import expiry, new_code
from tinhso.kernel.people.coming_and_going import hash_of
from tinhso.kernel.people.models import Invitation


class NoLongerWaiting(Exception):
    """The invitation was used or revoked."""


@transaction.atomic
def issue_code(invitation: Invitation, *, by: Actor | None, at: datetime, way: str = "slip") -> str:
    """A new code, good for people.invitation_days from `at`. `way` says how it reaches the person: slip, mail.

    The caller has seen to it that `by` administers. Raises NoLongerWaiting.
    """
    code = new_code()
    waiting = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
    if not waiting.update(code_hash=hash_of(code), expires_at=expiry(at)):
        raise NoLongerWaiting(invitation.pk)
    audit.record("invitation.code_issued", invitation, by=by, at=at, way=way)
    return code
