"""To import an annex: every row becomes a candidate task, or at once a duty; all of them or none."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from tinhso.domain.directives import claims, jobs
from tinhso.domain.directives.actions.confirm import NotClear, confirm
from tinhso.domain.directives.annex import twins, working, writing
from tinhso.domain.directives.annex.rows import twin_key
from tinhso.domain.directives.models import Annex
from tinhso.domain.directives.workflow import AnnexState
from tinhso.kernel import audit
from tinhso.kernel.documents import files
from tinhso.kernel.duties.actions.open_duty import MayNotAssign
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope, enter

log = logging.getLogger(__name__)

NO_POST = gettext_noop("Người yêu cầu không còn giữ chức vụ được làm việc này. Chưa có gì được nhập.")
CHANGED = gettext_noop(
    "Từ lúc xem trước đến nay có việc trong tệp đã được nhập từ phụ lục khác. Hãy đọc lại tệp."
)
UNCLEAR = gettext_noop(
    "Có việc chưa đủ điều kiện giao ngay. Chưa có gì được nhập; hãy nhập thành việc dự kiến rồi rà soát."
)
BROKEN = gettext_noop("Gặp lỗi khi nhập, chưa có gì được ghi. Hãy thử lại, hoặc báo người vận hành.")


class HasErrors(ValueError):
    """Rows are wrong and nobody has left them out; or there is none to import."""


class NotAllClear(ValueError):
    """Duties are given at once only where no row lacks anything."""


class TakenMeanwhile(Exception):
    """Another annex gave one of these tasks since the preview."""


@transaction.atomic
def import_annex(
    annex: Annex, *, by: Scope, at: datetime, version: int | None = None, give: bool = False
) -> Annex:
    """checking → importing; a short one is written here, a long one by the worker. Pressed twice is imported once.

    `give` opens the duties at once. Raises HasErrors, NotAllClear, MayNotAssign, TakenMeanwhile,
    claims.ChangedMeanwhile, OutOfReach, policies.NotAllowed.
    """
    fresh = Annex.objects.visible_to(by).filter(pk=annex.pk).first()
    if fresh is not None and fresh.imported_by_id == by.person_id and fresh.state == AnnexState.IMPORTED:
        return fresh  # sent twice
    annex = claims.claim_annex(annex.pk, move="import", version=version, by=by)
    if not annex.may_import:
        raise HasErrors(annex.pk)
    if give:
        _demand_clear(annex, by)
    annex.state, annex.gives, annex.problem = AnnexState.IMPORTING, give, ""
    annex.beat_at, annex.done, annex.total, annex.actor = at, 0, annex.to_import, working.actor_of(by)
    annex.version += 1
    annex.save()
    audit.record("annex.import_asked", annex, by=by, at=at, rows=annex.to_import, give=give)
    if annex.to_import <= working.AT_ONCE_ROWS and not give:
        return write_annex(annex, by=by, at=at)
    jobs.import_annex.defer(annex=annex.pk)
    return annex


def _demand_clear(annex: Annex, by: Scope) -> None:
    if not by.may(Permission.ASSIGN_DUTIES):
        raise MayNotAssign(f"unit {annex.directive.document.owner_unit_id}")
    if annex.rows.filter(lacking=True, left_out=False).exists():
        raise NotAllClear(annex.pk)


@transaction.atomic
def write_annex(annex: Annex, *, by: Scope, at: datetime, shown: bool = False) -> Annex:
    """importing → imported: the tasks, their helpers, and the duties where they are given at once, in one
    transaction: whatever is raised, and where the worker is killed, nothing is written.

    Raises TakenMeanwhile, confirm.NotClear, MayNotAssign, policies.NotAllowed.
    """
    working.one_at_a_time(annex.pk)
    annex = Annex.objects.select_related("directive__document", "file").get(pk=annex.pk)
    if annex.state != AnnexState.IMPORTING:
        return annex  # the job came twice
    with working.progress_of(annex.pk, shown=shown) as progress:
        _demand_new(annex)
        annex.imported = writing.write(annex, by_person=by.person_id, at=at, progress=progress)
        if annex.gives:
            _give(annex, progress, by=by, at=at)
    directive = claims.claim_directive(annex.directive_id, by=by)
    if annex.gives:
        files.share(annex.file, directive.document.readers)
    else:
        claims.reopened(directive)
    annex.state, annex.imported_at, annex.imported_by_id = AnnexState.IMPORTED, at, by.person_id
    annex.done = annex.total = annex.imported
    annex.version += 1
    annex.save()
    audit.record("annex.imported", annex, by=by, at=at, tasks=annex.imported, left_out=annex.left_out,
                 given=annex.gives)  # fmt: skip
    return annex


def _demand_new(annex: Annex) -> None:
    there = twins.of_annexes(annex)
    if not there:
        return
    for row in writing.rows_to_write(annex):
        if twin_key(row.title, row.lead_names, row.deadline_raw, row.product) in there:
            raise TakenMeanwhile(row.number)


def _give(annex: Annex, progress: working.Progress, *, by: Scope, at: datetime) -> None:
    tasks = list(annex.tasks.order_by("position").values_list("pk", flat=True))
    confirm(
        annex.directive,
        task_ids=tasks,
        by=by,
        at=at,
        beat=lambda given: progress.say(given, len(tasks)),
    )


def work(pk: int) -> None:
    """The worker's part: write, and say on the annex's page how it ended."""
    annex = Annex.objects.get(pk=pk)
    at = timezone.now()
    try:
        with transaction.atomic():
            by = enter(annex.actor["account"], annex.actor["way"])
            if by is None:
                raise PermissionError
            write_annex(annex, by=by, at=at, shown=True)
    except TakenMeanwhile:
        _back(pk, CHANGED)
    except NotClear:
        _back(pk, UNCLEAR)
    except PermissionError:
        _back(pk, NO_POST)
    except Exception:
        log.exception("import of annex %d failed", pk)
        _back(pk, BROKEN)


def _back(pk: int, problem: str) -> None:
    waiting = Annex.objects.filter(pk=pk, state=AnnexState.IMPORTING)
    waiting.update(state=AnnexState.CHECKING, problem=problem, done=0, total=0)
