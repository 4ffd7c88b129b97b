"""One act at a time: what moves, what stays, what is asked, who sees it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.mergers.world import (
    BASIS,
    decided,
    done,
    every_duty_stands_once_on_every_day,
    history_before,
    noon,
    owners,
    the_open_end_is_the_duty_itself,
)
from tinhso.kernel.duties import queries as duty_queries
from tinhso.kernel.duties.actions.check_result import check_result
from tinhso.kernel.duties.actions.draw_sample import draw_sample
from tinhso.kernel.duties.actions.pause import pause
from tinhso.kernel.duties.actions.remove_obstacle import remove_obstacle
from tinhso.kernel.duties.actions.report_progress import report_progress
from tinhso.kernel.duties.models import Duty, Obstacle, Step
from tinhso.kernel.duties.tests.factories import a_completed_duty, a_duty, an_accepted_duty
from tinhso.kernel.people.models import Post, Tenure
from tinhso.kernel.people.scope import enter, posts_of
from tinhso.kernel.people.tests.cast import Province, a_province, a_unit, scope_of
from tinhso.kernel.units import carrying, queries, routing
from tinhso.kernel.units.actions.answer import answer
from tinhso.kernel.units.actions.decide import decide
from tinhso.kernel.units.actions.dissolve import dissolve
from tinhso.kernel.units.actions.establish import establish
from tinhso.kernel.units.actions.merge import merge
from tinhso.kernel.units.actions.rename import rename
from tinhso.kernel.units.actions.reverse import reverse
from tinhso.kernel.units.actions.split import split
from tinhso.kernel.units.actions.transfer_field import transfer_field
from tinhso.kernel.units.actions.withdraw import withdraw
from tinhso.kernel.units.models import FieldHolder, FieldOfWork, Kind, Moved, State, Unit
from tinhso.kernel.units.plan import Decision, NewUnit
from tinhso.kernel.units.refusals import ActRefused, AnotherActUnderWay

TODAY = timezone.localdate()
NOW = timezone.now()
DUE = TODAY + timedelta(days=30)


@pytest.fixture
def cast(db: None) -> Province:
    return a_province()


def merged(cast: Province, *, on: date = TODAY, **more: object):
    """The two communes become a new one."""
    new = NewUnit("Xã Đồng Suối Thử", Kind.COMMUNE, parent=cast.province.pk)
    return merge(
        [cast.commune.pk, cast.other_commune.pk],
        into=new, document=BASIS, effective_on=on, by=None, at=NOW, **more,
    )  # fmt: skip


def of(act) -> Unit:
    """The unit that the act brought."""
    return Unit.objects.get(pk=act.realised["-1"])


def led_by(unit: Unit, cast: Province, **facts: object) -> Duty:
    return an_accepted_duty(cast, lead_unit_id=unit.pk, given=NOW - timedelta(days=20), due=DUE, **facts)


# --- a merger -----------------------------------------------------------------------------------------------


def test_open_duties_pass_to_the_new_unit_and_nothing_else_of_them_changes(cast: Province) -> None:
    first, second = led_by(cast.commune, cast), led_by(cast.other_commune, cast)
    paused = pause(led_by(cast.commune, cast), reason="lũ", by=None, at=NOW - timedelta(days=3))
    before = {d.pk: (d.state, d.due_on, d.due_at, d.paused_at) for d in Duty.objects.all()}
    act = done(merged(cast), at=NOW)
    assert act.state == State.DONE
    assert {d.lead_unit_id for d in Duty.objects.filter(pk__in=[first.pk, second.pk, paused.pk])} == {
        of(act).pk
    }
    assert {d.pk: (d.state, d.due_on, d.due_at, d.paused_at) for d in Duty.objects.all()} == before
    every_duty_stands_once_on_every_day()
    the_open_end_is_the_duty_itself()
    line = Step.objects.filter(duty=first).last()
    assert line.move == "succeed"
    assert "1684/NQ-UBTVQH15" in line.note and "Xã Đồng Thử → Xã Đồng Suối Thử" in line.note


def test_boards_of_past_days_do_not_change_by_a_digit(cast: Province) -> None:
    for unit in (cast.commune, cast.other_commune):
        led_by(unit, cast)
        a_completed_duty(
            cast, lead_unit_id=unit.pk, given=NOW - timedelta(days=40), due=TODAY - timedelta(days=30),
            submitted=NOW - timedelta(days=32), confirmed=NOW - timedelta(days=31),
        )  # fmt: skip
    days = [TODAY - timedelta(days=n) for n in (1, 5, 19, 21, 33, 39)]
    boards = [duty_queries.counts(day, scope=None, now=NOW, by="unit") for day in days]
    total = duty_queries.counts(TODAY, scope=None, now=NOW)
    done(merged(cast), at=NOW)
    assert [duty_queries.counts(day, scope=None, now=NOW, by="unit") for day in days] == boards
    assert duty_queries.counts(TODAY, scope=None, now=NOW) == total


def test_what_is_closed_stays_with_whoever_did_it_and_the_successor_may_read_it(cast: Province) -> None:
    old = a_completed_duty(
        cast, lead_unit_id=cast.commune.pk, given=NOW - timedelta(days=40), due=DUE,
        submitted=NOW - timedelta(days=32), confirmed=NOW - timedelta(days=31),
    )  # fmt: skip
    act = done(merged(cast), at=NOW)
    old.refresh_from_db()
    assert old.lead_unit_id == cast.commune.pk
    assert of(act).pk in old.readers


def test_people_lose_the_old_unit_and_gain_the_new_one_with_their_role_the_same_day(cast: Province) -> None:
    duty = led_by(cast.commune, cast)
    act = merged(cast)
    decided(act, at=NOW)
    assert enter(cast.commune_officer.pk) is None  # the unit has ended; the worker is on its way
    carrying.carry_out(act.pk, at=NOW)
    act.refresh_from_db()
    scope = scope_of(cast.commune_officer)
    assert (scope.unit_id, scope.role) == (of(act).pk, "officer")
    assert cast.commune.pk not in scope.unit_ids
    assert [way.title for way in posts_of(cast.commune_head.pk)] == ["Thủ trưởng đơn vị"]
    assert Duty.objects.readable_by(scope).filter(pk=duty.pk).exists()
    assert not Tenure.objects.filter(post__unit=cast.commune, during__contains=TODAY).exists()


def test_a_post_that_nobody_holds_passes_too(cast: Province) -> None:
    empty = Post.objects.create(unit=cast.commune, title="Công chức văn hóa", role="officer")
    act = done(merged(cast), at=NOW)
    assert Post.objects.get(succeeds=empty).unit_id == of(act).pk


def test_both_sides_helpers_and_parts_pass(cast: Province) -> None:
    top = led_by(cast.science, cast, coordinating=[cast.commune.pk, cast.other_commune.pk])
    part = a_duty(
        cast, given=NOW - timedelta(days=2), due=DUE, parent=top,
        assigner_unit_id=cast.commune.pk, lead_unit_id=cast.other_commune.pk,
    )  # fmt: skip
    act = done(merged(cast), at=NOW)
    new = of(act).pk
    assert owners()[top.pk][2] == {new}
    assert owners()[part.pk][:2] == (new, new)
    part.refresh_from_db()
    assert set(part.readers) == {new, cast.science.pk, cast.office.pk}


def test_a_unit_that_led_and_one_that_helped_become_one_lead_without_itself_as_a_helper(
    cast: Province,
) -> None:
    duty = led_by(cast.commune, cast, coordinating=[cast.other_commune.pk, cast.science.pk])
    act = done(merged(cast), at=NOW)
    assert owners()[duty.pk] == (of(act).pk, cast.office.pk, frozenset({cast.science.pk}))


def test_a_target_may_already_be_full_of_work(cast: Province) -> None:
    own, coming = led_by(cast.other_commune, cast), led_by(cast.commune, cast)
    act = merge(
        [cast.commune.pk], into=cast.other_commune.pk, rename_to="Xã Suối Thử Mới",
        document=BASIS, effective_on=TODAY, by=None, at=NOW,
    )  # fmt: skip
    done(act, at=NOW)
    assert {owners()[own.pk][0], owners()[coming.pk][0]} == {cast.other_commune.pk}
    cast.other_commune.refresh_from_db()
    assert cast.other_commune.name == "Xã Suối Thử Mới"
    assert Step.objects.filter(duty=own, move="succeed").count() == 0
    assert scope_of(cast.commune_officer).unit_id == cast.other_commune.pk


def test_an_act_entered_late_dates_the_units_back_and_moves_from_today(cast: Province) -> None:
    day = TODAY - timedelta(days=10)
    duty = led_by(cast.commune, cast)
    yesterday = duty_queries.counts(TODAY - timedelta(days=1), scope=None, now=NOW, by="unit")
    act = done(merged(cast, on=day), at=NOW)
    cast.commune.refresh_from_db()
    assert cast.commune.during.upper == day and of(act).during.lower == day
    assert duty_queries.counts(TODAY - timedelta(days=1), scope=None, now=NOW, by="unit") == yesterday
    assert duty.standings.get(during__contains=TODAY).lead_unit_id == of(act).pk
    assert duty.standings.get(during__contains=TODAY - timedelta(days=1)).lead_unit_id == cast.commune.pk


def test_an_act_for_the_future_writes_its_facts_at_once_and_moves_on_the_day(cast: Province) -> None:
    day = TODAY + timedelta(days=10)
    duty = led_by(cast.commune, cast)
    act = merged(cast, on=day)
    decided(act, at=NOW)
    assert carrying.due(TODAY) == [] and carrying.due(day) == [act.pk]
    assert carrying.carry_out(act.pk, at=NOW).state == State.DECIDED
    assert queries.names_on(day)[of(act).pk] == "Xã Đồng Suối Thử"
    assert cast.commune.pk in queries.names_on(TODAY) and of(act).pk not in queries.names_on(TODAY)
    assert owners()[duty.pk][0] == cast.commune.pk
    carrying.carry_out(act.pk, at=noon(day))
    assert owners()[duty.pk][0] == of(act).pk
    assert duty.standings.get(during__contains=day).lead_unit_id == of(act).pk


# --- what is refused ----------------------------------------------------------------------------------------


def test_two_acts_at_once_on_the_same_unit_one_is_refused_and_told_why(cast: Province) -> None:
    first = merged(cast, on=TODAY + timedelta(days=5))
    second = rename(cast.commune.pk, name="Xã Khác", document=BASIS, effective_on=TODAY, by=None, at=NOW)
    carrying.survey(second.pk, at=NOW)
    decided(first, at=NOW)
    second.refresh_from_db()
    with pytest.raises(AnotherActUnderWay, match="1684/NQ-UBTVQH15"):
        decide(second, by=None, at=NOW)
    with pytest.raises(AnotherActUnderWay):
        dissolve(cast.commune.pk, document=BASIS, effective_on=TODAY, by=None, at=NOW)


def test_an_act_is_not_decided_before_it_is_counted(cast: Province) -> None:
    with pytest.raises(ActRefused, match="chưa đếm xong"):
        decide(merged(cast), by=None, at=NOW)


@pytest.mark.parametrize("gone", [True, False])
def test_a_unit_that_does_not_live_that_day_takes_part_in_nothing(cast: Province, gone: bool) -> None:
    unit = a_unit("Xã Đã Hết", Kind.COMMUNE, until=TODAY) if gone else a_unit("Xã Sắp Có", since=DUE)
    with pytest.raises(ActRefused, match="không hoạt động"):
        merge([unit.pk], into=cast.commune.pk, document=BASIS, effective_on=TODAY, by=None, at=NOW)


def test_a_unit_with_others_below_it_is_not_dissolved_over_their_heads(cast: Province) -> None:
    a_unit("Trạm Thử", Kind.OTHER, parent=cast.commune)
    with pytest.raises(ActRefused, match="trực thuộc"):
        dissolve(cast.commune.pk, document=BASIS, effective_on=TODAY, by=None, at=NOW)


def test_a_merger_takes_the_units_below_along(cast: Province) -> None:
    below = a_unit("Trạm Thử", Kind.OTHER, parent=cast.commune)
    act = done(merged(cast), at=NOW)
    below.refresh_from_db()
    assert below.parent_id == of(act).pk
    assert queries.tree(TODAY - timedelta(days=1)).nodes[below.pk].parent == cast.commune.pk


# --- a split ------------------------------------------------------------------------------------------------


def halves(cast: Province, **more: object):
    new = [NewUnit(f"Xã Nửa {n}", Kind.COMMUNE, parent=cast.province.pk) for n in (1, 2)]
    return split(
        cast.commune.pk, into=new, document=BASIS, effective_on=TODAY, by=None, at=NOW, **more
    )  # fmt: skip


def test_a_split_asks_for_everything_and_does_only_what_was_answered(cast: Province) -> None:
    one, two = led_by(cast.commune, cast), led_by(cast.commune, cast)
    act = halves(cast)
    carrying.survey(act.pk, at=NOW)
    act.refresh_from_db()
    assert {(piece.kind, piece.number) for piece in routing.undecided(act)} == {("duties", 2), ("posts", 2)}
    with pytest.raises(ActRefused, match="2"):
        decide(act, by=None, at=NOW)
    answer(act, [Decision("posts", cast.commune.pk, -1)], by=None, at=NOW)
    single = [Decision("duties", cast.commune.pk, -1, subject=one.pk)]
    answer(act, single, by=None, at=NOW)
    with pytest.raises(ActRefused):
        decide(act, by=None, at=NOW)  # the other duty is still open
    answer(act, [Decision("duties", cast.commune.pk, -2, subject=two.pk)], by=None, at=NOW)
    decide(act, by=None, at=NOW)
    act = carrying.carry_out(act.pk, at=NOW)
    assert act.state == State.DONE
    assert (owners()[one.pk][0], owners()[two.pk][0]) == (act.realised["-1"], act.realised["-2"])


def test_an_answer_that_the_act_does_not_name_is_refused(cast: Province) -> None:
    with pytest.raises(ActRefused, match="Nơi nhận"):
        answer(halves(cast), [Decision("duties", cast.commune.pk, cast.science.pk)], by=None, at=NOW)


def test_what_comes_after_the_decision_waits_for_an_answer_of_its_own(cast: Province) -> None:
    act = halves(cast)
    decided(act, at=NOW, answers=[Decision("posts", cast.commune.pk, -1)])
    late = led_by(cast.commune, cast)
    act = carrying.carry_out(act.pk, at=NOW)
    assert act.state == State.RUNNING and owners()[late.pk][0] == cast.commune.pk
    assert [piece.kind for piece in routing.undecided(act)] == ["duties"]
    answer(act, [Decision("duties", cast.commune.pk, -2)], by=None, at=NOW)
    act = carrying.carry_out(act.pk, at=NOW)
    assert act.state == State.DONE and owners()[late.pk][0] == act.realised["-2"]


def test_a_part_is_cut_off_a_unit_that_lives_on_and_may_keep_what_it_has(cast: Province) -> None:
    stays, goes = led_by(cast.science, cast), led_by(cast.science, cast)
    new = NewUnit("Sở Số", Kind.DEPARTMENT, parent=cast.province.pk)
    act = split(
        cast.science.pk, into=[new], lives_on=True, document=BASIS, effective_on=TODAY, by=None, at=NOW
    )
    answers = [
        Decision("posts", cast.science.pk, cast.science.pk),
        Decision("duties", cast.science.pk, cast.science.pk),
        Decision("duties", cast.science.pk, -1, subject=goes.pk),
    ]
    act = done(act, at=NOW, answers=answers)
    assert act.state == State.DONE
    assert (owners()[stays.pk][0], owners()[goes.pk][0]) == (cast.science.pk, act.realised["-1"])
    assert scope_of(cast.science_officer).unit_id == cast.science.pk


# --- fields of work -----------------------------------------------------------------------------------------


def a_field(holder: Unit, key: str) -> FieldOfWork:
    field = FieldOfWork.objects.create(key=key, name=f"Lĩnh vực {key}", folded=key, sort_key=key)
    FieldHolder.objects.create(field=field, unit=holder, during=holder.during, source="test", verified=True)
    return field


def test_a_field_of_work_takes_its_open_duties_along_and_only_them(cast: Province) -> None:
    press = a_field(cast.science, "bao-chi")
    of_press = led_by(cast.science, cast, field_of_work_id=press.pk)
    other = led_by(cast.science, cast)
    act = transfer_field(
        [press.pk], source=cast.science.pk, to=cast.culture.pk,
        document=BASIS, effective_on=TODAY, by=None, at=NOW,
    )  # fmt: skip
    done(act, at=NOW)
    assert (owners()[of_press.pk][0], owners()[other.pk][0]) == (cast.culture.pk, cast.science.pk)
    assert queries.holder_of(press, TODAY) == cast.culture
    assert queries.holder_of(press, TODAY - timedelta(days=1)) == cast.science
    of_press.refresh_from_db()
    assert cast.science.pk in of_press.readers  # it lives on, and gave its work
    assert Post.objects.filter(unit=cast.culture).count() == 1
    every_duty_stands_once_on_every_day()


def test_a_dissolved_unit_leaves_each_field_to_its_heir_and_the_rest_to_another(cast: Province) -> None:
    press = a_field(cast.science, "bao-chi")
    of_press = led_by(cast.science, cast, field_of_work_id=press.pk)
    helped = led_by(cast.finance, cast, field_of_work_id=press.pk, coordinating=[cast.science.pk])
    other = led_by(cast.science, cast)
    act = dissolve(
        cast.science.pk, fields={press.pk: cast.culture.pk}, rest=cast.finance.pk,
        document=BASIS, effective_on=TODAY, by=None, at=NOW,
    )  # fmt: skip
    act = done(act, at=NOW)
    assert act.state == State.DONE
    assert (owners()[of_press.pk][0], owners()[other.pk][0]) == (cast.culture.pk, cast.finance.pk)
    assert owners()[helped.pk][2] == {cast.culture.pk}
    assert scope_of(cast.science_head).unit_id == cast.finance.pk


def test_a_field_without_an_heir_is_asked_about(cast: Province) -> None:
    press = a_field(cast.commune, "bao-chi")
    act = halves(cast)
    carrying.survey(act.pk, at=NOW)
    act.refresh_from_db()
    assert ("fields", press.pk) in {(piece.kind, piece.field) for piece in routing.undecided(act)}
    answers = [
        Decision("fields", cast.commune.pk, -2, field=press.pk), Decision("posts", cast.commune.pk, -1),
    ]  # fmt: skip
    act = done(act, at=NOW, answers=answers)
    assert queries.holder_of(press, TODAY).pk == act.realised["-2"]


# --- back again ---------------------------------------------------------------------------------------------


def test_an_act_is_withdrawn_before_its_day_as_though_it_had_not_been(cast: Province) -> None:
    before = (queries.tree(DUE).count(), queries.names_on(DUE))
    act = merged(cast, on=DUE)
    decided(act, at=NOW)
    assert queries.names_on(DUE) != before[1]
    assert withdraw(act, by=None, at=NOW).state == State.WITHDRAWN
    assert (queries.tree(DUE).count(), queries.names_on(DUE)) == before
    decided(merged(cast, on=DUE), at=NOW)  # the units are free again


def test_an_act_in_force_is_not_withdrawn(cast: Province) -> None:
    act = merged(cast)
    decided(act, at=NOW)
    with pytest.raises(ActRefused, match="đã có hiệu lực"):
        withdraw(act, by=None, at=NOW)


def test_a_reversal_brings_units_people_and_open_work_back_and_rewrites_nothing(cast: Province) -> None:
    mine, theirs = led_by(cast.commune, cast), led_by(cast.other_commune, cast)
    both = led_by(cast.science, cast, coordinating=[cast.commune.pk, cast.other_commune.pk])
    act = done(merged(cast), at=NOW)
    new = of(act)
    day = TODAY + timedelta(days=9)
    since = led_by(new, cast)  # given to the merged unit
    taken = led_by(cast.finance, cast)
    with pytest.raises(ActRefused, match="phải sau ngày"):
        reverse(act, document=BASIS, effective_on=TODAY, by=None, at=NOW)
    held = history_before(day)
    back = reverse(act, document=BASIS, effective_on=day, by=None, at=noon(day))
    carrying.survey(back.pk, at=noon(day))
    back.refresh_from_db()
    assert [(piece.kind, piece.number) for piece in routing.undecided(back)] == [("duties", 1)]
    back = done(back, at=noon(day), answers=[Decision("duties", new.pk, -1, subject=since.pk)])
    act.refresh_from_db()
    assert (back.state, act.state) == (State.DONE, State.REVERSED)
    first = Unit.objects.get(restores=cast.commune)
    second = Unit.objects.get(restores=cast.other_commune)
    assert (first.name, second.name) == ("Xã Đồng Thử", "Xã Suối Thử")
    found = owners()
    assert [found[d.pk][0] for d in (mine, theirs, since, taken)] == [
        first.pk, second.pk, Unit.objects.get(pk=back.realised["-1"]).pk, cast.finance.pk,
    ]  # fmt: skip
    assert found[both.pk][2] == {first.pk, second.pk}
    assert history_before(day) == held
    cast.commune.refresh_from_db()
    assert [link.unit for link in queries.successors(cast.commune)] == [first]  # not its neighbour
    every_duty_stands_once_on_every_day()
    assert Post.objects.filter(unit=first).count() == 2


def test_what_people_moved_since_stays_where_they_put_it(cast: Province) -> None:
    from tinhso.kernel.duties.actions.transfer import transfer

    duty = led_by(cast.commune, cast)
    act = done(merged(cast), at=NOW)
    duty.refresh_from_db()
    transfer(duty, to_unit_id=cast.culture.pk, reason="x", by=None, at=NOW)
    day = TODAY + timedelta(days=9)
    done(reverse(act, document=BASIS, effective_on=day, by=None, at=noon(day)), at=noon(day))
    assert owners()[duty.pk][0] == cast.culture.pk


def test_a_target_that_was_full_of_work_keeps_its_own_when_the_merger_is_reversed(cast: Province) -> None:
    own, came = led_by(cast.other_commune, cast), led_by(cast.commune, cast)
    act = merge(
        [cast.commune.pk], into=cast.other_commune.pk, document=BASIS, effective_on=TODAY, by=None, at=NOW
    )
    act = done(act, at=NOW)
    day = TODAY + timedelta(days=9)
    back = done(reverse(act, document=BASIS, effective_on=day, by=None, at=noon(day)), at=noon(day))
    assert back.state == State.DONE
    again = Unit.objects.get(restores=cast.commune)
    assert (owners()[own.pk][0], owners()[came.pk][0]) == (cast.other_commune.pk, again.pk)
    assert {post.unit_id for post in Post.objects.filter(tenures__during__contains=day)} >= {again.pk}


# --- the record ---------------------------------------------------------------------------------------------


def test_the_hand_over_record_says_what_went_from_whom_to_whom(cast: Province) -> None:
    duty = led_by(cast.commune, cast)
    act = done(merged(cast), at=NOW)
    row = Moved.objects.get(reorganisation=act, kind="duties.lead", predecessor=cast.commune)
    assert (row.ids, row.successor_id) == ([duty.pk], of(act).pk)
    with connection.cursor() as cursor:
        cursor.execute("select event from audit_entry where event like 'reorganisation.%' order by id")
        events = [event for (event,) in cursor.fetchall()]
    assert events[0] == "reorganisation.drafted" and events[-1] == "reorganisation.done"


def test_a_unit_is_established(cast: Province) -> None:
    new = NewUnit("Trung tâm Thử", Kind.OTHER, parent=cast.province.pk, code="99999")
    act = done(
        establish(new, document=BASIS, effective_on=TODAY, by=None, at=NOW), at=NOW
    )  # fmt: skip
    unit = queries.tree(TODAY).nodes[act.realised["-1"]]
    assert (unit.name, unit.code, unit.parent) == ("Trung tâm Thử", "99999", cast.province.pk)


def test_a_renamed_unit_answers_to_both_names_each_in_its_time(cast: Province) -> None:
    done(
        rename(cast.commune.pk, name="Phường Đồng Thử", document=BASIS, effective_on=TODAY, by=None, at=NOW),
        at=NOW,
    )
    assert queries.names_on(TODAY)[cast.commune.pk] == "Phường Đồng Thử"
    assert queries.names_on(TODAY - timedelta(days=1))[cast.commune.pk] == "Xã Đồng Thử"


def test_an_obstacle_passes_to_whoever_takes_over_from_the_unit_that_was_to_remove_it(cast: Province) -> None:
    duty = led_by(cast.science, cast)
    report_progress(
        duty, text="x", obstacle="Chưa có số liệu", remover_unit_id=cast.commune.pk, by=None, at=NOW
    )
    removed = report_progress(
        duty, text="x", obstacle="Đã xong", remover_unit_id=cast.commune.pk, by=None, at=NOW
    )
    remove_obstacle(removed.raised, note="Đã gửi", by=None, at=NOW)
    act = done(merged(cast), at=NOW)
    standing = Obstacle.objects.get(text="Chưa có số liệu")
    assert standing.remover_unit == of(act)
    assert Obstacle.objects.get(text="Đã xong").remover_unit == cast.commune  # history
    assert of(act).pk in Duty.objects.get(pk=duty.pk).readers
    the_open_end_is_the_duty_itself()
    every_duty_stands_once_on_every_day()


def test_a_result_that_is_taken_back_after_a_merger_is_the_heirs_to_do_again(cast: Province) -> None:
    given, weeks = NOW - timedelta(days=30), timedelta(days=7)
    duty = a_completed_duty(
        cast, given=given, due=TODAY, lead_unit_id=cast.commune.pk,
        submitted=given + weeks, confirmed=given + weeks,
    )  # fmt: skip
    sample = draw_sample(
        first=(given + weeks).date(), last=TODAY - timedelta(days=1), seed="1", at=NOW,
        by=scope_of(cast.head_of_office),
    )  # fmt: skip
    act = done(merged(cast), at=NOW)
    before = history_before(TODAY)
    check_result(
        sample.results.get(), verdict="wrong", reason="Thiếu", by=None, at=NOW + timedelta(minutes=1)
    )
    duty.refresh_from_db()
    assert (duty.state, duty.lead_unit, duty.is_open) == ("returned", of(act), True)
    assert history_before(TODAY) == before
    the_open_end_is_the_duty_itself()
    every_duty_stands_once_on_every_day()
