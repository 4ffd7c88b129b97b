"""To write the conclusion notice: the session's conclusions as numbered paragraphs of a draft (Decree 30/2020)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tinhso.domain.sessions import claims, policies
from tinhso.domain.sessions.models import Conclusion, Remark, WorkingSession
from tinhso.domain.sessions.workflow import SESSION_MOVES, RemarkState
from tinhso.kernel import audit
from tinhso.kernel.documents.actions.save_draft import save_draft
from tinhso.kernel.documents.issuers import letterhead_of
from tinhso.kernel.documents.issuing.body import Block, Paragraph
from tinhso.kernel.documents.issuing.content import Sheet, Signer
from tinhso.kernel.documents.models import Draft
from tinhso.kernel.documents.types import TYPES
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise
from tinhso.kernel.text.formats import VIETNAM

DOC_TYPE = "thong-bao"
_OWN_NUMBER = re.compile(r"^\s*\d{1,3}\s*[.)]\s+")


class NothingConcluded(ValueError):
    """A notice has at least one conclusion."""


@dataclass
class WrittenElsewhere(Exception):
    """Somebody went on writing the draft itself; from here their words would be lost."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Said:
    """One conclusion as it will be printed, and the remarks that it settles."""

    words: str
    remark_ids: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """What the notice says, part by part; conclusions are numbered in their order."""

    abstract: str
    opening: str
    conclusions: Sequence[Said]
    closing: str
    signer_name: str
    signer_title: str
    authority: Sequence[str] = ()
    recipients: Sequence[str] = ()


@transaction.atomic
def prepare_notice(
    session: WorkingSession, *, notice: Notice, by: Scope, at: datetime, version: int | None = None
) -> Draft:
    """Write the draft, or write it anew: as often as one likes until its number is known. Each conclusion knows its
    paragraph, each remark its conclusion. The same words sent twice change nothing.

    Raises NothingConcluded, policies.NotAllowed (only the own unit writes in its name), OutOfReach,
    claims.ChangedMeanwhile, WrittenElsewhere, secrecy.SecretMarked, save_draft.IssuedMeanwhile.
    """
    _lock_draft(session.pk)
    session = claims.claim_session(session.pk, by=by)
    if not policies.may_issue(by, session):
        raise policies.NotAllowed("issue documents of the own unit")
    conclusions = [said for said in notice.conclusions if said.words.strip()]
    if not conclusions:
        raise NothingConcluded()
    sheet = _sheet(session, notice, conclusions, at)
    if session.draft and session.writable and session.draft.sheet == sheet:
        return session.draft  # sent twice
    move = SESSION_MOVES["prepare_notice"]
    if session.state not in move.froms or version not in (None, session.version):
        raise claims.session_changed(session)
    if session.draft and session.draft.changed_at != session.drafted_at:
        raise WrittenElsewhere(session.draft)
    session.draft = save_draft(sheet, doc_type=DOC_TYPE, draft=session.draft, by=by, at=at)
    session.state, session.drafted_at = move.to, session.draft.changed_at
    claims.touch_session(session, by=by, at=at)
    session.save()
    _number(session, conclusions)
    audit.record(
        "session.notice_prepared", session, by=by, at=at, draft=session.draft.pk, paragraphs=len(conclusions)
    )
    return session.draft


def _lock_draft(session_id: int) -> None:
    """The draft before the session, as issuing locks them: two at once wait for each other in one order."""
    ours = WorkingSession.objects.filter(pk=session_id).values("draft")
    list(Draft.objects.select_for_update().filter(pk__in=ours).values_list("pk"))


def _sheet(session: WorkingSession, notice: Notice, conclusions: Sequence[Said], at: datetime) -> Sheet:
    day = at.astimezone(VIETNAM).date()
    head = letterhead_of(session.owner_unit, day)
    numbered = [f"{number}. {one_line(said.words)}" for number, said in enumerate(conclusions, start=1)]
    body: list[Block] = [Paragraph(line) for line in (notice.opening, *numbered, notice.closing) if line]
    return Sheet(
        side=head.side,
        issuer=head.issuer,
        parent_body=head.parent_body,
        place=head.place,
        day=day,
        type_name=TYPES[DOC_TYPE].name,
        abstract=notice.abstract,
        body=tuple(body),
        recipients=tuple(notice.recipients),
        signer=Signer(notice.signer_name, notice.signer_title, tuple(notice.authority)),
    )


def one_line(words: str) -> str:
    """A conclusion is one paragraph, and its number comes from its place."""
    return _OWN_NUMBER.sub("", normalise(" ".join(words.split())))


def _number(session: WorkingSession, conclusions: Sequence[Said]) -> None:
    session.conclusions.all().delete()
    kept = Remark.objects.filter(session=session).exclude(state=RemarkState.DROPPED)
    known = set(kept.values_list("pk", flat=True))
    for number, said in enumerate(conclusions, start=1):
        for foreign in sorted(set(said.remark_ids) - known):
            raise OutOfReach("sessions.remark", foreign)
        made = Conclusion.objects.create(
            session=session, position=number, label=str(number), words=one_line(said.words)
        )
        kept.filter(pk__in=said.remark_ids).update(conclusion=made)
