"""The four cells below a node: exact, each duty once, as cells.cell says, as far as the reader sees."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.domain.directives.interface import confirm
from tinhso.domain.programmes.actions.link_nodes import link_nodes
from tinhso.domain.programmes.actions.tie_task import tie_task
from tinhso.domain.programmes.models import Clock, Descent
from tinhso.domain.programmes.queries.chains import node_of
from tinhso.domain.programmes.queries.rollup import duties_below, rolled_up
from tinhso.domain.programmes.tests.stories import AT, a_cascade, a_directive, a_node, tied
from tinhso.domain.programmes.workflow import Kind
from tinhso.kernel.duties.actions.pause import pause
from tinhso.kernel.duties.actions.resume import resume
from tinhso.kernel.duties.actions.stop import stop
from tinhso.kernel.duties.actions.transfer import transfer
from tinhso.kernel.duties.cells import Cell, Counts, cell
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.tests.factories import a_completed_duty, a_duty, an_accepted_duty, at
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_province()


def test_a_duty_under_two_plans_counts_once_above_and_once_under_each(cast):
    story = a_cascade(cast)
    second = a_node(cast, Kind.DOCUMENT, story["programme"])
    link_nodes(second.pk, story["task"].pk, by=None, at=AT)
    tied(cast, story["task"], a_duty(cast))
    total, parts = rolled_up(
        story["goal"].pk, [story["plan"].pk, second.pk], scope=scope_of(cast.leader), at=at("2026-10-06")
    )
    assert total == Counts(open_in_term=1)
    assert parts == {story["plan"].pk: Counts(open_in_term=1), second.pk: Counts(open_in_term=1)}


DUTIES = st.lists(st.tuples(st.sampled_from(["open", "done", "undated"]), st.integers(1, 20)), max_size=6)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=DUTIES, seen=st.integers(0, 40))
def test_each_number_is_the_number_of_its_rows_and_follows_the_one_rule(cast, made, seen):
    now = AT + timedelta(days=seen)
    plan = a_node(cast, Kind.DOCUMENT)
    duties = []
    for how, days in made:
        if how == "done":
            when = AT + timedelta(days=days)
            duty = a_completed_duty(cast, submitted=when, confirmed=when + timedelta(days=1))
        else:
            duty = a_duty(cast, due=None if how == "undated" else (AT + timedelta(days=days)).date())
        tied(cast, a_node(cast, Kind.TASK, plan), duty)
        duties.append(Duty.objects.get(pk=duty.pk))
    expected = Counts()
    for d in duties:
        which = cell(d.due_at, d.done_at, now, confirmed_at=d.confirmed_at, paused=d.paused)
        expected += Counts.of({which: 1})
    scope = scope_of(cast.leader)
    total, _parts = rolled_up(plan.pk, [], scope=scope, at=now)
    assert total == expected
    for each in Cell:
        assert duties_below(plan, scope=scope, at=now, cell=each).count() == total[each]


def test_a_stopped_duty_is_no_work_any_more(cast):
    story, duty = a_cascade(cast), a_duty(cast)
    tied(cast, story["task"], duty)
    stop(duty, reason="thay bằng việc khác", by=scope_of(cast.head_of_office), at=AT)
    total, _parts = rolled_up(story["goal"].pk, [], scope=scope_of(cast.leader), at=AT)
    assert total.total == 0 and not duties_below(story["goal"], scope=scope_of(cast.leader), at=AT).exists()


def test_a_commune_counts_what_it_may_read(cast):
    story = a_cascade(cast)
    tied(cast, story["task"], a_duty(cast))
    tied(cast, a_node(cast, Kind.TASK, story["plan"]), a_duty(cast, lead_unit_id=cast.commune.pk))
    with as_application():
        for account, number in ((cast.leader, 2), (cast.commune_officer, 1), (cast.stranger, 0)):
            scope = scope_of(account)
            total, _parts = rolled_up(story["goal"].pk, [], scope=scope, at=AT)
            assert total.total == number
            assert duties_below(story["goal"], scope=scope, at=AT).count() == number


def test_a_task_of_a_directive_counts_from_the_moment_it_is_given(cast):
    story, office = a_cascade(cast), scope_of(cast.head_of_office)
    directive = a_directive(cast)
    candidate = directive.tasks.first()
    tie_task(story["task"].pk, directive_task_id=candidate.pk, by=office, at=AT)
    assert rolled_up(story["goal"].pk, [], scope=office, at=AT)[0].total == 0
    duties = confirm(directive, task_ids=[candidate.pk], by=office, at=AT)
    assert rolled_up(story["goal"].pk, [], scope=office, at=AT)[0].total == 1
    assert node_of(duties[0])[0] == story["task"]
    assert list(duties_below(story["goal"], scope=office, at=AT)) == duties


def test_a_candidate_that_goes_leaves_the_node_without_one(cast):
    story = a_cascade(cast)
    candidate = a_directive(cast).tasks.first()
    tie_task(story["task"].pk, directive_task_id=candidate.pk, by=None, at=AT)
    candidate.delete()
    story["task"].refresh_from_db()
    assert story["task"].directive_task_id is None


def test_a_duty_of_a_document_in_the_cascade_has_the_documents_reasons(cast):
    directive = a_directive(cast)
    story, office = a_cascade(cast), scope_of(cast.head_of_office)
    duty = confirm(directive, task_ids=list(directive.tasks.values_list("pk", flat=True)), by=office, at=AT)[
        0
    ]
    assert node_of(duty) == (None, [])
    paper = a_node(cast, Kind.DOCUMENT, story["plan"], document_id=directive.pk)
    assert node_of(duty)[0] == paper


def test_the_clock_beside_a_task_moves_with_its_duty(cast):
    story = a_cascade(cast)
    duty = an_accepted_duty(cast)
    tied(cast, story["task"], duty)
    office = scope_of(cast.head_of_office)
    pause(duty, reason="lũ", by=office, at=AT + timedelta(days=1))
    much_later = AT + timedelta(days=90)
    assert rolled_up(story["goal"].pk, [], scope=office, at=much_later)[0] == Counts(open_in_term=1)
    resume(duty, by=office, at=AT + timedelta(days=2))
    assert rolled_up(story["goal"].pk, [], scope=office, at=much_later)[0] == Counts(open_overdue=1)
    commune = scope_of(cast.commune_officer)
    assert rolled_up(story["goal"].pk, [], scope=commune, at=much_later)[0].total == 0
    transfer(duty, to_unit_id=cast.commune.pk, reason="đúng địa bàn", by=office, at=AT + timedelta(days=3))
    assert rolled_up(story["goal"].pk, [], scope=commune, at=much_later)[0].total == 1
    tie_task(story["task"].pk, by=office, at=AT)
    assert rolled_up(story["goal"].pk, [], scope=office, at=much_later)[0].total == 0
    assert not Clock.objects.exists()


def test_a_load_without_triggers_is_made_right_by_the_rebuild(cast):
    story = a_cascade(cast)
    tied(cast, story["task"], a_duty(cast))
    before = sorted(Descent.objects.values_list("ancestor", "descendant")), list(Clock.objects.values())
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from programmes_clock; delete from programmes_descent; select programmes_rebuild()"
        )
    assert (
        sorted(Descent.objects.values_list("ancestor", "descendant")),
        list(Clock.objects.values()),
    ) == before
