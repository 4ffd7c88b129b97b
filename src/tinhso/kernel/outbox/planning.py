"""From notices to deliveries: who is told by which channel, now or in the digest. All or nothing per batch."""

import uuid
from datetime import datetime

from django.db import transaction

from tinhso.kernel.outbox import kinds
from tinhso.kernel.outbox.models import Delivery, Manner, Notice, State
from tinhso.kernel.outbox.people import Reader, readers
from tinhso.kernel.outbox.policy import Policy, when_allowed

BATCH = 500


@transaction.atomic
def plan(policy: Policy, *, now: datetime) -> int:
    """Plan the oldest notices that nobody planned; returns how many. Two relays never plan the same one."""
    notices = list(
        Notice.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        .filter(planned_at=None)
        .order_by("told_at")[:BATCH]
    )
    if not notices:
        return 0
    known = readers(notice.person_id for notice in notices)
    made = [_delivery(notice, known[notice.person_id], policy, now) for notice in notices]
    Delivery.objects.bulk_create([delivery for delivery in made if delivery], ignore_conflicts=True)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(planned_at=now)
    return len(notices)


def _delivery(notice: Notice, reader: Reader, policy: Policy, now: datetime) -> Delivery | None:
    kind = kinds.of(notice.event)
    manner, wish = reader.wishes.get(kind.key, (kind.manner, ""))
    passes = notice.urgent and policy.urgent_passes
    if manner == Manner.PRODUCT:
        return None
    channel = reader.route(policy.order, wish=wish)
    if channel is None:
        return None
    held = manner == Manner.DIGEST and not passes
    return delivery_of(notice, channel, reader, policy, now, held=held)


def delivery_of(
    notice: Notice, channel: str, reader: Reader, policy: Policy, now: datetime, *, held: bool = False
) -> Delivery:
    """The row for one notice by one channel; its id is made of both."""
    passes = notice.urgent and policy.urgent_passes
    return Delivery(
        id=uuid.uuid5(notice.pk, channel),
        person_id=notice.person_id,
        channel=channel,
        notice=notice,
        state=State.HELD if held else State.WAITING,
        urgent=passes,
        created_at=now,
        next_try_at=now if passes else when_allowed(now, reader.quiet_hours(policy)),
    )
