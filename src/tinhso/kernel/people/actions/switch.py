"""To switch to another way of acting. Standing in for somebody, and leaving that again, is recorded."""

from datetime import datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.people import scope as scopes
from tinhso.kernel.people.scope import Scope, Via

_ENTERED = {Via.DELEGATION: "delegation.entered", Via.EMERGENCY: "emergency.entered"}
_LEFT = {Via.DELEGATION: "delegation.left", Via.EMERGENCY: "emergency.left"}
_SUBJECTS = {Via.DELEGATION: "people.delegation", Via.EMERGENCY: "people.emergencyaccess"}


@transaction.atomic
def switch(account_id: int, wanted: str, *, by: Scope | None, at: datetime) -> Scope | None:
    """The scope of the wanted way (a Way's key), with the walls open for it; None, and nothing recorded, where
    the account has no such right now. `by` is the scope that is left."""
    now = scopes.enter(account_id, wanted)
    if now is None or (by is not None and by.key == now.key):
        return now
    if by is not None and by.via in _LEFT:
        audit.record(_LEFT[by.via], _SUBJECTS[by.via], by=by, at=at, id=by.via_id)
    if now.via in _ENTERED:
        audit.record(_ENTERED[now.via], _SUBJECTS[now.via], by=now, at=at, id=now.via_id)
    return now
