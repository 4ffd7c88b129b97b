"""What follows when a draft is issued that was written from a session: the notice has its number."""

from datetime import datetime

from tinhso.domain.sessions.actions.attach_notice import MOVE, tie
from tinhso.domain.sessions.models import WorkingSession
from tinhso.kernel import audit
from tinhso.kernel.documents.models import IssuedDocument
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class HasItsNumber(Refused):
    """The session's notice was issued elsewhere and its number entered: this draft would be a second one."""

    def __init__(self, number: str) -> None:
        super().__init__(
            _("Buổi làm việc này đã có thông báo số %(number)s. Không phát hành thêm dự thảo này."),
            code="noticed",
            number=number,
        )


def follow_issue(issued: IssuedDocument, *, by: Scope, at: datetime) -> None:
    """Tie the session to what was issued from its draft, in the same transaction. Does nothing for drafts of other
    origin. Whoever may issue need not be who records sessions. Raises HasItsNumber; then nothing is issued."""
    rows = WorkingSession.objects.select_for_update(of=("self",)).select_related("notice")
    session = rows.filter(draft=issued.draft_id).first()
    if session is None:
        return
    if session.state not in MOVE.froms:
        raise HasItsNumber(session.notice.number if session.notice else "")
    audit.record("session.notice_issued", session, by=by, at=at, issued=issued.pk)
    tie(session, issued.document, by=by, at=at)
