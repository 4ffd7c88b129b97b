"""To take an obstacle on: the unit that can remove it says that it will."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel import audit
from tinhso.kernel.duties import notices, obstacles, steps
from tinhso.kernel.duties.models import Obstacle
from tinhso.kernel.duties.workflow import OBSTACLE_TAKEN
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def acknowledge_obstacle(obstacle: Obstacle, *, by: Scope | None, at: datetime) -> Obstacle:
    """raised → acknowledged, by the unit that was named. Tells the unit that raised it.

    Raises NotAllowed, AlreadySettled.
    """
    obstacles.demand(by, obstacle, obstacles.may_acknowledge)
    obstacles.move(
        obstacle,
        [Obstacle.State.RAISED],
        state=Obstacle.State.ACKNOWLEDGED,
        acknowledged_at=at,
        acknowledged_by_id=by.person_id if by else None,
    )
    duty = obstacle.duty
    steps.write(
        duty, OBSTACLE_TAKEN, by=by, at=at, note=obstacle.text, from_state=duty.state, to_state=duty.state
    )
    audit.record("duty.obstacle_acknowledged", duty, by=by, at=at, obstacle=obstacle.pk)
    words = notices.words(gettext_noop("Đã có đơn vị nhận gỡ vướng: %(title)s."), duty)
    notices.tell_who_raised(obstacle, words, event="duty.obstacle_acknowledged", by=by, at=at)
    return obstacle
