"""Deadlines that run from events: undated until the event has its day, then by the calendar."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.duties import queries
from tinhso.kernel.duties.actions.event_happened import NotYetHappened, event_happened
from tinhso.kernel.duties.actions.open_duty import Deadline
from tinhso.kernel.duties.actions.wait_for_event import HasADeadline, reason_of, wait_for_event
from tinhso.kernel.duties.models import Duty, Evidence, Term, Waiting
from tinhso.kernel.duties.steps import AlreadyMoved, NoteNeeded
from tinhso.kernel.duties.tests.factories import GIVEN, a_duty, at
from tinhso.kernel.people.tests.cast import Province, scope_of

NOW, TODAY = timezone.now(), timezone.localdate()
AFTER = "/viec/giao/sau-su-kien"


def a_waiting_duty(cast: Province, n: int | None = 15, unit: str = Term.WORKING_DAY, **facts) -> Duty:
    event = "nhận đủ hồ sơ"
    duty = a_duty(cast, deadline=Deadline(none_because=reason_of(event, n, unit)), **facts)
    wait_for_event(duty, event=event, n=n, unit=unit, by=None, at=facts.get("given", GIVEN))
    return duty


def test_until_the_event_it_is_undated_and_says_what_it_waits_for(cast):
    duty = a_waiting_duty(cast)
    assert duty.no_deadline_reason == "15 ngày làm việc kể từ khi nhận đủ hồ sơ"
    assert queries.counts(GIVEN.date(), scope=None, now=GIVEN).undated_open == 1


@pytest.mark.parametrize(
    ("n", "unit", "due"),
    [
        (15, Term.WORKING_DAY, "2026-11-02"),
        (10, Term.DAY, "2026-10-22"),
        (2, Term.WEEK, "2026-10-26"),
        (1, Term.MONTH, "2026-11-12"),
        (None, Term.AT_ONCE, "2026-10-13"),
    ],
)
def test_the_deadline_is_counted_by_the_calendar_from_the_events_day(cast, n, unit, due):
    duty = a_waiting_duty(cast, n, unit)
    event_happened(
        duty, happened_at=at("2026-10-12"), shown_by="Giấy tiếp nhận 12/TN", by=None, at=at("2026-10-14")
    )
    duty.refresh_from_db()
    assert duty.due_on == date.fromisoformat(due) and duty.no_deadline_reason == ""
    assert duty.due_at == at(duty.due_on, 0) + timedelta(days=1)


def test_working_hours_run_in_office_hours_only(cast):
    duty = a_waiting_duty(cast, 4, Term.WORKING_HOUR)
    event_happened(duty, happened_at=at("2026-10-12", 15), shown_by="x", by=None, at=at("2026-10-12", 16))
    assert duty.due_at == at("2026-10-13", 9, 30) and duty.due_on == date(2026, 10, 13)


def test_it_stands_from_the_day_of_entry_and_no_past_board_changes(cast):
    duty = a_waiting_duty(cast)
    before = queries.counts(date(2026, 10, 13), scope=None, now=at("2026-10-14"))
    event_happened(duty, happened_at=at("2026-10-06"), shown_by="x", by=None, at=at("2026-10-14"))
    assert queries.counts(date(2026, 10, 13), scope=None, now=at("2026-10-14")) == before
    assert queries.counts(date(2026, 10, 14), scope=None, now=at("2026-10-14")).open_in_term == 1
    assert [(s.due_at is None, s.during.lower) for s in duty.standings.order_by("during")] == [
        (True, date(2026, 10, 5)), (False, date(2026, 10, 14))
    ]  # fmt: skip


def test_the_lead_or_the_assigner_enters_it_and_nobody_else(cast):
    for account in (cast.science_officer, cast.head_of_office):
        duty = a_waiting_duty(cast)
        event_happened(duty, happened_at=GIVEN, shown_by="x", by=scope_of(account), at=at("2026-10-14"))
        assert duty.due_on is not None
    duty = a_waiting_duty(cast, coordinating=[cast.culture.pk])
    for account in (cast.culture_officer, cast.stranger, cast.commune_head):
        with pytest.raises(PermissionDenied):
            event_happened(duty, happened_at=GIVEN, shown_by="x", by=scope_of(account), at=at("2026-10-14"))


def test_what_has_not_happened_is_not_shown_or_is_not_waited_for_is_refused(cast):
    duty = a_waiting_duty(cast)
    with pytest.raises(NotYetHappened):
        event_happened(duty, happened_at=at("2026-10-15"), shown_by="x", by=None, at=at("2026-10-14"))
    with pytest.raises(NoteNeeded):
        event_happened(duty, happened_at=GIVEN, shown_by=" ", by=None, at=at("2026-10-14"))
    event_happened(duty, happened_at=GIVEN, shown_by="x", by=None, at=at("2026-10-14"))
    for other in (duty, a_duty(cast)):
        with pytest.raises(AlreadyMoved):
            event_happened(other, happened_at=GIVEN, shown_by="x", by=None, at=at("2026-10-14"))
    with pytest.raises(HasADeadline):
        wait_for_event(a_duty(cast), event="x", n=1, unit=Term.DAY, by=None, at=GIVEN)


def test_nothing_is_half_done_when_the_trace_cannot_be_written(cast, monkeypatch):
    from tinhso.kernel.duties import steps

    def broken(*args, **kwargs):
        raise RuntimeError

    duty = a_waiting_duty(cast)
    monkeypatch.setattr(steps.audit, "record", broken)
    with pytest.raises(RuntimeError):
        event_happened(duty, happened_at=GIVEN, shown_by="x", by=None, at=at("2026-10-14"))
    assert Duty.objects.get().due_on is None and Waiting.objects.get().happened_at is None


def test_the_database_refuses_a_term_without_length_and_an_event_without_proof(cast):
    waiting = a_waiting_duty(cast).waiting
    for wrong in ({"n": None}, {"n": 0}, {"happened_at": GIVEN}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Waiting.objects.filter(pk=waiting.pk).update(**wrong)


def test_it_is_given_and_the_day_is_entered_on_the_pages(cast, as_account):
    office, science = as_account(cast.head_of_office), as_account(cast.science_officer)
    what = {
        "title": "Trình phương án bồi thường", "lead": str(cast.science.pk), "event": "nhận đủ hồ sơ",
        "unit": "working_day", "n": "15", "priority": "thuong", "token": str(uuid.uuid4()),
    }  # fmt: skip
    assert office.post(AFTER, what | {"n": ""}).status_code == 422
    first, second = office.post(AFTER, what), office.post(AFTER, what)
    duty = Duty.objects.get()
    assert first["Location"] == second["Location"] == f"/viec/{duty.pk}" and Waiting.objects.count() == 1
    page = science.get(f"/viec/{duty.pk}").content.decode()
    assert "15 ngày làm việc kể từ khi nhận đủ hồ sơ" in page and "Sự kiện đã xảy ra" in page
    assert duty.title in science.get("/viec/?thoi_han=cho-su-kien").content.decode()
    asks = f"/viec/{duty.pk}/su-kien"
    tomorrow = datetime.now() + timedelta(days=2)
    assert science.post(asks, {"day": f"{tomorrow:%d/%m/%Y}", "note": "x"}).status_code == 422
    answer = science.post(asks, {"day": f"{TODAY:%d/%m/%Y}", "note": "Giấy tiếp nhận số 12"})
    assert answer.status_code == 302
    duty.refresh_from_db()
    assert duty.due_on and Entry.objects.filter(event="duty.event_happened").exists()
    assert "Sự kiện đã xảy ra</a>" not in science.get(f"/viec/{duty.pk}").content.decode()
    assert not Evidence.objects.exists()
