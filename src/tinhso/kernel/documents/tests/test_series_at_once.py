"""Many clerks at one counter, on real connections, as the role of the web process."""

import threading
from collections import Counter
from contextlib import suppress

import pytest
from django.db import OperationalError, close_old_connections, connection, transaction

from tinhso.kernel.documents import queries
from tinhso.kernel.documents.actions.reserve_number import reserve_number
from tinhso.kernel.documents.models import NumberSeries, SeriesNumber
from tinhso.kernel.documents.numbering import Numbering
from tinhso.kernel.documents.tests.series import TODAY, at, decision, take
from tinhso.kernel.people.scope import enter
from tinhso.kernel.people.tests.cast import a_province

pytestmark = pytest.mark.django_db(transaction=True)
CLERKS, EACH = 8, 40


class PaperTorn(Exception):
    """The issue fails after the number was taken."""


def in_threads(*works):
    """Run the works at once, each on its own connection; what each raised, None where nothing."""
    start, raised = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        try:
            start.wait(timeout=30)
            work()
        except Exception as error:
            raised[place] = error
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return raised


def issue(account, wanted, *, torn=False):
    """One issue in one transaction behind the walls."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set local role tinhso_app")
        entry = take(wanted, by=enter(account.pk))
        if torn:
            raise PaperTorn
        return entry.text


def test_eight_clerks_with_torn_papers_between_leave_no_gap_and_no_twin():
    cast = a_province()
    wanted, given = decision(cast.science), []

    def clerk():
        for turn in range(EACH):
            with suppress(PaperTorn):
                given.append(issue(cast.science_head, wanted, torn=turn % 4 == 3))

    assert in_threads(*[clerk] * CLERKS) == [None] * CLERKS
    kept = CLERKS * EACH * 3 // 4
    assert len(given) == kept and max(Counter(given).values()) == 1
    series = NumberSeries.objects.get()
    numbers = series.numbers.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, kept + 1)) and series.last == kept
    assert queries.gaps(series) == []


def test_the_first_two_of_a_new_year_open_one_series():
    cast = a_province()
    works = [lambda: issue(cast.science_head, decision(cast.science)) for _ in range(6)]
    assert in_threads(*works) == [None] * 6
    assert NumberSeries.objects.count() == 1 and NumberSeries.objects.get().last == 6


def test_holding_and_taking_at_once_do_not_meet():
    cast = a_province()

    def hold():
        for _ in range(5):
            reserve_number(
                decision(cast.science), on=TODAY, count=3, held_for="x", reason="y", by=None, at=at()
            )

    def go():
        for _ in range(15):
            take(decision(cast.science))

    assert in_threads(hold, go, hold, go) == [None] * 4
    assert sorted(SeriesNumber.objects.values_list("number", flat=True)) == list(range(1, 61))


def test_two_series_do_not_wait_for_each_other():
    cast = a_province()
    take(decision(cast.science))
    take(Numbering(cast.science, "ke-hoach"))

    def other():
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '2s'")
        take(Numbering(cast.science, "ke-hoach"))

    with transaction.atomic():
        take(decision(cast.science))
        assert in_threads(other) == [None]


def test_a_clerk_whose_connection_is_killed_used_no_number():
    cast = a_province()
    holding, may_die = threading.Event(), threading.Event()
    backend = []

    def doomed():
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("select pg_backend_pid()")
                backend.append(cursor.fetchone()[0])
            take(decision(cast.science))
            holding.set()
            may_die.wait(timeout=30)
            SeriesNumber.objects.count()

    def killer():
        holding.wait(timeout=30)
        with connection.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(%s)", [backend[0]])
        may_die.set()
        take(decision(cast.science))

    dead, killed = in_threads(doomed, killer)
    assert isinstance(dead, OperationalError) and killed is None
    assert list(SeriesNumber.objects.values_list("text", flat=True)) == ["01/QĐ-SKHCN"]
