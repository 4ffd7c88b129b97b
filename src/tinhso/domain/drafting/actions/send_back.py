"""To return the draft unsigned."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.domain.drafting import notices, sources
from tinhso.domain.drafting.models import Submission
from tinhso.domain.drafting.moving import MovedMeanwhile, make
from tinhso.domain.drafting.workflow import Decision
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def send_back(submission: Submission, *, reason: str, by: Scope, at: datetime) -> Submission:
    """chờ ký → đang soạn, with the reason; by whoever acts in the signing post. Raises what moving.make raises."""
    fresh = make(submission.dossier, "send_back", by=by, at=at, asked=submission, note=reason)
    won = Submission.objects.filter(pk=submission.pk, decision="").update(
        decision=Decision.RETURNED, reason=reason.strip(), decided_at=at, decided_by=by.person_id
    )
    if not won:
        raise MovedMeanwhile(fresh)
    submission.refresh_from_db()
    sources.done(submission.duty, f"Trả lại: {reason.strip()}", by=by, at=at)
    notices.tell_the_drafter(
        fresh,
        "draft.returned",
        gettext_noop("Dự thảo “%(title)s” bị trả lại để sửa."),
        by=by,
        at=at,
        key=f"drafting.sent_back/{submission.pk}",
    )
    return submission
