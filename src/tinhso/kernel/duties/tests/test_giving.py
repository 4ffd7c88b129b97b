"""A leader's office gives a duty that no document holds."""

import uuid

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.duties.actions import open_duty
from tinhso.kernel.duties.models import Duty, Step
from tinhso.kernel.outbox.models import Notice

GIVE = "/viec/giao"
TODAY = timezone.localdate()


def asked(cast, **more):
    return {
        "title": "Chuẩn bị báo cáo giao ban",
        "product": "Báo cáo",
        "lead": str(cast.science.pk),
        "lead_text": cast.science.name,
        "helpers": [str(cast.culture.pk)],
        "due_on": f"{TODAY:%d/%m}/{TODAY.year + 1}",
        "bound": "before",
        "priority": "khan",
        "token": str(uuid.uuid4()),
        **more,
    }


def test_a_duty_is_given_traced_and_told_of(cast, as_account):
    answer = as_account(cast.head_of_office).post(GIVE, asked(cast))
    duty = Duty.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse("duties:duty", args=[duty.pk])
    assert (duty.lead_unit, duty.assigner_unit, duty.priority) == (cast.science, cast.office, "khan")
    assert (duty.due_bound, duty.product, duty.state) == ("before", "Báo cáo", "assigned")
    assert [row.unit for row in duty.coordinations.all()] == [cast.culture]
    assert Step.objects.get().move == "open" and duty.standings.count() == 1
    assert Entry.objects.get(event="duty.opened").subject_id == str(duty.pk)
    told = set(Notice.objects.values_list("person_id", flat=True))
    assert told == {a.person_id for a in (cast.science_head, cast.science_officer, cast.culture_officer)}


def test_a_second_click_gives_the_same_duty(cast, as_account):
    client, what = as_account(cast.leader), asked(cast)
    first, second = client.post(GIVE, what), client.post(GIVE, what)
    assert first["Location"] == second["Location"] and Duty.objects.count() == 1
    assert Entry.objects.filter(event="duty.opened").count() == Notice.objects.filter(
        person=cast.science_head.person
    ).count() == 1  # fmt: skip


def test_the_same_token_of_somebody_else_gives_another_duty(cast, as_account):
    what = asked(cast)
    for account in (cast.leader, cast.head_of_office):
        assert as_account(account).post(GIVE, what).status_code == 302
    assert Duty.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Việc cần làm"),
        ({"due_on": "31/2/2027"}, "31/2/2027"),
        ({"due_on": "", "none_because": ""}, "lý do vì sao không có thời hạn"),
        ({"lead": "", "lead_text": "Không có đơn vị nào tên vậy"}, "Không tìm thấy"),
        ({"priority": "chậm"}, "chậm"),
        ({"field_of_work": "999999"}, "Lĩnh vực"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, as_account, wrong, said):
    answer = as_account(cast.head_of_office).post(GIVE, asked(cast, **wrong))
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and 'value="Báo cáo"' in page
    assert not Duty.objects.exists()


def test_a_unit_typed_without_marks_is_found_without_javascript(cast, as_account):
    what = asked(cast, lead="", lead_text="khoa hoc va cong nghe", helpers=[])
    assert as_account(cast.head_of_office).post(GIVE, what).status_code == 302
    assert Duty.objects.get().lead_unit == cast.science


def test_a_forged_unit_is_a_404(cast, as_account):
    assert as_account(cast.head_of_office).post(GIVE, asked(cast, lead="999999")).status_code == 404


def test_a_head_gives_in_the_own_units_name_and_an_officer_gives_nothing(cast, as_account):
    assert as_account(cast.science_head).post(GIVE, asked(cast, lead=str(cast.commune.pk))).status_code == 302
    assert Duty.objects.get().assigner_unit == cast.science
    for account in (cast.science_officer, cast.administrator):
        client = as_account(account)
        assert client.get(GIVE).status_code == client.post(GIVE, asked(cast)).status_code == 403


def test_the_page_asks_and_the_inbox_leads_to_it(cast, as_account):
    client = as_account(cast.head_of_office)
    page = client.get(GIVE).content.decode()
    assert "Đơn vị phối hợp" in page and 'name="token"' in page
    assert GIVE in client.get("/viec/").content.decode()
    assert GIVE not in as_account(cast.science_officer).get("/viec/").content.decode()


def test_nothing_is_left_when_the_trace_cannot_be_written(cast, as_account, monkeypatch):
    def broken(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("select 1/0")

    monkeypatch.setattr(open_duty.audit, "record", broken)
    client = as_account(cast.head_of_office)
    client.raise_request_exception = False
    assert client.post(GIVE, asked(cast)).status_code == 500
    assert not Duty.objects.exists() and not Notice.objects.exists()
