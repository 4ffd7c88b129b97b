"""Acts on units from the outside: what an administrator and the worker do, in one line each."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from tinhso.kernel.duties.cells import OUR_CLOCK
from tinhso.kernel.duties.models import Coordination, Duty, Standing
from tinhso.kernel.units import carrying, routing
from tinhso.kernel.units.actions.answer import answer
from tinhso.kernel.units.actions.decide import decide
from tinhso.kernel.units.drafting import LegalDocument
from tinhso.kernel.units.models import Reorganisation
from tinhso.kernel.units.plan import Decision, Plan

BASIS = LegalDocument("1684/NQ-UBTVQH15", date(2025, 6, 16))


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=OUR_CLOCK)


def decided(act: Reorganisation, *, at: datetime, answers: Iterable[Decision] = ()) -> Reorganisation:
    """Counted, answered and decided; nothing has moved."""
    carrying.survey(act.pk, at=at)
    act.refresh_from_db()
    if answers := list(answers):
        answer(act, answers, by=None, at=at)
    return decide(act, by=None, at=at)


def done(
    act: Reorganisation, *, at: datetime, answers: Iterable[Decision] = (), window: int = 10_000
) -> Reorganisation:
    """Decided, and carried out by the functions that the worker's job calls."""
    decided(act, at=at, answers=answers)
    return carrying.carry_out(act.pk, at=at, window=window)


def first_choice(act: Reorganisation, *, at: datetime) -> list[Decision]:
    """An answer to every open question: the first unit that may be chosen."""
    carrying.survey(act.pk, at=at)
    act.refresh_from_db()
    plan = Plan.of(act.plan)
    return [
        Decision(piece.kind, piece.unit, plan.options(piece.unit)[0], field=piece.field)
        for piece in routing.undecided(act)
    ]


def owners() -> dict[int, tuple[int, int, frozenset[int]]]:
    """Duty -> lead, assigner, helpers."""
    helpers: dict[int, set[int]] = {}
    for duty, unit in Coordination.objects.values_list("duty_id", "unit_id"):
        helpers.setdefault(duty, set()).add(unit)
    rows = Duty.objects.values_list("pk", "lead_unit_id", "assigner_unit_id")
    return {pk: (lead, assigner, frozenset(helpers.get(pk, ()))) for pk, lead, assigner in rows}


def history_before(day: date) -> list[tuple[Any, ...]]:
    """Who held every duty under which deadline on the days before, as rows that can be compared."""
    columns = ("duty_id", "lead_unit_id", "due_at", "paused", "readers", "during")
    rows = Standing.objects.filter(during__startswith__lt=day).values_list(*columns)
    return sorted(
        (duty, unit, str(due), paused, sorted(readers), during.lower, min(during.upper or date.max, day))
        for duty, unit, due, paused, readers, during in rows
    )


def every_duty_stands_once_on_every_day() -> None:
    """From the day on which it was given, without gap and overlap, until today: somebody holds it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select d.id from duties_duty d
             where d.state <> 'stopped' and not coalesce((
               select range_agg(s.during) = datemultirange(daterange(min(lower(s.during)), null))
                 from duties_standing s where s.duty_id = d.id), false)"""
        )
        assert cursor.fetchall() == []


def the_open_end_is_the_duty_itself() -> None:
    """What holds from now on says the same as the duty: lead, deadline, readers."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select d.id from duties_duty d join duties_standing s on s.duty_id = d.id and upper_inf(s.during)
             where d.closed_at is null and (s.lead_unit_id <> d.lead_unit_id
                or s.assigner_unit_id <> d.assigner_unit_id
                or s.due_at is distinct from d.due_at
                or not (s.readers <@ d.readers and d.readers <@ s.readers))"""
        )
        assert cursor.fetchall() == []


def open_duties_of(units: Iterable[int]) -> int:
    """How many open duties any of the units leads, gives or helps with."""
    named = list(units)
    return (
        Duty.objects.open().filter(lead_unit__in=named).count()
        + Duty.objects.open().filter(assigner_unit__in=named).count()
        + Coordination.objects.filter(unit__in=named, duty__closed_at=None).count()
    )


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)
