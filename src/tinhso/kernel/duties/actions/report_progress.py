"""To report on the way: how far, what was done, what stands in the way, with evidence."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.duties import policies, steps
from tinhso.kernel.duties.actions.raise_obstacle import raise_obstacle
from tinhso.kernel.duties.models import Duty, Progress
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def report_progress(
    duty: Duty,
    *,
    text: str,
    by: Scope | None,
    at: datetime,
    percent: int | None = None,
    obstacle: str = "",
    cause: str = "",
    remover_unit_id: int | None = None,
    files: Iterable[int] = (),
    token: uuid.UUID | None = None,
) -> Progress:
    """Keep a report. By the lead it sets the duty in progress; a coordinating unit's leaves the state alone.

    What stands in the way becomes an obstacle with its `cause` and the unit that can remove it.

    `files` are ids of documents.StoredFile. The same `token` twice gives back the first report. Raises
    NotAllowed, AlreadyMoved, ValueError for a percentage outside 0–100.
    """
    Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)  # the second of two waits here
    if token and (found := Progress.objects.filter(token=token, duty=duty).first()):
        return found
    if percent is not None and not 0 <= percent <= 100:
        raise ValueError("a percentage lies between 0 and 100")
    if by is None or policies.leads(by, duty) or not policies.coordinates(by, duty):
        steps.make(duty, "report_progress", by=by, at=at, note=text, trace={"percent": percent})
    else:
        _help(duty, text, by=by, at=at, percent=percent)
    report = Progress.objects.create(
        duty=duty,
        at=at,
        percent=percent,
        text=text.strip(),
        obstacle=obstacle.strip(),
        token=token,
        **steps.actor(by),
    )
    steps.attach(duty, files, by=by, at=at, progress=report)
    if report.obstacle:
        raise_obstacle(
            duty,
            text=report.obstacle,
            cause=cause,
            remover_unit_id=remover_unit_id,
            progress=report,
            by=by,
            at=at,
        )
    return report


def _help(duty: Duty, text: str, *, by: Scope, at: datetime, percent: int | None) -> None:
    current = Duty.objects.get(pk=duty.pk)
    if not current.is_open:
        raise steps.AlreadyMoved(current)
    steps.write(
        duty, "report_progress", by=by, at=at, note=text, from_state=current.state, to_state=current.state
    )
    audit.record("duty.help_reported", duty, by=by, at=at, percent=percent)
