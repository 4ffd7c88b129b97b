"""Work that returns: the calendar as algebra, and the periods that are opened once each."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given as drawn
from hypothesis import strategies as st

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.calendar import WorkingCalendar
from tinhso.kernel.duties import recurring, sources
from tinhso.kernel.duties.actions import open_period as opening
from tinhso.kernel.duties.actions.change_recurrence import (
    RecurrenceChanged,
    change_recurrence,
    end_recurrence,
    pause_recurrence,
    resume_recurrence,
)
from tinhso.kernel.duties.actions.start_recurrence import start_recurrence
from tinhso.kernel.duties.models import Duty, Occurrence, Recurrence
from tinhso.kernel.duties.rhythm import DayOff, Every, On, Rhythm
from tinhso.kernel.duties.tests.factories import at
from tinhso.kernel.duties.tests.test_two_at_once import together
from tinhso.kernel.people.tests.cast import Province, a_province, scope_of

NOW, TODAY = timezone.now(), timezone.localdate()
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
RHYTHMS = st.builds(
    Rhythm,
    st.sampled_from(Every),
    st.sampled_from(On),
    st.integers(1, 31),
    st.none() | st.integers(1, 12),
    st.sampled_from(DayOff),
)
CALENDARS = st.builds(
    lambda off, worked: WorkingCalendar(off=off, worked=worked),
    st.frozensets(DAYS, max_size=12),
    st.frozensets(DAYS, max_size=4),
)


# --- the calendar -------------------------------------------------------------------------------------------


@drawn(RHYTHMS, DAYS)
def test_periods_follow_one_another_without_gap_and_every_day_lies_in_one(rhythm, day):
    period = rhythm.period_of(day)
    following = rhythm.after(period)
    assert period <= day < following
    assert rhythm.period_of(following) == following
    assert rhythm.period_of(following - timedelta(days=1)) == period


@drawn(RHYTHMS, DAYS, CALENDARS)
def test_the_day_named_lies_in_its_period_and_deadlines_never_go_backwards(rhythm, day, days):
    period = rhythm.period_of(day)
    stays = Rhythm(rhythm.every, rhythm.on, rhythm.day, rhythm.month, DayOff.STAY)
    if rhythm.on != On.LAST_WORKING_DAY:
        assert period <= stays.due_on(period, days) < rhythm.after(period)
    assert rhythm.due_on(period, days) <= rhythm.due_on(rhythm.after(period), days)


@drawn(RHYTHMS, DAYS, CALENDARS)
def test_a_deadline_that_is_moved_off_days_off_is_a_working_day(rhythm, day, days):
    due_on = rhythm.due_on(rhythm.period_of(day), days)
    assert days.is_working(due_on) or rhythm.day_off == DayOff.STAY and rhythm.on != On.LAST_WORKING_DAY


@drawn(RHYTHMS, DAYS, CALENDARS)
def test_the_first_period_is_the_first_whose_deadline_is_not_over(rhythm, day, days):
    first = rhythm.first_due(day, days)
    # A deadline that a long holiday pushed out of the period before may still lie ahead: that period has begun.
    assert rhythm.due_on(first, days) >= day or rhythm.period_of(day) < first
    assert first in (rhythm.period_of(day), rhythm.after(rhythm.period_of(day)))


@pytest.mark.parametrize(
    ("rhythm", "period", "due"),
    [
        (Rhythm(Every.MONTH, day=20), "2026-09-01", "2026-09-21"),  # the 20th is a Sunday
        (Rhythm(Every.MONTH, day=20, day_off=DayOff.PREVIOUS), "2026-09-01", "2026-09-18"),
        (Rhythm(Every.MONTH, day=20, day_off=DayOff.STAY), "2026-09-01", "2026-09-20"),
        (Rhythm(Every.MONTH, day=31), "2026-02-01", "2026-03-02"),  # 28/2 is a Saturday
        (Rhythm(Every.MONTH, On.LAST_WORKING_DAY), "2026-10-01", "2026-10-30"),
        (Rhythm(Every.QUARTER, day=15, month=1), "2026-10-01", "2026-10-15"),
        (Rhythm(Every.QUARTER, day=15), "2026-10-01", "2026-12-15"),
        (Rhythm(Every.YEAR, day=15, month=6), "2026-01-01", "2026-06-15"),
        (Rhythm(Every.WEEK, day=5), "2026-11-23", "2026-11-27"),
    ],
)
def test_what_the_words_mean(rhythm, period, due):
    assert rhythm.due_on(date.fromisoformat(period), WorkingCalendar()) == date.fromisoformat(due)


# --- opening ------------------------------------------------------------------------------------------------


def monthly(
    cast: Province, *, begins: str | date = "2026-10-01", given: datetime | None = None, **facts
) -> Recurrence:
    """Reports of the department of science before the 20th of each month, opened ten working days ahead."""
    begins = date.fromisoformat(begins) if isinstance(begins, str) else begins
    if "group" not in facts:
        facts.setdefault("lead_unit_id", cast.science.pk)
    return start_recurrence(
        source=sources.DIRECT,
        source_id=facts.pop("source_id", str(uuid.uuid4())),
        title="Báo cáo kết quả",
        rhythm=facts.pop("rhythm", Rhythm(Every.MONTH, day=20)),
        begins_on=begins,
        bound="before",
        assigner_unit_id=cast.office.pk,
        by=facts.pop("by", None),
        at=given or at(begins),
        **facts,
    )


def test_a_period_opens_ten_working_days_ahead_and_never_before(cast):
    row = monthly(cast)
    assert row.next_opens_on == date(2026, 10, 6)
    assert recurring.open_due(at=at("2026-10-05")) == 0
    assert recurring.open_due(at=at("2026-10-06")) == 1
    duty = Duty.objects.get()
    assert duty.title == "Báo cáo kết quả (tháng 10/2026)" and duty.due_on == date(2026, 10, 20)
    assert (duty.due_bound, duty.source, duty.lead_unit) == ("before", sources.RECURRENCE, cast.science)
    assert Occurrence.objects.get().duty == duty
    assert Entry.objects.filter(event="recurrence.period_opened").count() == 1


def test_however_often_the_job_runs_a_period_opens_once(cast):
    monthly(cast)
    for hour in range(8, 18):
        recurring.open_due(at=at("2026-10-06", hour))
    assert Duty.objects.count() == Occurrence.objects.count() == 1


def test_after_downtime_every_missed_period_is_there_once(cast):
    row = monthly(cast)
    recurring.open_due(at=at("2026-10-06"))
    recurring.open_due(at=at("2027-02-10"))
    periods = list(Occurrence.objects.order_by("period").values_list("period", flat=True))
    assert periods == [
        date(2026, 10, 1),
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 2, 1),
    ]
    row.refresh_from_db()
    assert row.next_period == date(2027, 3, 1)


@pytest.mark.parametrize("dies", range(1, 8))
def test_killed_anywhere_no_twin_and_no_gap(cast, monkeypatch, dies):
    """The process dies at its n-th entry of the trace; the next run goes on."""
    monthly(cast)
    count, real = iter(range(1, 100)), opening.audit.record

    def mortal(*args, **kwargs):
        real(*args, **kwargs)
        if next(count) == dies:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(opening.audit, "record", mortal)
        recurring.open_due(at=at("2027-02-10"))
    recurring.open_due(at=at("2027-02-10"))
    periods = list(Occurrence.objects.order_by("period").values_list("period", flat=True))
    assert periods == [
        date(2026, 10, 1),
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 2, 1),
    ]
    assert Duty.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_open_a_period_once():
    cast = a_province()
    monthly(cast)
    together(*[lambda: recurring.open_due(at=at("2026-12-30"))] * 2)
    recurring.open_due(at=at("2026-12-30"))
    assert Duty.objects.count() == Occurrence.objects.count() == 3


def test_one_that_fails_stops_no_other(cast, monkeypatch):
    monthly(cast, source_id="a")
    monthly(cast, source_id="b", lead_unit_id=cast.culture.pk)
    real = opening.open_duty

    def picky(**facts):
        if facts["lead_unit_id"] == cast.science.pk:
            raise RuntimeError
        return real(**facts)

    monkeypatch.setattr(opening, "open_duty", picky)
    assert recurring.open_due(at=at("2026-10-06")) == 1
    assert Duty.objects.get().lead_unit == cast.culture


def test_the_database_refuses_a_period_twice(cast):
    row = monthly(cast)
    recurring.open_due(at=at("2026-10-06"))
    with pytest.raises(IntegrityError, match="a_period_is_opened_once"), transaction.atomic():
        Occurrence.objects.create(recurrence=row, period=date(2026, 10, 1), due_on=date(2026, 10, 20))


def test_the_database_refuses_a_recurrence_without_a_day_or_without_whom(cast):
    row = monthly(cast)
    for wrong in (
        {"day": None},
        {"day": 32},
        {"lead_unit": None},
        {"group": "communes"},
        {"ends_on": date(2020, 1, 1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recurrence.objects.filter(pk=row.pk).update(**wrong)


def test_it_ends_with_its_last_day(cast):
    monthly(cast, ends_on=date(2026, 12, 20))
    recurring.open_due(at=at("2027-06-01"))
    assert Duty.objects.count() == 2  # 21/12 is after the 20th, which is a Sunday
    assert Recurrence.objects.get().next_opens_on is None


def test_a_group_is_what_it_is_when_the_period_opens(cast):
    monthly(cast, group="communes")
    recurring.open_due(at=at("2026-10-06"))
    opened = Occurrence.objects.get()
    assert set(opened.order.parts.values_list("lead_unit", flat=True)) == {
        cast.commune.pk,
        cast.other_commune.pk,
    }
    assert recurring.open_due(at=at("2026-10-06")) == 0


# --- changes ------------------------------------------------------------------------------------------------


def test_paused_nothing_opens_and_resumed_the_past_is_left_out_and_said(cast):
    row = monthly(cast)
    by = scope_of(cast.head_of_office)
    pause_recurrence(row, by=by, at=at("2026-10-02"))
    assert recurring.open_due(at=at("2026-12-01")) == 0
    resume_recurrence(row, by=by, at=at("2026-12-01"))
    assert recurring.open_due(at=at("2026-12-08")) == 1
    told = {o.period.month: o.duty_id is not None for o in Occurrence.objects.all()}
    assert told == {10: False, 11: False, 12: True}


def test_it_ends_when_its_assigner_says_and_what_is_open_stays_open(cast):
    row = monthly(cast)
    recurring.open_due(at=at("2026-10-06"))
    row.refresh_from_db()
    end_recurrence(
        row, reason="Đã có hệ thống báo cáo tự động", by=scope_of(cast.head_of_office), at=at("2026-10-07")
    )
    assert recurring.open_due(at=at("2027-10-06")) == 0 and Duty.objects.get().is_open
    with pytest.raises(RecurrenceChanged):
        pause_recurrence(row, by=None, at=at("2026-10-08"))


def test_only_the_assigner_changes_it_and_an_old_page_changes_nothing(cast):
    row = monthly(cast)
    for account in (cast.science_head, cast.science_officer, cast.commune_head):
        with pytest.raises(PermissionDenied):
            end_recurrence(row, reason="x", by=scope_of(account), at=at("2026-10-02"))
    old = Recurrence.objects.get(pk=row.pk)
    pause_recurrence(row, by=None, at=at("2026-10-02"))
    with pytest.raises(RecurrenceChanged):
        end_recurrence(old, reason="x", by=None, at=at("2026-10-02"))


@pytest.mark.parametrize("today", ["2026-10-02", "2026-10-06", "2026-11-10", "2026-11-25"])
def test_changed_from_a_day_on_every_month_is_asked_once(cast, today):
    row = monthly(cast)
    recurring.open_due(at=at(today))
    row.refresh_from_db()
    after = change_recurrence(
        row, from_day=date(2026, 12, 1), reason="Sở mới phụ trách", rhythm=row.rhythm,
        lead_unit_id=cast.culture.pk, by=scope_of(cast.head_of_office), at=at(today),
    )  # fmt: skip
    recurring.open_due(at=at("2027-01-31"))
    asked = sorted(Duty.objects.values_list("due_on", "lead_unit"))
    assert asked == [
        (date(2026, 10, 20), cast.science.pk), (date(2026, 11, 20), cast.science.pk),
        (date(2026, 12, 21), cast.culture.pk), (date(2027, 1, 20), cast.culture.pk),
    ]  # fmt: skip
    assert after.replaces == row


def test_what_was_opened_ahead_of_the_change_is_not_asked_twice(cast):
    row = monthly(cast, days_ahead=40)
    recurring.open_due(at=at("2026-10-28"))  # December is open already
    row.refresh_from_db()
    assert Occurrence.objects.filter(period=date(2026, 12, 1)).exists()
    change_recurrence(
        row, from_day=date(2026, 12, 1), reason="x", rhythm=row.rhythm, by=None, at=at("2026-10-29")
    )
    recurring.open_due(at=at("2027-01-31"))
    due = sorted(Duty.objects.values_list("due_on", flat=True))
    assert len(due) == len(set(due)) and date(2027, 1, 20) in due


# --- pages --------------------------------------------------------------------------------------------------


def asked(cast, **more):
    return {
        "title": "Báo cáo giao ban", "lead": str(cast.science.pk), "lead_text": cast.science.name, "every": "month",
        "on": "day", "day": "20", "bound": "before", "day_off": "next", "priority": "thuong",
        "begins_on": f"{TODAY:%d/%m/%Y}", "token": str(uuid.uuid4()), **more,
    }  # fmt: skip


def test_it_is_set_by_hand_and_a_second_click_sets_it_once(cast, as_account):
    client, what = as_account(cast.head_of_office), asked(cast)
    first, second = client.post("/viec/giao/dinh-ky", what), client.post("/viec/giao/dinh-ky", what)
    row = Recurrence.objects.get()
    assert first["Location"] == second["Location"] == f"/viec/dinh-ky/{row.pk}"
    page = client.get(first["Location"]).content.decode()
    assert "Hằng tháng, trước ngày 20" in page and "Các kỳ sắp tới" in page and "Tạm dừng" in page
    assert row.title in client.get("/viec/dinh-ky").content.decode()
    assert client.get("/viec/dinh-ky", {"export": "xlsx"})["Content-Type"].endswith("spreadsheetml.sheet")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": ""}, "Ghi ngày của tháng"),
        ({"every": "week", "day": ""}, "Chọn thứ trong tuần"),
        ({"every": "quarter", "month": "7"}, "Quý có 3 tháng"),
        ({"lead": "", "lead_text": ""}, "Chọn một đơn vị chủ trì"),
        ({"group": "communes"}, "Chọn một đơn vị chủ trì"),
        ({"ends_on": "1/1/2020"}, "Ngày kết thúc phải sau"),
    ],
)
def test_what_is_wrong_is_said(cast, as_account, wrong, said):
    answer = as_account(cast.head_of_office).post("/viec/giao/dinh-ky", asked(cast, **wrong))
    assert answer.status_code == 422 and said in answer.content.decode() and not Recurrence.objects.exists()


def test_it_is_paused_changed_and_ended_on_its_page(cast, as_account):
    client = as_account(cast.head_of_office)
    row = monthly(cast, begins=TODAY + timedelta(days=60), given=NOW)
    page = f"/viec/dinh-ky/{row.pk}"
    assert (
        client.post(f"{page}/tam-dung").status_code == 302
        and "Đang tạm dừng" in client.get(page).content.decode()
    )
    assert client.post(f"{page}/tam-dung").status_code == 409
    assert client.post(f"{page}/chay-tiep").status_code == 302
    assert client.post(f"{page}/ket-thuc", {"note": ""}).status_code == 422
    form = client.get(f"{page}/thay-doi").content.decode()
    assert 'value="20"' in form and cast.science.name in form
    later = TODAY + timedelta(days=90)
    changed = asked(cast, from_day=f"{later:%d/%m/%Y}", day="10", note="Theo công văn mới")
    answer = client.post(f"{page}/thay-doi", changed)
    assert answer.status_code == 302 and Recurrence.objects.get(replaces=row).day == 10
    assert as_account(cast.stranger).get(page).status_code == 404
    assert as_account(cast.science_officer).get(page).status_code == 200
    assert as_account(cast.science_head).post(f"{page}/ket-thuc", {"note": "x"}).status_code == 403
