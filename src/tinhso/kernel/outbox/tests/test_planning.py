"""Who is told by which channel and when: the rules of the province, the wishes of the person."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.outbox import policy
from tinhso.kernel.outbox.models import ContactPoint, Delivery, Manner, Notice, Preference, Quiet, State
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.outbox.planning import plan
from tinhso.kernel.outbox.policy import NO_QUIET, when_allowed
from tinhso.kernel.outbox.tests.conftest import at
from tinhso.kernel.people.tests.cast import Province

NIGHT = (time(21), time(6, 30))
MORNING = at("2026-11-24 10:00")


def planned(cast: Province, now: datetime = MORNING, **how: object) -> Delivery | None:
    tell(
        [cast.science_officer.person_id],
        **{"event": "duty.open", "text": "Việc", "url": "/", "at": now, "key": str(how), **how},
    )
    assert plan(policy.current(), now=now) == 1
    return Delivery.objects.order_by("-created_at", "id").first()


def a_number(cast: Province, channel: str = "sms", *, verified: bool = True) -> ContactPoint:
    return ContactPoint.objects.create(
        person_id=cast.science_officer.person_id,
        channel=channel,
        address="0912345678",
        wanted_at=MORNING,
        verified_at=MORNING if verified else None,
    )


def wish(cast: Province, manner: Manner, channel: str = "", kind: str = "duty.to_do") -> None:
    Preference.objects.create(
        person_id=cast.science_officer.person_id, kind=kind, manner=manner, channel=channel
    )


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-11-24 20:59", "2026-11-24 20:59"),
        ("2026-11-24 21:00", "2026-11-25 06:30"),
        ("2026-11-25 00:10", "2026-11-25 06:30"),
        ("2026-11-25 06:29", "2026-11-25 06:30"),
        ("2026-11-25 06:30", "2026-11-25 06:30"),
    ],
)
def test_quiet_hours_are_half_open_and_span_midnight(moment: str, allowed: str) -> None:
    assert when_allowed(at(moment), NIGHT) == at(allowed)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda d: at(d.isoformat())),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_it_is_allowed_within_a_day_and_stays_allowed(moment: datetime, begins: time, ends: time) -> None:
    allowed = when_allowed(moment, (begins, ends))
    assert moment <= allowed < moment + timedelta(days=1)
    assert when_allowed(allowed, (begins, ends)) == allowed
    assert when_allowed(moment, NO_QUIET) == moment


def test_by_default_it_goes_at_once_by_mail(cast: Province) -> None:
    delivery = planned(cast)
    assert (delivery.channel, delivery.state, delivery.next_try_at) == ("mail", State.WAITING, MORNING)


def test_planning_twice_plans_once(cast: Province) -> None:
    planned(cast)
    Notice.objects.update(planned_at=None)  # as if the mark had been lost
    plan(policy.current(), now=MORNING)
    assert Delivery.objects.count() == 1


def test_the_order_of_channels_is_the_provinces_among_those_that_work(cast: Province, sms, zalo) -> None:
    a_number(cast, "sms")
    assert planned(cast, key="1").channel == "sms"
    a_number(cast, "zalo")
    assert planned(cast, MORNING + timedelta(1), key="2").channel == "zalo"


def test_an_unverified_number_is_not_used(cast: Province, sms) -> None:
    a_number(cast, verified=False)
    assert planned(cast).channel == "mail"


def test_a_channel_without_a_server_is_not_used(cast: Province) -> None:
    a_number(cast, "sms")
    assert planned(cast).channel == "mail"


def test_a_wish_chooses_the_channel_of_a_kind(cast: Province, sms) -> None:
    a_number(cast)
    wish(cast, Manner.NOW, "mail")
    assert planned(cast, key="1").channel == "mail"
    assert planned(cast, MORNING + timedelta(1), key="2", event="something.else").channel == "sms"


def test_only_in_the_product_makes_no_delivery(cast: Province) -> None:
    wish(cast, Manner.PRODUCT)
    assert planned(cast) is None


def test_who_has_no_account_any_more_is_left_in_peace(cast: Province) -> None:
    cast.science_officer.is_active = False
    cast.science_officer.save()
    assert planned(cast) is None


def test_in_quiet_hours_it_waits_unless_it_is_urgent(cast: Province) -> None:
    late = at("2026-11-24 22:00")
    assert planned(cast, late, key="1").next_try_at == at("2026-11-25 06:30")
    urgent = planned(cast, late + timedelta(minutes=1), key="2", urgent=True)
    assert urgent.next_try_at == late + timedelta(minutes=1) and urgent.urgent


def test_an_urgent_one_does_not_wait_for_the_digest(cast: Province) -> None:
    wish(cast, Manner.DIGEST)
    assert planned(cast, key="1").state == State.HELD
    assert planned(cast, MORNING + timedelta(1), key="2", urgent=True).state == State.WAITING


def test_ones_own_quiet_hours_take_the_place_of_the_rule(cast: Province) -> None:
    Quiet.objects.create(person_id=cast.science_officer.person_id, begins=time(9), ends=time(11))
    assert planned(cast).next_try_at == at("2026-11-24 11:00")
