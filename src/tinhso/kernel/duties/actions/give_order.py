"""To give the same work to many units at once: one order, and a duty for each unit."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from tinhso.kernel import audit
from tinhso.kernel.audit.bulk import record_each
from tinhso.kernel.duties import clock, notices, sources, steps
from tinhso.kernel.duties.actions.open_duty import Deadline, MayNotAssign, NoDeadlineAndNoReason
from tinhso.kernel.duties.models import Coordination, Duty, Order, Priority, Standing, Step
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
    common = {
        "assigner_unit_id": assigner_unit_id,
        "assigner_post_id": assigner_post_id or (by.post_id if by else None),
        "field_of_work_id": field_of_work_id,
        "accountable_text": normalise(accountable_text),
        "due_text": deadline.text.strip(),
    }
    duties = Duty.objects.bulk_create([_duty(order, unit, helpers, common, at=at) for unit in units])
    _begin(order, duties, helpers, by=by, at=at)
    return order


def _may(by: Scope | None, assigner_unit_id: int) -> None:
    if by is None:
        return
    if not by.may(Permission.ASSIGN_DUTIES) or not by.reaches(assigner_unit_id):
        raise MayNotAssign(f"unit {assigner_unit_id}")


def _duty(order: Order, unit: int, helpers: Sequence[int], common: dict, *, at: datetime) -> Duty:
    others = [helper for helper in helpers if helper != unit]
    return Duty(
        source=sources.ORDER,
        source_id=f"{order.pk}/{unit}",
        order=order,
        origin=order.origin,
        title=order.title,
        product=order.product,
        lead_unit_id=unit,
        readers=list(dict.fromkeys([unit, common["assigner_unit_id"], *others])),
        given_at=order.given_at,
        due_on=order.due_on,
        due_bound=order.due_bound,
        due_at=order.due_at,
        no_deadline_reason=order.no_deadline_reason,
        priority=order.priority,
        state=State.ASSIGNED,
        changed_at=at,
        folded=fold(f"{order.title} {order.product} {common['accountable_text']}"),
        **common,
    )


def _begin(order: Order, duties: list[Duty], helpers: list[int], *, by: Scope | None, at: datetime) -> None:
    """Helpers, standings, histories, traces and notices: what open_duty writes for one, by one statement each."""
    Coordination.objects.bulk_create(
        Coordination(duty=duty, unit_id=unit)
        for duty in duties
        for unit in helpers
        if unit != duty.lead_unit_id
    )
    Standing.objects.bulk_create(clock.standing_from(duty, clock.day_of(at)) for duty in duties)
    actor = steps.actor(by)
    Step.objects.bulk_create(
        Step(duty=duty, move=OPENED, at=at, to_state=duty.state, **actor) for duty in duties
    )
    audit.record("order.given", order, by=by, at=at, source=order.source, source_id=order.source_id,
                 units=[duty.lead_unit_id for duty in duties], due=order.due_on)  # fmt: skip
    record_each(
        "duty.opened",
        {duty: {"order": str(order.pk), "lead": duty.lead_unit_id, "assigner": duty.assigner_unit_id,
                "due": duty.due_on} for duty in duties},
        by=by,
        at=at,
    )  # fmt: skip
    _tell(order, duties, helpers, by=by, at=at)


def _tell(order: Order, duties: list[Duty], helpers: list[int], *, by: Scope | None, at: datetime) -> None:
    text = notices.words(gettext_noop("Việc mới được giao: %(title)s%(due)s."), duties[0])
    handling = notices.people_by_unit([duty.lead_unit_id for duty in duties], Permission.HANDLE_DUTIES, at=at)
    own = by.person_id if by else None
    urgent = order.priority == Priority.HOA_TOC
    told = [
        Word(person, text, reverse("duties:duty", args=[duty.pk]), f"duties.order/{order.pk}")
        for duty in duties
        for person in handling.get(duty.lead_unit_id, ())
        if person != own
    ]
    tell_each(told, event=f"duty.{OPENED}", at=at, urgent=urgent)
    if helpers:
        text = notices.words(gettext_noop("Đơn vị được giao phối hợp: %(title)s%(due)s."), duties[0])
        url = reverse("duties:order", args=[order.pk])
        people = set(notices.people_of(helpers, Permission.HANDLE_DUTIES, at=at)) - {own}
        tell_each(
            [Word(person, text, url, f"duties.order/{order.pk}/help") for person in people],
            event=f"duty.{OPENED}", at=at, urgent=urgent,
        )  # fmt: skip
