"""What every act on units has in common before it is decided: its checks, its row, its trace."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.text import normalise
from tinhso.kernel.text.formats import format_date
from tinhso.kernel.units import refusals
from tinhso.kernel.units.models import (
    FieldHolder,
    Involved,
    NameRole,
    Reorganisation,
    Unit,
    UnitCode,
    UnitName,
    UnitParent,
)
from tinhso.kernel.units.plan import Plan
from tinhso.kernel.units.refusals import ActRefused, AnotherActUnderWay

Actor = audit.trail.Actor


@dataclass(frozen=True, slots=True)
class LegalDocument:
    """By what an act is ordered. `id` is a documents.OfficialDocument, where the text is kept here."""

    number: str
    on: date
    id: int | None = None


@transaction.atomic
def make(
    what: str,
    plan: Plan,
    *,
    document: LegalDocument,
    effective_on: date,
    by: Actor | None,
    at: datetime,
    reverses: Reorganisation | None = None,
) -> Reorganisation:
    """A checked draft. Nothing changes for anybody yet; what would move is counted by the worker.

    Raises ActRefused and AnotherActUnderWay.
    """
    check(plan, effective_on)
    act = Reorganisation.objects.create(
        what=what,
        document_number=normalise(document.number),
        document_on=document.on,
        document_id=document.id,
        effective_on=effective_on,
        reverses=reverses,
        plan=plan.as_json(),
        drafted_at=at,
        drafted_by=by.person_id if by else None,
    )
    audit.record(
        "reorganisation.drafted", act, by=by, at=at,
        what=what, document=act.document_number, effective_on=effective_on, units=plan.units[:50],
    )  # fmt: skip
    return act


def check(plan: Plan, day: date, *, mine: Reorganisation | None = None) -> None:
    """Refuse what cannot be on that day. `mine`: the act itself, when it is checked again."""
    if not (plan.begins or plan.ends or plan.takeovers or plan.names or plan.parents or plan.codes):
        raise ActRefused(refusals.NOTHING_CHANGES)
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=plan.units)}
    for number in plan.units:
        unit = units.get(number)
        if unit is None or day not in unit.during or (number in plan.ends and unit.during.lower == day):
            name = unit.name if unit else f"#{number}"
            raise ActRefused(refusals.NOT_ALIVE, unit=name, day=format_date(day))
    for takeover in plan.takeovers:
        if takeover.successor in plan.ends:
            raise ActRefused(refusals.TARGET_ENDS, unit=units[takeover.successor].name)
    _not_in_another_act(units, mine)
    _no_later_facts(plan, day, units)
    _nobody_left_below(plan, day, units)
    _no_circles(plan, day, units)
    _fields_are_held(plan, day, units)
    _codes_are_free(plan, day)


def _not_in_another_act(units: dict[int, Unit], mine: Reorganisation | None) -> None:
    others = Involved.objects.filter(unit__in=list(units), open=True).select_related("reorganisation")
    if mine is not None:
        others = others.exclude(reorganisation=mine)
    if (other := others.order_by("id").first()) is not None:
        raise another_act(other)


def another_act(other: Involved) -> AnotherActUnderWay:
    """Which unit is taken up by which act."""
    return AnotherActUnderWay(
        refusals.IN_ANOTHER_ACT, unit=other.unit.name, act=other.reorganisation.document_number
    )


def _no_later_facts(plan: Plan, day: date, units: dict[int, Unit]) -> None:
    """Facts that begin on the day or later on what the act changes: it would cut them off unseen."""
    changed: list[tuple[Any, Iterable[int], dict[str, Any]]] = [
        (UnitName, [*plan.ends, *plan.names], {"role": NameRole.OFFICIAL}),
        (UnitParent, [*plan.ends, *plan.parents], {}),
        (UnitCode, [*plan.ends, *plan.codes], {}),
        (FieldHolder, plan.ends, {}),
    ]
    for model, numbers, more in changed:
        found = model.objects.filter(unit__in=list(numbers), during__startswith__gte=day, **more)
        if (row := found.order_by("id").first()) is not None:
            raise ActRefused(refusals.LATER_FACT, unit=units[row.unit_id].name, day=format_date(day))


def _nobody_left_below(plan: Plan, day: date, units: dict[int, Unit]) -> None:
    below = UnitParent.objects.filter(parent__in=plan.ends, during__contains=day)
    below = below.exclude(unit__in=[*plan.ends, *plan.parents])
    left = Counter(below.values_list("parent_id", flat=True))
    for number, n in left.items():
        if len(plan.general(number)) != 1:
            raise ActRefused(refusals.HAS_UNITS_BELOW, unit=units[number].name, n=n)


def _no_circles(plan: Plan, day: date, units: dict[int, Unit]) -> None:
    for number, parent in plan.parents.items():
        above: int | None = parent
        seen = {number}
        while above is not None and above > 0:
            if above in seen:
                raise ActRefused(refusals.A_CIRCLE, unit=units[number].name)
            seen.add(above)
            row = UnitParent.objects.filter(unit=above, during__contains=day).first()
            above = plan.parents.get(above, row.parent_id if row else None)


def _fields_are_held(plan: Plan, day: date, units: dict[int, Unit]) -> None:
    for takeover in plan.takeovers:
        if takeover.field is None:
            continue
        held = FieldHolder.objects.filter(field=takeover.field, during__contains=day).select_related("field")
        row = held.first()
        if row is None or row.unit_id != takeover.predecessor:
            raise ActRefused(
                refusals.NOT_THE_HOLDER,
                unit=units[takeover.predecessor].name,
                field=row.field.name if row else "",
                day=format_date(day),
            )
        if row.during.lower == day:
            raise ActRefused(refusals.FACT_OF_THE_DAY, unit=row.field.name, day=format_date(day))


def _codes_are_free(plan: Plan, day: date) -> None:
    wanted = [*plan.codes.items(), *((0, new.code) for new in plan.begins if new.code)]
    for number, code in wanted:
        holders = UnitCode.objects.filter(code=code, during__endswith__isnull=True) | UnitCode.objects.filter(
            code=code, during__endswith__gt=day
        )
        for row in holders.exclude(unit__in=[*plan.ends, *plan.codes]).exclude(unit=number):
            raise ActRefused(refusals.CODE_TAKEN, code=code, unit=row.unit.name)
