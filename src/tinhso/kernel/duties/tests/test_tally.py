"""The tally is what the rows say, whatever wrote them and however it was folded."""

from datetime import date, datetime, timedelta
from io import StringIO
from threading import Thread

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.kernel.duties import queries, tally
from tinhso.kernel.duties.cells import OUR_CLOCK, Counts, cell, last_instant, seen_from
from tinhso.kernel.duties.models import Balance, Duty, Journal, Standing, Tally
from tinhso.kernel.duties.tests.factories import a_completed_duty, a_duty, at
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of

FIRST = date(2026, 8, 20)
LENGTH = 90  # days, over three months
TODAY = timezone.localdate()


def recounted(day, *, now, scope=None, handed_down=True, by=None):
    """The board of a day from the rows, by the pure function."""
    found = {}
    as_of = seen_from(day, now=now)
    for standing in Standing.objects.filter(during__contains=day).select_related("duty"):
        duty = standing.duty
        own = None if scope is None else set(scope.unit_ids)
        if own is not None and not own & {standing.lead_unit_id, standing.assigner_unit_id}:
            continue
        if duty.parent_id and not handed_down:
            continue
        key = {"unit": standing.lead_unit_id, "source": duty.source, None: None}[by]
        done, confirmed = standing.done_at or duty.done_at, standing.confirmed_at or duty.confirmed_at
        where = cell(standing.due_at, done, as_of, confirmed_at=confirmed, paused=standing.paused)
        found[key] = found.get(key, Counts()) + Counts.of({where: 1})
    return found if by else found.get(None, Counts())


# --- random histories -------------------------------------------------------------------------------------

DAY = st.integers(0, LENGTH).map(lambda n: FIRST + timedelta(days=n))
INSTANT = st.builds(
    lambda day, minutes: (
        datetime(day.year, day.month, day.day, tzinfo=OUR_CLOCK) + timedelta(minutes=minutes)
    ),
    DAY,
    st.sampled_from([0, 1, 600, 1439]),
)
UNIT = st.integers(0, 3)

ACTS = st.one_of(
    st.tuples(st.just("give"), DAY, UNIT, UNIT, st.none() | INSTANT, st.booleans()),
    st.tuples(st.just("move"), st.integers(0, 9), DAY, UNIT, st.none() | INSTANT, st.booleans()),
    st.tuples(st.just("confirm"), st.integers(0, 9), INSTANT, st.integers(0, 60)),
    st.tuples(st.just("reopen"), st.integers(0, 9)),
    st.tuples(st.just("take_back"), st.integers(0, 9), DAY),
    st.tuples(st.just("leave"), st.integers(0, 9), DAY),
    st.tuples(st.just("merge"), DAY, UNIT, UNIT),
    st.tuples(st.just("resource"), st.integers(0, 9), st.sampled_from(["a", "b"])),
    st.tuples(st.just("forget"), st.integers(0, 9)),
    st.just(("fold",)),
)


class World:
    """A handful of duties that all sorts of hands write to: rows, bulk statements, raw SQL."""

    def __init__(self, cast):
        self.units = [cast.science.pk, cast.culture.pk, cast.commune.pk, cast.office.pk]
        self.n = 0

    def do(self, act):
        getattr(self, act[0])(*act[1:])

    def nth(self, n):
        duties = list(Duty.objects.order_by("pk"))
        return duties[n % len(duties)] if duties else None

    def give(self, day, lead, assigner, due, part):
        self.n += 1
        lead, assigner = self.units[lead], self.units[assigner]
        above = self.nth(0) if part else None
        duty = Duty.objects.create(
            source="a", source_id=str(self.n), title="Việc", lead_unit_id=lead, assigner_unit_id=assigner,
            readers=[lead, assigner], given_at=at(day), due_on=due and due.date(), due_at=due,
            no_deadline_reason="" if due else "x", state="accepted", changed_at=at(day), parent=above,
        )  # fmt: skip
        self._stand(duty, day, lead, due, False)

    def _stand(self, duty, day, lead, due, paused):
        Standing.objects.create(
            duty=duty, lead_unit_id=lead, assigner_unit_id=duty.assigner_unit_id, due_at=due, paused=paused,
            readers=duty.readers, during=DateRange(day, None),
        )  # fmt: skip

    def _end(self, duty, day):
        """The open standing ends on the day, or goes where it began no earlier."""
        now = Standing.objects.filter(duty=duty, during__upper_inf=True).first()
        if now is None or day <= now.during.lower:
            Standing.objects.filter(duty=duty, during__upper_inf=True).delete()
        else:
            Standing.objects.filter(pk=now.pk).update(during=DateRange(now.during.lower, day))
        return not Standing.objects.filter(duty=duty, during__contains=day).exists()

    def move(self, n, day, lead, due, paused):
        """An extension, a transfer, a pause: a new standing from the day on."""
        if (duty := self.nth(n)) and self._end(duty, day):
            last = Standing.objects.filter(duty=duty).order_by("-during").first()
            if last is None or last.during.upper is None or last.during.upper <= day:
                self._stand(duty, day, self.units[lead], due, paused)

    def confirm(self, n, done, hours):
        if duty := self.nth(n):
            confirmed = done + timedelta(hours=hours)
            Duty.objects.filter(pk=duty.pk).update(
                state="completed", done_at=done, confirmed_at=confirmed, closed_at=confirmed
            )

    def reopen(self, n):
        if duty := self.nth(n):
            Duty.objects.filter(pk=duty.pk).update(
                state="accepted", done_at=None, confirmed_at=None, closed_at=None
            )

    def take_back(self, n, day):
        """The days before keep what they counted; from the day on it is open again (actions/check_result.py)."""
        duty = self.nth(n)
        if duty and duty.confirmed_at:
            kept = {"done_at": duty.done_at, "confirmed_at": duty.confirmed_at}
            Standing.objects.filter(duty=duty, during__startswith__lt=day, confirmed_at=None).update(**kept)
            now = Standing.objects.filter(duty=duty, during__upper_inf=True).first()
            if now and now.during.lower < day:
                Standing.objects.filter(pk=now.pk).update(during=DateRange(now.during.lower, day))
                self._stand(duty, day, now.lead_unit_id, now.due_at, now.paused)
            self.reopen(n)

    def leave(self, n, day):
        if duty := self.nth(n):
            self._end(duty, day)

    def merge(self, day, old, new):
        """A merger in two statements: what stands at one unit stands at the other from the day on."""
        with connection.cursor() as cursor:
            cursor.execute(
                "with ended as (update duties_standing set during = daterange(lower(during), %s)"
                " where lead_unit_id = %s and upper_inf(during) and lower(during) < %s returning *)"
                " insert into duties_standing (duty_id, lead_unit_id, assigner_unit_id, due_at, paused, readers,"
                " during) select duty_id, %s, assigner_unit_id, due_at, paused, readers, daterange(%s, null)"
                " from ended",
                [day, self.units[old], day, self.units[new], day],
            )

    def resource(self, n, source):
        if duty := self.nth(n):
            Duty.objects.filter(pk=duty.pk).update(source=source)

    def forget(self, n):
        """Deleted, the duty first: its standings go later in the same transaction."""
        duty = self.nth(n)
        if duty and not duty.children.exists():
            standings = Standing.objects.filter(duty=duty)
            Duty.objects.filter(pk=duty.pk)._raw_delete("default")
            standings._raw_delete("default")

    def fold(self):
        tally.fold()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(ACTS, max_size=25), days=st.lists(DAY, min_size=1, max_size=6))
def test_tally_and_recount_agree_after_any_history_on_every_day(cast, acts, days):
    with transaction.atomic():
        world = World(cast)
        for act in acts:
            world.do(act)
        now = timezone.now()
        for account in (None, cast.leader, cast.science_officer, cast.commune_officer):
            scope = account and scope_of(account)
            own = None if account in (None, cast.leader) else scope
            for day in {*days, TODAY, FIRST + timedelta(days=LENGTH)}:
                for handed_down in (True, False):
                    for by in ("unit", "source", None):
                        counted = queries.counts(day, scope=scope, now=now, handed_down=handed_down, by=by)
                        expected = recounted(day, now=now, scope=own, handed_down=handed_down, by=by)
                        assert counted == expected, (account, day, handed_down, by)
        assert tally.differences() == []
        transaction.set_rollback(True)


# --- folding ------------------------------------------------------------------------------------------------


def test_folding_changes_no_number_and_empties_the_journal(cast):
    a_duty(cast)
    a_completed_duty(cast, submitted=at("2026-10-14"), confirmed=at("2026-10-16"))
    days = [date(2026, 10, 4) + timedelta(days=n) for n in range(20)]
    before = [queries.counts(day, scope=None, now=timezone.now(), by="unit") for day in days]
    assert Journal.objects.count() > 0
    assert tally.fold() > 0
    assert Journal.objects.count() == 0
    assert [queries.counts(day, scope=None, now=timezone.now(), by="unit") for day in days] == before
    assert tally.fold() == 0


def test_what_happens_today_counts_from_its_minute_on_and_is_folded_when_the_day_is_over(cast):
    now = timezone.now()
    midnight = datetime.combine(TODAY, datetime.min.time(), OUR_CLOCK)
    moment = midnight + (now - midnight) / 2
    a_completed_duty(cast, given=now - timedelta(days=3), due=TODAY, submitted=moment, confirmed=moment)
    tally.fold()
    assert [row.at for row in Journal.objects.all()] == [moment]
    seen = [tally.seen(instant, tally.Which())[None] for instant in (moment - timedelta(seconds=1), moment)]
    assert seen == [Counts(open_in_term=1), Counts(done_on_time=1)]


def test_changes_that_cancel_out_leave_no_trace_in_the_sums(cast):
    duty = a_duty(cast)
    tally.fold()
    Standing.objects.filter(duty=duty).delete()
    tally.fold()
    assert queries.counts(TODAY, scope=None, now=timezone.now()) == Counts()
    assert tally.differences() == []


def test_past_months_have_balances_and_a_late_entry_reaches_all_of_them(cast):
    a_duty(cast, given=at("2026-06-10"), due=date(2026, 7, 15))
    tally.fold()
    months = Balance.objects.order_by("at").values_list("at", flat=True).distinct()
    assert [m.astimezone(OUR_CLOCK).month for m in months][:3] == [7, 8, 9]
    a_duty(cast, given=at("2026-06-12"), due=None)
    tally.fold()
    assert set(Balance.objects.values_list("undated_open", flat=True)) == {1}
    for day in (date(2026, 6, 11), date(2026, 7, 1), date(2026, 7, 31), date(2026, 9, 1)):
        assert queries.counts(day, scope=None, now=timezone.now()) == recounted(day, now=timezone.now())


def test_one_statement_of_many_rows_leaves_few_changes(cast):
    for _ in range(30):
        a_duty(cast)
    Journal.objects.all().delete()
    Standing.objects.update(lead_unit=cast.culture)
    assert Journal.objects.count() == 4  # out of the one unit, into the other, each at two instants


# --- recount ------------------------------------------------------------------------------------------------


def test_recount_finds_what_was_tampered_with_and_makes_it_anew(cast):
    a_duty(cast)
    tally.fold()
    call_command("duties", "recount", stdout=StringIO())
    Tally.objects.update(open_in_term=7)
    out = StringIO()
    with pytest.raises(CommandError, match="differs"):
        call_command("duties", "recount", stdout=out)
    assert f"lead={cast.science.pk}" in out.getvalue()
    call_command("duties", "recount", "--rebuild", stdout=StringIO())
    assert queries.counts(date(2026, 10, 6), scope=None, now=timezone.now()) == Counts(open_in_term=1)


# --- who may ------------------------------------------------------------------------------------------------


def test_the_application_reads_its_own_numbers_and_writes_none(cast):
    a_duty(cast)
    a_duty(cast, lead_unit_id=cast.finance.pk)
    tally.fold()
    with as_application():
        for account, tallied in ((cast.science_officer, 1), (cast.commune_officer, 0), (cast.leader, 2)):
            scope_of(account)
            assert len(set(Tally.objects.values_list("lead_unit_id", flat=True))) == tallied
        assert Tally.objects.update(open_in_term=9) == 0
        assert Journal.objects.all()._raw_delete("default") == 0


def test_a_unit_counts_what_it_gave_though_others_lead_it(cast):
    a_duty(cast, assigner_unit_id=cast.science.pk, lead_unit_id=cast.commune.pk)
    for account, total in ((cast.science_officer, 1), (cast.commune_officer, 1), (cast.culture_officer, 0)):
        which = {"scope": scope_of(account), "now": at("2026-10-06"), "handed_down": True}
        assert queries.counts(date(2026, 10, 6), **which).total == total
        assert queries.rows(date(2026, 10, 6), **which).count() == total


def test_a_helping_unit_has_the_duty_in_its_list_and_not_on_its_board(cast):
    duty = a_duty(cast, coordinating=[cast.culture.pk])
    scope = scope_of(cast.culture_officer)
    assert list(queries.inbox(scope).helped) == [duty]
    assert queries.counts(date(2026, 10, 6), scope=scope, now=at("2026-10-06"), handed_down=True).total == 0


def test_a_coordination_follows_its_duty(cast):
    duty = a_duty(cast, coordinating=[cast.culture.pk])
    Duty.objects.update(due_at=at("2026-12-01"), due_on=date(2026, 11, 30))
    row = duty.coordinations.get()
    assert (row.open, row.due_at) == (True, at("2026-12-01"))
    Duty.objects.update(
        state="stopped", stopped_at=at("2026-11-01"), closed_at=at("2026-11-01"), stop_reason="x"
    )
    assert duty.coordinations.get().open is False


# --- two at once --------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_readers_see_the_right_number_while_writers_write_and_folders_fold():
    cast = a_province()
    wrong, done = [], []

    def write():
        for _ in range(15):
            a_duty(cast, given=timezone.now() - timedelta(days=2), due=TODAY + timedelta(days=9))
        done.append(1)
        connection.close()

    def fold():
        while len(done) < 2:
            tally.fold()
        connection.close()

    def read():
        while len(done) < 2:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read")
                rows = Standing.objects.count()
                counted = queries.counts(TODAY, scope=None, now=timezone.now()).total
                if rows != counted:
                    wrong.append((rows, counted))
        connection.close()

    threads = [Thread(target=work) for work in (write, write, fold, fold, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.fold()
    assert not wrong
    assert queries.counts(TODAY, scope=None, now=timezone.now()).total == 30
    assert tally.differences() == []


def test_the_last_instant_of_a_day_belongs_to_it(cast):
    late = last_instant(date(2026, 10, 20)) + timedelta(microseconds=1)
    a_completed_duty(cast, submitted=late, confirmed=late)
    assert queries.counts(date(2026, 10, 20), scope=None, now=timezone.now()) == Counts(open_overdue=1)
    assert queries.counts(date(2026, 10, 21), scope=None, now=timezone.now()) == Counts(done_late=1)
