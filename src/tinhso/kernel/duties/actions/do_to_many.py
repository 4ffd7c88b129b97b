"""To do one thing to many duties, once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.duties import bulk
from tinhso.kernel.duties.models import BulkRun, Duty, Verb
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


class TooMany(ValueError):
    """More duties than one act may touch."""


@transaction.atomic
def do_to_many(
    duty_ids: Sequence[int], *, verb: Verb, asked: bulk.Asked, token: UUID, by: Scope, at: datetime
) -> BulkRun:
    """Up to bulk.AT_ONCE duties here and now, more of them by the worker. What cannot be done is listed with why.

    The same token twice is the same run; of two at once the second waits for the first. Raises TooMany, OutOfReach.
    """
    if len(duty_ids) > bulk.MOST:
        raise TooMany(len(duty_ids))
    seen = set(Duty.objects.readable_by(by).filter(pk__in=list(duty_ids)).values_list("pk", flat=True))
    for missing in sorted(set(duty_ids) - seen):
        raise OutOfReach("duties.duty", missing)
    ids = list(dict.fromkeys(duty_ids))
    run = BulkRun(
        id=token,
        verb=verb,
        duty_ids=ids,
        asked=asked.as_json(),
        person_id=by.person_id,
        account_id=by.account_id,
        way=by.key,
        begun_at=at,
    )
    BulkRun.objects.bulk_create([run], ignore_conflicts=True)
    kept = BulkRun.objects.select_for_update().get(pk=token, person=by.person_id)
    if kept.begun_at != at or kept.ended_at is not None or kept.items.exists():
        return kept
    audit.record("bulk.begun", kept, by=by, at=at, verb=verb, duties=len(ids))
    if len(ids) <= bulk.AT_ONCE:
        bulk.do_all(kept, by, at=at)
    else:
        from tinhso.kernel.duties.jobs import carry_out_bulk

        carry_out_bulk.defer(run_id=str(token))
    kept.refresh_from_db()
    return kept
