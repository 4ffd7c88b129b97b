"""Tasks that return, and tasks that wait for an event, become such duties when they are confirmed."""

from datetime import date

import pytest

from tinhso.domain.directives import returning
from tinhso.domain.directives.actions.confirm import NotClear, confirm
from tinhso.domain.directives.actions.correct_task import Settled, correct_task
from tinhso.domain.directives.models import DirectiveTask
from tinhso.domain.directives.queries import origin_of
from tinhso.domain.directives.tests.texts import AT, a_directive_being_checked, the_task
from tinhso.domain.directives.workflow import TaskState
from tinhso.kernel.duties import recurring
from tinhso.kernel.duties.models import Duty, Recurrence, Term, Waiting
from tinhso.kernel.duties.rhythm import Every, On, Rhythm
from tinhso.kernel.duties.tests.factories import at
from tinhso.kernel.people.tests.cast import a_province, scope_of

MONTHLY = "Giao Sở Tài chính báo cáo UBND tỉnh kết quả giải ngân trước ngày 20 hằng tháng."
WAITS = "Giao Sở Tài chính trình phương án phân bổ vốn trong 15 ngày làm việc kể từ ngày nhận đủ hồ sơ."


@pytest.fixture
def cast(settings, tmp_path, db):
    settings.MEDIA_ROOT = tmp_path
    return a_province()


def test_a_recurring_task_becomes_a_recurrence_and_its_duty_is_the_first_period(cast):
    directive, by = a_directive_being_checked(cast, MONTHLY), scope_of(cast.head_of_office)
    task = the_task(directive, "giải ngân")
    (duty,) = confirm(directive, task_ids=[task.pk], by=by, at=AT)
    row = Recurrence.objects.get()
    assert (row.rhythm.every, row.rhythm.day, row.bound, row.lead_unit) == (
        Every.MONTH,
        20,
        "before",
        cast.finance,
    )
    assert duty.due_on == date(2026, 1, 20) and duty.origin == origin_of(directive.pk)
    task.refresh_from_db()
    assert (task.state, task.duty) == (TaskState.CONFIRMED, duty)
    recurring.open_due(at=at("2026-03-10"))
    assert list(Duty.objects.order_by("due_on").values_list("due_on", flat=True)) == [
        date(2026, 1, 20), date(2026, 2, 20), date(2026, 3, 20)
    ]  # fmt: skip
    assert confirm(directive, task_ids=[task.pk], by=by, at=AT) == [duty] and Recurrence.objects.count() == 1


def test_a_task_after_an_event_becomes_a_duty_that_waits_for_it(cast):
    directive = a_directive_being_checked(cast, WAITS)
    task = the_task(directive, "phân bổ vốn")
    (duty,) = confirm(directive, task_ids=[task.pk], by=scope_of(cast.head_of_office), at=AT)
    waiting = Waiting.objects.get(duty=duty)
    assert (waiting.event, waiting.n, waiting.unit) == ("nhận đủ hồ sơ", 15, Term.WORKING_DAY)
    assert duty.due_on is None and duty.no_deadline_reason.startswith("chờ sự kiện: trong 15 ngày làm việc")


def test_what_a_person_said_goes_before_the_words(cast):
    directive, by = a_directive_being_checked(cast, MONTHLY), scope_of(cast.head_of_office)
    task = the_task(directive, "giải ngân")
    settled = Settled(title=task.title, lead_unit_id=cast.finance.pk, no_deadline_reason="Việc thường xuyên")
    correct_task(task, settled=settled, by=by, at=AT)
    (duty,) = confirm(directive, task_ids=[task.pk], by=by, at=AT)
    assert duty.no_deadline_reason == "Việc thường xuyên" and not Recurrence.objects.exists()


@pytest.mark.parametrize(
    ("said", "rhythm"),
    [
        ({"freq": "weekly", "weekday": 5}, Rhythm(Every.WEEK, day=5)),
        ({"freq": "monthly", "day": -1}, Rhythm(Every.MONTH, On.LAST_DAY)),
        ({"freq": "monthly"}, Rhythm(Every.MONTH, On.LAST_WORKING_DAY)),
        ({"freq": "quarterly", "month_of_quarter": 3, "day": 15}, Rhythm(Every.QUARTER, day=15, month=3)),
        ({"freq": "yearly", "month": 6, "day": 15}, Rhythm(Every.YEAR, day=15, month=6)),
        ({"freq": "half_yearly", "dates": ["06-15", "12-15"]}, None),
        ({"freq": "monthly", "anchor": "họp", "offset_days": -1}, None),
        ({"freq": "daily"}, None),
        ({"freq": "yearly", "month": 10}, None),
    ],
)
def test_only_a_rhythm_that_can_be_said_is_said(said, rhythm):
    task = DirectiveTask(deadline_kind="recurring", machine={"recurrence": said})
    assert returning.rhythm_of(task) == rhythm


def test_what_cannot_be_said_still_waits_for_a_person(cast):
    text = "Giao Sở Tài chính báo cáo kết quả giải ngân trước 15/6 và 15/12 hằng năm."
    directive = a_directive_being_checked(cast, text)
    with pytest.raises(NotClear):
        confirm(directive, task_ids=[directive.tasks.get().pk], by=scope_of(cast.head_of_office), at=AT)
