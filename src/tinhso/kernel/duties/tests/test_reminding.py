"""People are reminded by the ladder: each moment once, to whom it says, in one notice a person and day."""

from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.kernel import calendar
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.duties import ladder
from tinhso.kernel.duties.actions.ask_extension import ask_extension
from tinhso.kernel.duties.actions.decide_extension import grant_extension
from tinhso.kernel.duties.actions.pause import pause
from tinhso.kernel.duties.actions.remind import remind
from tinhso.kernel.duties.actions.stop import stop
from tinhso.kernel.duties.models import Reminder, ReminderRun
from tinhso.kernel.duties.tests.factories import (
    DUE,
    a_completed_duty,
    a_duty,
    a_duty_waiting_for_confirmation,
    an_accepted_duty,
    at,
)
from tinhso.kernel.outbox.models import Notice
from tinhso.kernel.people.models import Tenure
from tinhso.kernel.people.tests.cast import as_application, scope_of
from tinhso.kernel.rules.kinds import Ladder, Rung
from tinhso.kernel.rules.models import Rule

pytestmark = pytest.mark.django_db
SIDES = {"holder": "", "head": "", "assigner": ""}


def run(day: date | str, **more: object) -> int:
    return remind(by=None, at=at(day, 6), **more)


def told(account) -> list[str]:
    notices = Notice.objects.filter(event="duty.reminder", person=account.person).order_by("at", "text")
    return list(notices.values_list("text", flat=True))


def moments() -> list[tuple[date, int]]:
    return list(Reminder.objects.order_by("on", "moment").values_list("on", "moment"))


def test_a_duty_is_reminded_at_the_moments_of_the_ladder_and_on_no_other_day(cast) -> None:
    a_duty(cast)  # given on 5/10, due Thursday 15/10/2026
    for n in range(34):
        run(date(2026, 10, 5) + timedelta(days=n))
    assert moments() == [
        (date(2026, 10, 6), -7), (date(2026, 10, 12), -3), (date(2026, 10, 14), -1), (date(2026, 10, 16), 1),
        (date(2026, 10, 20), 3), (date(2026, 10, 26), 7), (date(2026, 11, 2), 12),
    ]  # fmt: skip


def test_first_the_holder_then_the_head_then_the_assigner(cast) -> None:
    a_duty(cast)
    numbers = []
    for day in ("2026-10-12", "2026-10-14", "2026-10-26"):
        run(day)
        numbers.append(
            [len(told(who)) for who in (cast.science_officer, cast.science_head, cast.head_of_office)]
        )
    assert numbers == [[1, 0, 0], [2, 1, 0], [3, 2, 1]]
    assert told(cast.leader) and not told(cast.stranger) and not told(cast.culture_officer)


def test_where_nobody_but_the_head_handles_the_head_is_reminded_of_everything(cast) -> None:
    Tenure.objects.filter(person=cast.commune_officer.person).delete()
    a_duty(cast, lead_unit_id=cast.commune.pk)
    run("2026-10-12")
    assert told(cast.commune_head)


def test_one_notice_a_person_and_day_with_counts_and_the_worst_row_first(cast) -> None:
    for n in range(3):
        a_duty(cast, title=f"Việc sắp đến hạn {n}")
    late = a_duty(cast, due=date(2026, 10, 13), title="Việc quá hạn")
    run("2026-10-14")
    (notice,) = Notice.objects.filter(event="duty.reminder", person=cast.science_officer.person)
    assert notice.text == "Nhắc việc hôm nay: 1 việc quá hạn, 3 việc sắp đến hạn."
    assert notice.url == "/viec/nhac?ngay=2026-10-14"
    assert len(notice.lines) == 4
    assert notice.lines[0] == [
        "Việc quá hạn – Sở Khoa học và Công nghệ, quá hạn 1 ngày làm việc", f"/viec/{late.pk}",
    ]  # fmt: skip


def test_a_second_run_of_the_day_tells_nobody_anything(cast) -> None:
    a_duty(cast)
    assert run("2026-10-14") and not run("2026-10-14")
    assert len(told(cast.science_officer)) == 1
    assert Entry.objects.filter(event="duty.reminders_sent").count() == 1


def test_an_urgent_duty_is_told_at_once_and_by_itself(cast) -> None:
    duty = a_duty(cast, priority="hoa_toc", title="Ứng phó mưa lũ")
    a_duty(cast)
    run("2026-10-14")
    urgent, daily = Notice.objects.filter(person=cast.science_officer.person, event="duty.reminder").order_by(
        "-urgent"
    )
    assert urgent.urgent and urgent.url == f"/viec/{duty.pk}" and "Ứng phó mưa lũ" in urgent.text
    assert not daily.urgent and daily.text == "Nhắc việc hôm nay: 1 việc sắp đến hạn."


def test_nobody_is_reminded_of_what_is_done_stands_still_or_was_stopped_or_on_a_day_off(cast) -> None:
    a_completed_duty(cast, submitted=at("2026-10-07"), confirmed=at("2026-10-08"))
    pause(a_duty(cast), reason="chờ hướng dẫn", by=None, at=at("2026-10-06"))
    stop(a_duty(cast), reason="không còn cần", by=None, at=at("2026-10-06"))
    assert not run("2026-10-14")
    a_duty(cast, due=date(2026, 10, 19))
    assert not run("2026-10-18") and not moments()  # a Sunday


def test_of_a_submitted_result_only_the_assigner_is_reminded(cast) -> None:
    a_duty_waiting_for_confirmation(cast, submitted=at("2026-10-13"))
    run("2026-10-14")
    run("2026-10-16")
    assert not told(cast.science_officer) and len(told(cast.head_of_office)) == 1


def test_a_changed_deadline_begins_anew(cast) -> None:
    duty = an_accepted_duty(cast)
    run("2026-10-12")
    ask_extension(duty, due_on=date(2026, 10, 22), reason="x", by=None, at=at("2026-10-12", 10))
    grant_extension(duty, by=None, at=at("2026-10-12", 11))
    for n in range(13, 24):
        run(date(2026, 10, n))
    assert moments() == [
        (date(2026, 10, 12), -3), (date(2026, 10, 13), -7), (date(2026, 10, 19), -3), (date(2026, 10, 21), -1),
        (date(2026, 10, 23), 1),
    ]  # fmt: skip


def test_days_on_which_nobody_ran_it_are_made_good_with_the_last_moment(cast) -> None:
    a_duty(cast)
    run("2026-10-09")
    run("2026-10-21")  # the worker was away for twelve days: -3, -1, 1 and 3 were missed
    assert moments() == [(date(2026, 10, 21), 3)]
    assert told(cast.science_head) == ["Nhắc việc hôm nay: 1 việc quá hạn."]


def test_what_was_written_and_told_nobody_is_told_the_next_day(cast, monkeypatch) -> None:
    a_duty(cast)
    with monkeypatch.context() as broken:
        broken.setattr("tinhso.kernel.duties.actions.remind._tell", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run("2026-10-12")
    assert moments() and not told(cast.science_officer)
    run("2026-10-13")
    assert moments() == [(date(2026, 10, 13), -3)] and len(told(cast.science_officer)) == 1


def test_small_windows_write_the_same(cast) -> None:
    for n in range(7):
        a_duty(cast, due=DUE - timedelta(days=n % 3))
    run("2026-10-14", window=2)
    assert Reminder.objects.count() == 5  # due on 15/10 and 13/10; not the two of 14/10
    assert ReminderRun.objects.get().written == 5


def test_the_province_chooses_the_ladder(cast) -> None:
    Rule.objects.create(key="duty.reminder_ladder", value=["0: assigner"])
    a_duty(cast)
    for n in range(6, 20):
        run(date(2026, 10, n))
    assert moments() == [(DUE, 0)]
    assert told(cast.head_of_office) and not told(cast.science_officer)


def test_the_page_shows_the_rows_of_the_notice_and_each_post_its_own(cast, client) -> None:
    mine = a_duty(cast, title="Việc của sở")
    a_duty(cast, lead_unit_id=cast.finance.pk, title="Việc của tài chính")
    run("2026-10-12")

    def page(account) -> str:
        client.force_login(account)
        with as_application():
            return client.get("/viec/nhac?ngay=2026-10-12").content.decode()

    assert mine.title in page(cast.science_officer) and "Việc của tài chính" not in page(cast.science_officer)
    assert "trước hạn 3 ngày" in page(cast.science_officer)
    for somebody in (cast.science_head, cast.head_of_office, cast.culture_officer):  # not yet their rung
        assert "Không có việc nào phải nhắc" in page(somebody)


def test_reminders_are_behind_the_walls_and_nobody_but_the_worker_writes_them(cast) -> None:
    a_duty(cast)
    run("2026-10-12")
    with as_application(), connection.cursor() as cursor:
        for account, number in ((cast.science_officer, 1), (cast.stranger, 0), (cast.leader, 1)):
            scope_of(account)
            cursor.execute("select count(*) from duties_reminder")
            assert cursor.fetchone()[0] == number
        assert not Reminder.objects.all()._raw_delete("default")


# --- the algebra of the ladder ----------------------------------------------------------------------------

DAYS = st.dates(date(2025, 1, 1), date(2027, 3, 1))
FIXED = st.dictionaries(
    st.integers(-12, 12), st.sampled_from([("holder",), ("head", "assigner")]), max_size=5
)


@st.composite
def rungs(draw) -> tuple[Rung, ...]:
    fixed = [f"{day}: {' + '.join(whom)}" for day, whom in draw(FIXED).items()]
    every = draw(st.none() | st.integers(1, 7))
    return Ladder(SIDES).read(fixed + ([f"every {every}: holder"] if every else []))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rungs(), DAYS, st.lists(st.integers(1, 6), min_size=3, max_size=15))
def test_each_moment_of_a_deadline_is_reached_once_and_in_order_however_often_it_runs(
    steps, deadline, gaps
) -> None:
    """Run daily, every moment of the span is hit on one day; run with gaps, none twice, and the last one of a gap."""
    days = calendar.current()
    first, last = deadline - timedelta(days=30), deadline + timedelta(days=40)
    daily = []
    for n in range((last - first).days):
        day = first + timedelta(days=n)
        daily += [
            (day, h.moment)
            for h in ladder.hits(steps, day - timedelta(days=1), day, days)
            if h.deadline == deadline
        ]
    reached = [moment for _day, moment in daily]
    assert reached == sorted(set(reached))
    fixed = {rung.day for rung in steps if not rung.again}
    assert {m for m in reached if m in fixed} == fixed  # all within the span
    assert all(days.is_working(day) for day, _moment in daily)

    day, with_gaps = first - timedelta(days=1), []
    for gap in gaps:
        until = day + timedelta(days=gap)
        found = [h for h in ladder.hits(steps, day, until, days) if h.deadline == deadline]
        missed = [moment for on, moment in daily if day < on <= until]
        assert [h.moment for h in found] == missed[-1:]
        with_gaps += found
        day = until
    assert len({h.moment for h in with_gaps}) == len(with_gaps)


@settings(max_examples=60)
@given(DAYS)
def test_every_deadline_has_one_first_day_overdue(deadline: date) -> None:
    """Whatever days off lie behind it."""
    working = calendar.current()
    after = [deadline + timedelta(days=n) for n in range(1, 25)]
    first = [
        day for day in after if working.is_working(day) and ladder.moment_of(deadline, day, working) == 1
    ]
    assert len(first) == 1
