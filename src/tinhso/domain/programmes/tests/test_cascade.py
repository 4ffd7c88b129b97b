"""What hangs on what: no loop ever, each duty once, and the way up from a commune's task to the congress."""

from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.domain.programmes import policies
from tinhso.domain.programmes.actions.add_node import AlreadyThere, NeedsParent, Said, add_node
from tinhso.domain.programmes.actions.correct_node import correct_node
from tinhso.domain.programmes.actions.drop_node import ReasonNeeded, StillHolds, drop_node
from tinhso.domain.programmes.actions.link_nodes import DoesNotHangThere, Loop, link_nodes
from tinhso.domain.programmes.actions.tie_task import NoTask, TiedElsewhere, tie_task
from tinhso.domain.programmes.actions.unlink_nodes import LastParent, unlink_nodes
from tinhso.domain.programmes.claims import ChangedMeanwhile
from tinhso.domain.programmes.models import Descent, Link, Node
from tinhso.domain.programmes.queries import chains
from tinhso.domain.programmes.queries import tree as trees
from tinhso.domain.programmes.tests.stories import AT, a_cascade, a_node, tied
from tinhso.domain.programmes.workflow import Kind, may_hang
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.duties.actions.give_subduty import give_subduty
from tinhso.kernel.duties.actions.open_duty import Deadline
from tinhso.kernel.duties.tests.factories import a_duty, an_accepted_duty
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import leave
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_province()


def test_goal_target_task_and_solution_are_four_things():
    assert may_hang(Kind.TASK, Kind.SOLUTION) and may_hang(Kind.TARGET, Kind.GOAL)
    assert not may_hang(Kind.GOAL, Kind.TASK) and not may_hang(Kind.TARGET, Kind.TASK)
    assert not may_hang(Kind.SOLUTION, Kind.TASK) and not may_hang(Kind.TARGET, Kind.TARGET)


def test_only_goals_and_documents_stand_at_the_top(cast):
    for kind in (Kind.TARGET, Kind.SOLUTION, Kind.TASK):
        with pytest.raises(NeedsParent):
            a_node(cast, kind)
    tops = [a_node(cast, Kind.GOAL), a_node(cast, Kind.DOCUMENT)]
    assert set(trees.tops(scope_of(cast.leader))) == set(tops)


def test_a_goal_does_not_hang_under_a_task(cast):
    story = a_cascade(cast)
    other = a_node(cast, Kind.GOAL)
    with pytest.raises(DoesNotHangThere):
        link_nodes(story["task"].pk, other.pk, by=None, at=AT)


def test_a_task_may_serve_two_plans_and_hangs_under_each_once(cast):
    story = a_cascade(cast)
    second = a_node(cast, Kind.DOCUMENT, story["resolution"])
    for _twice in range(2):
        link_nodes(second.pk, story["task"].pk, by=None, at=AT)
    assert Link.objects.filter(child=story["task"]).count() == 2
    assert len(chains.chains_to(story["task"])) == 2


def test_a_loop_is_refused_by_the_act_and_by_the_database(cast):
    story = a_cascade(cast)
    with pytest.raises(Loop):
        link_nodes(story["plan"].pk, story["resolution"].pk, by=None, at=AT)
    with pytest.raises(Loop):
        link_nodes(story["plan"].pk, story["plan"].pk, by=None, at=AT)
    with pytest.raises(IntegrityError, match="below the child"), transaction.atomic():
        Link.objects.create(parent=story["plan"], child=story["resolution"])
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Link.objects.filter(child=story["task"]).update(parent=story["goal"])


@pytest.mark.django_db(transaction=True)
def test_two_links_at_once_cannot_close_a_loop_together():
    cast = a_province()
    one, other = a_node(cast, Kind.GOAL), a_node(cast, Kind.GOAL)
    refused = []

    def hang(parent: int, child: int) -> None:
        try:
            link_nodes(parent, child, by=None, at=AT)
        except Loop:
            refused.append(child)
        finally:
            connection.close()

    threads = [Thread(target=hang, args=pair) for pair in ((one.pk, other.pk), (other.pk, one.pk))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Link.objects.count() == 1 and len(refused) == 1


STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=30)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_linked_and_unlinked_descent_is_what_the_links_say(cast, steps):
    with transaction.atomic():
        nodes = [a_node(cast, Kind.GOAL) for _n in range(7)]
        links: set[tuple[int, int]] = set()
        for wanted, up, down in steps:
            pair = (nodes[up].pk, nodes[down].pk)
            if wanted:
                try:
                    link_nodes(*pair, by=None, at=AT)
                    links.add(pair)
                except Loop:
                    assert pair[0] in below(links, pair[1])
            elif pair in links:
                Link.objects.get(parent=pair[0], child=pair[1]).delete()
                links.discard(pair)
        kept = set(Descent.objects.values_list("ancestor", "descendant"))
        assert kept == {(n.pk, d) for n in nodes for d in below(links, n.pk)}
        transaction.set_rollback(True)


def below(links: set[tuple[int, int]], top: int) -> set[int]:
    found, left = {top}, [top]
    while left:
        at = left.pop()
        new = {child for parent, child in links if parent == at} - found
        found |= new
        left += new
    return found


def test_a_document_stands_once_by_number_and_day(cast):
    story = a_cascade(cast)
    with pytest.raises(AlreadyThere) as there:
        a_node(cast, Kind.DOCUMENT, number="903/kh-ubnd", issued_on=date(2026, 3, 5))
    assert there.value.node == story["plan"]
    a_node(cast, Kind.DOCUMENT, number="903/KH-UBND", issued_on=date(2027, 3, 5))


def test_a_node_with_branches_is_not_dropped_and_nothing_goes_without_a_reason(cast):
    story, by = a_cascade(cast), scope_of(cast.head_of_office)
    with pytest.raises(StillHolds):
        drop_node(story["plan"].pk, reason="trùng", by=by, at=AT)
    with pytest.raises(ReasonNeeded):
        drop_node(story["task"].pk, reason=" ", by=by, at=AT)
    tied(cast, story["task"], a_duty(cast))
    drop_node(story["task"].pk, reason="trùng việc khác", by=by, at=AT)
    story["task"].refresh_from_db()
    assert story["task"].dropped_at == AT and story["task"].duty_id is None
    assert not Descent.objects.filter(ancestor=story["goal"], descendant=story["task"]).exists()
    assert Entry.objects.get(event="cascade_node.dropped").details["duty"]


def test_a_task_keeps_its_last_parent_and_a_document_may_stand_alone(cast):
    story, by = a_cascade(cast), scope_of(cast.head_of_office)
    with pytest.raises(LastParent):
        unlink_nodes(story["plan"].pk, story["task"].pk, by=by, at=AT)
    unlink_nodes(story["programme"].pk, story["plan"].pk, by=by, at=AT)
    assert chains.chains_to(story["task"])[0].nodes[0] == story["plan"]
    assert story["task"] in Node.objects.reaching_no_goal()


def test_who_reads_a_form_of_yesterday_does_not_overwrite(cast):
    story, by = a_cascade(cast), scope_of(cast.head_of_office)
    words = Said(title="Lời mới", owner_unit_id=cast.office.pk)
    correct_node(story["task"].pk, words, version=1, by=by, at=AT)
    with pytest.raises(ChangedMeanwhile) as first:
        correct_node(story["task"].pk, words, version=1, by=by, at=AT)
    assert first.value.who == cast.head_of_office.person.full_name


def test_a_unit_tends_its_own_and_hangs_it_under_the_provinces_goal(cast):
    story = a_cascade(cast)
    by = scope_of(cast.commune_head)
    own = a_node(cast, Kind.TASK, story["plan"], by=by, owner_unit_id=cast.commune.pk)
    assert own.owner_unit == cast.commune
    for owner in (cast.office.pk, cast.other_commune.pk):
        with pytest.raises(policies.NotAllowed):
            a_node(cast, Kind.TASK, story["plan"], by=by, owner_unit_id=owner)
    with pytest.raises(policies.NotAllowed):
        correct_node(story["task"].pk, Said(title="x", owner_unit_id=cast.commune.pk), by=by, at=AT)
    with pytest.raises(policies.NotAllowed):
        link_nodes(story["goal"].pk, story["task"].pk, by=by, at=AT)
    with pytest.raises(policies.NotAllowed):
        add_node(Kind.GOAL, Said("x", cast.science.pk), by=scope_of(cast.science_officer), at=AT)


def test_the_side_of_the_parent_may_take_a_wrong_child_away(cast):
    story = a_cascade(cast)
    own = a_node(cast, Kind.TASK, story["plan"], owner_unit_id=cast.commune.pk)
    link_nodes(story["goal"].pk, own.pk, by=scope_of(cast.commune_head), at=AT)
    with pytest.raises(policies.NotAllowed):
        unlink_nodes(story["goal"].pk, own.pk, by=scope_of(cast.science_head), at=AT)
    unlink_nodes(story["goal"].pk, own.pk, by=scope_of(cast.head_of_office), at=AT)


def test_behind_the_wall_everybody_reads_and_only_the_tender_changes(cast):
    story = a_cascade(cast)
    with as_application():
        leave()
        assert Node.objects.count() == Link.objects.count() == Descent.objects.count() == 0
        scope_of(cast.commune_head)
        assert Node.objects.count() == 5 and Link.objects.count() == 4
        assert Node.objects.update(title="x") == 0
        assert Link.objects.all().delete()[0] == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            Node.objects.create(kind="goal", title="x", owner_unit=cast.office, changed_at=AT)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Descent.objects.create(ancestor=story["task"], descendant=story["goal"])
        own = a_node(
            cast, Kind.TASK, story["plan"], by=scope_of(cast.commune_head), owner_unit_id=cast.commune.pk
        )
        link_nodes(story["goal"].pk, own.pk, by=scope_of(cast.commune_head), at=AT)
        unlink_nodes(story["plan"].pk, own.pk, by=scope_of(cast.commune_head), at=AT)
        assert [c.nodes[0] for c in chains.chains_to(own)] == [story["goal"]]


def test_a_task_points_at_one_duty_and_a_duty_stands_once(cast):
    story, by = a_cascade(cast), scope_of(cast.head_of_office)
    duty = a_duty(cast)
    tie_task(story["task"].pk, duty_id=duty.pk, by=by, at=AT, version=1)
    second = a_node(cast, Kind.TASK, story["plan"])
    with pytest.raises(TiedElsewhere) as elsewhere:
        tie_task(second.pk, duty_id=duty.pk, by=by, at=AT)
    assert elsewhere.value.node == story["task"]
    with pytest.raises(NoTask):
        tie_task(story["plan"].pk, duty_id=duty.pk, by=by, at=AT)
    with pytest.raises(OutOfReach):
        own = a_node(cast, Kind.TASK, story["plan"], owner_unit_id=cast.commune.pk)
        tie_task(own.pk, duty_id=duty.pk, by=scope_of(cast.commune_head), at=AT)


def test_from_a_communes_part_one_chain_reaches_the_goal_of_the_congress(cast):
    story = a_cascade(cast)
    duty = an_accepted_duty(cast)
    tied(cast, story["task"], duty)
    part = give_subduty(
        duty, title="Khảo sát tại xã", lead_unit_id=cast.commune.pk, token="t1",
        deadline=Deadline(on=date(2026, 10, 12), bound="by"), by=scope_of(cast.science_head),
        at=AT + timedelta(hours=2),
    )  # fmt: skip
    node, parts = chains.node_of(part)
    (chain,) = chains.chains_to(node)
    assert chain.nodes == list(story.values()) and chain.reaches_a_goal
    assert parts == [part]
    words, url = chains.reason_of(part, scope_of(cast.commune_officer))
    assert "Mục tiêu thử của Đại hội" in str(words) and url.endswith(str(part.pk))
    assert chains.reason_of(a_duty(cast), scope_of(cast.leader)) is None


def test_the_outline_writes_a_shared_branch_once_in_full(cast):
    story = a_cascade(cast)
    second = a_node(cast, Kind.DOCUMENT, story["programme"])
    link_nodes(second.pk, story["task"].pk, by=None, at=AT)
    under_task = a_node(cast, Kind.TASK, story["task"])
    lines = list(trees.lines_below(story["goal"].pk))
    assert [line.depth for line in lines] == [0, 1, 2, 3, 4, 5, 3, 4]
    assert [line.again for line in lines][-1] and sum(line.node_id == under_task.pk for line in lines) == 1
    assert len(list(trees.lines_below(story["goal"].pk, most=3))) == 3
