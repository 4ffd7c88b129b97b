"""One digest a day and person: what was held since the last one and is not read yet. Nobody gets an empty one."""

import uuid
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from tinhso.kernel.outbox.models import Delivery, Problem, State
from tinhso.kernel.outbox.people import Reader, readers
from tinhso.kernel.outbox.policy import Policy, when_allowed

BATCH = 200
DESK = "mail"  # a digest is something to read
_NAMES = uuid.UUID("2d0f4e55-53b0-4c5e-9a9c-0d2a1f7c9c11")


def gather(policy: Policy, *, now: datetime) -> int:
    """Make today's digests once the hour has come; returns how many persons were looked at.

    The constraint one_digest_of_a_person_on_a_day lets one of any number of relays make it, whatever the clock
    does; what is held after that waits for tomorrow.
    """
    local = timezone.localtime(now)
    if local.time() < policy.digest_at:
        return 0
    day, since = local.date(), timezone.make_aware(datetime.combine(local.date(), policy.digest_at))
    people = list(
        Delivery.objects.filter(state=State.HELD, created_at__lt=since)
        .exclude(person_id__in=Delivery.objects.filter(digest_on=day).values("person_id"))
        .order_by("person_id")
        .values_list("person_id", flat=True)
        .distinct()[:BATCH]
    )
    known = readers(people)
    for person in people:
        with transaction.atomic():
            _gather(person, known[person], policy, day=day, since=since, now=now)
    return len(people)


def _gather(
    person: int, reader: Reader, policy: Policy, *, day: date, since: datetime, now: datetime
) -> None:
    channel = reader.route(policy.order, wish=DESK)
    held = Delivery.objects.select_for_update(of=("self",)).filter(
        person_id=person, state=State.HELD, created_at__lt=since
    )
    rows = list(held.select_related("notice"))
    gone = [row.pk for row in rows if channel is None or (row.notice and row.notice.read_at)]
    waiting = [row.pk for row in rows if row.pk not in set(gone)]
    Delivery.objects.filter(pk__in=gone).update(
        state=State.SKIPPED, problem=Problem.READ if channel else Problem.NO_ADDRESS, ended_at=now
    )
    if not waiting:
        return
    digest = uuid.uuid5(_NAMES, f"{person}/{day.isoformat()}")
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into outbox_delivery (id, person_id, channel, digest_on, state, problem, answer, urgent,"
            " attempts, doubts, created_at, next_try_at)"
            " values (%s, %s, %s, %s, 'waiting', '', '', false, 0, 0, %s, %s) on conflict do nothing",
            [digest, person, channel, day, now, when_allowed(now, reader.quiet_hours(policy))],
        )
        if not cursor.rowcount:
            return  # another relay was quicker
    Delivery.objects.filter(pk__in=waiting).update(carried_by=digest, state=State.CARRIED)
