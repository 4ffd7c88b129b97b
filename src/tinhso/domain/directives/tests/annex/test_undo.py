"""An import is taken back whole, while nobody has worked on what it gave."""

import pytest
from django.urls import reverse

from tinhso.domain.directives import jobs
from tinhso.domain.directives.actions.confirm import confirm
from tinhso.domain.directives.actions.correct_task import Settled, correct_task
from tinhso.domain.directives.actions.drop_task import drop_task
from tinhso.domain.directives.actions.import_annex import import_annex
from tinhso.domain.directives.actions.merge_tasks import merge_tasks
from tinhso.domain.directives.actions.restore_task import restore_task
from tinhso.domain.directives.actions.split_task import split_task
from tinhso.domain.directives.actions.undo_annex import HeldBack, undo_annex
from tinhso.domain.directives.claims import ChangedMeanwhile
from tinhso.domain.directives.models import DirectiveTask
from tinhso.domain.directives.tests.annex.annexes import an_imported_annex, taken
from tinhso.domain.directives.tests.annex.files import PLAN, RECORDS, TOUR
from tinhso.domain.directives.tests.texts import AT
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.duties.actions.accept import accept
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.tests.cast import a_province, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_province()


@pytest.fixture
def by(cast):
    return scope_of(cast.head_of_office)


@pytest.fixture
def given(cast, by, asked):
    """Three duties, given at once."""
    annex = import_annex(taken(cast, PLAN, TOUR, RECORDS), give=True, by=by, at=AT)
    jobs.import_annex.func(annex.pk)
    annex.refresh_from_db()
    return annex


def test_untouched_candidates_go_and_the_file_may_come_again(cast, by):
    annex = an_imported_annex(cast, by)
    annex = undo_annex(annex, by=by, at=AT)
    assert (annex.state, DirectiveTask.objects.filter(annex=annex).count()) == ("undone", 0)
    assert Entry.objects.get(event="annex.undone").details["removed"] == 3
    again = taken(cast, PLAN, TOUR, RECORDS, directive=annex.directive)
    assert import_annex(again, by=by, at=AT).imported == 3


def test_sent_twice_it_is_undone_once(cast, by):
    annex = an_imported_annex(cast, by)
    for _twice in range(2):
        assert undo_annex(annex, by=by, at=AT).state == "undone"


def touched(annex, cast, by, how):
    first, second, _third = annex.tasks.order_by("annex_row")
    if how == "corrected":
        settled = Settled(title="Việc khác", lead_unit_id=cast.science.pk, due_on=first.due_on, bound="by")
        correct_task(first, settled=settled, by=by, at=AT)
    elif how == "split":
        split_task(first, titles=["Một", "Hai"], by=by, at=AT)
    elif how == "merged":
        merge_tasks(annex.directive, task_ids=[first.pk, second.pk], by=by, at=AT)
    else:
        (duty,) = confirm(annex.directive, task_ids=[first.pk], by=by, at=AT)
        accept(duty, by=scope_of(cast.science_head), at=AT)


@pytest.mark.parametrize("how", ["corrected", "split", "merged", "accepted"])
def test_what_somebody_has_worked_on_holds_all_of_it_back(cast, by, how):
    annex = an_imported_annex(cast, by)
    touched(annex, cast, by, how)
    before = DirectiveTask.objects.count()
    with pytest.raises(HeldBack) as held:
        undo_annex(annex, by=scope_of(cast.head_of_office), at=AT)
    assert held.value.rows[0] == 2, "the rows of the file are named"
    annex.refresh_from_db()
    assert (annex.state, DirectiveTask.objects.count()) == ("imported", before)


def test_a_candidate_that_was_only_dropped_holds_nothing_back(cast, by):
    annex = an_imported_annex(cast, by)
    drop_task(annex.tasks.first(), by=by, at=AT)
    assert undo_annex(annex, by=by, at=AT).state == "undone"


def test_duties_that_nobody_took_up_are_stopped_and_their_history_stays(cast, by, given):
    annex = undo_annex(given, by=by, at=AT)
    assert annex.state == "undoing", "duties are taken back by the worker"
    jobs.undo_annex.func(annex.pk)
    annex.refresh_from_db()
    assert annex.state == "undone"
    assert {duty.state for duty in Duty.objects.all()} == {"stopped"}
    assert all("Hoàn tác" in duty.stop_reason for duty in Duty.objects.all())
    tasks = list(annex.tasks.all())
    assert {(task.state, task.duty_id) for task in tasks} == {("dropped", None)}
    with pytest.raises(ChangedMeanwhile):
        restore_task(tasks[0], by=by, at=AT)


def test_one_duty_that_was_taken_up_keeps_all_of_them(cast, by, given):
    accept(Duty.objects.get(lead_unit=cast.science), by=scope_of(cast.science_head), at=AT)
    with pytest.raises(HeldBack):
        undo_annex(given, by=scope_of(cast.head_of_office), at=AT)
    assert Duty.objects.filter(state="stopped").count() == 0


def test_a_duty_taken_up_between_asking_and_doing_keeps_all_of_them(cast, by, given):
    annex = undo_annex(given, by=by, at=AT)
    accept(Duty.objects.get(lead_unit=cast.science), by=scope_of(cast.science_head), at=AT)
    jobs.undo_annex.func(annex.pk)
    annex.refresh_from_db()
    assert (annex.state, Duty.objects.filter(state="stopped").count()) == ("imported", 0)
    assert "Chưa hoàn tác gì" in annex.problem


def test_strangers_undo_nothing(cast, by):
    annex = an_imported_annex(cast, by)
    with pytest.raises(OutOfReach):
        undo_annex(annex, by=scope_of(cast.stranger), at=AT)


def test_the_page_names_the_rows_that_hold_it_back(cast, by, client):
    annex = an_imported_annex(cast, by)
    touched(annex, cast, by, "corrected")
    client.force_login(cast.head_of_office)
    where = reverse("directives:annex_undo", args=[annex.directive_id, annex.pk])
    page = client.get(where).content.decode()
    assert "Hàng 2" in page
    assert "btn danger" not in page
    assert client.post(where).status_code == 409
