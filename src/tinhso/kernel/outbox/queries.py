"""What operators see: channels, deliveries, jobs, and whether anybody works at all. Figures and states, no texts."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker

from tinhso.kernel.outbox import channels
from tinhso.kernel.outbox.channels import Channel
from tinhso.kernel.outbox.models import Delivery, Line, Pulse, State

ALIVE = timedelta(seconds=60)  # a worker says that it lives every 10–15 seconds
WAITS_LONG = timedelta(minutes=10)
UNENDED = [State.WAITING, State.HELD, State.SENDING]


@dataclass
class ChannelView:
    """One channel as it is now."""

    channel: Channel
    line: Line
    waiting: int = 0
    held: int = 0
    failed: int = 0
    sent: int = 0
    doubted: int = 0
    oldest: datetime | None = None  # of what is due; quiet hours and waiting times are no delay
    failures: list[dict[str, Any]] = field(default_factory=list)

    @property
    def configured(self) -> bool:
        """Whether the installation has a server for it."""
        return self.channel.configured()


def channel_views(*, at: datetime) -> list[ChannelView]:
    """Every channel with its figures; what was sent is counted over the last 24 hours."""
    lines = {line.channel: line for line in Line.objects.all()}
    views = {
        channel.key: ChannelView(channel, lines.get(channel.key) or Line(channel=channel.key))
        for channel in channels.known()
    }
    open_ones = Delivery.objects.filter(state__in=[*UNENDED, State.FAILED]).values("channel", "state")
    for row in open_ones.annotate(
        n=Count("pk"), due=Min("next_try_at", filter=Q(next_try_at__lte=at))
    ).order_by():
        view = views.get(row["channel"])
        if view is None:
            continue
        if row["state"] == State.HELD:
            view.held = row["n"]
        elif row["state"] == State.FAILED:
            view.failed = row["n"]
        else:
            view.waiting += row["n"]
            view.oldest = min(filter(None, [view.oldest, row["due"]]), default=None)
    ended = Delivery.objects.filter(ended_at__gte=at - timedelta(days=1), state=State.SENT).values("channel")
    for sums in ended.annotate(n=Count("pk"), doubted=Count("pk", filter=Q(doubts__gt=0))).order_by():
        if view := views.get(sums["channel"]):
            view.sent, view.doubted = sums["n"], sums["doubted"]
    failed = Delivery.objects.filter(state=State.FAILED).values("channel", "problem")
    for failure in failed.annotate(n=Count("pk")).order_by("-n"):
        if view := views.get(failure["channel"]):
            view.failures.append(dict(failure))
    return list(views.values())


@dataclass(frozen=True)
class Workers:
    """Whether background work is done."""

    alive: int
    last_seen: datetime | None
    relay_ran_at: datetime | None

    def relay_is_late(self, at: datetime) -> bool:
        """Whether notices wait because nobody plans them."""
        return self.relay_ran_at is None or at - self.relay_ran_at > ALIVE


def workers(*, at: datetime) -> Workers:
    """The worker processes by their own word; a stopped one leaves no row, a killed one an old one."""
    seen = ProcrastinateWorker.objects.aggregate(
        alive=Count("pk", filter=Q(last_heartbeat__gt=at - ALIVE)), last=Max("last_heartbeat")
    )
    pulses = Pulse.objects.filter(name__startswith="outbox.", day=None).aggregate(last=Max("ran_at"))
    last = max(filter(None, [seen["last"], pulses["last"]]), default=None)
    return Workers(seen["alive"], last, pulses["last"])


def jobs() -> list[dict[str, Any]]:
    """Background jobs by task: how many wait, run, failed, and since when the oldest waits."""
    rows = (
        ProcrastinateJob.objects.values("task_name", "queue_name")
        .annotate(
            waiting=Count("pk", filter=Q(status="todo")),
            running=Count("pk", filter=Q(status="doing")),
            failed=Count("pk", filter=Q(status="failed")),
            finished=Count("pk", filter=Q(status="succeeded")),
        )
        .order_by("task_name", "queue_name")
    )
    oldest = dict(
        ProcrastinateEvent.objects.filter(type="deferred", job__status="todo")
        .values_list("job__task_name")
        .annotate(at=Min("at"))
    )
    return [{**row, "oldest": oldest.get(row["task_name"]) if row["waiting"] else None} for row in rows]
