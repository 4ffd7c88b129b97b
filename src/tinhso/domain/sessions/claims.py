"""Taking a session or a remark in hand: one at a time, in the state that the act needs, by who may."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tinhso.domain.sessions import policies
from tinhso.domain.sessions.models import Remark, WorkingSession
from tinhso.domain.sessions.workflow import REMARK_MOVES, SessionState
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


@dataclass
class ChangedMeanwhile(Exception):
    """Somebody else was first. Says who and when, so that the page can."""

    who: str
    when: datetime | None
    state: str = ""

    def __str__(self) -> str:
        return f"changed by {self.who} at {self.when}: {self.state}"


def claim_session(
    pk: int, *, by: Scope, states: Collection[str] = tuple(SessionState), version: int | None = None
) -> WorkingSession:
    """The session, locked until the transaction ends. Raises OutOfReach, policies.NotAllowed, and ChangedMeanwhile
    where its state is none of `states` or a form showed an older version."""
    rows = WorkingSession.objects.visible_to(by).select_for_update(of=("self",))
    session = rows.select_related("changed_by", "owner_unit").filter(pk=pk).first()
    if session is None:
        raise OutOfReach("sessions.workingsession", pk)
    policies.demand_write(by, session)
    if session.state not in states or version not in (None, session.version):
        raise session_changed(session)
    return session


def session_changed(session: WorkingSession) -> ChangedMeanwhile:
    """Who came first at a session."""
    return ChangedMeanwhile(session.changed_by.full_name, session.changed_at, str(session.state_label))


def touch_session(session: WorkingSession, *, by: Scope, at: datetime) -> None:
    """Mark who changed the session when; not saved."""
    session.version += 1
    session.changed_at, session.changed_by_id = at, by.person_id


def claim_remark(session: WorkingSession, pk: int, *, move: str, version: int | None = None) -> Remark:
    """One remark of the session, locked. Raises OutOfReach for one of another session, ChangedMeanwhile where its
    state does not allow the move or a form showed an older version."""
    remark = remark_of(session, pk, locked=True)
    if remark.state not in REMARK_MOVES[move].froms or version not in (None, remark.version):
        raise remark_changed(remark)
    return remark


def remark_of(session: WorkingSession, pk: int, *, locked: bool = False) -> Remark:
    """One remark of the session. Raises OutOfReach."""
    rows = Remark.objects.select_related("changed_by").filter(session=session, pk=pk)
    remark = (rows.select_for_update(of=("self",)) if locked else rows).first()
    if remark is None:
        raise OutOfReach("sessions.remark", pk)
    return remark


def remark_changed(remark: Remark) -> ChangedMeanwhile:
    """Who came first at a remark."""
    return ChangedMeanwhile(remark.changed_by.full_name, remark.changed_at, str(remark.state_label))


def touch_remark(remark: Remark, *, by: Scope, at: datetime) -> None:
    """Mark who changed the remark when; not saved."""
    remark.version += 1
    remark.changed_at, remark.changed_by_id = at, by.person_id
