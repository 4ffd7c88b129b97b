"""To give the unit's opinion on the draft that it was asked about."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.domain.drafting import notices, policies, sources
from tinhso.domain.drafting.models import Comment, Consultation
from tinhso.domain.drafting.workflow import ANSWER_LABELS, Answer
from tinhso.kernel import audit
from tinhso.kernel.documents import files
from tinhso.kernel.documents.models import StoredFile
from tinhso.kernel.people.scope import Scope


class AnsweredAlready(Exception):
    """A colleague answered, or the asking has ended; `consultation` says which."""

    def __init__(self, consultation: Consultation) -> None:
        super().__init__(consultation.pk)
        self.consultation = consultation


class CommentsNeeded(ValueError):
    """Who does not simply agree says what should change."""


@transaction.atomic
def answer(
    consultation: Consultation,
    *,
    said: str,
    comments: Sequence[str] = (),
    by: Scope,
    at: datetime,
    file: StoredFile | None = None,
) -> Consultation:
    """Agree, agree with comments, or disagree. Each comment is one point that the drafter has to settle.

    Once, by the asked unit's own people; its duty is done with it. Raises policies.NotAllowed, CommentsNeeded,
    AnsweredAlready.
    """
    if not policies.answers(by, consultation):
        raise policies.NotAllowed("the asked unit answers")
    points = [text.strip() for text in comments if text.strip()]
    if said != Answer.AGREE and not points:
        raise CommentsNeeded()
    text = "\n".join(points)
    won = (
        Consultation.objects.open()
        .filter(pk=consultation.pk)
        .update(answer=said, text=text, file=file, answered_at=at, answered_by=by.person_id)
    )
    fresh = Consultation.objects.select_related("dossier", "duty").get(pk=consultation.pk)
    if not won:
        raise AnsweredAlready(fresh)
    Comment.objects.bulk_create(
        [
            Comment(consultation=fresh, position=place, text=point)
            for place, point in enumerate(points, start=1)
        ]
    )
    if file is not None:
        files.share(file, [*fresh.dossier.readers, fresh.unit_id])
    audit.record("draft.answered", fresh, by=by, at=at, dossier=fresh.dossier_id, answer=said)
    words = f"{ANSWER_LABELS[Answer(said)]}.\n{text}".strip()
    sources.done(fresh.duty, words, by=by, at=at, files=[file.pk] if file else [])
    notices.tell_the_drafter(
        fresh.dossier,
        "draft.answered",
        gettext_noop("%(unit)s đã trả lời ý kiến về dự thảo “%(title)s”."),
        by=by,
        at=at,
        key=f"drafting.answered/{fresh.pk}",
    )
    return fresh
