"""The last wall: what the application's role sees, and that it sees it by an index."""

from datetime import date

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from tinhso.kernel.duties import queries
from tinhso.kernel.duties.models import Duty, Step
from tinhso.kernel.duties.tests.factories import a_duty, an_accepted_duty, at
from tinhso.kernel.people.scope import leave
from tinhso.kernel.people.tests.cast import as_application, scope_of

TABLES = [
    "duties_duty",
    "duties_coordination",
    "duties_standing",
    "duties_step",
    "duties_progress",
    "duties_evidence",
    "duties_pause",
    "duties_extension",
    "duties_journal",
    "duties_tally",
    "duties_balance",
    "duties_obstacle",
    "duties_reminder",
    "duties_sample",
    "duties_sampledresult",
]


def seen(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return cursor.fetchone()[0]


def test_a_query_that_forgot_its_filter_still_sees_only_the_scope(cast):
    mine = an_accepted_duty(cast, coordinating=[cast.culture.pk])
    a_duty(cast, lead_unit_id=cast.finance.pk)
    with as_application():
        scope_of(cast.science_officer)
        assert list(Duty.objects.values_list("pk", flat=True)) == [mine.pk]
        assert seen("duties_standing") == seen("duties_coordination") == 1 and seen("duties_step") == 2
        scope_of(cast.commune_officer)
        assert [seen(table) for table in TABLES] == [0] * len(TABLES)
        scope_of(cast.leader)
        assert seen("duties_duty") == 2
        leave()
        assert [seen(table) for table in TABLES] == [0] * len(TABLES)


def test_history_cannot_be_rewritten_by_the_application(cast):
    an_accepted_duty(cast)
    with as_application():
        scope_of(cast.science_officer)
        assert Step.objects.update(note="nothing happened") == 0
        assert Duty.objects.all()._raw_delete("default") == 0


def test_a_unit_cannot_open_duties_in_the_name_of_another(cast):
    with as_application():
        scope_of(cast.commune_head)
        with pytest.raises(DatabaseError, match="row-level security"):
            a_duty(cast)


MANY = """
insert into duties_duty (source, source_id, origin, title, product, lead_unit_id, accountable_text,
assigner_unit_id,
    readers, given_at, due_on, due_bound, due_at, due_text, no_deadline_reason, priority, state, changed_at,
    stop_reason, folded)
select 'tests.bulk', n, 'doc/' || n %% 400, 'Việc ' || n, '', lead, '', %(office)s, array[lead, %(office)s],
    '2026-10-05 09:00+07', date '2026-10-01' + n %% 90, 'by', timestamptz '2026-10-02 00:00+07' + (n %% 90)
    * interval '1 day', '', '', 'thuong', 'accepted', '2026-10-05 09:00+07', '', 'viec ' || n
from (select n, case when n %% 500 = 0 then %(science)s else (%(others)s::bigint[])[1 + n %% 3] end lead
      from generate_series(1, 20000) n) rows;
insert into duties_standing (duty_id, lead_unit_id, assigner_unit_id, due_at, paused, readers, during)
select id, lead_unit_id, assigner_unit_id, due_at, false, readers, daterange('2026-10-05', null) from duties_duty;
analyze duties_duty; analyze duties_standing
"""


@pytest.fixture
def many(cast):
    """20,000 duties; the department leads 40 of them."""
    others = [cast.finance.pk, cast.culture.pk, cast.commune.pk]
    with connection.cursor() as cursor:
        for statement in MANY.split(";"):
            ids = {"office": cast.office.pk, "science": cast.science.pk, "others": others}
            cursor.execute(statement, ids if "%(" in statement else None)
    return cast


def test_the_inbox_behind_the_wall_is_an_index_scan(many):
    with as_application():
        scope = scope_of(many.science_officer)
        page = queries.inbox(scope).led.select_related("lead_unit", "assigner_unit")[:50]
        plan = page.explain(analyze=True)
        assert page.count() == 40
    assert "duty_inbox" in plan and "Seq Scan on duties_duty" not in plan, plan


def test_what_nobody_has_explained_is_counted_by_its_index(many):
    """Also where most of what is late has been explained: the number stands on the board of today."""
    now = at("2026-11-23")
    silent = Duty.objects.order_by("-pk")[:300].values("pk")
    Duty.objects.exclude(pk__in=silent).update(explained_at=now)
    with connection.cursor() as cursor:
        cursor.execute("analyze duties_duty")
    with as_application():
        scope = scope_of(many.leader)
        late = queries.unexplained_of(scope, at=now)
        assert 100 < queries.some(late, most=queries.COUNTED, in_order=True).number < 301
        with queries.in_index_order():  # twenty thousand rows the planner would rather read whole
            plan = late[: queries.COUNTED + 1].explain()
    assert "duty_unexplained" in plan, plan


def test_the_board_of_the_province_stays_quick(many):
    """Planned badly it took twenty seconds."""
    day, now = date(2026, 11, 1), at("2026-11-23")
    with as_application():
        for account, expected in ((many.leader, 20_000), (many.science_head, 40)):
            scope = scope_of(account)
            with connection.execute_wrapper(_timed):
                assert queries.counts(day, scope=scope, now=now).total == expected
                assert sum(queries.counts(day, by="unit", scope=scope, now=now).values()).total == expected
                assert len(queries.rows(day, scope=scope, now=now).select_related("duty")[:50]) == min(
                    expected, 50
                )


def _timed(execute, sql, params, many, context):
    import time

    begun = time.perf_counter()
    result = execute(sql, params, many, context)
    spent = time.perf_counter() - begun
    assert spent < 1, f"{spent:.3f} s for {sql[:80]}"
    return result
