"""Targets of several years in yearly steps."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.domain.programmes.actions.add_node import Said
from tinhso.domain.programmes.actions.correct_node import correct_node
from tinhso.domain.programmes.actions.settle_milestones import settle_milestones
from tinhso.domain.programmes.claims import ChangedMeanwhile
from tinhso.domain.programmes.milestones import NotOnTheWay, check, linear
from tinhso.domain.programmes.models import Target
from tinhso.domain.programmes.tests.stories import AT, a_node, a_target_of_five_years
from tinhso.domain.programmes.workflow import Kind
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.tests.cast import a_province, scope_of

VALUES = st.decimals(min_value=-10_000, max_value=10_000, places=2)


@given(baseline=VALUES, end=VALUES, first=st.integers(2000, 2050), span=st.integers(1, 15))
def test_equal_steps_end_at_the_target_and_never_turn(baseline, end, first, span):
    steps = linear(baseline, end, baseline_year=first, end_year=first + span)
    assert sorted(steps) == list(range(first + 1, first + span + 1))
    assert steps[first + span] == end
    way = [baseline, *(steps[year] for year in sorted(steps))]
    assert way == sorted(way, reverse=end < baseline)
    check(steps, baseline=baseline, end=end, baseline_year=first, end_year=first + span)


@given(baseline=VALUES, end=VALUES, values=st.lists(VALUES, min_size=4, max_size=4), last=st.booleans())
def test_what_is_accepted_by_hand_ends_at_the_target_and_never_turns(baseline, end, values, last):
    said = dict(zip(range(2026, 2031), [*values, end if last else values[0]], strict=True))
    try:
        check(said, baseline=baseline, end=end, baseline_year=2025, end_year=2030)
    except NotOnTheWay:
        way = [baseline, *said.values()]
        assert said[2030] != end or way != sorted(way, reverse=end < baseline)
    else:
        way = [baseline, *said.values()]
        assert said[2030] == end and way == sorted(way, reverse=end < baseline)


@pytest.fixture
def cast(db):
    return a_province()


def milestones(node) -> dict[int, Decimal]:
    return {m.year: m.value for m in Target.objects.get(node=node).milestones.all()}


@pytest.fixture
def target(cast):
    return a_node(cast, Kind.TARGET, a_node(cast, Kind.GOAL))


def test_a_five_year_target_is_split_at_once(target):
    steps = milestones(target)
    assert list(steps) == [2026, 2027, 2028, 2029, 2030]
    assert steps[2026] == Decimal("10.95") and steps[2030] == 30


def test_a_figure_without_a_source_stays_blank_and_is_not_split(cast):
    goal = a_node(cast, Kind.GOAL)
    figures = a_target_of_five_years(end_value=None)
    node = a_node(cast, Kind.TARGET, goal, figures=figures, unverified="chưa có văn bản gốc")
    assert milestones(node) == {}
    with pytest.raises(OutOfReach):
        settle_milestones(node.pk, None, by=scope_of(cast.head_of_office), at=AT)


def test_a_person_moves_the_steps_and_takes_them_back(cast, target):
    by, slow = (
        scope_of(cast.head_of_office),
        dict(zip(range(2026, 2031), map(Decimal, [7, 8, 9, 10, 30]), strict=True)),
    )
    settle_milestones(target.pk, slow, version=1, by=by, at=AT)
    assert milestones(target) == slow and Target.objects.get(node=target).by_hand
    with pytest.raises(ChangedMeanwhile):
        settle_milestones(target.pk, slow, version=1, by=by, at=AT)
    for year, value in ((2028, 7), (2030, 29), (2027, 31)):
        with pytest.raises(NotOnTheWay) as off:
            settle_milestones(target.pk, slow | {year: Decimal(value)}, by=by, at=AT)
        assert off.value.year in (year, year + 1)
    settle_milestones(target.pk, None, by=by, at=AT)
    assert milestones(target)[2026] == Decimal("10.95")


def test_a_new_end_is_split_anew_and_a_new_word_is_not(cast, target):
    by, slow = (
        scope_of(cast.head_of_office),
        dict(zip(range(2026, 2031), map(Decimal, [7, 8, 9, 10, 30]), strict=True)),
    )
    settle_milestones(target.pk, slow, by=by, at=AT)
    words = Said("Tỷ trọng thử", cast.office.pk, figures=a_target_of_five_years(measure="phần trăm"))
    correct_node(target.pk, words, by=by, at=AT)
    assert milestones(target) == slow
    words = Said("Tỷ trọng thử", cast.office.pk, figures=a_target_of_five_years(end_value=Decimal(35)))
    correct_node(target.pk, words, by=by, at=AT)
    assert milestones(target)[2030] == 35 and not Target.objects.get(node=target).by_hand
