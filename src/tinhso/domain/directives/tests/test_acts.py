from datetime import date

import pytest

from tinhso.domain.directives import policies
from tinhso.domain.directives.actions.add_task import NoSuchSentence, add_task
from tinhso.domain.directives.actions.correct_task import NoTitle, Settled, correct_task
from tinhso.domain.directives.actions.drop_task import drop_task
from tinhso.domain.directives.actions.merge_tasks import NothingToMerge, merge_tasks
from tinhso.domain.directives.actions.restore_task import restore_task
from tinhso.domain.directives.actions.split_task import NotEnoughParts, split_task
from tinhso.domain.directives.claims import ChangedMeanwhile
from tinhso.domain.directives.models import LeadFrom
from tinhso.domain.directives.tests.texts import AT, NEWS, a_directive_being_checked, the_task
from tinhso.domain.directives.workflow import TaskState
from tinhso.kernel import audit
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.tests.cast import a_province, a_unit, an_officer_of, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_province()


@pytest.fixture
def by(cast):
    return scope_of(cast.head_of_office)


@pytest.fixture
def directive(cast, by):
    return a_directive_being_checked(cast, by=by)


def settled(**changes) -> Settled:
    return Settled(**({"title": "Xây dựng đề án"} | changes))


def test_a_correction_is_kept_beside_the_machines_answer(cast, by, directive):
    task = the_task(directive, "Ngành Thông tin")
    said = task.machine
    new = settled(
        title="Đào tạo nguồn nhân lực",
        lead_unit_id=cast.science.pk,
        coordinating=[cast.finance.pk, cast.science.pk],
        due_on=date(2026, 6, 30),
        bound="by",
        product="Kế hoạch đào tạo",
    )
    task = correct_task(task, settled=new, by=by, at=AT, version=1)
    task.refresh_from_db()
    assert (task.lead_unit, task.lead_from, task.product_named) == (cast.science, LeadFrom.PERSON, True)
    assert [row.unit for row in task.coordinations.all()] == [cast.finance]
    assert task.machine == said and task.machine["lead"] == ["ngành Thông tin và Truyền thông"]
    assert (task.version, task.changed_by_id) == (2, by.person_id)
    entry = Entry.objects.get(event="directive_task.corrected")
    assert {"lead_unit_id", "due_on", "coordinating"} <= set(entry.details["changed"])


def test_a_form_that_shows_an_older_version_is_refused_with_who_and_when(cast, by, directive):
    task = the_task(directive, "Ngành Thông tin")
    correct_task(task, settled=settled(), by=by, at=AT, version=1)
    with pytest.raises(ChangedMeanwhile) as first:
        correct_task(task, settled=settled(title="Khác hẳn đi"), by=by, at=AT, version=1)
    assert (first.value.who, first.value.when) == (by.person_name, AT)


def test_a_forged_unit_is_out_of_reach(cast, by, directive):
    task = the_task(directive, "Ngành Thông tin")
    stranger = a_unit("Sở của tỉnh khác")
    stranger.ours = None
    stranger.save()
    for forged in (999_999, stranger.pk):
        with pytest.raises(OutOfReach):
            correct_task(task, settled=settled(lead_unit_id=forged), by=by, at=AT)
        with pytest.raises(OutOfReach):
            correct_task(task, settled=settled(coordinating=[forged]), by=by, at=AT)


def test_a_task_needs_words(by, directive):
    with pytest.raises(NoTitle):
        correct_task(directive.tasks.first(), settled=settled(title="  "), by=by, at=AT)


def test_a_split_keeps_sentence_lead_and_helpers_for_every_part(cast, by, directive):
    task = the_task(directive, "Kế hoạch chuyển đổi số")
    total = directive.tasks.count()
    parts = split_task(task, titles=["Xây dựng kế hoạch", " ", "Tổ chức hội nghị"], by=by, at=AT)
    assert [part.title for part in parts] == ["Xây dựng kế hoạch", "Tổ chức hội nghị"]
    assert directive.tasks.count() == total + 1
    assert all(
        (p.start, p.lead_unit_id, p.due_on) == (task.start, cast.science.pk, date(2026, 12, 15))
        for p in parts
    )
    assert [row.unit for row in parts[1].coordinations.all()] == [cast.finance]
    positions = list(directive.tasks.values_list("position", flat=True))
    assert len(set(positions)) == len(positions)


@pytest.mark.parametrize("titles", [[], ["Một việc"], ["Việc"] * 21])
def test_a_split_has_two_to_twenty_parts(by, directive, titles):
    with pytest.raises(NotEnoughParts):
        split_task(directive.tasks.first(), titles=titles, by=by, at=AT)


def test_a_merge_takes_words_helpers_and_what_the_first_lacks_and_can_be_undone(cast, by, directive):
    sector, plan = the_task(directive, "Ngành Thông tin"), the_task(directive, "Kế hoạch chuyển đổi số")
    undated = the_task(directive, "du lịch cộng đồng")
    kept = merge_tasks(directive, task_ids=[sector.pk, undated.pk], by=by, at=AT)
    assert kept == undated and "đào tạo nguồn nhân lực" in kept.title
    sector.refresh_from_db()
    assert (sector.state, sector.merged_into) == (TaskState.DROPPED, kept)
    restore_task(sector, by=by, at=AT)
    sector.refresh_from_db()
    assert (sector.state, sector.merged_into) == (TaskState.DRAFT, None)
    with pytest.raises(NothingToMerge):
        merge_tasks(directive, task_ids=[plan.pk, plan.pk], by=by, at=AT)


def test_a_drop_is_undone_and_a_second_drop_says_who_was_first(by, directive):
    task = directive.tasks.first()
    drop_task(task, reason="Chỉ là nhận định", by=by, at=AT)
    with pytest.raises(ChangedMeanwhile) as first:
        drop_task(task, by=by, at=AT)
    assert first.value.who == by.person_name
    assert restore_task(task, by=by, at=AT).state == TaskState.DRAFT


def test_a_task_is_added_from_a_sentence_or_from_none(cast, by, directive):
    start = directive.document.text.index(NEWS)
    added = add_task(
        directive,
        settled=settled(lead_unit_id=cast.finance.pk),
        start=start,
        end=start + len(NEWS),
        by=by,
        at=AT,
    )
    assert added.quote == NEWS and added.machine is None
    assert directive.tasks.first() == added
    free = add_task(directive, settled=settled(), by=by, at=AT)
    assert (free.start, free.quote) == (None, "")
    assert directive.tasks.last() == free
    for start, end in ((5, 5), (0, 10**6), (9, 3)):
        with pytest.raises(NoSuchSentence):
            add_task(directive, settled=settled(), start=start, end=end, by=by, at=AT)


def test_a_task_of_another_directive_is_out_of_reach(cast, by, directive):
    other = a_directive_being_checked(
        cast, "Giao Sở Tài chính xây dựng dự toán, báo cáo trước ngày 01/3/2026.", by
    )
    with pytest.raises(OutOfReach):
        merge_tasks(directive, task_ids=[directive.tasks.first().pk, other.tasks.first().pk], by=by, at=AT)


def test_who_may_not_handle_a_directive_changes_nothing(cast, directive):
    task = directive.tasks.first()
    with pytest.raises(policies.NotAllowed):
        drop_task(task, by=scope_of(cast.leader), at=AT)  # sees everything, handles nothing
    with pytest.raises(OutOfReach):
        drop_task(task, by=scope_of(cast.science_head), at=AT)  # not yet given anything of it
    colleague = an_officer_of(cast.office, role="head_of_office")
    assert drop_task(task, by=scope_of(colleague), at=AT).state == TaskState.DROPPED


def test_when_the_trace_cannot_be_written_the_task_stays_as_it_was(cast, by, directive, monkeypatch):
    from django.db import transaction

    task = the_task(directive, "Kế hoạch chuyển đổi số")
    monkeypatch.setattr(audit, "record", lambda *args, **details: 1 / 0)
    acts = (
        lambda: correct_task(task, settled=settled(lead_unit_id=cast.culture.pk), by=by, at=AT),
        lambda: split_task(task, titles=["Một việc", "Hai việc"], by=by, at=AT),
        lambda: merge_tasks(directive, task_ids=[t.pk for t in directive.tasks.all()], by=by, at=AT),
        lambda: drop_task(task, by=by, at=AT),
        lambda: add_task(directive, settled=settled(), by=by, at=AT),
    )
    before = list(directive.tasks.values())
    for act in acts:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            act()
        assert list(directive.tasks.values()) == before
