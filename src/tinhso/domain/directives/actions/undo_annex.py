"""To take back the whole import of an annex, while nobody has worked on what it gave."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tinhso.domain.directives import claims, jobs
from tinhso.domain.directives.annex import working
from tinhso.domain.directives.models import Annex, DirectiveTask
from tinhso.domain.directives.workflow import AnnexState, TaskState
from tinhso.kernel import audit
from tinhso.kernel.duties.actions.stop import stop
from tinhso.kernel.duties.models import Duty, Step
from tinhso.kernel.duties.workflow import OPENED, State
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope, enter

log = logging.getLogger(__name__)


NO_POST = gettext_noop("Người yêu cầu không còn giữ chức vụ được làm việc này. Chưa hoàn tác gì.")
TOUCHED = gettext_noop("Từ lúc yêu cầu hoàn tác đã có người làm việc với việc được nhập. Chưa hoàn tác gì.")
BROKEN = gettext_noop("Gặp lỗi khi hoàn tác, chưa có gì thay đổi. Hãy thử lại, hoặc báo người vận hành.")


@dataclass
class HeldBack(Exception):
    """Somebody has worked on tasks of the annex; `rows` are their rows in the file."""

    rows: list[int]


def holding_back(annex: Annex) -> list[DirectiveTask]:
    """The tasks of the annex that somebody has corrected, merged or split, or whose duty the lead has taken up."""
    moved_on = Step.objects.filter(duty=OuterRef("duty")).exclude(move=OPENED)
    corrected = Q(state=TaskState.DRAFT, version__gt=1) | Q(merged_into__isnull=False)
    # An order to many units is stopped on its own page, unit by unit.
    given_to_many = Q(order__isnull=False)
    taken_up = Q(state=TaskState.CONFIRMED) & (
        ~Q(duty__state=State.ASSIGNED) | Exists(moved_on) | given_to_many
    )
    split = Exists(DirectiveTask.objects.filter(Q(split_from=OuterRef("pk")) | Q(merged_into=OuterRef("pk"))))
    tasks = annex.tasks.filter(corrected | taken_up | split)
    return list(tasks.select_related("duty", "lead_unit", "changed_by").order_by("annex_row"))


@transaction.atomic
def undo_annex(annex: Annex, *, by: Scope, at: datetime, version: int | None = None) -> Annex:
    """imported → undoing; a short one is taken back here, a long one by the worker.

    Raises HeldBack, claims.ChangedMeanwhile, OutOfReach, policies.NotAllowed, duties' policies.NotAllowed.
    """
    fresh = Annex.objects.visible_to(by).filter(pk=annex.pk).first()
    if fresh is not None and fresh.undone_by_id == by.person_id and fresh.state == AnnexState.UNDONE:
        return fresh  # sent twice
    annex = claims.claim_annex(annex.pk, move="undo", version=version, by=by)
    _demand_untouched(annex)
    annex.state, annex.beat_at, annex.problem = AnnexState.UNDOING, at, ""
    annex.done, annex.total, annex.actor = 0, annex.imported, working.actor_of(by)
    annex.version += 1
    annex.save()
    audit.record("annex.undo_asked", annex, by=by, at=at, tasks=annex.imported)
    if annex.imported <= working.AT_ONCE_ROWS and not annex.tasks.filter(state=TaskState.CONFIRMED).exists():
        return take_back(annex, by=by, at=at)
    jobs.undo_annex.defer(annex=annex.pk)
    return annex


def _demand_untouched(annex: Annex) -> None:
    if held := holding_back(annex):
        raise HeldBack([task.annex_row or 0 for task in held])


@transaction.atomic
def take_back(annex: Annex, *, by: Scope, at: datetime, shown: bool = False) -> Annex:
    """undoing → undone: candidates go, duties are stopped with the reason – their history stays – and their tasks
    are dropped. In one transaction: all of it or nothing.

    Raises HeldBack, duties' AlreadyMoved and NotAllowed, policies.NotAllowed.
    """
    working.one_at_a_time(annex.pk)
    annex = Annex.objects.select_related("directive__document").get(pk=annex.pk)
    if annex.state != AnnexState.UNDOING:
        return annex  # the job came twice
    with working.progress_of(annex.pk, shown=shown) as progress:
        _demand_untouched(annex)
        stopped = _stop_duties(annex, progress, by=by, at=at)
        removed = annex.tasks.exclude(state=TaskState.CONFIRMED).count()
        annex.tasks.exclude(state=TaskState.CONFIRMED).delete()
        _drop_given(annex, by=by, at=at)
    claims.claim_directive(annex.directive_id, by=by)
    annex.state, annex.undone_at, annex.undone_by_id = AnnexState.UNDONE, at, by.person_id
    annex.version += 1
    annex.save()
    audit.record("annex.undone", annex, by=by, at=at, removed=removed, stopped=stopped)
    return annex


def _reason(annex: Annex) -> str:
    return (_("Hoàn tác nhập phụ lục “%(title)s”.") % {"title": annex.title})[:300]


def _stop_duties(annex: Annex, progress: working.Progress, *, by: Scope, at: datetime) -> int:
    duties = Duty.objects.filter(
        pk__in=annex.tasks.filter(state=TaskState.CONFIRMED).values("duty")
    ).order_by("pk")
    total = duties.count()
    for number, duty in enumerate(duties.iterator(chunk_size=250), start=1):
        stop(duty, reason=_reason(annex), by=by, at=at)
        if number % 100 == 0:
            progress.say(number, total)
    return total


def _drop_given(annex: Annex, *, by: Scope, at: datetime) -> None:
    """The duty knows its task as its source; the task no longer counts as given."""
    annex.tasks.filter(state=TaskState.CONFIRMED).update(
        state=TaskState.DROPPED,
        duty=None,
        drop_reason=_reason(annex),
        version=F("version") + 1,
        changed_at=at,
        changed_by=by.person_id,
    )


def work(pk: int) -> None:
    """The worker's part: take back, and say on the annex's page how it ended."""
    annex = Annex.objects.get(pk=pk)
    at = timezone.now()
    try:
        with transaction.atomic():
            by = enter(annex.actor["account"], annex.actor["way"])
            if by is None or not by.may(Permission.MANAGE_DIRECTIVES):
                raise PermissionError
            take_back(annex, by=by, at=at, shown=True)
    except HeldBack:
        _back(pk, TOUCHED)
    except PermissionError:
        _back(pk, NO_POST)
    except Exception:
        log.exception("undoing annex %d failed", pk)
        _back(pk, BROKEN)


def _back(pk: int, problem: str) -> None:
    waiting = Annex.objects.filter(pk=pk, state=AnnexState.UNDOING)
    waiting.update(state=AnnexState.IMPORTED, problem=problem, done=0, total=0)
