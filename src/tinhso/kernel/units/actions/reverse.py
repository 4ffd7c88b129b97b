"""To reverse an act that was carried out: not by rewriting it, but by a dated act of the opposite sense."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from tinhso.kernel.text.formats import format_date
from tinhso.kernel.units import drafting, refusals
from tinhso.kernel.units.drafting import Actor, LegalDocument
from tinhso.kernel.units.facts import FIELDS
from tinhso.kernel.units.models import (
    Extent,
    NameRole,
    Reorganisation,
    State,
    Unit,
    UnitCode,
    UnitName,
    UnitParent,
    What,
)
from tinhso.kernel.units.plan import NewUnit, Plan, Takeover, decisions_of
from tinhso.kernel.units.refusals import ActRefused


def reverse(
    act: Reorganisation,
    *,
    document: LegalDocument,
    effective_on: date,
    by: Actor | None,
    at: datetime,
    heirs: Iterable[int] = (),
) -> Reorganisation:
    """Draft the opposite of a done act, with effect from a later day.

    Units that ended come back as units that restore them, with the name, code and parent of their last day; what
    the act had established ends. Objects that are still open and still where the act brought them go back where
    they came from; whatever people have moved since, and whatever came since, stays or is asked about. `heirs`
    are further units to choose from. Raises ActRefused, AnotherActUnderWay.
    """
    if act.state != State.DONE or act.begun_at is None:
        raise ActRefused(refusals.NOT_DONE)
    first = max(act.effective_on, localdate(act.begun_at))
    if effective_on <= first:
        raise ActRefused(refusals.TOO_EARLY, day=format_date(first))
    plan = _opposite(_all_of(act), list(act.realised.values()), act.effective_on, effective_on)
    plan.heirs = list(dict.fromkeys(heirs))
    return drafting.make(
        What.REVERSE, plan, document=document, effective_on=effective_on, by=by, at=at, reverses=act
    )


def _all_of(act: Reorganisation) -> Plan:
    """The act's plan with what people answered among its takeovers."""
    born = {int(number): unit for number, unit in act.realised.items()}
    done = Plan.of(act.plan).realised(born)
    known = {(t.predecessor, t.successor, t.field) for t in done.takeovers}
    for row in decisions_of(act.decisions):
        to, field = born.get(row.to, row.to), row.field if row.kind == FIELDS else None
        if to != row.unit and (row.unit, to, field) not in known:
            known.add((row.unit, to, field))
            done.takeovers.append(Takeover(row.unit, to, Extent.PART, field))
    return done


def _opposite(done: Plan, born: list[int], began: date, day: date) -> Plan:
    plan = Plan()
    back: dict[int, int] = {}
    for unit in Unit.objects.filter(pk__in=done.ends).order_by("id"):
        back[unit.pk] = plan.add(_as_it_was(unit, began - timedelta(days=1), day, freed={*born, *done.codes}))
    for number, new in enumerate(plan.begins, 1):
        if new.parent in back and back[new.parent] != -number:
            plan.begins[number - 1] = replace(new, parent=back[new.parent])
    plan.ends = [unit for unit in born if Unit.objects.alive_on(day).filter(pk=unit).exists()]
    _give_back(plan, done, back)
    _old_names(plan, done, began, day)
    return plan


def _as_it_was(unit: Unit, last: date, day: date, *, freed: set[int]) -> NewUnit:
    """The unit as on its last day. Its code comes back where nobody else holds it by then."""
    name = UnitName.objects.filter(unit=unit, role=NameRole.OFFICIAL, during__contains=last).first()
    code = UnitCode.objects.filter(unit=unit, during__contains=last).first()
    taken = code and UnitCode.objects.filter(code=code.code, during__contains=day).exclude(unit__in=freed)
    parent = UnitParent.objects.filter(unit=unit, during__contains=last).first()
    return NewUnit(
        name=name.text if name else unit.name,
        kind=unit.kind,
        parent=parent.parent_id if parent else None,
        code="" if code is None or (taken and taken.exists()) else code.code,
        restores=unit.pk,
    )


def _give_back(plan: Plan, done: Plan, back: dict[int, int]) -> None:
    """For each takeover its opposite: the whole where only one comes back out of a unit that ends, else what
    came from there."""
    out_of: dict[int, list[Takeover]] = {}
    for takeover in done.takeovers:
        out_of.setdefault(takeover.successor, []).append(takeover)
    for unit, takeovers in out_of.items():
        origins = list(dict.fromkeys(t.predecessor for t in takeovers if t.field is None))
        alone = unit in plan.ends and len({t.predecessor for t in takeovers}) == 1
        for origin in origins:
            to = back.get(origin, origin)
            if alone:
                plan.takeovers.append(Takeover(unit, to, Extent.WHOLE))
            else:
                plan.takeovers.append(Takeover(unit, to, Extent.PART, came_from=origin))
        if unit not in plan.ends:
            plan.takeovers += [
                Takeover(unit, back.get(t.predecessor, t.predecessor), Extent.PART, t.field)
                for t in takeovers
                if t.field is not None
            ]


def _old_names(plan: Plan, done: Plan, began: date, day: date) -> None:
    before = began - timedelta(days=1)
    for unit in done.names:
        row = UnitName.objects.filter(unit=unit, role=NameRole.OFFICIAL, during__contains=before).first()
        if row is not None and unit not in plan.ends:
            plan.names[unit] = row.text
    for unit in done.parents:
        link = UnitParent.objects.filter(unit=unit, during__contains=before).first()
        if link is not None and Unit.objects.alive_on(day).filter(pk=link.parent_id).exists():
            plan.parents[unit] = link.parent_id
    for unit in done.codes:
        code = UnitCode.objects.filter(unit=unit, during__contains=before).first()
        if code is not None:
            plan.codes[unit] = code.code
