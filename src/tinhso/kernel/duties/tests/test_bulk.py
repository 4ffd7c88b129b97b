"""One press for many duties: what is foreseen is done, each with its trace, and what cannot be done is said."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.duties import bulk
from tinhso.kernel.duties.actions.do_to_many import do_to_many
from tinhso.kernel.duties.models import BulkItem, BulkRun, Duty, Extension, Step, Verb
from tinhso.kernel.duties.tests.factories import a_duty, a_duty_waiting_for_confirmation, an_accepted_duty
from tinhso.kernel.duties.tests.test_orders import an_order
from tinhso.kernel.outbox.models import Notice
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.models import Tenure
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of

BULK = "/viec/hang-loat"
NOW, TODAY = timezone.now(), timezone.localdate()
SOON = {"given": NOW - timedelta(days=7), "due": TODAY + timedelta(days=14)}


def field(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page).group(1)


def press(client, page: str, verb: str, **asked):
    """The button of the preview, with what it shows."""
    kept = {name: field(page, name) for name in ("cac-viec", "token")}
    return client.post(BULK, {"lam": verb, **kept, **asked})


def test_results_are_confirmed_in_one_go_each_with_its_own_trace(cast, as_account):
    ready = [a_duty_waiting_for_confirmation(cast, submitted=NOW - timedelta(1), **SOON) for _ in range(3)]
    client = as_account(cast.head_of_office)
    chosen = {"viec": [duty.pk for duty in ready], "lam": "confirm", "muc": "cho-xac-nhan"}
    page = client.get(BULK, chosen).content.decode()
    assert "Sẽ làm: 3 việc" in page and all(duty.title in page for duty in ready)
    assert Duty.objects.filter(state="completed").count() == 0  # looking does nothing
    answer = press(client, page, "confirm")
    assert "Đã làm 3 việc, không làm được 0 việc" in client.get(answer["Location"]).content.decode()
    assert Duty.objects.filter(state="completed").count() == 3
    assert Entry.objects.filter(event="duty.result_confirmed").count() == 3
    assert Step.objects.filter(move="confirm_result").count() == 3


def test_what_is_impossible_is_listed_with_its_reason_and_the_rest_is_done(cast, as_account):
    ready = a_duty_waiting_for_confirmation(cast, submitted=NOW - timedelta(1), **SOON)
    early = an_accepted_duty(cast, **SOON)
    client = as_account(cast.head_of_office)
    page = client.get(BULK, {"viec": [ready.pk, early.pk], "lam": "confirm"}).content.decode()
    assert "Sẽ làm: 1 việc" in page and "Không làm được: 1 việc" in page and "trạng thái “Đã nhận”" in page
    press(client, page, "confirm")
    assert {d.pk: d.state for d in Duty.objects.all()} == {ready.pk: "completed", early.pk: "accepted"}


def test_pressed_twice_it_is_one_run(cast, as_account):
    duties = [an_accepted_duty(cast, **SOON) for _ in range(2)]
    client = as_account(cast.head_of_office)
    page = client.get(BULK, {"viec": [d.pk for d in duties], "lam": "nudge"}).content.decode()
    first, second = press(client, page, "nudge"), press(client, page, "nudge")
    assert first["Location"] == second["Location"] and BulkRun.objects.count() == 1
    assert Step.objects.filter(move="nudge").count() == 2
    assert Notice.objects.filter(event="duty.nudge", person=cast.science_head.person).count() == 2


def test_what_changed_since_the_preview_is_shown_once_more(cast, as_account):
    one, two = an_accepted_duty(cast, **SOON), an_accepted_duty(cast, **SOON)
    client = as_account(cast.head_of_office)
    page = client.get(BULK, {"viec": [one.pk, two.pk], "lam": "extend"}).content.decode()
    Extension.objects.create(duty=two, state="granted", asked_due_on=TODAY, granted_due_on=TODAY, reason="x",
                             asked_at=NOW, decided_at=NOW)  # fmt: skip
    later = TODAY + timedelta(days=30)
    again = press(client, page, "extend", due_on=f"{later:%d/%m/%Y}", note="mưa lũ")
    text = again.content.decode()
    assert (
        again.status_code == 200
        and "gia hạn đủ số lần" in text.lower()
        and field(text, "cac-viec") == str(one.pk)
    )
    assert press(client, text, "extend", due_on=f"{later:%d/%m/%Y}", note="mưa lũ").status_code == 302
    one.refresh_from_db(), two.refresh_from_db()
    assert one.due_on == later and two.due_on == SOON["due"]


def test_duties_are_reassigned_with_a_reason(cast, as_account):
    duties = [a_duty(cast, **SOON) for _ in range(2)]
    client = as_account(cast.head_of_office)
    page = client.get(BULK, {"viec": [d.pk for d in duties], "lam": "transfer"}).content.decode()
    assert press(client, page, "transfer", lead=str(cast.culture.pk), note="").status_code == 422
    assert (
        press(client, page, "transfer", lead=str(cast.culture.pk), note="đúng chức năng").status_code == 302
    )
    assert {d.lead_unit for d in Duty.objects.all()} == {cast.culture}


def test_a_whole_order_is_extended_reminded_and_stopped_after_a_preview(cast, as_account):
    order = an_order(cast, **SOON)
    client = as_account(cast.head_of_office)
    later = TODAY + timedelta(days=40)
    page = client.get(BULK, {"dot": order.pk, "lam": "extend"}).content.decode()
    assert press(client, page, "extend", due_on=f"{later:%d/%m/%Y}", note="mưa lũ").status_code == 302
    assert {d.due_on for d in order.parts.all()} == {later}
    page = client.get(BULK, {"dot": order.pk, "lam": "nudge"}).content.decode()
    assert press(client, page, "nudge").status_code == 302
    page = client.get(BULK, {"dot": order.pk, "lam": "stop"}).content.decode()
    assert press(client, page, "stop", note="").status_code == 422
    assert press(client, page, "stop", note="Đã có quyết định thay thế").status_code == 302
    assert {d.state for d in order.parts.all()} == {"stopped"}
    assert Entry.objects.filter(event="duty.stopped").count() == 2


def test_who_may_and_what_lies_out_of_reach(cast, as_account):
    duty = an_accepted_duty(cast, **SOON)
    for account in (cast.science_officer, cast.administrator):
        assert as_account(account).get(BULK, {"viec": duty.pk, "lam": "stop"}).status_code == 403
    assert as_account(cast.commune_head).get(BULK, {"viec": duty.pk, "lam": "stop"}).status_code == 404
    page = as_account(cast.science_head).get(BULK, {"viec": duty.pk, "lam": "stop"}).content.decode()
    assert "Không việc nào làm được" in page and "bên giao" in page
    client = as_account(cast.head_of_office)
    assert client.get(BULK, {"lam": "stop"}).status_code == 422
    assert client.get(BULK, {"lam": "burn", "viec": duty.pk}).status_code == 404
    with pytest.raises(OutOfReach):
        do_to_many([duty.pk], verb=Verb.STOP, asked=bulk.Asked("x"), token=uuid.uuid4(),
                   by=scope_of(cast.commune_head), at=NOW)  # fmt: skip


def test_nobody_confirms_their_own_result_in_bulk_either(cast):
    duty = a_duty_waiting_for_confirmation(cast, submitted=NOW - timedelta(1), **SOON)
    Step.objects.filter(duty=duty, move="submit_result").update(person=cast.head_of_office.person)
    run = do_to_many([duty.pk], verb=Verb.CONFIRM, asked=bulk.Asked(), token=uuid.uuid4(),
                     by=scope_of(cast.head_of_office), at=NOW)  # fmt: skip
    item = run.items.get()
    assert not item.done and "tự xác nhận" in item.said
    duty.refresh_from_db()
    assert duty.state == "submitted"


def test_a_run_is_seen_by_whoever_made_it(cast, as_account):
    duty = an_accepted_duty(cast, **SOON)
    run = do_to_many([duty.pk], verb=Verb.NUDGE, asked=bulk.Asked(), token=uuid.uuid4(),
                     by=scope_of(cast.head_of_office), at=NOW)  # fmt: skip
    assert as_account(cast.head_of_office).get(f"{BULK}/{run.pk}").status_code == 200
    assert as_account(cast.leader).get(f"{BULK}/{run.pk}").status_code == 404
    with as_application():
        scope_of(cast.leader)
        assert not BulkRun.objects.exists() and not BulkItem.objects.exists()


# --- in the background --------------------------------------------------------------------------------------


def a_long_run(cast, monkeypatch, *, duties: int = 7) -> BulkRun:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    monkeypatch.setattr(bulk, "CHUNK", 2)
    ids = [a_duty(cast, **SOON).pk for _ in range(duties)]
    return do_to_many(ids, verb=Verb.STOP, asked=bulk.Asked("thôi"), token=uuid.uuid4(),
                      by=scope_of(cast.head_of_office), at=NOW)  # fmt: skip


def test_more_than_the_bar_is_left_to_the_worker_and_its_page_shows_how_far_it_is(
    cast, monkeypatch, as_account
):
    run = a_long_run(cast, monkeypatch)
    assert run.ended_at is None and not run.items.exists()
    page = as_account(cast.head_of_office).get(f"{BULK}/{run.pk}").content.decode()
    assert "0 trên 7 việc" in page
    bulk.carry_out(run.pk)
    run.refresh_from_db()
    assert run.ended_at and run.items.filter(done=True).count() == 7
    assert Duty.objects.filter(state="stopped").count() == 7


@pytest.mark.parametrize("dies", [1, 2, 3, 5, 7])
def test_killed_in_the_middle_it_goes_on_and_does_nothing_twice(monkeypatch, dies, transactional_db):
    cast = a_province()
    from django.db import transaction

    with transaction.atomic():
        run = a_long_run(cast, monkeypatch)
    count, real = iter(range(1, 100)), bulk._DO[Verb.STOP]

    def mortal(*args):
        real(*args)
        if next(count) == dies:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setitem(bulk._DO, Verb.STOP, mortal)
        bulk.carry_out(run.pk)
    assert Duty.objects.filter(state="stopped").count() == (dies - 1) // 2 * 2 == run.items.count()
    assert [pk for pk in bulk.left_behind(at=NOW + timedelta(minutes=6))] == [run.pk]
    bulk.carry_out(run.pk)
    bulk.carry_out(run.pk)
    assert run.items.filter(done=True).count() == 7 == Step.objects.filter(move="stop").count()


def test_where_the_right_to_act_has_ended_the_rest_is_left_and_said(cast, monkeypatch):
    run = a_long_run(cast, monkeypatch)
    Tenure.objects.filter(person=cast.head_of_office.person).delete()
    bulk.carry_out(run.pk)
    assert run.items.filter(done=False, said__contains="không còn hiệu lực").count() == 7
    assert not Duty.objects.filter(state="stopped").exists()
