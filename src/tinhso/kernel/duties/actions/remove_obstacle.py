"""To say that an obstacle no longer stands in the way, and how it was removed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel import audit
from tinhso.kernel.duties import notices, obstacles, steps
from tinhso.kernel.duties.models import Obstacle
from tinhso.kernel.duties.workflow import OBSTACLE_REMOVED
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def remove_obstacle(obstacle: Obstacle, *, note: str, by: Scope | None, at: datetime) -> Obstacle:
    """→ removed, by the unit that was named, by the lead that met it, or by the assigner's side.

    Tells the unit that raised it. Raises NotAllowed, AlreadySettled, NoteNeeded.
    """
    obstacles.demand(by, obstacle, obstacles.may_remove)
    if not note.strip():
        raise steps.NoteNeeded("remove_obstacle")
    obstacles.move(
        obstacle,
        [Obstacle.State.RAISED, Obstacle.State.ACKNOWLEDGED],
        state=Obstacle.State.REMOVED,
        removed_at=at,
        removed_by_id=by.person_id if by else None,
        removal_note=note.strip(),
    )
    duty = obstacle.duty
    steps.write(duty, OBSTACLE_REMOVED, by=by, at=at, note=note, from_state=duty.state, to_state=duty.state)
    audit.record("duty.obstacle_removed", duty, by=by, at=at, obstacle=obstacle.pk)
    words = notices.words(gettext_noop("Đã gỡ vướng: %(title)s."), duty)
    notices.tell_who_raised(obstacle, words, event="duty.obstacle_removed", by=by, at=at)
    return obstacle
