"""One order to many units: a duty for each, counted one by one, shown as one line."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.duties import groups, orders, queries, sources, tally
from tinhso.kernel.duties.actions import give_order as giving
from tinhso.kernel.duties.actions.accept import accept
from tinhso.kernel.duties.actions.confirm_result import confirm_result
from tinhso.kernel.duties.actions.give_order import NobodyToGiveTo, give_order
from tinhso.kernel.duties.actions.open_duty import Deadline, MayNotAssign, NoDeadlineAndNoReason
from tinhso.kernel.duties.actions.stop import stop
from tinhso.kernel.duties.actions.submit_result import submit_result
from tinhso.kernel.duties.cells import Cell
from tinhso.kernel.duties.models import Duty, Order, Standing, Step
from tinhso.kernel.duties.tests.factories import DUE, GIVEN, at
from tinhso.kernel.duties.tests.test_two_at_once import together
from tinhso.kernel.outbox.models import Notice
from tinhso.kernel.people.scope import acting
from tinhso.kernel.people.tests.cast import Province, a_province, a_unit, as_application, scope_of
from tinhso.kernel.units.models import Kind

MANY = "/viec/giao/nhieu"
NOW, TODAY = timezone.now(), timezone.localdate()


def an_order(cast: Province, **facts) -> Order:
    """Given by the office to the two communes."""
    facts.setdefault("source_id", str(uuid.uuid4()))
    facts.setdefault("lead_unit_ids", [cast.commune.pk, cast.other_commune.pk])
    due = facts.pop("due", DUE)
    return give_order(
        source=facts.pop("source", sources.DIRECT),
        title=facts.pop("title", "Báo cáo tình hình chuyển đổi số cấp xã"),
        to_whom="Tất cả xã, phường",
        assigner_unit_id=facts.pop("assigner_unit_id", cast.office.pk),
        deadline=facts.pop("deadline", Deadline(on=due, bound="by")),
        by=facts.pop("by", None),
        at=facts.pop("given", GIVEN),
        **facts,
    )


# --- the rule -----------------------------------------------------------------------------------------------


def test_every_unit_has_its_own_duty_with_its_history_its_trace_and_its_notice(cast):
    order = an_order(cast, by=None, coordinating=[cast.science.pk], priority="khan")
    duties = list(order.parts.order_by("pk"))
    assert [duty.lead_unit for duty in duties] == [cast.commune, cast.other_commune]
    assert {(d.title, d.due_on, d.priority, d.state) for d in duties} == {
        ("Báo cáo tình hình chuyển đổi số cấp xã", DUE, "khan", "assigned")
    }
    assert all([row.unit for row in duty.coordinations.all()] == [cast.science] for duty in duties)
    assert Step.objects.filter(duty__in=duties, move="open").count() == 2
    assert Entry.objects.filter(event="duty.opened").count() == 2
    assert Entry.objects.get(event="order.given").subject_id == str(order.pk)
    told = set(Notice.objects.values_list("person_id", flat=True))
    assert {cast.commune_head.person_id, cast.commune_officer.person_id} <= told
    assert cast.science_officer.person_id in told and cast.stranger.person_id not in told
    own = Duty.objects.get(order=order, lead_unit=cast.commune)
    assert Notice.objects.get(person=cast.commune_head.person).url == f"/viec/{own.pk}"


def test_a_unit_may_lead_its_part_and_give_or_help_with_the_others(cast):
    order = an_order(
        cast,
        lead_unit_ids=[cast.office.pk, cast.science.pk, cast.commune.pk],
        coordinating=[cast.science.pk, cast.culture.pk],
    )
    seen = {duty.lead_unit_id: (set(duty.readers), {c.unit_id for c in duty.coordinations.all()})
            for duty in order.parts.all()}  # fmt: skip
    office, science, culture, commune = (
        u.pk for u in (cast.office, cast.science, cast.culture, cast.commune)
    )
    assert seen == {
        office: ({office, science, culture}, {science, culture}),
        science: ({science, office, culture}, {culture}),
        commune: ({commune, office, science, culture}, {science, culture}),
    }
    assert {tuple(s.readers) for s in Standing.objects.all()} == {tuple(d.readers) for d in order.parts.all()}


def test_an_order_of_n_units_counts_as_n_duties_and_as_one_line_of_the_board(cast):
    order = an_order(cast)
    day = GIVEN.date()
    whole = queries.counts(day, scope=None, now=GIVEN)
    assert whole.open_in_term == whole.total == 2
    by_unit = queries.counts(day, scope=None, now=GIVEN, by="unit")
    assert {unit: cells.total for unit, cells in by_unit.items()} == {
        cast.commune.pk: 1,
        cast.other_commune.pk: 1,
    }
    lines = queries.counts(day, scope=None, now=GIVEN, by="origin", origins=[order.origin])
    assert {key: cells.total for key, cells in lines.items()} == {order.origin: 2}
    assert sources.names_of([order.origin])[order.origin][1] == reverse("duties:order", args=[order.pk])
    assert not tally.differences()


def test_a_handful_of_statements_whatever_the_number_of_units(cast, django_assert_max_num_queries):
    units = [a_unit(f"Xã Thử Số {n}", Kind.COMMUNE, parent=cast.province).pk for n in range(60)]
    with django_assert_max_num_queries(16):
        order = an_order(cast, lead_unit_ids=units)
    assert order.parts.count() == 60


def test_the_same_source_gives_the_same_order_unchanged(cast):
    first = an_order(cast, source_id="x")
    again = an_order(cast, source_id="x", title="Khác", lead_unit_ids=[cast.culture.pk])
    assert again.pk == first.pk and again.title == first.title and Duty.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_gives_and_both_see_the_same_order():
    cast = a_province()

    def press():
        with acting(cast.head_of_office.pk) as by:
            return an_order(cast, source_id="twice", by=by).pk

    first, second = together(press, press)
    assert isinstance(first, uuid.UUID) and first == second
    assert Duty.objects.count() == 2 and Entry.objects.filter(event="order.given").count() == 1


def test_nobody_gives_in_a_name_that_is_not_theirs_and_nothing_without_units_or_deadline(cast):
    for account in (cast.science_officer, cast.commune_head):
        with pytest.raises(MayNotAssign):
            an_order(cast, by=scope_of(account))
    with pytest.raises(NobodyToGiveTo):
        an_order(cast, lead_unit_ids=[])
    with pytest.raises(NoDeadlineAndNoReason):
        an_order(cast, deadline=Deadline())
    assert not Order.objects.exists()


def test_killed_in_the_middle_nothing_of_the_order_is_left_and_the_next_press_gives_all(cast, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the process is gone")

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(giving, "record_each", broken)
        an_order(cast, source_id="once")
    assert not Order.objects.exists() and not Duty.objects.exists() and not Step.objects.exists()
    assert an_order(cast, source_id="once").parts.count() == 2


def test_the_database_refuses_an_order_without_deadline_and_reason_and_a_source_twice(cast):
    order = an_order(cast, source_id="x")
    for wrong in ({"due_on": None, "no_deadline_reason": ""}, {"id": uuid.uuid4()}):
        facts = {f.attname: getattr(order, f.attname) for f in Order._meta.concrete_fields} | wrong
        if "id" not in wrong:
            facts |= {"id": uuid.uuid4(), "source_id": "y"}
        with pytest.raises(IntegrityError), transaction.atomic():
            Order(**facts).save(force_insert=True)


def test_groups_are_the_units_of_today_without_the_giver(cast):
    names = [unit.name for unit in groups.members("communes", TODAY)]
    assert names == ["Xã Đồng Thử", "Xã Suối Thử"]
    departments = groups.members("departments", TODAY, without=cast.office.pk)
    assert cast.office not in departments and cast.science in departments
    assert groups.heard_in("UBND các xã, phường") == ["communes"]
    assert groups.heard_in("Các sở, ban, ngành; UBND các xã, phường") == ["communes", "departments"]
    assert groups.heard_in("Sở Tài chính") == []


# --- numbers ------------------------------------------------------------------------------------------------


def test_the_numbers_of_an_order_are_its_rows_in_every_state(cast):
    units = [a_unit(f"Xã Số {n}", Kind.COMMUNE, parent=cast.province).pk for n in range(6)]
    order = an_order(cast, lead_unit_ids=units)
    one, two, three, four, five, _six = order.parts.order_by("pk")
    morning = at("2026-10-06")
    for duty in (one, two, three, four):
        accept(duty, by=None, at=morning)
    for duty in (one, two, three):
        submit_result(duty, text="Xong", by=None, at=at("2026-10-14" if duty is one else "2026-10-16"))
    for duty in (one, two):
        confirm_result(duty, by=None, at=at("2026-10-17"))
    stop(five, reason="không còn phù hợp", by=None, at=morning)
    now = at("2026-10-20")
    scope = scope_of(cast.head_of_office)
    standing = orders.standing_of([order.pk], scope, now)[order.pk]
    assert dict(standing.places) == {
        "chua-nhan": 1, "da-nhan": 1, "da-trinh": 1, "da-xong": 2, "da-dung": 1
    }  # fmt: skip
    assert (standing.cells.done_on_time, standing.cells.done_late) == (1, 1)
    assert (standing.cells.open_overdue, standing.cells.open_in_term, standing.total) == (3, 0, 6)
    for cell in Cell:
        assert order.parts.filter(orders.in_cell(cell, now)).count() == standing.cells[cell]
        board = queries.rows(now.date(), scope=None, now=now, cell=cell, origin=order.origin)
        assert board.count() == standing.cells[cell]


# --- pages --------------------------------------------------------------------------------------------------


def asked(cast, **more):
    return {
        "title": "Rà soát đường truyền tại nhà văn hóa thôn",
        "product": "Báo cáo",
        "group": "communes",
        "leads": [str(cast.science.pk)],
        "due_on": f"{TODAY:%d/%m}/{TODAY.year + 1}",
        "bound": "before",
        "priority": "thuong",
        "token": str(uuid.uuid4()),
        **more,
    }


def test_a_group_and_a_unit_are_given_in_one_act_and_a_second_click_is_the_same(cast, as_account):
    client, what = as_account(cast.head_of_office), asked(cast)
    answers = [client.post(MANY, what) for _ in range(2)]
    order = Order.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/viec/nhieu-don-vi/{order.pk}"}
    leads = set(order.parts.values_list("lead_unit", flat=True))
    assert leads == {cast.commune.pk, cast.other_commune.pk, cast.science.pk}
    assert order.to_whom == "Tất cả xã, phường; Sở Khoa học và Công nghệ"
    assert {duty.assigner_unit for duty in order.parts.all()} == {cast.office}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"group": "", "leads": []}, "Chọn một nhóm"),
        ({"group": "party", "leads": []}, "party"),
        ({"due_on": ""}, "lý do vì sao không có thời hạn"),
        ({"title": ""}, "Việc cần làm"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_given(cast, as_account, wrong, said):
    answer = as_account(cast.head_of_office).post(MANY, asked(cast, **wrong))
    assert answer.status_code == 422 and said in answer.content.decode() and not Order.objects.exists()


def test_the_page_of_an_order_opens_every_number_into_its_rows(cast, as_account):
    order = an_order(cast, given=NOW, due=TODAY + timedelta(days=20))
    accept(order.parts.get(lead_unit=cast.commune), by=None, at=NOW)
    client, url = as_account(cast.head_of_office), reverse("duties:order", args=[order.pk])
    page = client.get(url).content.decode()
    assert "2 đơn vị" in page and page.count("data-row") == 2 and 'class="unit-tiles"' in page
    assert "Xã Suối Thử" in page and "Dừng cả đợt" in page and 'name="viec"' in page
    accepted = client.get(url, {"nhom": "da-nhan"}).content.decode()
    assert accepted.count("data-row") == 1
    assert client.get(url, {"nhom": "open_in_term"}).content.decode().count("data-row") == 2
    assert "chưa có" not in client.get("/viec/nhieu-don-vi").content.decode()
    sheet = client.get(url, {"export": "xlsx"})
    assert sheet["Content-Type"].endswith("spreadsheetml.sheet")


def test_a_commune_sees_its_own_row_of_the_order_and_a_stranger_a_404(cast, as_account):
    order = an_order(cast)
    url = reverse("duties:order", args=[order.pk])
    mine = as_account(cast.commune_officer).get(url).content.decode()
    assert "1 đơn vị" in mine and "Xã Suối Thử" not in mine and "Dừng cả đợt" not in mine
    assert as_account(cast.stranger).get(url).status_code == 404
    assert Entry.objects.filter(event="access.out_of_reach", subject_type="duties.order").exists()
    assert order.title not in as_account(cast.stranger).get("/viec/nhieu-don-vi").content.decode()
    for account in (cast.science_officer, cast.administrator):
        client = as_account(account)
        assert client.get(MANY).status_code == client.post(MANY, asked(cast)).status_code == 403


def test_the_inbox_of_the_giver_folds_an_order_and_says_so(cast, as_account):
    order = an_order(cast, title="Việc chung của nhiều xã")
    client = as_account(cast.head_of_office)
    page = client.get("/viec/?muc=da-giao").content.decode()
    assert "2 việc giao chung cho nhiều đơn vị" in page and 'data-label="Việc"' not in page
    lines = client.get("/viec/nhieu-don-vi").content.decode()
    assert lines.count("data-row") == 1 and order.title in lines
    assert order.title in as_account(cast.commune_officer).get("/viec/").content.decode()


def test_the_board_has_one_line_for_the_order(cast, as_account):
    an_order(cast, title="Việc chung của nhiều xã", given=NOW, due=TODAY + timedelta(days=9))
    board = as_account(cast.leader).get("/bang/").content.decode()
    assert board.count("Việc chung của nhiều xã – Tất cả xã, phường") == 1


def test_behind_the_walls_an_order_is_seen_through_its_duties(cast):
    order = an_order(cast)
    with as_application():
        for account, sees in ((cast.commune_officer, 1), (cast.leader, 1), (cast.stranger, 0)):
            scope_of(account)
            assert Order.objects.filter(pk=order.pk).count() == sees
            assert Order.objects.all().visible_to(scope_of(account)).count() == sees
