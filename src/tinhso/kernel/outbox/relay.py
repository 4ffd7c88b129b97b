"""From the table of notices to the world: plan, gather digests, send. Runs in the worker, by the database's clock.

Tests call `relay_once(now)`; the worker keeps `Planner` and one `Sender` for each channel going (beats.py).
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from tinhso.kernel.outbox import beats, channels, clock, digest, planning, policy, upkeep
from tinhso.kernel.outbox.models import Delivery, Line, Pulse, State
from tinhso.kernel.outbox.sending import Sender

log = logging.getLogger(__name__)

PLAN, SEND = "outbox.plan", "outbox.send."
SECONDS = 2.0
A_JUMP = timedelta(minutes=1)


def join() -> None:
    """Let the worker keep the relay going."""
    beats.register(PLAN, lambda: Planner().run, every=SECONDS)
    for channel in channels.known():
        beats.register(
            SEND + channel.key, partial(_sending, channel), every=SECONDS, wanted=channel.configured
        )


def relay_once(now: datetime | None = None) -> int:
    """Everything that is due, once, in this process and session; returns how many sendings were tried."""
    rules = policy.current()
    while planning.plan(rules, now=now or clock.now()):
        pass
    digest.gather(rules, now=now or clock.now())
    tried = 0
    for channel in channels.configured():
        sender = Sender(channel)
        try:
            tried += sender.run(rules, now=now, most=100_000)
        finally:
            sender.close()
    return tried


class Planner:
    """Plans, gathers and clears, and sees when the database's clock goes backwards."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def run(self, now: datetime | None = None) -> bool:
        """One round; whether there is more to do at once."""
        now = now or clock.now()
        self._watch_the_clock(now)
        rules = policy.current(timezone.localdate(now))
        planned = planning.plan(rules, now=now)
        gathered = digest.gather(rules, now=now)
        upkeep.nightly(rules, now=now)
        return planned == planning.BATCH or gathered == digest.BATCH

    def _watch_the_clock(self, now: datetime) -> None:
        """Where the clock went back, nobody knows what a waiting time was meant to be: all of it is due, and
        quiet hours are asked again when it is sent."""
        if self._last is None:
            pulse = Pulse.objects.filter(pk=PLAN).first()
            self._last = pulse.ran_at if pulse else now
        if now < self._last - A_JUMP:
            log.warning("the database's clock went back by %s", self._last - now)
            Delivery.objects.filter(state=State.WAITING, next_try_at__gt=now).update(next_try_at=now)
            Line.objects.filter(next_try_at__gt=now).update(next_try_at=now)
        self._last = now


def _sending(channel: channels.Channel) -> Callable[[], object]:
    """A run of one sender that lives as long as its thread."""
    sender, most = Sender(channel), 200
    return lambda: sender.run(policy.current(), most=most) == most
