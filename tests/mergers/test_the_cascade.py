"""Units merge: whoever takes over tends the goals and keeps the work programmes; what is over keeps its unit."""

from datetime import timedelta

import pytest

from tests.mergers.test_one_act import NOW, TODAY, merged, of
from tests.mergers.world import BASIS, done, noon
from tinhso.domain.programmes.actions.add_item import Line, add_items
from tinhso.domain.programmes.actions.add_node import Said
from tinhso.domain.programmes.actions.carry_over import carry_over
from tinhso.domain.programmes.actions.correct_node import correct_node
from tinhso.domain.programmes.actions.drop_node import drop_node
from tinhso.domain.programmes.claims import ChangedMeanwhile
from tinhso.domain.programmes.models import WorkItem, WorkProgramme
from tinhso.domain.programmes.tests.stories import AT, a_node, a_programme
from tinhso.domain.programmes.workflow import Kind
from tinhso.kernel.people.tests.cast import Province, a_province, scope_of
from tinhso.kernel.units.actions.reverse import reverse
from tinhso.kernel.units.models import Moved, Unit


@pytest.fixture
def cast(db: None) -> Province:
    return a_province()


def test_nodes_programmes_and_planned_lines_pass_and_the_past_stays(cast: Province) -> None:
    office, head = scope_of(cast.head_of_office), scope_of(cast.commune_head)
    goal = a_node(cast, Kind.GOAL, owner_unit_id=cast.commune.pk)
    gone = a_node(cast, Kind.GOAL, owner_unit_id=cast.commune.pk)
    others = a_node(cast, Kind.GOAL)
    drop_node(gone.pk, reason="trùng", by=head, at=AT)
    own = a_programme(cast, by=head, body_text="Xã Đồng Thử", owner_unit_id=cast.commune.pk)
    top, after = a_programme(cast, by=office), a_programme(cast, by=office, year=2027, quarter=1)
    lines = [
        Line(f"Việc {n}", lead_unit_id=unit.pk) for n, unit in enumerate([cast.commune, cast.other_commune])
    ]
    planned, over = add_items(top.pk, lines, by=office, at=AT)
    carry_over([over.pk], after.pk, reason="chờ", by=office, at=AT)
    new = of(done(merged(cast), at=NOW))
    for thing in (goal, gone, others, own, planned, over):
        thing.refresh_from_db()
    assert (goal.owner_unit, own.owner_unit, planned.lead_unit) == (new, new, new)
    assert (gone.owner_unit, over.lead_unit, others.owner_unit) == (
        cast.commune,
        cast.other_commune,
        cast.office,
    )
    assert over.carried_to.lead_unit == new
    assert {m.kind for m in Moved.objects.all()} >= {"cascade", "work_programmes", "work_items"}
    with pytest.raises(ChangedMeanwhile):
        correct_node(goal.pk, Said("x", new.pk), version=1, by=office, at=NOW)


def test_a_reversal_brings_them_back(cast: Province) -> None:
    goal = a_node(cast, Kind.GOAL, owner_unit_id=cast.commune.pk)
    act = done(merged(cast), at=NOW)
    day = TODAY + timedelta(days=9)
    done(reverse(act, document=BASIS, effective_on=day, by=None, at=noon(day)), at=noon(day))
    goal.refresh_from_db()
    assert goal.owner_unit == Unit.objects.get(restores=cast.commune)
    assert not WorkProgramme.objects.exists() and not WorkItem.objects.exists()
