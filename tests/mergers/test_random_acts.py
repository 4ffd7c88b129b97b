"""Any sequence of acts on any small organisation: nothing is lost, nobody owns twice, the past stands still."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.mergers.world import (
    BASIS,
    decided,
    every_duty_stands_once_on_every_day,
    first_choice,
    history_before,
    noon,
    open_duties_of,
    the_open_end_is_the_duty_itself,
)
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.duties.models import Coordination, Duty, Standing
from tinhso.kernel.people.models import Person, Post, Tenure
from tinhso.kernel.people.tests.cast import a_unit
from tinhso.kernel.units import carrying
from tinhso.kernel.units.actions.dissolve import dissolve
from tinhso.kernel.units.actions.merge import merge
from tinhso.kernel.units.actions.reverse import reverse
from tinhso.kernel.units.actions.split import split
from tinhso.kernel.units.actions.transfer_field import transfer_field
from tinhso.kernel.units.models import FieldHolder, FieldOfWork, Kind, Reorganisation, State, Unit
from tinhso.kernel.units.plan import NewUnit
from tinhso.kernel.units.refusals import ActRefused

START = date(2020, 1, 1)
VERBS = [
    "merge",
    "merge into one of them",
    "split",
    "cut a part off",
    "dissolve",
    "transfer a field",
    "reverse",
]

ACT = st.fixed_dictionaries(
    {
        "verb": st.sampled_from(VERBS),
        "picks": st.lists(st.integers(0, 99), min_size=4, max_size=4),
        "wait": st.integers(1, 40),
        "window": st.sampled_from([1, 3, 1000]),
        "late": st.integers(0, 5),  # days after the effective day on which the worker comes round to it
    }
)
DUTY = st.fixed_dictionaries(
    {
        "lead": st.integers(0, 5), "assigner": st.integers(0, 5), "helpers": st.lists(st.integers(0, 5), max_size=2),
        "field": st.none() | st.integers(0, 1), "done": st.booleans(), "part_of": st.none() | st.integers(0, 5),
        "due": st.none() | st.integers(1, 400),
    }
)  # fmt: skip


def a_country(duties: list[dict[str, Any]]) -> None:
    """Six units with a person each, two fields, a paper that all received, and the duties."""
    top = a_unit("Tỉnh", Kind.PROVINCE, since=START)
    units = [a_unit(f"Đơn vị {n}", Kind.OTHER, parent=top, since=START) for n in range(6)]
    for n, unit in enumerate(units):
        person = Person.objects.create(full_name=f"Người Thử {n}")
        post = Post.objects.create(unit=unit, title="Phụ trách", role="unit_head")
        Tenure.objects.create(post=post, person=person, during=DateRange(START, None))
        OfficialDocument.objects.create(
            text="Cùng một văn bản",
            owner_unit=unit,
            readers=[unit.pk],
            received_at=noon(START),
            received_by=person,
        )
    fields = [
        FieldOfWork.objects.create(key=f"f{n}", name=f"F{n}", folded="f", sort_key=f"f{n}") for n in (0, 1)
    ]
    for n, field in enumerate(fields):
        FieldHolder.objects.create(
            field=field, unit=units[n], during=DateRange(START, None), source="test", verified=True
        )
    made: list[Duty] = []
    for n, facts in enumerate(duties):
        made.append(_a_duty(n, facts, units, fields, made))


def _a_duty(
    n: int, facts: dict[str, Any], units: list[Unit], fields: list[FieldOfWork], made: list[Duty]
) -> Duty:
    lead, assigner = units[facts["lead"]], units[facts["assigner"]]
    parent = made[facts["part_of"]] if facts["part_of"] is not None and facts["part_of"] < len(made) else None
    helpers = {units[h].pk for h in facts["helpers"]} - {lead.pk}
    above = [unit for unit in (parent.readers if parent else [])]
    due = START + timedelta(days=facts["due"]) if facts["due"] else None
    end = noon(START) if facts["done"] else None
    duty = Duty.objects.create(
        source="tests.random", source_id=str(n), title=f"Việc {n}", lead_unit=lead, assigner_unit=assigner,
        readers=list(dict.fromkeys([lead.pk, assigner.pk, *helpers, *above])), parent=parent,
        field_of_work=fields[facts["field"]] if facts["field"] is not None else None,
        given_at=noon(START), changed_at=noon(START), due_on=due, due_at=noon(due) if due else None,
        no_deadline_reason="" if due else "x", state="completed" if end else "accepted",
        done_at=end, confirmed_at=end, closed_at=end,
    )  # fmt: skip
    Standing.objects.create(
        duty=duty,
        lead_unit=lead,
        assigner_unit_id=duty.assigner_unit_id,
        due_at=duty.due_at,
        readers=duty.readers,
        during=DateRange(START, None),
    )
    Coordination.objects.bulk_create([Coordination(duty=duty, unit_id=h) for h in helpers])
    return duty


def drafted(spec: dict[str, Any], day: date, numbers: Counter[str]) -> Reorganisation | None:
    """The act of the specification among whoever is alive that day; None where it makes no sense."""
    alive = list(Unit.objects.alive_on(day).filter(kind=Kind.OTHER).order_by("pk"))
    alive = [unit for unit in alive if unit.during.lower < day]
    if not alive:
        return None
    picked = list(dict.fromkeys(alive[n % len(alive)].pk for n in spec["picks"]))
    numbers["new"] += 1
    parent = Unit.objects.get(kind=Kind.PROVINCE).pk
    news = [NewUnit(f"Đơn vị mới {numbers['new']}.{n}", Kind.OTHER, parent=parent) for n in (1, 2)]
    common = {"document": BASIS, "effective_on": day, "by": None, "at": noon(day)}
    others = [unit.pk for unit in alive if unit.pk != picked[0]]
    match spec["verb"]:
        case "merge":
            return merge(picked[:3], into=news[0], **common)
        case "merge into one of them" if len(picked) > 1:
            return merge(picked[1:], into=picked[0], **common)
        case "split":
            return split(picked[0], into=[news[0], *(picked[1:2] or [news[1]])], **common)
        case "cut a part off":
            return split(picked[0], into=[news[0]], lives_on=True, **common)
        case "dissolve" if others:
            return dissolve(picked[0], heirs=others[:2], **common)
        case "transfer a field" if others:
            holder = FieldHolder.objects.filter(during__contains=day).order_by("field_id").first()
            if holder is None or holder.unit_id == others[0]:
                return None
            return transfer_field([holder.field_id], source=holder.unit_id, to=others[0], **common)
        case "reverse":
            act = Reorganisation.objects.filter(state=State.DONE).order_by("-pk").first()
            if act is None:
                return None
            heirs = others[:1] if act.what == "dissolve" else ()
            return reverse(act, heirs=heirs, **common)
    return None


def what_never_changes() -> tuple[Any, ...]:
    """How much there is, and every deadline and state."""
    duties = list(Duty.objects.order_by("pk").values_list("pk", "due_at", "state", "paused_at", "parent_id"))
    return duties, OfficialDocument.objects.count(), Person.objects.count()


def everything_holds(day: date) -> None:
    every_duty_stands_once_on_every_day()
    the_open_end_is_the_duty_itself()
    living = set(Unit.objects.alive_on(day).values_list("pk", flat=True))
    ended = set(Unit.objects.values_list("pk", flat=True)) - living
    assert open_duties_of(ended) == 0
    assert {paper.owner_unit_id for paper in OfficialDocument.objects.all()} <= living
    holders = Tenure.objects.filter(during__contains=day).values_list("person_id", "post__unit_id")
    assert sorted(person for person, _unit in holders) == sorted(Person.objects.values_list("pk", flat=True))
    assert {unit for _person, unit in holders} <= living
    assert FieldHolder.objects.filter(during__contains=day).count() == 2
    assert set(FieldHolder.objects.filter(during__contains=day).values_list("unit_id", flat=True)) <= living
    for part in Duty.objects.filter(parent__isnull=False).select_related("parent"):
        assert {part.parent.lead_unit_id, part.parent.assigner_unit_id} <= set(part.readers)


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(duties=st.lists(DUTY, min_size=3, max_size=8), acts=st.lists(ACT, min_size=1, max_size=5))
def test_after_any_sequence_of_acts(duties: list[dict[str, Any]], acts: list[dict[str, Any]]) -> None:
    from django.db import transaction

    with transaction.atomic():
        _live_through(duties, acts)
        transaction.set_rollback(True)


def _live_through(duties: list[dict[str, Any]], acts: list[dict[str, Any]]) -> None:
    a_country(duties)
    day, numbers, constant = START, Counter(), what_never_changes()
    for spec in acts:
        day += timedelta(days=spec["wait"])
        moving = day + timedelta(days=spec["late"])
        before = history_before(moving)
        try:
            act = drafted(spec, day, numbers)
        except ActRefused:
            continue
        if act is None:
            continue
        decided(act, at=noon(day), answers=first_choice(act, at=noon(day)))
        act = carrying.carry_out(act.pk, at=noon(moving), window=spec["window"])
        assert act.state == State.DONE
        day = moving
        assert what_never_changes() == constant
        assert history_before(moving) == before
        everything_holds(day)
