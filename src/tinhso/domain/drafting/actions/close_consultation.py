"""To end the asking: everybody has answered, or the time of whoever has not is over."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tinhso.domain.drafting import ending
from tinhso.domain.drafting.models import Consultation, Dossier
from tinhso.domain.drafting.moving import make
from tinhso.kernel.people.scope import Scope


class StillAsked(Exception):
    """Some units have not answered and still have time; `waiting` are their questions."""

    def __init__(self, waiting: list[Consultation]) -> None:
        super().__init__(len(waiting))
        self.waiting = waiting


@transaction.atomic
def close_consultation(dossier: Dossier, *, by: Scope, at: datetime) -> Dossier:
    """đang lấy ý kiến → đang soạn. Who has not answered by its day stays without an answer, which the table says; its
    duty is stopped. Raises StillAsked and what moving.make raises."""
    fresh = make(dossier, "close_consultation", by=by, at=at)
    today = timezone.localdate(at)
    waiting = list(fresh.consultations.open().filter(due_on__gte=today).select_related("unit"))
    if waiting:
        raise StillAsked(waiting)
    ending.silence(fresh, "Đã kết thúc lấy ý kiến.", at=at)
    return fresh
