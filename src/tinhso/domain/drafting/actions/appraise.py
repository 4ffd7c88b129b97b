"""To conclude the appraisal."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.domain.drafting import notices, sources
from tinhso.domain.drafting.models import Appraisal
from tinhso.domain.drafting.moving import MovedMeanwhile, make
from tinhso.domain.drafting.workflow import CONCLUSION_LABELS, Conclusion
from tinhso.kernel.documents import files
from tinhso.kernel.documents.models import StoredFile
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def appraise(
    appraisal: Appraisal,
    *,
    conclusion: str,
    text: str,
    by: Scope,
    at: datetime,
    file: StoredFile | None = None,
) -> Appraisal:
    """đang thẩm định → đang soạn, with the conclusion; by the appraising unit, once. Raises what moving.make raises."""
    fresh = make(
        appraisal.dossier, "appraise", by=by, at=at, asked=appraisal,
        note=f"{CONCLUSION_LABELS[Conclusion(conclusion)]}. {text}", trace={"conclusion": conclusion},
    )  # fmt: skip
    won = Appraisal.objects.filter(pk=appraisal.pk, concluded_at__isnull=True, closed_at__isnull=True).update(
        conclusion=conclusion, text=text.strip(), file=file, concluded_at=at, concluded_by=by.person_id
    )
    if not won:
        raise MovedMeanwhile(fresh)
    appraisal.refresh_from_db()
    if file is not None:
        files.share(file, fresh.readers)
    words = f"{CONCLUSION_LABELS[Conclusion(conclusion)]}.\n{text}".strip()
    sources.done(appraisal.duty, words, by=by, at=at, files=[file.pk] if file else [])
    notices.tell_the_drafter(
        fresh,
        "draft.returned",
        gettext_noop("%(unit)s đã kết luận thẩm định dự thảo “%(title)s”."),
        by=by,
        at=at,
        key=f"drafting.appraised/{appraisal.pk}",
    )
    return appraisal
