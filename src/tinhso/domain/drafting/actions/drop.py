"""To give a draft up."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.drafting import ending
from tinhso.domain.drafting.models import Dossier
from tinhso.domain.drafting.moving import make
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def drop(dossier: Dossier, *, reason: str, by: Scope, at: datetime) -> Dossier:
    """→ thôi soạn, with the reason: every question that is open about it ends. Raises what moving.make raises."""
    fresh = make(dossier, "drop", by=by, at=at, note=reason, changes={"drop_reason": reason.strip()[:500]})
    ending.silence(fresh, reason, at=at)
    ending.take_back(fresh, reason, by=by, at=at)
    return fresh
