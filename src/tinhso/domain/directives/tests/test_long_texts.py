"""A long text is read by the worker: progress without a script, once, and again after a kill."""

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tinhso.domain.directives import finding, jobs, scoring
from tinhso.domain.directives import room as reading_room
from tinhso.domain.directives.actions.describe_document import describe_document
from tinhso.domain.directives.actions.drop_task import drop_task
from tinhso.domain.directives.actions.read_document import Details, read_document
from tinhso.domain.directives.claims import StillReading
from tinhso.domain.directives.models import Directive
from tinhso.domain.directives.tests.texts import AT, CLEAR, DAY, NEWS, UNDATED
from tinhso.domain.directives.workflow import DirectiveState
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of

pytestmark = pytest.mark.django_db
TEXT = "\n".join([NEWS, CLEAR, *[f"{number}. {UNDATED}" for number in range(1, 60)]])


@pytest.fixture
def cast(monkeypatch):
    monkeypatch.setattr(finding, "LONG_TEXT", 2_000)
    return a_province()


def a_long_directive(cast) -> Directive:
    return read_document(text=TEXT, details=Details(issued_on=DAY), by=scope_of(cast.head_of_office), at=AT)


def queued() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from procrastinate_jobs where task_name like '%%directives.jobs.find_tasks' and status = 'todo'"
        )
        return cursor.fetchone()[0]


def test_the_upload_answers_at_once_and_the_worker_finds_the_tasks(cast):
    directive = a_long_directive(cast)
    assert directive.state == DirectiveState.FINDING and not directive.tasks.exists()
    assert queued() == 1
    jobs.find_tasks.func(directive.pk)
    directive.refresh_from_db()
    assert (directive.state, directive.tasks.count()) == (DirectiveState.CHECKING, 60)
    assert directive.read_done == len(directive.document.text) and directive.counted_tasks == 60
    assert Entry.objects.filter(event="directive.tasks_found").count() == 1


def test_a_short_text_is_read_while_the_person_waits(cast):
    directive = read_document(
        text=CLEAR, details=Details(issued_on=DAY), by=scope_of(cast.head_of_office), at=AT
    )
    assert directive.state == DirectiveState.CHECKING and queued() == 0


def test_done_twice_it_is_there_once(cast):
    directive = a_long_directive(cast)
    jobs.find_tasks.func(directive.pk)
    jobs.find_tasks.func(directive.pk)
    assert directive.tasks.count() == 60


def test_a_kill_in_the_middle_leaves_nothing_and_the_next_run_begins_anew(cast, monkeypatch):
    directive = a_long_directive(cast)
    count = scoring.count

    def killed(*args, **kwargs):
        raise SystemExit("killed")

    monkeypatch.setattr(scoring, "count", killed)
    with pytest.raises(SystemExit):
        jobs.find_tasks.func(directive.pk)
    directive.refresh_from_db()
    assert directive.state == DirectiveState.FINDING and not directive.tasks.exists()
    monkeypatch.setattr(scoring, "count", count)
    jobs.resume_readings.func(0)
    assert queued() == 1  # it waited already: asked again it waits once
    jobs.find_tasks.func(directive.pk)
    assert directive.tasks.count() == 60


def test_a_failure_is_told_and_can_be_tried_again(cast, monkeypatch):
    directive = a_long_directive(cast)
    read = finding.propose
    monkeypatch.setattr(finding, "propose", lambda *args, **kwargs: 1 / 0)
    jobs.find_tasks.func(directive.pk)
    directive.refresh_from_db()
    assert directive.state == DirectiveState.READ and directive.read_problem
    monkeypatch.setattr(finding, "propose", read)
    by = scope_of(cast.head_of_office)
    again = describe_document(directive, details=Details(issued_on=DAY), by=by, at=AT)
    assert again.state == DirectiveState.FINDING and again.read_problem == ""


def test_nobody_changes_a_text_that_is_being_read(cast):
    directive = a_long_directive(cast)
    with pytest.raises(StillReading):
        describe_document(directive, details=Details(issued_on=DAY), by=scope_of(cast.head_of_office), at=AT)


def test_the_page_shows_how_far_it_is_and_comes_again_by_itself(client, cast):
    directive = a_long_directive(cast)
    Directive.objects.update(read_done=len(TEXT) // 2)
    client.force_login(cast.head_of_office)
    answer = client.get(reverse("directives:room", args=[directive.pk]))
    assert answer["Refresh"] == "3" and 'max="100"' in answer.content.decode()
    assert 'value="50' in answer.content.decode() or 'value="49' in answer.content.decode()
    acts = client.get(reverse("directives:describe", args=[directive.pk]))
    assert acts.status_code == 200
    refused = client.post(
        reverse("directives:describe", args=[directive.pk]), {"issued_on": "15/1/2026", "side": "state"}
    )
    assert refused.status_code == 409
    jobs.find_tasks.func(directive.pk)
    done = client.get(reverse("directives:room", args=[directive.pk]))
    assert "Refresh" not in done and "60 việc" in done.content.decode()
    task = directive.tasks.first()
    drop_task(task, by=scope_of(cast.head_of_office), at=AT)


def test_a_long_text_is_shown_in_parts_and_every_task_in_its_own(client, cast, monkeypatch):
    monkeypatch.setattr(reading_room, "PART", 1_500)
    directive = a_long_directive(cast)
    jobs.find_tasks.func(directive.pk)
    client.force_login(cast.head_of_office)
    address = reverse("directives:room", args=[directive.pk])
    parts = len(reading_room.parts_of(directive.document.text))
    pages = [client.get(address, {"phan": n}).content.decode() for n in range(1, parts + 1)]
    shown = [int(pk) for page in pages for pk in re.findall(r'id="viec-(\d+)"', page)]
    assert parts > 2 and sorted(shown) == sorted(directive.tasks.values_list("pk", flat=True))
    assert [int(n) for page in pages for n in re.findall(r">Việc (\d+)", page)] == list(range(1, 61))
    last = directive.tasks.last()
    landed = client.get(reverse("directives:source", args=[last.pk]), follow=True)
    assert f'id="cau-{last.pk}"' in landed.content.decode()
    assert client.get(address, {"phan": "999"}).status_code == 200  # the last part


@given(st.text(alphabet="ab\n ", max_size=400), st.integers(2, 60))
def test_parts_cover_the_text_without_a_gap(text, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading_room, "PART", size)
        parts = reading_room.parts_of(text)
        assert "".join(text[start:end] for start, end in parts) == text
        assert all(
            reading_room.part_at(text, start) == n for n, (start, end) in enumerate(parts, 1) if start < end
        )


def test_a_stranger_sees_no_progress(client, cast):
    directive = a_long_directive(cast)
    client.force_login(cast.stranger)
    assert client.get(reverse("directives:room", args=[directive.pk])).status_code in (403, 404)


def test_the_worker_reads_behind_its_own_wall(cast):
    from django.db import connection

    directive = a_long_directive(cast)
    with connection.cursor() as cursor:
        cursor.execute("set role tinhso_worker")
        try:
            jobs.find_tasks.func(directive.pk)
        finally:
            cursor.execute("reset role")
    assert directive.tasks.count() == 60
    with as_application():
        scope_of(cast.head_of_office)
        assert directive.tasks.count() == 60
