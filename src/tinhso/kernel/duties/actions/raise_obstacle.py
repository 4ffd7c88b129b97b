"""To raise an obstacle: what stands in the way, of which cause, and which unit can remove it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel import audit
from tinhso.kernel.duties import clock, notices, sources
from tinhso.kernel.duties.models import Duty, Obstacle, Progress
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def raise_obstacle(
    duty: Duty,
    *,
    text: str,
    by: Scope | None,
    at: datetime,
    cause: str = "",
    remover_unit_id: int | None = None,
    progress: Progress | None = None,
) -> Obstacle:
    """Keep the obstacle and tell the unit that can remove it; from now on that unit may read the duty.

    Called with a report, which has asked whether `by` may (actions/report_progress.py). `cause` is a code of the
    province's list. After the deadline it counts as an explanation.
    """
    obstacle = Obstacle.objects.create(
        duty=duty,
        progress=progress,
        text=text.strip(),
        cause_id=cause or None,
        remover_unit_id=remover_unit_id,
        raised_at=at,
        raised_unit_id=by.unit_id if by else None,
        raised_by_id=by.person_id if by else None,
    )
    if duty.due_at and duty.due_at <= at:
        duty.explained_at = at
        duty.save(update_fields=["explained_at"])
    if remover_unit_id:
        _let_read(duty, remover_unit_id, at=at)
        people = notices.people_of([remover_unit_id], Permission.HANDLE_DUTIES, at=at)
        words = notices.words(gettext_noop("Chờ đơn vị gỡ vướng: %(title)s%(due)s."), duty)
        notices.tell_of_an_obstacle(people, obstacle, words, event="duty.obstacle_raised", by=by, at=at)
    audit.record(
        "duty.obstacle_raised", duty, by=by, at=at, obstacle=obstacle.pk, cause=cause, remover=remover_unit_id
    )
    return obstacle


def _let_read(duty: Duty, unit_id: int, *, at: datetime) -> None:
    if unit_id in duty.readers:
        return
    duty.readers = [*duty.readers, unit_id]
    duty.save(update_fields=["readers"])
    clock.stand(duty, at=at)
    sources.let_read(duty.origin, [unit_id])
