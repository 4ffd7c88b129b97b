"""To take the draft back before it is appraised or signed."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.drafting import ending
from tinhso.domain.drafting.models import Dossier
from tinhso.domain.drafting.moving import make
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def recall(dossier: Dossier, *, reason: str, by: Scope, at: datetime) -> Dossier:
    """đang thẩm định, chờ ký → đang soạn, with the reason; the duty that waited is stopped. Raises what moving.make
    raises."""
    fresh = make(dossier, "recall", by=by, at=at, note=reason)
    ending.take_back(fresh, reason, by=by, at=at)
    return fresh
