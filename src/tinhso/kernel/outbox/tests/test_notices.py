"""Notices are written by one statement in the transaction of the change; only their person reads them."""

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel.outbox.models import Notice
from tinhso.kernel.outbox.notices import tell, unread
from tinhso.kernel.people.tests.cast import Province, as_application, scope_of

pytestmark = pytest.mark.django_db


def tell_the_officer(cast: Province, key: str = "duty-1-opened", text: str = "Việc mới") -> int:
    person = cast.science_officer.person_id
    return tell([person], event="duty.opened", text=text, url="/viec/1", at=timezone.now(), key=key)


def test_telling_twice_tells_once(cast: Province) -> None:
    scope_of(cast.leader)
    with as_application():
        tell_the_officer(cast)
        tell_the_officer(cast)
        tell_the_officer(cast, key="duty-1-returned")
    assert Notice.objects.count() == 2


def test_telling_many_is_one_statement(cast: Province, django_assert_num_queries) -> None:
    people = [cast.science_officer.person_id, cast.leader.person_id, cast.stranger.person_id]
    with django_assert_num_queries(1):
        tell(people, event="duty.open", text="Việc mới", url="/viec/1", at=timezone.now(), key="k")
    assert Notice.objects.count() == 3
    with django_assert_num_queries(0):
        assert tell([], event="duty.open", text="", url="", at=timezone.now(), key="k") == 0


def test_nothing_is_told_when_the_change_is_undone(cast: Province) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        tell_the_officer(cast)
        raise RuntimeError
    assert not Notice.objects.exists()


def test_only_the_addressee_reads_a_notice(cast: Province, as_account) -> None:
    tell_the_officer(cast)
    scope_of(cast.leader)
    with as_application():
        assert not Notice.objects.exists()
    assert "Việc mới" in as_account(cast.science_officer).get(reverse("notices")).content.decode()
    assert "Việc mới" not in as_account(cast.stranger).get(reverse("notices")).content.decode()


def test_one_or_all_are_marked_as_read(cast: Province, as_account) -> None:
    for number in range(3):
        tell_the_officer(cast, key=str(number), text=f"Việc số {number}")
    client, person = as_account(cast.science_officer), cast.science_officer.person_id
    first = Notice.objects.get(text="Việc số 0")
    client.post(reverse("notices"), {"notice": first.pk})
    assert unread(person) == 2
    page = client.get(reverse("notices"), {"muc": "chua-doc"}).content.decode()
    assert "Việc số 0" not in page and "Việc số 1" in page
    client.post(reverse("notices"), {"notice": "forged"})
    assert unread(person) == 2
    client.post(reverse("notices"))
    assert unread(person) == 0
    assert "đã đọc hết" in client.get(reverse("notices"), {"muc": "chua-doc"}).content.decode()


def test_a_colleague_cannot_mark_a_notice_as_read(cast: Province, as_account) -> None:
    tell_the_officer(cast)
    as_account(cast.science_head).post(reverse("notices"), {"notice": Notice.objects.get().pk})
    assert unread(cast.science_officer.person_id) == 1


def test_the_page_shows_thirty_at_a_time(cast: Province, as_account) -> None:
    for number in range(31):
        tell_the_officer(cast, key=str(number), text=f"Việc thứ {number}.")
    client = as_account(cast.science_officer)
    assert client.get(reverse("notices")).content.decode().count('class="card unread"') == 30
    assert client.get(reverse("notices"), {"page": 2}).content.decode().count('class="card unread"') == 1
