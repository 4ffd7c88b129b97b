"""When and in which order the province sends: its rules, and a person's own quiet hours. Pure but for the rules."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from tinhso.kernel import rules

NO_QUIET = (time(0), time(0))
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
LONGEST_DOWN = timedelta(minutes=5)

Hours = tuple[time, time]


@dataclass(frozen=True)
class Policy:
    """The rules of one day."""

    quiet: Hours
    digest_at: time
    order: tuple[str, ...]
    urgent_passes: bool
    keep_days: int
    give_up_days: int


def current(on: date | None = None) -> Policy:
    """What the province rules today."""
    return Policy(
        quiet=rules.value("notices.quiet_hours", on),
        digest_at=time.fromisoformat(rules.value("notices.digest_at", on)),
        order=rules.value("notices.channel_order", on),
        urgent_passes=rules.value("notices.urgent_passes_quiet", on),
        keep_days=rules.value("notices.keep_days", on),
        give_up_days=rules.value("notices.give_up_days", on),
    )


def when_allowed(moment: datetime, quiet: Hours) -> datetime:
    """The first instant from `moment` on that lies outside the quiet hours, which may span midnight.

    Quiet hours are half-open local times: at 6:30 exactly it is allowed. Equal times mean none.
    """
    begins, ends = quiet
    local = timezone.localtime(moment)
    now = local.time()
    if begins == ends:
        return moment
    if begins < ends:
        if not begins <= now < ends:
            return moment
        day = local.date()
    else:
        if ends <= now < begins:
            return moment
        day = local.date() + timedelta(days=int(now >= begins))
    return timezone.make_aware(datetime.combine(day, ends))


def wait(attempts: int, first: timedelta = FIRST_WAIT, longest: timedelta = LONGEST_WAIT) -> timedelta:
    """How long to wait after the n-th attempt: doubling, up to a bound; for ever, because nothing is given up
    silently."""
    return min(first * 2 ** min(max(attempts - 1, 0), 16), longest)
