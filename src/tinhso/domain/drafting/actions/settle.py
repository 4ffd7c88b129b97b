"""To say of a comment whether it is accepted, and why."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.drafting.models import Comment
from tinhso.domain.drafting.moving import NoteNeeded, make
from tinhso.domain.drafting.workflow import Settled
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def settle(comment: Comment, *, settled: str, reason: str, by: Scope, at: datetime) -> Comment:
    """Tiếp thu, tiếp thu một phần, không tiếp thu; the last two say why (giải trình).

    By the drafting unit, as long as the draft is written; it can be said anew until then. Raises NoteNeeded and
    what moving.make raises.
    """
    if settled != Settled.ACCEPTED and not reason.strip():
        raise NoteNeeded("settle")
    make(
        comment.consultation.dossier,
        "settle",
        by=by,
        at=at,
        trace={"comment": comment.pk, "settled": settled},
    )
    comment.settled, comment.reason = settled, reason.strip()
    comment.settled_at, comment.settled_by_id = at, by.person_id
    comment.save(update_fields=["settled", "reason", "settled_at", "settled_by"])
    return comment
