"""To remind people of what falls due and of what is late: by the ladder, once a moment, one notice a person and day.

Two stages, each in short transactions, so that a run over millions of duties holds little and can be killed anywhere:
first every duty that has reached a moment gets its reminder, window by window behind a cursor; then each audience gets
its notice. A second run goes on where the first one was. What makes "never twice" true is in the database: one
reminder of a duty, deadline and moment (a_duty_is_reminded_once_at_a_moment), one notice of a person and key.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from tinhso.kernel import audit, calendar, rules
from tinhso.kernel.duties import ladder, reminders
from tinhso.kernel.duties.clock import day_of, midnight
from tinhso.kernel.duties.ladder import Hit
from tinhso.kernel.duties.models import Priority, Reminder, ReminderRun
from tinhso.kernel.duties.notices import words
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.people.scope import Scope

EVENT = "duty.reminder"
WINDOW = 10_000
MOST_DAYS = 14  # moments that were missed longer ago stay missed

# Whoever has submitted a result waits: from then on only the assigner is reminded, and of what is late in any case.
PREPARE = """
with due as materialized (
  select d.id, d.due_at, d.lead_unit_id, d.assigner_unit_id, d.priority = %(flash)s as urgent,
         d.state <> 'submitted' and %(holder)s as to_holder,
         d.state <> 'submitted' and %(head)s as to_head,
         %(assigner)s or d.state = 'submitted' and %(moment)s > 0 as to_assigner
    from duties_duty d
   where d.closed_at is null and d.paused_at is null and d.due_at > %(after)s and d.due_at <= %(until)s
     and (d.due_at, d.id) > (%(cursor_due)s, %(cursor_id)s) and d.given_at < %(given_before)s
   order by d.due_at, d.id limit %(window)s
), written as (
  insert into duties_reminder (duty_id, due_at, moment, "on", lead_unit_id, assigner_unit_id,
                               to_holder, to_head, to_assigner, urgent)
  select id, due_at, %(moment)s, %(day)s, lead_unit_id, assigner_unit_id, to_holder, to_head, to_assigner, urgent
    from due where to_holder or to_head or to_assigner
  on conflict (duty_id, due_at, moment) do nothing returning id, urgent
)
select (select count(*) from due), (select count(*) from written),
       (select array_agg(id order by id) from written where urgent),
       last.due_at, last.id
  from (select 1) one left join (select due_at, id from due order by due_at desc, id desc limit 1) last on true"""


def remind(*, by: Scope | None, at: datetime, window: int = WINDOW) -> int:
    """Write the reminders of the day of `at` and tell the people concerned. Returns how many persons were told.

    Nothing on days off, and nothing the second time. Days on which nobody ran it are made good, up to MOST_DAYS,
    with the last moment that a deadline reached. Duties whose clock stands, that are closed, or that were given
    after the moment are left out. Trace: duty.reminders_sent, once a run.
    """
    today = day_of(at)
    days = calendar.current()
    if not days.is_working(today):
        return 0
    run = _begin(today)
    if run.finished_at is not None:
        return 0
    hits = ladder.hits(rules.value("duty.reminder_ladder", today), run.since, today, days)
    while _prepare(today, hits, at=at, window=window):
        pass
    told = _tell(today, at=at)
    return _finish(today, told, by=by, at=at)


@transaction.atomic
def _begin(today: date) -> ReminderRun:
    """The run of the day, found or begun. What an earlier run wrote and told nobody is written anew."""
    earlier = ReminderRun.objects.filter(day__lt=today).order_by("day")
    last, first = earlier.filter(finished_at__isnull=False).last(), earlier.first()
    since = last.day if last else first.since if first else today - timedelta(days=1)
    since = max(since, today - timedelta(days=MOST_DAYS))
    run, new = ReminderRun.objects.get_or_create(day=today, defaults={"since": since})
    if new:
        Reminder.objects.filter(on__gt=since, on__lt=today)._raw_delete("default")
    return run


@transaction.atomic
def _prepare(today: date, hits: Sequence[Hit], *, at: datetime, window: int) -> bool:
    """One window of reminders and the cursor behind it, in one transaction; whether there is more."""
    run = ReminderRun.objects.select_for_update().get(day=today)  # two workers take turns
    if run.prepared_at is not None:
        return False
    room = window
    for hit in hits:
        if run.deadline is not None and hit.deadline < run.deadline:
            continue
        if hit.deadline != run.deadline:
            run.deadline, run.after_due, run.after_id = hit.deadline, None, 0
        room -= _write(run, hit, at=at, room=room)
        if room <= 0:
            run.save()
            return True
    run.prepared_at = timezone.now()
    run.save()
    return False


def _write(run: ReminderRun, hit: Hit, *, at: datetime, room: int) -> int:
    """Reminders of one deadline, at most `room`; how many duties were looked at."""
    after, until = reminders.term_of(hit.deadline)
    values: dict[str, Any] = {
        "after": after,
        "until": until,
        "cursor_due": run.after_due or after,
        "cursor_id": run.after_id,
        "given_before": midnight(hit.reached),
        "window": room,
        "moment": hit.moment,
        "day": run.day,
        "flash": Priority.HOA_TOC,
        **{side: side in hit.whom for side in ("holder", "head", "assigner")},
    }
    with connection.cursor() as cursor:
        cursor.execute(PREPARE, values)
        seen, written, urgent, due_at, pk = cursor.fetchone()
    if seen:
        run.after_due, run.after_id, run.written = due_at, pk, run.written + written
    if urgent:
        _tell_at_once(urgent, at=at)
    return int(seen)


def _tell_at_once(ids: Sequence[int], *, at: datetime) -> None:
    """Urgent duties do not wait for the digest: each has its own notice."""
    rows = list(Reminder.objects.filter(pk__in=ids).select_related("duty").order_by("pk"))
    units = {unit for row in rows for unit in (row.lead_unit_id, row.assigner_unit_id)}
    people = reminders.audiences(day_of(at), units)
    for row in rows:
        concerned = [
            person
            for person, audience in people.items()
            if (row.to_holder and row.lead_unit_id in audience.holder)
            or (row.to_head and row.lead_unit_id in audience.head)
            or (row.to_assigner and row.assigner_unit_id in audience.assigner)
        ]
        tell(
            concerned,
            event=EVENT,
            text=words(gettext_noop("Nhắc việc hỏa tốc: %(title)s%(due)s."), row.duty),
            url=reverse("duties:duty", args=[row.duty_id]),
            at=at,
            key=f"duties.reminder/{row.duty_id}/{row.due_at.isoformat()}/{row.moment}",
            urgent=True,
        )


def _tell(today: date, *, at: datetime) -> int:
    """The day's notice of everybody who has one."""
    people: dict[reminders.Audience, list[int]] = {}
    for person, audience in reminders.audiences(today).items():
        people.setdefault(audience, []).append(person)
    told = 0
    for audience, persons in people.items():
        with transaction.atomic():
            if notice := reminders.said(audience, today, at=at):
                told += tell(
                    persons,
                    event=EVENT,
                    text=notice.text,
                    url=notice.url,
                    lines=notice.lines,
                    at=at,
                    key=f"duties.reminders/{today.isoformat()}",
                )
    return told


@transaction.atomic
def _finish(today: date, told: int, *, by: Scope | None, at: datetime) -> int:
    run = ReminderRun.objects.select_for_update().get(day=today)
    if run.finished_at is not None:
        return 0  # another worker was quicker
    run.told, run.finished_at = told, timezone.now()
    run.save()
    if run.written:
        audit.record(
            "duty.reminders_sent", "duties.duty", by=by, at=at, day=today, people=told, duties=run.written
        )
    return told
