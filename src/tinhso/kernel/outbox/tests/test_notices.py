"""Notices reach their person once, after commit, and only that person reads them."""

import pytest
from django.core import mail
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel.outbox import jobs
from tinhso.kernel.outbox.models import Notice
from tinhso.kernel.outbox.notices import tell, unread
from tinhso.kernel.people.tests.cast import Province, a_province, as_application, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Province:
    return a_province()


def tell_the_officer(cast: Province, key: str = "duty-1-opened") -> int:
    person = cast.science_officer.person_id
    return tell([person], event="duty.opened", text="Việc mới", url="/viec/1", at=timezone.now(), key=key)


def queued() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs")
        return int(cursor.fetchone()[0])


def test_telling_twice_tells_once(cast: Province) -> None:
    scope_of(cast.leader)
    with as_application():
        tell_the_officer(cast)
        tell_the_officer(cast)
        tell_the_officer(cast, key="duty-1-returned")
    assert Notice.objects.count() == 2


def test_nothing_is_told_when_the_change_is_undone(cast: Province) -> None:
    before = queued()
    with pytest.raises(RuntimeError), transaction.atomic():
        tell_the_officer(cast)
        raise RuntimeError
    assert not Notice.objects.exists() and queued() == before


def test_a_notice_is_mailed_once_however_often_the_job_runs(cast: Province) -> None:
    tell_the_officer(cast)
    ids = [str(Notice.objects.get().pk)]
    jobs.mail_notices.func(ids=ids)
    jobs.mail_notices.func(ids=ids)
    assert [m.to for m in mail.outbox] == [[cast.science_officer.email]]
    assert "Việc mới" in mail.outbox[0].body


def test_a_mail_that_fails_is_tried_again(cast: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    tell_the_officer(cast)
    ids = [str(Notice.objects.get().pk)]
    with monkeypatch.context() as broken:
        broken.setattr(
            jobs.EmailMessage, "send", lambda self: (_ for _ in ()).throw(OSError("no mail server"))
        )
        with pytest.raises(OSError):
            jobs.mail_notices.func(ids=ids)
    assert Notice.objects.get().mailed_at is None
    jobs.mail_notices.func(ids=ids)
    assert len(mail.outbox) == 1 and Notice.objects.get().mailed_at


def test_only_the_addressee_reads_a_notice(cast: Province, as_account) -> None:
    tell_the_officer(cast)
    scope_of(cast.leader)
    with as_application():
        assert not Notice.objects.exists()
    client = as_account(cast.science_officer)
    assert "Việc mới" in client.get(reverse("notices")).content.decode()
    assert "Việc mới" not in as_account(cast.stranger).get(reverse("notices")).content.decode()
    client.post(reverse("notices"))
    assert unread(cast.science_officer.person_id) == 0
