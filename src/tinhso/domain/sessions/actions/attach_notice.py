"""To tie a session to its conclusion notice once that has a number, whoever issued it: nothing that was given
before loses its history."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.sessions import claims, sharing
from tinhso.domain.sessions.models import Conclusion, Remark, WorkingSession
from tinhso.domain.sessions.paragraphs import labelled, most_like, paragraphs_of
from tinhso.domain.sessions.queries import place_in
from tinhso.domain.sessions.workflow import SESSION_MOVES, RemarkState
from tinhso.kernel import audit
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.duties.actions.name_document import name_document
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope

MOVE = SESSION_MOVES["attach_notice"]


class ConcludesAnother(Exception):
    """The document is the notice of another session."""


@transaction.atomic
def attach_notice(
    session: WorkingSession, document: OfficialDocument, *, by: Scope, at: datetime
) -> WorkingSession:
    """Make a document of the register the session's notice. Every conclusion finds its paragraph in the text by its
    number or its words; who reads the session reads the notice; duties that are open learn the number.

    The same document twice is once. Raises ConcludesAnother, OutOfReach (the session, or a document that the post
    does not read), policies.NotAllowed, claims.ChangedMeanwhile.
    """
    if not OfficialDocument.objects.visible_to(by).filter(pk=document.pk).exists():
        raise OutOfReach("documents.officialdocument", document.pk)
    session = claims.claim_session(session.pk, by=by)
    if session.notice_id == document.pk:
        return session  # sent twice
    if session.state not in MOVE.froms:
        raise claims.session_changed(session)
    return tie(session, document, by=by, at=at)


def tie(session: WorkingSession, document: OfficialDocument, *, by: Scope, at: datetime) -> WorkingSession:
    """The act itself, on a session that is locked and may be tied. Raises ConcludesAnother."""
    if WorkingSession.objects.filter(notice=document).exclude(pk=session.pk).exists():
        raise ConcludesAnother(document.pk)
    session.notice, session.noticed_at, session.state = document, at, MOVE.to
    session.closed_because = ""
    claims.touch_session(session, by=by, at=at)
    session.save()
    _place(session, document)
    sharing.widen(session, [], by=by)
    given = session.remarks.filter(state=RemarkState.GIVEN).select_related("duty", "conclusion")
    for remark in given:
        if remark.duty is not None:
            words = place_in(document, remark.conclusion)
            name_document(remark.duty, document_id=document.pk, words=words, by=by, at=at)
    audit.record("session.noticed", session, by=by, at=at, document=document.pk, number=document.number)
    return session


def _place(session: WorkingSession, document: OfficialDocument) -> None:
    """Where each conclusion stands in the notice; without any written here, the paragraphs that say what was said."""
    paragraphs = paragraphs_of(document.text)
    written = list(session.conclusions.all())
    for conclusion in written:
        if found := labelled(conclusion.label, conclusion.words, paragraphs):
            conclusion.start, conclusion.end, conclusion.label = found.start, found.end, found.label
            conclusion.save()
    if written:
        return
    said = session.remarks.exclude(state=RemarkState.DROPPED)
    for remark in said:
        if found := most_like(remark.title or remark.words, paragraphs):
            position = paragraphs.index(found) + 1
            link(session, remark, start=found.start, end=found.end, label=found.label, words=found.words,
                 position=position)  # fmt: skip


def link(
    session: WorkingSession,
    remark: Remark,
    *,
    start: int | None,
    end: int | None,
    label: str,
    words: str,
    position: int,
) -> Conclusion:
    """Say that this paragraph settles the remark."""
    made, _new = Conclusion.objects.get_or_create(
        session=session,
        position=position,
        defaults={"label": label, "words": words, "start": start, "end": end},
    )
    remark.conclusion = made
    remark.save(update_fields=["conclusion"])
    return made
