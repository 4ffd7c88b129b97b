"""To enter by hand the number and day of a notice that was issued elsewhere, on paper or in another system."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tinhso.domain.sessions import claims
from tinhso.domain.sessions.actions.attach_notice import MOVE, tie
from tinhso.domain.sessions.actions.prepare_notice import DOC_TYPE
from tinhso.domain.sessions.models import Conclusion, WorkingSession
from tinhso.domain.sessions.queries import draft_issued
from tinhso.domain.sessions.wording import abstract_of, conclusion_of
from tinhso.domain.sessions.workflow import RemarkState
from tinhso.kernel import audit
from tinhso.kernel.documents.issuers import letterhead_of
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.documents.numbers import parse_number
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import VIETNAM


class NoNumber(ValueError):
    """A notice is known by its number."""


class InTheFuture(ValueError):
    """A notice is not issued tomorrow, nor before its session."""


@dataclass
class NumberKnown(Exception):
    """A document of this issuer with this number and year is in the register: choose that one."""

    document: OfficialDocument


@dataclass(frozen=True, slots=True)
class Printed:
    """What the paper says. Without an issuer it is the unit that keeps the minutes."""

    number: str
    issued_on: date
    issuer_id: int | None = None
    abstract: str = ""


@transaction.atomic
def enter_number(session: WorkingSession, *, printed: Printed, by: Scope, at: datetime) -> WorkingSession:
    """Put the notice into the register with the words that were written for it here, and tie it to the session.

    Where nothing was written, every remark that was kept becomes a paragraph. Sent twice is once. Raises NoNumber,
    InTheFuture, NumberKnown, OutOfReach, policies.NotAllowed, claims.ChangedMeanwhile.
    """
    session = claims.claim_session(session.pk, by=by)
    key = parse_number(printed.number).search_key
    if not key:
        raise NoNumber()
    if session.notice is not None and session.notice.number_key == key[:80]:
        return session  # sent twice
    if session.state not in MOVE.froms or draft_issued(session):
        raise claims.session_changed(session)
    held_on = session.starts_at.astimezone(VIETNAM).date()
    if not held_on <= printed.issued_on <= at.astimezone(VIETNAM).date():
        raise InTheFuture()
    issuer = printed.issuer_id or session.owner_unit_id
    same = OfficialDocument.objects.filter(
        issuer_id=issuer, number_key=key[:80], issued_on__year=printed.issued_on.year
    ).first()
    if same is not None:
        raise NumberKnown(same)
    document = _kept(session, printed, issuer, by=by, at=at)
    audit.record(
        "session.number_entered", session, by=by, at=at, document=document.pk, number=document.number
    )
    return tie(session, document, by=by, at=at)


def _kept(
    session: WorkingSession, printed: Printed, issuer: int, *, by: Scope, at: datetime
) -> OfficialDocument:
    head = letterhead_of(session.owner_unit, printed.issued_on)
    document = OfficialDocument(
        number_raw=printed.number,
        doc_type=DOC_TYPE,
        side=head.side,
        issuer_id=issuer,
        issued_on=printed.issued_on,
        abstract=printed.abstract or (session.draft.abstract if session.draft else abstract_of(session)),
        text=_text(session, printed),
        owner_unit_id=session.owner_unit_id,
        readers=list(session.readers),
        received_at=at,
        received_by_id=by.person_id,
    )
    document.save()
    return document


def _text(session: WorkingSession, printed: Printed) -> str:
    if session.draft is not None:
        return session.draft.sheet.numbered(printed.number, printed.issued_on).plain_text()
    return "\n".join([f"Số: {printed.number}", abstract_of(session), *_concluded(session)])


def _concluded(session: WorkingSession) -> list[str]:
    """Each remark as a numbered paragraph, in the order in which they were made."""
    lines = []
    said = session.remarks.exclude(state=RemarkState.DROPPED).select_related("unit")
    for number, remark in enumerate(said.prefetch_related("coordinations__unit"), start=1):
        words = " ".join(conclusion_of(remark, [row.unit.name for row in remark.coordinations.all()]).split())
        remark.conclusion = Conclusion.objects.create(
            session=session, position=number, label=str(number), words=words
        )
        remark.save(update_fields=["conclusion"])
        lines.append(f"{number}. {words}")
    return lines
