"""To sign the draft. Number, seal and day follow when it is issued."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.domain.drafting import notices, sources
from tinhso.domain.drafting.models import Submission
from tinhso.domain.drafting.moving import MovedMeanwhile, make
from tinhso.domain.drafting.workflow import Decision
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def sign(submission: Submission, *, by: Scope, at: datetime) -> Submission:
    """chờ ký → đã ký: exactly the version that was laid before the post is issued from now on. By whoever acts in the
    signing post. Raises what moving.make raises."""
    issuer = submission.dossier.issuer_unit_id
    fresh = make(
        submission.dossier, "sign", by=by, at=at, asked=submission, hands=issuer, trace={"version": submission.version_id}
    )  # fmt: skip
    won = Submission.objects.filter(pk=submission.pk, decision="").update(
        decision=Decision.SIGNED, decided_at=at, decided_by=by.person_id
    )
    if not won:
        raise MovedMeanwhile(fresh)
    submission.refresh_from_db()
    sources.done(submission.duty, f"Đã ký: {by.person_name}, {by.post_title}.", by=by, at=at)
    notices.tell_the_drafter(
        fresh,
        "draft.returned",
        gettext_noop("Dự thảo “%(title)s” đã được ký."),
        by=by,
        at=at,
        key=f"drafting.signed/{submission.pk}",
    )
    return submission
