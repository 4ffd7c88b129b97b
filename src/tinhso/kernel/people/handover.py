"""What is open when a post changes hands: each room of the house lists its own.

    handover.register("duties", _("Việc đang mở"), open_duties)   # from its apps.py

`open_duties(post, at)` gives how many things concern the post and the first of them as (text, address or "").
It runs in the worker, which sees every unit's rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from tinhso.kernel.outbox.notices import unread
from tinhso.kernel.people.models import Delegation, Handover, HandoverSection, Invitation, Post
from tinhso.kernel.text.formats import format_date

MOST_ROWS = 200
Row = tuple[str, str]
Collect = Callable[[Post, datetime], tuple[int, Sequence[Row]]]


@dataclass(frozen=True, slots=True)
class Section:
    """One registered list."""

    label: object
    collect: Collect


_sections: dict[str, Section] = {}


def register(key: str, label: object, collect: Collect) -> None:
    """Add a list to every hand-over; the same key replaces."""
    _sections[key] = Section(label, collect)


def register_own() -> None:
    """What this room itself has open."""
    register("delegations", gettext_lazy("Ủy quyền đang có hiệu lực"), _delegations)
    register("invitations", gettext_lazy("Lời mời đang chờ"), _invitations)
    register("notices", gettext_lazy("Thông báo chưa đọc của người giao"), _unread)


def collect(handover: Handover, *, at: datetime) -> list[HandoverSection]:
    """The lists of the moment, not saved."""
    made = []
    for key, section in _sections.items():
        count, rows = section.collect(handover.post, at)
        kept = [list(row) for row in rows[:MOST_ROWS]]
        made.append(
            HandoverSection(handover=handover, key=key, label=str(section.label), count=count, rows=kept)
        )
    return made


def _delegations(post: Post, at: datetime) -> tuple[int, list[Row]]:
    # They end with the giver's tenure; the receiver should know who was in the middle of what.
    live = Delegation.objects.filter(post=post, revoked_at=None, during__contains=timezone.localdate(at))
    rows = [
        (f"{d.delegate.full_name}: {format_date(d.during.lower)} – {_last_day(d)}", "")
        for d in live.select_related("delegate")
    ]
    return len(rows), rows


def _last_day(delegation: Delegation) -> str:
    return format_date(delegation.during.upper - timedelta(days=1))


def _invitations(post: Post, at: datetime) -> tuple[int, list[Row]]:
    waiting = Invitation.objects.filter(post=post, used_at=None, revoked_at=None, expires_at__gt=at)
    rows = [(invited.person.full_name, "") for invited in waiting.select_related("person")]
    return len(rows), rows


def _unread(post: Post, at: datetime) -> tuple[int, list[Row]]:
    giver = (
        Handover.objects.filter(post=post).order_by("-last_day").values_list("giver_id", flat=True).first()
    )
    number = unread(giver) if giver else 0
    words = ngettext("%(n)d thông báo", "%(n)d thông báo", number) % {"n": number}
    return number, [(words, "")] if number else []


__all__ = ["MOST_ROWS", "Row", "collect", "register", "register_own"]
