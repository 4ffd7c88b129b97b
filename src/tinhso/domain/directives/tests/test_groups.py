"""A task whose lead is a group becomes one order: a duty for every unit of the group."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tinhso.domain.directives.actions.confirm import NotClear, confirm
from tinhso.domain.directives.actions.correct_task import Settled, TwoLeads, correct_task
from tinhso.domain.directives.models import DirectiveTask
from tinhso.domain.directives.tests.texts import AT, a_directive_being_checked
from tinhso.domain.directives.workflow import DirectiveState, TaskState
from tinhso.kernel.duties.models import Duty, Order, Recurrence
from tinhso.kernel.people.tests.cast import a_province, scope_of

pytestmark = pytest.mark.django_db
ALL = "Giao Ủy ban nhân dân các xã, phường rà soát đường truyền tại thôn, báo cáo trước ngày 15/12/2026."
AGAIN = "Giao Ủy ban nhân dân các xã, phường báo cáo kết quả chuyển đổi số trước ngày 20 hằng tháng."


@pytest.fixture
def cast():
    return a_province()


def settled(cast, text=ALL, **more):
    """The office has settled that every commune leads for itself."""
    office = scope_of(cast.head_of_office)
    task = a_directive_being_checked(cast, text).tasks.get()
    said = {
        "title": task.title, "lead_group": "communes", "due_on": task.due_on, "bound": task.bound,
        "priority": task.priority, "act": task.act, "product": task.product,
    }  # fmt: skip
    return correct_task(task, settled=Settled(**said | more), by=office, at=AT)


def test_confirmed_it_is_one_order_with_a_duty_for_every_commune(cast):
    task = settled(cast)
    office = scope_of(cast.head_of_office)
    given = confirm(task.directive, task_ids=[task.pk], by=office, at=AT)
    task.refresh_from_db()
    order = Order.objects.get()
    assert task.state == TaskState.CONFIRMED and task.order == order and task.duty is None
    assert {duty.lead_unit for duty in given} == {cast.commune, cast.other_commune}
    assert {duty.origin for duty in given} == {f"directives:{task.directive_id}"}
    assert set(task.directive.document.__class__.objects.get().readers) >= {
        cast.commune.pk,
        cast.other_commune.pk,
    }
    task.directive.refresh_from_db()
    assert task.directive.state == DirectiveState.CONFIRMED


def test_sent_twice_it_is_one_order(cast):
    task, office = settled(cast), scope_of(cast.head_of_office)
    first = confirm(task.directive, task_ids=[task.pk], by=office, at=AT)
    assert confirm(task.directive, task_ids=[task.pk], by=office, at=AT) == first
    assert Order.objects.count() == 1 and Duty.objects.count() == 2


def test_what_returns_opens_an_order_each_period(cast):
    task, office = settled(cast, AGAIN, due_on=None, bound=""), scope_of(cast.head_of_office)
    given = confirm(task.directive, task_ids=[task.pk], by=office, at=AT)
    row = Recurrence.objects.get()
    assert row.group == "communes" and len(given) == 2 and Order.objects.count() == 1


def test_a_group_that_nobody_chose_is_not_given(cast):
    task = a_directive_being_checked(cast, ALL).tasks.get()
    with pytest.raises(NotClear):
        confirm(task.directive, task_ids=[task.pk], by=scope_of(cast.head_of_office), at=AT)


def test_a_unit_leads_or_a_group_and_the_database_knows(cast):
    with pytest.raises(TwoLeads):
        settled(cast, lead_unit_id=cast.commune.pk)
    task = DirectiveTask.objects.get()
    with pytest.raises(IntegrityError, match="a_unit_leads_or_a_group"), transaction.atomic():
        DirectiveTask.objects.filter(pk=task.pk).update(lead_group="communes", lead_unit=cast.commune)


def test_the_form_offers_the_group_that_the_text_names(cast, as_account):
    task = a_directive_being_checked(cast, ALL).tasks.get()
    client = as_account(cast.head_of_office)
    address = reverse("directives:correct", args=[task.directive_id, task.pk])
    assert '<option value="communes" selected>' in client.get(address).content.decode()
    task = settled_by_form(client, address, task)
    room = client.get(reverse("directives:room", args=[task.directive_id])).content.decode()
    assert "Tất cả xã, phường" in room
    confirming = reverse("directives:confirm", args=[task.directive_id])
    assert "Tất cả xã, phường" in client.get(confirming).content.decode()
    assert client.post(confirming, {"viec": [task.pk]}).status_code == 302
    page = client.get(reverse("directives:room", args=[task.directive_id])).content.decode()
    assert reverse("duties:order", args=[Order.objects.get().pk]) in page
    duty = Duty.objects.filter(lead_unit=cast.commune).get()
    seen = as_account(cast.commune_officer).get(reverse("duties:duty", args=[duty.pk])).content.decode()
    assert reverse("directives:room", args=[task.directive_id]) in seen, "the document is one click away"


def settled_by_form(client, address, task):
    answer = client.post(
        address,
        {
            "title": task.title, "lead_group": "communes", "due_on": f"{task.due_on:%d/%m/%Y}", "bound": task.bound,
            "priority": task.priority, "act": task.act, "product": task.product, "version": task.version,
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    task.refresh_from_db()
    return task
