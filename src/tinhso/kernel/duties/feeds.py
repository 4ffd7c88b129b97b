"""The deadlines of a person as a calendar (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.phrases import last_day
from tinhso.kernel.people import scope as scopes
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope, Via

MOST = 500  # deadlines of one post
BEHIND = timedelta(days=90)  # what is overdue for longer is no calendar's matter


def account_of(token_hash: bytes) -> tuple[int, int] | None:
    """(feed, account) of a live address; the only thing that the secret opens."""
    with connection.cursor() as cursor:
        cursor.execute("select feed, account from duties_feed_account(%s)", [token_hash])
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def deadlines_of(account: int, *, at: datetime) -> list[Duty]:
    """Open dated duties that the units of the account's own posts of today lead or help with.

    Each post is entered as at the start of a session, so the walls decide what it may read. The scope is closed
    again before this returns.
    """
    found: dict[int, Duty] = {}
    try:
        for way in scopes.posts_of(account):
            if way.via != Via.OWN or (scope := scopes.enter(account, way.key)) is None:
                continue
            if scope.may(Permission.READ_DUTIES):
                found |= {duty.pk: duty for duty in _of_post(scope, at)}
    finally:
        scopes.leave()
    return sorted(found.values(), key=lambda duty: (duty.due_at, duty.pk))


def _of_post(scope: Scope, at: datetime) -> Iterable[Duty]:
    mine = Q(lead_unit=scope.unit_id) | Q(coordinations__unit=scope.unit_id)
    duties = (
        Duty.objects.readable_by(scope).open().filter(mine, due_at__gte=at - BEHIND, paused_at__isnull=True)
    )
    return duties.select_related("lead_unit").order_by("due_at", "pk").distinct()[:MOST]


def written(duties: Iterable[Duty], *, site: str) -> bytes:
    """The calendar's text: an all-day entry on the last day in time; folded and escaped by the library.

    Only titles, days and addresses: no person's name, no reason, no file.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Tinh So//viec//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Thời hạn công việc"))
    calendar.add("refresh-interval;value=duration", "PT1H")
    for duty in duties:
        assert duty.due_at is not None
        entry = Event()
        day = last_day(duty.due_at)
        entry.add("uid", f"duty-{duty.pk}@{site.partition('//')[2].strip('/') or 'tinhso'}")
        entry.add("dtstamp", duty.changed_at.astimezone(UTC))
        entry.add("last-modified", duty.changed_at.astimezone(UTC))
        entry.add("summary", duty.title)
        entry.add("dtstart", day)
        entry.add("dtend", day + timedelta(days=1))
        entry.add("transp", "TRANSPARENT")
        entry.add("url", f"{site}/viec/{duty.pk}")
        calendar.add_component(entry)
    return bytes(calendar.to_ical())
