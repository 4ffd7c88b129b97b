"""To write down who is invited: posts, whole units, guests from outside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tinhso.domain.sessions import claims, sharing
from tinhso.domain.sessions.models import Attendance, WorkingSession
from tinhso.domain.sessions.workflow import WRITABLE, Standing
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody invited; `who` is the name and title of the day."""

    who: str
    post_id: int | None = None
    unit_id: int | None = None


@transaction.atomic
def invite(
    session: WorkingSession,
    *,
    guests: Iterable[Guest],
    by: Scope,
    at: datetime,
    standing: Standing = Standing.INVITED,
) -> list[Attendance]:
    """Add the guests who do not stand on the list yet; the units of all of them read the session from now on.

    Raises OutOfReach, policies.NotAllowed, claims.ChangedMeanwhile.
    """
    session = claims.claim_session(session.pk, by=by, states=WRITABLE)
    posts: set[int | None] = set()
    names: set[str] = set()
    for post, who in session.attendances.values_list("post_id", "who"):
        posts.add(post)
        names.add(who)
    added = []
    for guest in guests:
        who = normalise(guest.who)[:300]
        if not who or who in names or (guest.post_id and guest.post_id in posts):
            continue
        posts.add(guest.post_id)
        names.add(who)
        added.append(
            Attendance.objects.create(
                session=session, who=who, post_id=guest.post_id, unit_id=guest.unit_id, standing=standing,
                changed_at=at, changed_by_id=by.person_id,
            )
        )  # fmt: skip
    if added:
        sharing.widen(session, [one.unit_id for one in added if one.unit_id], by=by)
        audit.record("session.invited", session, by=by, at=at, posts=[one.post_id for one in added])
    return added
