"""To submit the result, with its evidence, for confirmation."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel.duties import notices, steps
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def submit_result(
    duty: Duty, *, text: str, by: Scope | None, at: datetime, files: Iterable[int] = ()
) -> Duty:
    """→ chờ xác nhận hoàn thành, by the lead unit. `files` are ids of documents.StoredFile.

    Raises NotAllowed, AlreadyMoved.
    """
    step = steps.make(duty, "submit_result", by=by, at=at, note=text, submitted_at=at)
    steps.attach(duty, files, by=by, at=at)
    text = notices.words(gettext_noop("%(unit)s trình kết quả: %(title)s."), duty, unit=duty.lead_unit.name)
    notices.tell_the_assigner(duty, step, text, by=by, at=at)
    return duty
