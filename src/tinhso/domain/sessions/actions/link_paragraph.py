"""To say which paragraph of the notice holds what somebody said."""

from datetime import datetime

from django.db import transaction

from tinhso.domain.sessions import claims
from tinhso.domain.sessions.actions.attach_notice import link
from tinhso.domain.sessions.models import Remark
from tinhso.domain.sessions.paragraphs import paragraphs_of
from tinhso.domain.sessions.queries import place_in
from tinhso.domain.sessions.workflow import SessionState
from tinhso.kernel import audit
from tinhso.kernel.duties.actions.name_document import name_document
from tinhso.kernel.people.scope import Scope


class NoSuchParagraph(ValueError):
    """The notice has no paragraph that begins there."""


@transaction.atomic
def link_paragraph(remark: Remark, *, start: int | None, by: Scope, at: datetime) -> Remark:
    """Tie the remark to the paragraph that begins at `start` of the notice's text; None: the notice does not have
    it. The duty's history gets a line. Raises NoSuchParagraph, OutOfReach, policies.NotAllowed,
    claims.ChangedMeanwhile where there is no notice yet."""
    session = claims.claim_session(remark.session_id, by=by, states={SessionState.NOTICED})
    remark = claims.remark_of(session, remark.pk, locked=True)
    assert session.notice is not None
    if start is None:
        remark.conclusion = None
        remark.save(update_fields=["conclusion"])
    else:
        found = next((one for one in paragraphs_of(session.notice.text) if one.start == start), None)
        if found is None:
            raise NoSuchParagraph(start)
        known = session.conclusions.filter(start=start).first()
        last = session.conclusions.order_by("-position").values_list("position", flat=True).first() or 0
        link(session, remark, start=found.start, end=found.end, label=found.label, words=found.words,
             position=known.position if known else last + 1)  # fmt: skip
    audit.record("remark.linked", remark, by=by, at=at, document=session.notice.pk, start=start)
    if remark.duty is not None:
        words = place_in(session.notice, remark.conclusion)
        name_document(remark.duty, document_id=session.notice.pk, words=words, by=by, at=at)
    return remark
