"""How somebody chooses, and what operators see and do; colleagues and strangers see neither."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.outbox import codes, kinds
from tinhso.kernel.outbox.models import (
    ContactPoint,
    Delivery,
    Line,
    Manner,
    Preference,
    Problem,
    Pulse,
    Quiet,
    State,
)
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.outbox.relay import Planner, relay_once
from tinhso.kernel.outbox.tests.conftest import at
from tinhso.kernel.outbox.tests.servers import Gateway, MailServer
from tinhso.kernel.people.tests.cast import Province, as_application, scope_of

TEN = at("2026-11-24 10:00")
MINE = {"quiet": "rule"} | {f"kind-{kind.key.replace('.', '-')}": kind.manner.value for kind in kinds.known()}


def failures(cast: Province, mail_server: MailServer, count: int = 2) -> None:
    mail_server.replies["*"] = "550 no"
    for number in range(count):
        tell(
            [cast.science_officer.person_id],
            event="duty.open",
            text=f"Bí mật {number}",
            url="/",
            at=TEN,
            key=str(number),
        )
    relay_once(TEN)
    mail_server.replies.clear()
    assert Delivery.objects.filter(state=State.FAILED).count() == count


# --- one's own wishes -------------------------------------------------------------------------------------


def test_somebody_chooses_kinds_and_quiet_hours(cast: Province, as_account) -> None:
    client, person = as_account(cast.science_officer), cast.science_officer.person_id
    page = client.get(reverse("outbox:mine")).content.decode()
    assert "Việc giao cho đơn vị tôi" in page and "21:00–06:30" in page and cast.science_officer.email in page
    sent = MINE | {"kind-duty-to_do": "digest", "quiet": "own", "begins": "20:00", "ends": "7:15"}
    assert client.post(reverse("outbox:mine"), sent).status_code == 302
    (wish,) = Preference.objects.all()  # the others equal what the kinds suggest
    assert (wish.person_id, wish.kind, wish.manner) == (person, "duty.to_do", Manner.DIGEST)
    assert (Quiet.objects.get().begins, Quiet.objects.get().ends) == (time(20), time(7, 15))
    page = client.get(reverse("outbox:mine")).content.decode()
    assert 'value="20:00"' in page and '<option value="digest" selected>' in page
    client.post(reverse("outbox:mine"), MINE)
    assert not Preference.objects.exists() and not Quiet.objects.exists()
    assert Entry.objects.filter(event="notices.wishes_saved", actor_person_id=person).count() == 2


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"quiet": "own"}, "Ghi giờ"),
        ({"quiet": "own", "begins": "7:00", "ends": "7:00"}, "phải khác"),
        ({"quiet": "own", "begins": "chiều", "ends": "7:00"}, "Lỗi:"),
        ({"kind-other": "now:pigeon"}, "Lỗi:"),
    ],
)
def test_what_cannot_be_is_explained(cast: Province, as_account, sent: dict, words: str) -> None:
    answer = as_account(cast.science_officer).post(reverse("outbox:mine"), MINE | sent)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Preference.objects.exists() and not Quiet.objects.exists()


def test_wishes_are_nobody_elses_business(cast: Province) -> None:
    Preference.objects.create(person_id=cast.science_officer.person_id, kind="other", manner=Manner.DIGEST)
    ContactPoint.objects.create(
        person_id=cast.science_officer.person_id, channel="sms", address="0912345678", wanted_at=TEN
    )
    for account in (cast.science_head, cast.leader, cast.administrator, cast.stranger):
        scope_of(account)
        with as_application():
            assert not Preference.objects.exists() and not ContactPoint.objects.exists()


def test_a_number_is_used_once_its_code_came_back(cast: Province, as_account, sms: Gateway) -> None:
    client, page = as_account(cast.science_officer), reverse("outbox:contact", args=["sms"])
    assert client.post(page, {"do": "add", "address": "12"}).status_code == 422
    assert client.post(page, {"do": "add", "address": "+84 912 345 678"}).status_code == 302
    point = ContactPoint.objects.get()
    assert point.address == "0912345678" and point.verified_at is None
    relay_once()
    (message,) = sms.taken.values()
    assert codes.of(point) in message["text"]
    wrong = client.post(page, {"do": "confirm", "code": "x"})
    assert wrong.status_code == 422 and "chưa đúng" in wrong.content.decode()
    assert client.post(page, {"do": "confirm", "code": codes.of(point)}).status_code == 302
    assert ContactPoint.objects.get().verified_at
    assert "0912345678" in client.get(reverse("outbox:mine")).content.decode()
    client.post(page, {"do": "remove"})
    assert not ContactPoint.objects.exists()
    events = Entry.objects.filter(event__startswith="notices.contact").values_list("event", flat=True)
    assert sorted(events) == ["notices.contact_added", "notices.contact_removed", "notices.contact_verified"]


def test_a_code_cannot_be_guessed_nor_a_phone_be_stormed(cast: Province, as_account, sms: Gateway) -> None:
    client, page = as_account(cast.science_officer), reverse("outbox:contact", args=["sms"])
    client.post(page, {"do": "add", "address": "0912345678"})
    again = client.post(page, {"do": "add", "address": "0912345679"})
    assert again.status_code == 422 and "chờ hai phút" in again.content.decode()
    for _guess in range(codes.MOST_TRIES):
        client.post(page, {"do": "confirm", "code": "x"})
    right = codes.of(ContactPoint.objects.get())
    assert client.post(page, {"do": "confirm", "code": right}).status_code == 422
    assert ContactPoint.objects.get().verified_at is None


def test_an_old_code_is_worth_nothing(cast: Province) -> None:
    point = ContactPoint(pk=1, channel="sms", address="0912345678", wanted_at=TEN, code_asked_at=TEN)
    code = codes.of(point)
    assert codes.fits(point, code, at=TEN + timedelta(minutes=14))
    assert not codes.fits(point, code, at=TEN + timedelta(minutes=15))
    point.address = "0912345679"
    assert not codes.fits(point, code, at=TEN + timedelta(minutes=1))


def test_a_channel_without_a_server_has_no_page(cast: Province, as_account) -> None:
    client = as_account(cast.science_officer)
    for channel in ("sms", "mail", "pigeon"):
        assert client.get(reverse("outbox:contact", args=[channel])).status_code == 404


# --- the operators' desk ----------------------------------------------------------------------------------

DESK = ["outbox:operators", "outbox:deliveries", "outbox:jobs"]


@pytest.mark.parametrize("page", DESK)
def test_the_desk_is_the_operators(cast: Province, as_account, page: str) -> None:
    assert as_account(cast.administrator).get(reverse(page)).status_code == 200
    for account in (cast.leader, cast.science_head, cast.stranger):
        assert as_account(account).get(reverse(page)).status_code == 403


def test_others_can_neither_pause_nor_retry(cast: Province, as_account) -> None:
    for account in (cast.leader, cast.stranger):
        answer = as_account(account).post(reverse("outbox:channel", args=["mail"]), {"do": "pause"})
        assert answer.status_code == 403
    assert not Line.objects.exists()


def test_the_desk_says_since_when_nobody_works(cast: Province, as_account) -> None:
    client = as_account(cast.administrator)
    assert "Chưa có tiến trình worker nào" in client.get(reverse("outbox:operators")).content.decode()
    Pulse.objects.create(name="outbox.plan", ran_at=at("2026-11-20 08:15"))
    page = client.get(reverse("outbox:operators")).content.decode()
    assert "Không có tiến trình worker nào chạy từ" in page and "20/11/2026" in page
    with connection.cursor() as cursor:
        cursor.execute("select procrastinate_register_worker_v1()")
    Pulse.objects.update(ran_at=timezone.now())
    assert "1 tiến trình worker đang chạy" in client.get(reverse("outbox:operators")).content.decode()


def test_failures_are_named_and_tried_again_by_kind(
    cast: Province, as_account, mail_server: MailServer
) -> None:
    failures(cast, mail_server)
    client = as_account(cast.administrator)
    page = client.get(reverse("outbox:operators")).content.decode()
    assert "Nơi nhận từ chối hẳn" in page and "Gửi lại 2 tin này" in page
    act = {"do": "retry", "problem": Problem.REFUSED}
    client.post(reverse("outbox:channel", args=["mail"]), act)
    assert Delivery.objects.filter(state=State.WAITING).count() == 2
    client.post(reverse("outbox:channel", args=["mail"]), act)  # a second press finds nothing
    entry = Entry.objects.get(event="notices.retried")
    assert entry.details["count"] == 2 and entry.details["problem"] == "refused"
    Delivery.objects.update(next_try_at=TEN)
    relay_once(TEN)
    assert len(mail_server.letters) == 2


def test_one_delivery_is_tried_again(cast: Province, as_account, mail_server: MailServer) -> None:
    failures(cast, mail_server)
    one, other = Delivery.objects.order_by("id")
    client = as_account(cast.administrator)
    page = client.get(reverse("outbox:delivery", args=[one.pk])).content.decode()
    assert "550" in page and "Gửi lại tin này" in page
    client.post(reverse("outbox:delivery", args=[one.pk]))
    assert Delivery.objects.get(pk=one.pk).state == State.WAITING
    assert Delivery.objects.get(pk=other.pk).state == State.FAILED
    assert (
        client.get(reverse("outbox:delivery", args=[cast.leader.pk and other.notice_id])).status_code == 404
    )


def test_lists_hold_neither_texts_nor_names_nor_addresses(
    cast: Province, as_account, mail_server: MailServer
) -> None:
    failures(cast, mail_server)
    client = as_account(cast.administrator)
    pages = [reverse("outbox:deliveries"), reverse("outbox:delivery", args=[Delivery.objects.first().pk])]
    for page in pages:
        words = client.get(page).content.decode()
        assert "V. C. V. T." in words
        for secret in ("Bí mật", cast.science_officer.email, cast.science_officer.person.full_name):
            assert secret not in words
    assert client.get(pages[0], {"export": "xlsx"}).status_code == 200
    none = client.get(pages[0], {"trang_thai": "sent"}).content.decode()
    assert "V. C. V. T." not in none


def test_a_channel_is_paused_and_goes_on(cast: Province, as_account) -> None:
    client, page = as_account(cast.administrator), reverse("outbox:channel", args=["mail"])
    client.post(page, {"do": "pause"})
    client.post(page, {"do": "pause"})
    assert Line.objects.get().paused_at
    assert "Đang tạm dừng" in client.get(reverse("outbox:operators")).content.decode()
    client.post(page, {"do": "resume"})
    assert Line.objects.get().paused_at is None
    events = list(Entry.objects.filter(event__startswith="notices.channel").values_list("event", flat=True))
    assert sorted(events) == ["notices.channel_paused", "notices.channel_resumed"]


def test_a_failed_job_is_run_again(cast: Province, as_account) -> None:
    from tinhso.kernel.outbox.upkeep import CLEAR_JOBS, app

    number = app.configure_task(CLEAR_JOBS, queue="builtin").defer(max_hours=1)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing' where id = %s", [number])
        cursor.execute("update procrastinate_jobs set status = 'failed' where id = %s", [number])
    client = as_account(cast.administrator)
    assert CLEAR_JOBS in client.get(reverse("outbox:jobs")).content.decode()
    page = client.get(reverse("outbox:job", args=[number])).content.decode()
    assert "Bị lỗi" in page and "Chạy lại" in page
    client.post(reverse("outbox:job", args=[number]))
    assert ProcrastinateJob.objects.get(pk=number).status == "todo"
    client.post(reverse("outbox:job", args=[number]))
    assert Entry.objects.filter(event="jobs.retried").count() == 1
    assert client.get(reverse("outbox:job", args=[0])).status_code == 404


def test_the_desk_asks_the_database_a_fixed_number_of_times(
    cast: Province, as_account, mail_server: MailServer, django_assert_max_num_queries
) -> None:
    failures(cast, mail_server, 30)
    Planner().run(TEN)
    client = as_account(cast.administrator)
    with django_assert_max_num_queries(24):
        client.get(reverse("outbox:operators"))
    with django_assert_max_num_queries(18):
        client.get(reverse("outbox:deliveries"))
