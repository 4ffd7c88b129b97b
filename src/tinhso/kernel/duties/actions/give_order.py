"""To give the same work to many units at once: one order, and a duty for each unit."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from tinhso.kernel import audit
from tinhso.kernel.audit.bulk import record_each
from tinhso.kernel.duties import clock, notices, sources, steps
from tinhso.kernel.duties.actions.open_duty import Deadline, MayNotAssign, NoDeadlineAndNoReason
from tinhso.kernel.duties.copying import copy_for_duties, copy_for_units
from tinhso.kernel.duties.models import Coordination, Duty, Order, Priority, Standing
from tinhso.kernel.duties.workflow import OPENED, State
from tinhso.kernel.outbox.bulk import Word, tell_each
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import fold, normalise


class NobodyToGiveTo(ValueError):
    """No unit is left to give the work to."""


@transaction.atomic
def give_order(
    *,
    source: str,
    source_id: str | int,
    title: str,
    lead_unit_ids: Iterable[int],
    to_whom: str,
    assigner_unit_id: int,
    deadline: Deadline,
    by: Scope | None,
    at: datetime,
    product: str = "",
    coordinating: Iterable[int] = (),
    priority: str = Priority.THUONG,
    given_at: datetime | None = None,
    assigner_post_id: int | None = None,
    accountable_text: str = "",
    field_of_work_id: int | None = None,
    origin: str = "",
) -> Order:
    """Open a duty for every unit in one transaction, whatever their number in a handful of statements.

    The same `source`/`source_id` twice gives back the first order unchanged; of two at once the second waits. Each
    duty is traced, has its line of history and stands on the board by itself; without another `origin` the board
    shows them as one line, the order's. Raises MayNotAssign, NoDeadlineAndNoReason, NobodyToGiveTo.
    """
    _may(by, assigner_unit_id)
    units = list(dict.fromkeys(lead_unit_ids))
    if not units:
        raise NobodyToGiveTo(title[:80])
    due_on = deadline.on or (clock.day_of(deadline.at) if deadline.at else None)
    if due_on is None and not deadline.none_because.strip():
        raise NoDeadlineAndNoReason(title[:80])
    given = given_at or at
    bound = deadline.bound or ("by" if due_on else "")
    key = Order.key(source, str(source_id))
    order = Order(
        id=key,
        source=source,
        source_id=str(source_id),
        origin=origin or f"{sources.ORDER}/{key}",
        to_whom=normalise(to_whom)[:300],
        title=normalise(title),
        product=normalise(product),
        given_at=given,
        due_on=due_on,
        due_bound=bound,
        due_at=deadline.at or clock.late_from(due_on, bound, on=clock.day_of(given)),
        no_deadline_reason="" if due_on else deadline.none_because.strip(),
        priority=priority,
    )
    order.folded = fold(f"{order.title} {order.product} {order.to_whom}")
    # Whoever comes second waits here for the first one's commit; then the duties are there.
    Order.objects.bulk_create([order], ignore_conflicts=True)
    if Duty.objects.filter(order=key).exists():
        return Order.objects.get(pk=key)
    helpers = list(dict.fromkeys(coordinating))
    readers = list(dict.fromkeys([assigner_unit_id, *helpers]))
    first = Duty(
        source=sources.ORDER,
        source_id=f"{key}/{units[0]}",
        order=order,
        origin=order.origin,
        title=order.title,
        product=order.product,
        field_of_work_id=field_of_work_id,
        lead_unit_id=units[0],
        accountable_text=normalise(accountable_text),
        assigner_unit_id=assigner_unit_id,
        assigner_post_id=assigner_post_id or (by.post_id if by else None),
        readers=list(dict.fromkeys([units[0], *readers])),
        given_at=order.given_at,
        due_on=order.due_on,
        due_bound=order.due_bound,
        due_at=order.due_at,
        due_text=deadline.text.strip(),
        no_deadline_reason=order.no_deadline_reason,
        priority=order.priority,
        state=State.ASSIGNED,
        changed_at=at,
    )
    first.save()
    leads = {first.pk: units[0], **copy_for_units(first, units[1:], source_ids=f"{key}/", readers=readers)}
    _begin(order, first, leads, helpers, by=by, at=at)
    return order


def _may(by: Scope | None, assigner_unit_id: int) -> None:
    if by is None:
        return
    if not by.may(Permission.ASSIGN_DUTIES) or not by.reaches(assigner_unit_id):
        raise MayNotAssign(f"unit {assigner_unit_id}")


def _begin(
    order: Order,
    first: Duty,
    leads: dict[int, int],
    helpers: list[int],
    *,
    by: Scope | None,
    at: datetime,
) -> None:
    """Helpers, standings, histories, traces and notices: what open_duty writes for one, by one statement each."""
    Coordination.objects.bulk_create(
        Coordination(duty_id=duty, unit_id=unit)
        for duty, lead in leads.items()
        for unit in helpers
        if unit != lead
    )
    others = [duty for duty in leads if duty != first.pk]
    clock.stand(first, at=at, first=True)
    step = steps.write(first, OPENED, by=by, at=at, to_state=first.state)
    if others:
        of_its_unit = {"lead_unit_id": "d.lead_unit_id", "readers": "d.readers"}
        copy_for_duties(Standing.objects.get(duty=first), others, of_its_unit)
        copy_for_duties(step, others, {})
    audit.record("order.given", order, by=by, at=at, source=order.source, source_id=order.source_id,
                 units=list(leads.values()), due=order.due_on)  # fmt: skip
    told = {"order": str(order.pk), "assigner": first.assigner_unit_id, "due": order.due_on}
    traces = {duty: {**told, "lead": lead} for duty, lead in leads.items()}
    record_each("duty.opened", Duty, traces, by=by, at=at)
    _tell(order, first, leads, helpers, by=by, at=at)


def _tell(
    order: Order,
    first: Duty,
    leads: dict[int, int],
    helpers: list[int],
    *,
    by: Scope | None,
    at: datetime,
) -> None:
    text = notices.words(gettext_noop("Việc mới được giao: %(title)s%(due)s."), first)
    handling = notices.people_by_unit(leads.values(), Permission.HANDLE_DUTIES, at=at)
    own = by.person_id if by else None
    urgent = order.priority == Priority.HOA_TOC
    page = reverse("duties:duty", args=[0]).removesuffix("0")
    told = [
        Word(person, text, f"{page}{duty}", f"duties.order/{order.pk}")
        for duty, lead in leads.items()
        for person in handling.get(lead, ())
        if person != own
    ]
    tell_each(told, event=f"duty.{OPENED}", at=at, urgent=urgent)
    if helpers:
        text = notices.words(gettext_noop("Đơn vị được giao phối hợp: %(title)s%(due)s."), first)
        url = reverse("duties:order", args=[order.pk])
        people = set(notices.people_of(helpers, Permission.HANDLE_DUTIES, at=at)) - {own}
        tell_each(
            [Word(person, text, url, f"duties.order/{order.pk}/help") for person in people],
            event=f"duty.{OPENED}", at=at, urgent=urgent,
        )  # fmt: skip
