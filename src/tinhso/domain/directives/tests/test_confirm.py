import threading
from datetime import date

import pytest
from django.db import connection, transaction

from tinhso.domain.directives import policies
from tinhso.domain.directives.actions import confirm as confirming
from tinhso.domain.directives.actions.confirm import NotClear, confirm
from tinhso.domain.directives.actions.correct_task import Settled, correct_task
from tinhso.domain.directives.actions.drop_task import drop_task
from tinhso.domain.directives.claims import ChangedMeanwhile
from tinhso.domain.directives.models import Directive, DirectiveTask
from tinhso.domain.directives.queries import origin_of
from tinhso.domain.directives.tests.texts import AT, a_clear_directive, a_directive_being_checked, the_task
from tinhso.domain.directives.workflow import DirectiveState, TaskState
from tinhso.kernel import audit
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.sources import url_of
from tinhso.kernel.outbox.models import Notice
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.tests.cast import a_province, a_unit, an_officer_of, scope_of


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return a_province()


def ids(directive) -> list[int]:
    return list(directive.tasks.values_list("pk", flat=True))


@pytest.mark.django_db
def test_each_task_becomes_a_duty_of_its_lead_with_the_way_back_to_its_sentence(cast):
    directive, by = a_clear_directive(cast), scope_of(cast.head_of_office)
    duties = confirm(directive, task_ids=ids(directive), by=by, at=AT)
    plan, scheme = duties
    assert (plan.lead_unit, plan.assigner_unit) == (cast.science, cast.office)
    assert (plan.due_on, plan.due_bound, plan.origin) == (
        date(2026, 12, 15),
        "before",
        origin_of(directive.pk),
    )
    assert [row.unit for row in plan.coordinations.all()] == [cast.finance]
    assert scheme.no_deadline_reason == "Chờ Trung ương hướng dẫn"
    task = the_task(directive, "Kế hoạch")
    assert (task.state, task.duty) == (TaskState.CONFIRMED, plan)
    assert url_of(plan.source, plan.source_id).endswith(f"/van-ban/viec/{task.pk}")
    directive.refresh_from_db()
    assert (directive.state, directive.confirmed_by_id) == (DirectiveState.CONFIRMED, by.person_id)


@pytest.mark.django_db
def test_whoever_has_to_do_the_work_may_read_the_document_and_is_told(cast):
    directive = a_clear_directive(cast)
    science = scope_of(cast.science_officer)
    assert not Directive.objects.visible_to(science).exists()
    confirm(directive, task_ids=ids(directive), by=scope_of(cast.head_of_office), at=AT)
    for account in (
        cast.science_officer,
        cast.culture_officer,
        cast.stranger,
    ):  # the stranger's unit coordinates
        assert Directive.objects.visible_to(scope_of(account)).exists()
    assert not Directive.objects.visible_to(scope_of(cast.commune_officer)).exists()
    assert Notice.objects.filter(person=cast.science_officer.person).exists()


@pytest.mark.django_db
def test_a_task_without_lead_or_deadline_cannot_be_given_and_all_stay(cast):
    directive, by = a_directive_being_checked(cast), scope_of(cast.head_of_office)
    with pytest.raises(NotClear) as unclear:
        confirm(directive, task_ids=ids(directive), by=by, at=AT)
    assert {item.task.lead_unit for item in unclear.value.judged} == {None, cast.culture}
    assert not Duty.objects.exists()
    assert set(directive.tasks.values_list("state", flat=True)) == {TaskState.DRAFT}


@pytest.mark.django_db
def test_a_part_is_given_now_and_the_directive_stays_open_until_nothing_is_left(cast):
    directive, by = a_directive_being_checked(cast), scope_of(cast.head_of_office)
    confirm(directive, task_ids=[the_task(directive, "Kế hoạch").pk], by=by, at=AT)
    directive.refresh_from_db()
    assert directive.state == DirectiveState.CHECKING
    for task in directive.tasks.filter(state=TaskState.DRAFT):
        drop_task(task, by=by, at=AT)
    confirm(directive, task_ids=[], by=by, at=AT)
    directive.refresh_from_db()
    assert directive.state == DirectiveState.CONFIRMED


@pytest.mark.django_db
def test_sending_it_twice_opens_each_duty_once(cast):
    directive, by = a_clear_directive(cast), scope_of(cast.head_of_office)
    first = confirm(directive, task_ids=ids(directive), by=by, at=AT)
    assert confirm(directive, task_ids=ids(directive), by=by, at=AT) == first
    assert Duty.objects.count() == len(first)


@pytest.mark.django_db
def test_a_lead_that_is_no_more_must_be_replaced_by_a_person(cast):
    old = a_unit("Sở Thông tin và Truyền thông", parent=cast.province, until=date(2025, 3, 1))
    directive, by = a_clear_directive(cast), scope_of(cast.head_of_office)
    task = the_task(directive, "Kế hoạch")
    DirectiveTask.objects.filter(pk=task.pk).update(lead_unit=old)
    with pytest.raises(NotClear) as unclear:
        confirm(directive, task_ids=[task.pk], by=by, at=AT)
    assert "kế tục" in unclear.value.judged[0].blockers[0]


@pytest.mark.django_db
def test_a_sentence_that_alters_a_task_opens_none(cast):
    directive, by = a_clear_directive(cast), scope_of(cast.head_of_office)
    task = the_task(directive, "Kế hoạch")
    said = Settled(
        title=task.title, act="extend", lead_unit_id=cast.science.pk, due_on=task.due_on, bound="by"
    )
    correct_task(task, settled=said, by=by, at=AT)
    with pytest.raises(NotClear):
        confirm(directive, task_ids=[task.pk], by=by, at=AT)


@pytest.mark.django_db
def test_a_forged_task_and_a_stranger_get_nothing(cast):
    directive = a_clear_directive(cast)
    with pytest.raises(OutOfReach):
        confirm(directive, task_ids=[*ids(directive), 999_999], by=scope_of(cast.head_of_office), at=AT)
    with pytest.raises(OutOfReach):
        confirm(directive, task_ids=ids(directive), by=scope_of(cast.science_head), at=AT)
    with pytest.raises(policies.NotAllowed):
        confirm(directive, task_ids=ids(directive), by=scope_of(cast.leader), at=AT)
    assert not Duty.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("breaks", ["directive_task.confirmed", "directive.confirmed", "duty.opened"])
def test_a_failure_in_the_middle_leaves_no_duty_and_every_task_a_draft(cast, monkeypatch, breaks):
    directive, by = a_clear_directive(cast), scope_of(cast.head_of_office)
    real, seen = audit.record, []

    def breaking(event, *args, **details):
        seen.append(event)
        if event == breaks and seen.count(event) == (1 if event == "directive.confirmed" else 2):
            raise RuntimeError("in the middle")
        real(event, *args, **details)

    monkeypatch.setattr(audit, "record", breaking)
    with pytest.raises(RuntimeError), transaction.atomic():
        confirm(directive, task_ids=ids(directive), by=by, at=AT)
    assert not Duty.objects.exists() and not Notice.objects.exists()
    assert set(directive.tasks.values_list("state", flat=True)) == {TaskState.DRAFT}


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_wins_and_the_other_sees_who_and_when(cast, monkeypatch):
    with transaction.atomic():
        directive = a_clear_directive(cast)
        colleague = an_officer_of(cast.office, role="head_of_office", name="Mai Đồng Nghiệp Thử")
    meeting = threading.Barrier(2, timeout=20)
    claim = confirming.claims.claim_directive

    def claim_together(pk, *, by):
        meeting.wait()
        return claim(pk, by=by)

    monkeypatch.setattr(confirming.claims, "claim_directive", claim_together)
    outcomes: dict[str, object] = {}

    def officer(account):
        try:
            with transaction.atomic():
                by = scope_of(account)
                outcomes[by.person_name] = confirm(directive, task_ids=wanted, by=by, at=AT)
        except ChangedMeanwhile as first:
            outcomes[by.person_name] = first
        finally:
            connection.close()

    wanted = ids(directive)
    threads = [
        threading.Thread(target=officer, args=[account]) for account in (cast.head_of_office, colleague)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    losers = [outcome for outcome in outcomes.values() if isinstance(outcome, ChangedMeanwhile)]
    winners = [name for name, outcome in outcomes.items() if isinstance(outcome, list)]
    assert len(losers) == len(winners) == 1
    assert (losers[0].who, losers[0].when) == (winners[0], AT)
    assert Duty.objects.count() == len(wanted)
