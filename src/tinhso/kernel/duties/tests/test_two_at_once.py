"""Two officers at the same moment, on two real connections: one wins, the other learns what happened."""

import threading
from datetime import date

import pytest
from django.db import close_old_connections, connection

from tinhso.kernel.duties.actions.accept import accept
from tinhso.kernel.duties.actions.ask_extension import NoMoreExtensions, ask_extension
from tinhso.kernel.duties.actions.confirm_result import confirm_result
from tinhso.kernel.duties.actions.decline import decline
from tinhso.kernel.duties.actions.return_result import return_result
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.steps import AlreadyMoved
from tinhso.kernel.duties.tests.factories import a_duty, a_duty_waiting_for_confirmation, an_accepted_duty, at
from tinhso.kernel.people.scope import acting
from tinhso.kernel.people.tests.cast import a_province


def together(*acts):
    """Run the acts at once, each in its own thread and connection; what each returned or raised, in order."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            start.wait(timeout=10)
            results[place] = act()
        except Exception as error:
            results[place] = error
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def as_(account, duty_pk, do):
    def act():
        with acting(account.pk) as scope:
            return do(Duty.objects.get(pk=duty_pk), scope)

    return act


@pytest.mark.django_db(transaction=True)
def test_of_accepting_and_declining_at_once_one_happens():
    cast = a_province()
    duty = a_duty(cast)
    noon = at("2026-10-06", 12)
    results = together(
        as_(cast.science_head, duty.pk, lambda d, by: accept(d, by=by, at=noon)),
        as_(cast.science_officer, duty.pk, lambda d, by: decline(d, reason="x", by=by, at=noon)),
    )
    lost = [r for r in results if isinstance(r, AlreadyMoved)]
    assert len(lost) == 1 and sum(isinstance(r, Duty) for r in results) == 1, results
    winner = cast.science_head if isinstance(results[0], Duty) else cast.science_officer
    assert winner.person.full_name in str(lost[0])
    assert duty.steps.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_confirming_and_returning_at_once_one_happens():
    cast = a_province()
    duty = a_duty_waiting_for_confirmation(cast, submitted=at("2026-10-14"))
    later = at("2026-10-15")
    results = together(
        as_(cast.head_of_office, duty.pk, lambda d, by: confirm_result(d, by=by, at=later)),
        as_(cast.leader, duty.pk, lambda d, by: return_result(d, reason="x", by=by, at=later)),
    )
    assert sorted(type(r) for r in results if isinstance(r, Exception)) == [AlreadyMoved], results


@pytest.mark.django_db(transaction=True)
def test_of_two_extensions_at_once_one_is_asked_for():
    cast = a_province()
    duty = an_accepted_duty(cast)

    def ask(d, by):
        return ask_extension(d, due_on=date(2026, 11, 1), reason="x", by=by, at=at("2026-10-06", 12))

    results = together(as_(cast.science_head, duty.pk, ask), as_(cast.science_officer, duty.pk, ask))
    assert sum(isinstance(r, NoMoreExtensions) for r in results) == 1, results
    assert duty.extensions.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_source_confirmed_twice_at_once_opens_one_duty():
    cast = a_province()
    results = together(*[lambda: a_duty(cast, source_id="7", title="Việc").pk] * 2)
    assert results[0] == results[1] == Duty.objects.get().pk, results
    assert Duty.objects.get().steps.count() == 1
