"""Orders and recurring work when units merge: their duties follow, and what is opened later opens at the heir."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.mergers.world import BASIS, done, every_duty_stands_once_on_every_day
from tinhso.kernel.duties import orders, recurring, tally
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.tests.test_orders import an_order
from tinhso.kernel.duties.tests.test_recurring import monthly
from tinhso.kernel.people.tests.cast import Province, a_province, scope_of
from tinhso.kernel.units.actions.merge import merge
from tinhso.kernel.units.models import Kind, Unit
from tinhso.kernel.units.plan import NewUnit

NOW, TODAY = timezone.now(), timezone.localdate()


@pytest.fixture
def cast(db: None) -> Province:
    return a_province()


def test_the_duties_of_an_order_pass_to_the_new_unit_and_the_order_keeps_its_numbers(cast):
    order = an_order(cast, given=NOW - timedelta(days=3), due=TODAY + timedelta(days=30))
    new = NewUnit("Xã Đồng Suối Thử", Kind.COMMUNE, parent=cast.province.pk)
    act = merge([cast.commune.pk, cast.other_commune.pk], into=new, document=BASIS, effective_on=TODAY,
                by=None, at=NOW)  # fmt: skip
    act = done(act, at=NOW)
    heir = Unit.objects.get(pk=act.realised["-1"])
    assert set(order.parts.values_list("lead_unit", flat=True)) == {heir.pk}
    scope = scope_of(cast.head_of_office)
    assert orders.standing_of([order.pk], scope, NOW)[order.pk].total == 2
    every_duty_stands_once_on_every_day()
    assert not tally.differences()


def test_recurring_work_of_a_merged_unit_opens_at_the_unit_that_took_over(cast):
    row = monthly(
        cast, begins=TODAY, given=NOW, lead_unit_id=cast.commune.pk, coordinating=[cast.other_commune.pk]
    )
    new = NewUnit("Xã Đồng Suối Thử", Kind.COMMUNE, parent=cast.province.pk)
    act = merge([cast.commune.pk, cast.other_commune.pk], into=new, document=BASIS, effective_on=TODAY,
                by=None, at=NOW)  # fmt: skip
    act = done(act, at=NOW)
    heir = Unit.objects.get(pk=act.realised["-1"])
    row.refresh_from_db()
    assert row.lead_unit == heir and row.unit_ids == []
    recurring.open_due(at=NOW + timedelta(days=40))
    assert {duty.lead_unit for duty in Duty.objects.all()} == {heir}
