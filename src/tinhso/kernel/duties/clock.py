"""The duty's clock: when it is late, what a pause moves, and who stood under which deadline on which day."""

from datetime import date, datetime, time, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from tinhso.kernel import calendar, rules
from tinhso.kernel.calendar.deadlines import due_instant
from tinhso.kernel.duties.cells import OUR_CLOCK
from tinhso.kernel.duties.models import Duty, Standing


def day_of(at: datetime) -> date:
    """The day of an instant in Việt Nam."""
    return at.astimezone(OUR_CLOCK).date()


def late_from(due_on: date | None, bound: str, *, on: date) -> datetime | None:
    """The instant from which a duty with this deadline is late, by the province's rules of the day `on`."""
    if due_on is None:
        return None
    return due_instant(due_on, bound, rules.value("deadline.before_day", on))


def moved_by_pause(duty: Duty, begun: datetime, ended: datetime) -> tuple[date | None, datetime | None]:
    """The deadline after a pause: as many working days later as the clock stood still."""
    if duty.due_on is None or duty.due_at is None:
        return None, None
    days = calendar.current()
    stood = days.working_days_between(day_of(begun), day_of(ended))
    if stood <= 0:
        return duty.due_on, duty.due_at
    due_on = days.add_working_days(duty.due_on, stood)
    # The shift of the day carries the hour along, whether the deadline is a midnight or an hour of the day.
    return due_on, duty.due_at + timedelta(days=(due_on - duty.due_on).days)


def stand(duty: Duty, *, at: datetime, first: bool = False) -> None:
    """Write down how the duty stands from the day of `at` on: lead, deadline, clock, readers.

    Closes what held before, unless this is the `first`; nothing is closed before the day on which it began, so
    past days keep their figures.
    """
    standing_from(duty, day_of(at) if first else _leave(duty, at=at)).save()


def standing_from(duty: Duty, day: date) -> Standing:
    """How the duty stands from a day on, as a row that is not yet written."""
    return Standing(
        duty=duty,
        lead_unit_id=duty.lead_unit_id,
        assigner_unit_id=duty.assigner_unit_id,
        due_at=duty.due_at,
        paused=duty.paused,
        readers=duty.readers,
        during=DateRange(day, None),
    )


def leave(duty: Duty, *, at: datetime) -> None:
    """The duty is stopped: from this day on it stands on nobody's board."""
    _leave(duty, at=at)


def _leave(duty: Duty, *, at: datetime) -> date:
    current = Standing.objects.filter(duty=duty, during__upper_inf=True).first()
    if current is None:
        return day_of(at)
    begun = current.during.lower
    day = max(day_of(at), begun)
    if day == begun:
        current.delete()  # what holds at the end of a day counts for it
    else:
        current.during = DateRange(begun, day)
        current.save(update_fields=["during"])
    return day


def midnight(day: date) -> datetime:
    """The first instant of a day in Việt Nam."""
    return datetime.combine(day, time.min, OUR_CLOCK)
