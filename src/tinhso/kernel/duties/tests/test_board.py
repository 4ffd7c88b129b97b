"""The four cells out of real rows: published figures, past days that never change, numbers that open
their rows."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.kernel.duties import queries
from tinhso.kernel.duties.actions.ask_extension import ask_extension
from tinhso.kernel.duties.actions.decide_extension import grant_extension
from tinhso.kernel.duties.actions.give_subduty import give_subduty
from tinhso.kernel.duties.actions.open_duty import Deadline
from tinhso.kernel.duties.actions.pause import pause
from tinhso.kernel.duties.actions.stop import stop
from tinhso.kernel.duties.actions.transfer import transfer
from tinhso.kernel.duties.cells import OUR_CLOCK, Cell, Counts, cell, last_instant
from tinhso.kernel.duties.models import Duty, Standing
from tinhso.kernel.duties.tests.factories import a_completed_duty, a_duty, an_accepted_duty, at
from tinhso.kernel.duties.tests.test_cells import PUBLISHED
from tinhso.kernel.people.tests.cast import scope_of

LATER = at("2026-11-23", 10)


def board(day, **which):
    which.setdefault("scope", None)
    return queries.counts(date.fromisoformat(day), now=LATER, **which)


def in_bulk(cast, rows):
    """(due, done, confirmed, paused) → duties with their standing, quickly."""
    given_at = at("2015-01-05")
    duties = [
        Duty(
            source="tests.bulk",
            source_id=str(n),
            title=f"Việc {n}",
            folded=f"viec {n}",
            lead_unit=cast.science,
            assigner_unit=cast.office,
            readers=[cast.science.pk, cast.office.pk],
            given_at=given_at,
            due_on=due and due.date(),
            due_at=due,
            no_deadline_reason="" if due else "thường xuyên",
            state="completed" if done else "accepted",
            changed_at=given_at,
            done_at=done,
            confirmed_at=confirmed,
            closed_at=confirmed,
            paused_at=given_at if paused and not done else None,
        )
        for n, (due, done, confirmed, paused) in enumerate(rows)
    ]
    Duty.objects.bulk_create(duties, batch_size=2000)
    Standing.objects.bulk_create(
        [
            Standing(
                duty=d,
                lead_unit_id=d.lead_unit_id,
                assigner_unit_id=d.assigner_unit_id,
                due_at=d.due_at,
                paused=d.paused,
                readers=d.readers,
                during=DateRange(date(2015, 1, 5), None),
            )
            for d in duties
        ],
        batch_size=2000,
    )


OF_A_CELL = """
with opened as (
    insert into duties_duty (source, source_id, origin, title, product, lead_unit_id, accountable_text,
        assigner_unit_id, readers, given_at, due_on, due_bound, due_at, due_text, no_deadline_reason,
        priority, state, changed_at, done_at, confirmed_at, closed_at, stop_reason, folded)
    select %(cell)s, n, '', 'Việc ' || n, '', %(lead)s, '', %(assigner)s,
        array[%(lead)s, %(assigner)s]::bigint[], %(given)s, %(due)s, 'by', %(due)s, '', '', 'thuong',
        %(state)s, %(given)s, %(done)s, %(done)s, %(done)s, '', 'viec ' || n
    from generate_series(1, %(number)s) n
    returning id, lead_unit_id, assigner_unit_id, due_at, readers)
insert into duties_standing (duty_id, lead_unit_id, assigner_unit_id, due_at, paused, readers, during)
select id, lead_unit_id, assigner_unit_id, due_at, false, readers, daterange('2015-01-05', null) from opened
"""


def of_a_cell(cast, cell, number, *, due, done):
    """So many duties alike, quickly."""
    facts = {
        "cell": cell,
        "number": number,
        "due": due,
        "done": done,
        "state": "completed" if done else "accepted",
        "lead": cast.science.pk,
        "assigner": cast.office.pk,
        "given": at("2015-01-05"),
    }
    with connection.cursor() as cursor:
        cursor.execute(OF_A_CELL, facts)
        # The server's own statistics do not see uncommitted rows and would take the tables for empty.
        cursor.execute("analyze duties_duty; analyze duties_standing")


@pytest.mark.parametrize(("source", "published", "total", "percent"), PUBLISHED)
def test_a_published_row_reproduces_through_the_database(cast, source, published, total, percent):
    due, day = at("2017-06-30", 0), "2017-12-27"
    of_a_cell(cast, "on time", published.done_on_time, due=due, done=due - timedelta(days=1))
    of_a_cell(cast, "late", published.done_late, due=due, done=due)
    of_a_cell(cast, "in term", published.open_in_term, due=at("2018-06-30"), done=None)
    of_a_cell(cast, "overdue", published.open_overdue, due=due, done=None)
    counted = board(day)
    assert counted == published and counted.total == total
    assert str(counted.percent()) == percent
    assert board(day, by="unit") == {cast.science.pk: published}


INSTANT = st.datetimes(datetime(2026, 10, 1), datetime(2026, 10, 31), timezones=st.just(OUR_CLOCK))


@st.composite
def a_life(draw):
    done = draw(st.none() | INSTANT)
    confirmed = done and done + timedelta(hours=draw(st.integers(0, 200)))
    return draw(st.none() | INSTANT), done, confirmed, draw(st.booleans())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives=st.lists(a_life(), max_size=12), day=st.dates(date(2026, 10, 1), date(2026, 11, 5)))
def test_the_sum_in_the_database_is_the_sum_of_the_pure_function(cast, lives, day):
    Standing.objects.all().delete()
    Duty.objects.all().delete()
    in_bulk(cast, lives)
    expected = Counts()
    for due, done, confirmed, paused in lives:
        found = cell(due, done, last_instant(day), confirmed_at=confirmed, paused=paused and not done)
        expected += Counts.of({found: 1})
    assert queries.counts(day, scope=None, now=LATER) == expected


def test_a_duty_walks_through_the_cells(cast):
    a_completed_duty(cast, submitted=at("2026-10-17"), confirmed=at("2026-10-20"))
    assert board("2026-10-04").total == 0
    assert board("2026-10-15") == Counts(open_in_term=1)
    assert board("2026-10-16") == Counts(open_overdue=1)
    assert board("2026-10-20") == Counts(done_late=1)


def test_a_past_board_keeps_its_figures_through_all_that_happens_later(cast):
    duty = an_accepted_duty(cast)
    other = an_accepted_duty(cast)
    days = ["2026-10-05", "2026-10-08", "2026-10-16", "2026-10-20"]
    before = [board(day, by="unit") for day in days]
    ask_extension(duty, due_on=date(2026, 11, 30), reason="x", by=None, at=at("2026-10-21"))
    grant_extension(duty, by=None, at=at("2026-10-21"))
    transfer(duty, to_unit_id=cast.culture.pk, reason="x", by=None, at=at("2026-10-22"))
    stop(other, reason="x", by=None, at=at("2026-10-23"))
    assert [board(day, by="unit") for day in days] == before
    assert board("2026-10-21", by="unit") == {cast.science.pk: Counts(open_in_term=1, open_overdue=1)}
    assert board("2026-10-22", by="unit") == {
        cast.culture.pk: Counts(open_in_term=1),
        cast.science.pk: Counts(open_overdue=1),
    }
    assert board("2026-10-23", by="unit") == {cast.culture.pk: Counts(open_in_term=1)}


def test_a_paused_duty_is_in_term_while_its_clock_stands(cast):
    pause(an_accepted_duty(cast), reason="x", by=None, at=at("2026-10-12"))
    assert board("2026-10-20") == Counts(open_in_term=1)


def test_every_number_opens_its_rows(cast):
    a_duty(cast)
    a_duty(cast, due=None)
    a_completed_duty(cast, submitted=at("2026-10-14"), confirmed=at("2026-10-14"), origin="doc/1")
    day = date(2026, 10, 30)
    counted = queries.counts(day, scope=None, now=LATER)
    for name in Cell:
        found = queries.rows(day, scope=None, now=LATER, cell=name)
        assert found.count() == counted[name]
        assert all(row.cell == name for row in found)
    assert queries.counts(day, scope=None, now=LATER, origin="doc/1") == Counts(done_on_time=1)
    assert set(queries.counts(day, scope=None, now=LATER, by="origin")) == {"", "doc/1"}


def test_parts_count_for_their_unit_and_roll_up_but_the_province_counts_each_duty_once(cast):
    duty = an_accepted_duty(cast)
    for n, unit in enumerate((cast.commune, cast.other_commune)):
        give_subduty(
            duty,
            title="Rà soát",
            lead_unit_id=unit.pk,
            deadline=Deadline(on=date(2026, 10, 12)),
            token=str(n),
            by=scope_of(cast.science_head),
            at=at("2026-10-06"),
        )
        duty.refresh_from_db()
    assert board("2026-10-13") == Counts(open_in_term=1)
    assert board("2026-10-13", handed_down=True) == Counts(open_in_term=1, open_overdue=2)
    assert queries.tree_counts([duty.pk], day=date(2026, 10, 13), now=LATER) == {
        duty.pk: Counts(open_overdue=2)
    }


def test_a_unit_counts_what_it_sees_and_the_province_all(cast):
    a_duty(cast)
    a_duty(cast, lead_unit_id=cast.finance.pk)
    day = date(2026, 10, 6)
    assert queries.counts(day, scope=scope_of(cast.science_officer), now=LATER).total == 1
    assert queries.counts(day, scope=scope_of(cast.culture_officer), now=LATER).total == 0
    assert queries.counts(day, scope=scope_of(cast.leader), now=LATER).total == 2


def test_a_board_is_one_query(cast, django_assert_num_queries):
    a_duty(cast)
    with django_assert_num_queries(1):
        board("2026-10-06", by="unit")


def test_a_unit_begins_its_day_with_its_own_duties_and_the_office_with_all_it_has_given(cast):
    late = a_duty(cast, due=date(2026, 10, 9))
    a_duty(cast, due=date(2026, 12, 31), lead_unit_id=cast.finance.pk)
    now = at("2026-10-12")
    unit = queries.home(scope_of(cast.science_officer), at=now)
    office = queries.home(scope_of(cast.head_of_office), at=now)
    nobody = queries.home(scope_of(cast.commune_officer), at=now)
    assert (unit.counts, unit.new.number, unit.overdue, unit.first) == (Counts(open_overdue=1), 1, 1, [late])
    assert office.counts == Counts(open_in_term=1, open_overdue=1)
    assert (office.new.number, len(office.first)) == (0, 2)
    assert (nobody.counts.total, nobody.first, nobody.waiting.number) == (0, [], 0)


def test_what_is_due_soon_is_what_will_be_late_unless_something_is_done(cast):
    a_duty(cast, due=date(2026, 10, 14))  # Wednesday: two working days after Monday
    a_duty(cast, due=date(2026, 10, 16), bound="before")  # its last day is Thursday, the third
    a_duty(cast, due=date(2026, 10, 16))
    pause(an_accepted_duty(cast, due=date(2026, 10, 13)), reason="x", by=None, at=at("2026-10-06"))
    now = at("2026-10-12")
    assert queries.home(scope_of(cast.science_officer), at=now).soon == 2
    assert Duty.objects.filter(queries.due_soon(now)).count() == 2
