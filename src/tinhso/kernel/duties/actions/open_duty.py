"""To give a duty to a unit. Everything that raises work ends here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel import audit
from tinhso.kernel.duties import clock, notices, sources, steps
from tinhso.kernel.duties.models import Coordination, Duty, Priority
from tinhso.kernel.duties.workflow import OPENED, State
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import fold, normalise


class MayNotAssign(PermissionDenied):
    """The post does not give duties in the name of that unit."""


class NoDeadlineAndNoReason(ValueError):
    """A duty needs a deadline, or the reason why it has none."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when: a day with its bound and the document's phrase; or an instant; or the reason why there is
    none."""

    on: date | None = None
    bound: str = ""  # before | by | within; empty is read as by
    text: str = ""
    at: datetime | None = None  # for terms in hours: late from this instant on
    none_because: str = ""


def open_duty(
    *,
    source: str,
    source_id: str | int,
    title: str,
    lead_unit_id: int,
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
    parent: Duty | None = None,
) -> Duty:
    """Open the duty that `source`/`source_id` raises, once: a second call gives back the first duty
    unchanged.

    `given_at` is the day of the document (default `at`). The lead and coordinating units find it in their
    inbox at commit and are told. Raises MayNotAssign and NoDeadlineAndNoReason.
    """
    _may(by, assigner_unit_id, parent)
    due_on = deadline.on or (clock.day_of(deadline.at) if deadline.at else None)
    if due_on is None and not deadline.none_because.strip():
        raise NoDeadlineAndNoReason(title[:80])
    helpers = [unit for unit in dict.fromkeys(coordinating) if unit != lead_unit_id]
    bound = deadline.bound or ("by" if due_on else "")
    duty = Duty(
        source=source,
        source_id=str(source_id),
        origin=origin,
        title=normalise(title),
        product=normalise(product),
        field_of_work_id=field_of_work_id,
        parent=parent,
        lead_unit_id=lead_unit_id,
        accountable_text=normalise(accountable_text),
        assigner_unit_id=assigner_unit_id,
        assigner_post_id=assigner_post_id or (by.post_id if by else None),
        readers=_readers(lead_unit_id, assigner_unit_id, helpers, parent),
        given_at=given_at or at,
        due_on=due_on,
        due_bound=bound,
        due_at=deadline.at or clock.late_from(due_on, bound, on=clock.day_of(given_at or at)),
        due_text=deadline.text.strip(),
        no_deadline_reason="" if due_on else deadline.none_because.strip(),
        priority=priority,
        state=State.ASSIGNED,
        changed_at=at,
    )
    duty.folded = fold(f"{duty.title} {duty.product} {duty.accountable_text}")
    with transaction.atomic(savepoint=False):  # whatever fails from here on fails the whole request
        if not Duty.objects.insert_once(duty):
            return Duty.objects.get(source=source, source_id=str(source_id))
        _begin(duty, helpers, by=by, at=at)
    return duty


def _may(by: Scope | None, assigner_unit_id: int, parent: Duty | None) -> None:
    if by is None:
        return
    own = assigner_unit_id == by.unit_id
    top = parent is None and by.reaches(assigner_unit_id)
    if not by.may(Permission.ASSIGN_DUTIES) or not (own or top):
        raise MayNotAssign(f"unit {assigner_unit_id}")


def _readers(lead: int, assigner: int, helpers: list[int], parent: Duty | None) -> list[int]:
    """Who leads, gives, helps; and up the chain those who lead and give what this is a part of."""
    units = [lead, assigner, *helpers]
    while parent is not None:
        units += [parent.lead_unit_id, parent.assigner_unit_id]
        parent = parent.parent
    return list(dict.fromkeys(units))


def _begin(duty: Duty, helpers: list[int], *, by: Scope | None, at: datetime) -> None:
    if helpers:
        Coordination.objects.bulk_create([Coordination(duty=duty, unit_id=unit_id) for unit_id in helpers])
    clock.stand(duty, at=at, first=True)
    if duty.parent_id:
        sources.let_read(duty.origin, [duty.lead_unit_id, *helpers])
    step = steps.write(duty, OPENED, by=by, at=at, to_state=duty.state)
    audit.record(
        "duty.opened",
        duty,
        by=by,
        at=at,
        source=duty.source,
        source_id=duty.source_id,
        lead=duty.lead_unit_id,
        assigner=duty.assigner_unit_id,
        due=duty.due_on,
    )
    lead_words = notices.words(gettext_noop("Việc mới được giao: %(title)s%(due)s."), duty)
    help_words = notices.words(gettext_noop("Đơn vị được giao phối hợp: %(title)s%(due)s."), duty)
    notices.tell_the_lead(duty, step, lead_words, by=by, at=at)
    if helpers:
        notices.tell_the_helpers(duty, step, help_words, by=by, at=at)
