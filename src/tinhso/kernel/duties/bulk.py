"""Acts on many duties: what would happen to each, and carrying it out with a trace for each."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from tinhso.kernel import audit, rules
from tinhso.kernel.duties import policies, steps
from tinhso.kernel.duties.actions.ask_extension import NoMoreExtensions, NotLater
from tinhso.kernel.duties.actions.confirm_result import confirm_result
from tinhso.kernel.duties.actions.extend import extend
from tinhso.kernel.duties.actions.nudge import NudgedToday, nudge
from tinhso.kernel.duties.actions.stop import stop
from tinhso.kernel.duties.actions.transfer import SameLead, transfer
from tinhso.kernel.duties.clock import day_of
from tinhso.kernel.duties.models import BulkItem, BulkRun, Duty, Extension, Verb
from tinhso.kernel.duties.workflow import MOVES, State, moves_from
from tinhso.kernel.people import scope as scopes
from tinhso.kernel.people.scope import Scope

log = logging.getLogger(__name__)

AT_ONCE = 500  # more rows than this go to the worker
MOST = 5_000  # in one act
CHUNK = 100  # per transaction in the background
MOVE_OF = {
    Verb.CONFIRM: "confirm_result",
    Verb.NUDGE: "nudge",
    Verb.TRANSFER: "transfer",
    Verb.EXTEND: "extend",
    Verb.STOP: "stop",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asked for: a note, another lead, another day."""

    note: str = ""
    lead: int | None = None
    due_on: date | None = None

    def as_json(self) -> dict[str, Any]:
        return {"note": self.note, "lead": self.lead, "due_on": self.due_on and self.due_on.isoformat()}

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Asked":
        day = stored.get("due_on")
        return cls(stored.get("note", ""), stored.get("lead"), date.fromisoformat(day) if day else None)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One row of the preview: `why_not` is empty where it can be done."""

    duty: Duty
    why_not: str


def foresee(duties: Sequence[Duty], verb: Verb, asked: Asked, by: Scope) -> list[Foreseen]:
    """What would happen to each; nothing is changed. What changes meanwhile is found out when it is done."""
    used = _extensions_of(duties) if verb == Verb.EXTEND else {}
    return [Foreseen(duty, _why_not(duty, verb, asked, by, used.get(duty.pk, 0))) for duty in duties]


def _extensions_of(duties: Sequence[Duty]) -> dict[int, int]:
    """Duty -> how many extensions count against the rule; as ask_extension.left, for many in one query."""
    counted = Extension.objects.filter(duty__in=duties).exclude(state=Extension.State.REFUSED)
    return dict(counted.order_by().values_list("duty").annotate(n=Count("pk")))


def _why_not(duty: Duty, verb: Verb, asked: Asked, by: Scope, extended: int) -> str:
    """Why this cannot be done to the duty, or ""."""
    move = MOVES[MOVE_OF[verb]]
    if not policies.may(by, duty, move):
        return _("chỉ bên giao việc được làm")
    if move not in moves_from(State(duty.state), paused=duty.paused):
        if duty.paused:
            return _("việc đang tạm dừng tính thời hạn")
        return _("việc đang ở trạng thái “%(state)s”") % {"state": duty.get_state_display()}
    if verb == Verb.TRANSFER and asked.lead == duty.lead_unit_id:
        return _("đơn vị này đang chủ trì")
    if verb == Verb.EXTEND:
        if duty.due_on is None:
            return _("việc không có thời hạn")
        if asked.due_on and asked.due_on <= duty.due_on:
            return _("ngày mới không sau thời hạn hiện nay")
        allowed = rules.value("duty.max_extensions", day_of(duty.given_at))
        if duty.extension_asked_at is None and extended >= allowed:
            return _("đã gia hạn đủ số lần cho phép")
    return ""


_DO: dict[Verb, Callable[[Duty, Asked, Scope, datetime], Any]] = {
    Verb.CONFIRM: lambda d, a, by, at: confirm_result(d, note=a.note, by=by, at=at),
    Verb.NUDGE: lambda d, a, by, at: nudge(d, note=a.note, by=by, at=at),
    Verb.TRANSFER: lambda d, a, by, at: transfer(d, to_unit_id=a.lead or 0, reason=a.note, by=by, at=at),
    Verb.EXTEND: lambda d, a, by, at: extend(d, due_on=a.due_on or date.min, reason=a.note, by=by, at=at),
    Verb.STOP: lambda d, a, by, at: stop(d, reason=a.note, by=by, at=at),
}


def do_all(run: BulkRun, by: Scope, *, at: datetime, most: int | None = None) -> int:
    """Do it to those that are not dealt with yet, `most` of them; each whole or not at all. Returns how many are
    left. To be called in a transaction."""
    dealt = set(run.items.values_list("duty_id", flat=True))
    todo = [pk for pk in run.duty_ids if pk not in dealt]
    now = todo[:most] if most else todo
    asked, verb = Asked.of(run.asked), Verb(run.verb)
    found = {
        duty.pk: duty for duty in Duty.objects.readable_by(by).filter(pk__in=now).select_related("lead_unit")
    }
    items = []
    for pk in now:
        said = _do(found.get(pk), verb, asked, by, at)
        items.append(BulkItem(run=run, duty_id=pk, done=not said, said=said[:300]))
    BulkItem.objects.bulk_create(items)
    left = len(todo) - len(now)
    if not left:
        BulkRun.objects.filter(pk=run.pk).update(ended_at=at)
        audit.record("bulk.ended", run, by=by, at=at, verb=verb, done=run.items.filter(done=True).count())
    return left


def _do(duty: Duty | None, verb: Verb, asked: Asked, by: Scope, at: datetime) -> str:
    if duty is None:
        return _("việc không còn trong phạm vi được xem")
    try:
        with transaction.atomic():
            _DO[verb](duty, asked, by, at)
    except steps.AlreadyMoved as late:
        return str(late)
    except PermissionDenied:
        own = verb == Verb.CONFIRM and policies.assigns(by, duty)
        return _("không tự xác nhận việc mình trình") if own else _("chỉ bên giao việc được làm")
    except NudgedToday:
        return _("hôm nay đã nhắc việc này")
    except SameLead:
        return _("đơn vị này đang chủ trì")
    except NotLater:
        return _("ngày mới không sau thời hạn hiện nay")
    except NoMoreExtensions:
        return _("đã gia hạn đủ số lần cho phép")
    return ""


# --- in the background ------------------------------------------------------------------------------------


def carry_out(run_id: str | UUID) -> None:
    """Go on with a run until nothing is left, chunk by chunk, as whoever asked for it. Killed anywhere, it goes on
    after the last whole chunk; where the right to act has ended meanwhile, the rest is left and the list says so."""
    while _chunk(run_id):
        pass


def _chunk(run_id: str | UUID) -> int:
    with transaction.atomic():
        run = BulkRun.objects.select_for_update(skip_locked=True).filter(pk=run_id, ended_at=None).first()
        if run is None:
            return 0
        now = timezone.now()
        by = scopes.enter(run.account_id, run.way)
        try:
            with override(settings.LANGUAGE_CODE):
                if by is None or by.person_id != run.person_id:
                    return _give_up(run, now)
                return do_all(run, by, at=now, most=CHUNK)
        finally:
            scopes.leave()


def _give_up(run: BulkRun, now: datetime) -> int:
    dealt = set(run.items.values_list("duty_id", flat=True))
    said = _("tư cách đã chọn không còn hiệu lực")
    BulkItem.objects.bulk_create(
        BulkItem(run=run, duty_id=pk, done=False, said=said) for pk in run.duty_ids if pk not in dealt
    )
    BulkRun.objects.filter(pk=run.pk).update(ended_at=now)
    audit.record("bulk.given_up", run, by=None, at=now, verb=run.verb)
    return 0


def left_behind(*, at: datetime) -> Iterator[UUID]:
    """Runs that began a while ago and have not ended."""
    old = BulkRun.objects.filter(ended_at=None, begun_at__lt=at - timedelta(minutes=5))
    yield from old.order_by("begun_at").values_list("pk", flat=True)
