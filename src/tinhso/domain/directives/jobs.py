"""What the worker does for directives."""

import logging
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tinhso.domain.directives.models import Directive
from tinhso.domain.directives.queries import directive_id_of
from tinhso.domain.directives.workflow import DIRECTIVE_MOVES, AnnexState, DirectiveState
from tinhso.kernel import audit
from tinhso.kernel.documents import files
from tinhso.kernel.documents.taking import share_all

log = logging.getLogger(__name__)


def let_read(origin: str, units: Iterable[int]) -> None:
    """A duty of this origin reached further units: they may read its document, after commit.

    A job, because whoever hands a duty on need not be who may change the document.
    """
    if (directive := directive_id_of(origin)) is not None:
        let_units_read.defer(directive=directive, units=sorted(set(units)))


@app.task(queue="upkeep")
@transaction.atomic
def let_units_read(directive: int, units: list[int]) -> None:
    """Add the units to the readers of the document, its file and its annexes' files. Twice is once."""
    document = Directive.objects.select_related("document__file").get(pk=directive).document
    if set(units) - set(document.readers):
        document.readers = sorted({*document.readers, *units})
        document.save(update_fields=["readers"])
    share_all(document)
    for annex in document.directive.annexes.filter(state=AnnexState.IMPORTED).select_related("file"):
        files.share(annex.file, units)


def ask_to_find(directive: int) -> None:
    """Let the worker look for the tasks, after commit; once, however often it is asked."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        find_tasks.configure(queueing_lock=f"directives.find/{directive}").defer(directive=directive)


@app.task(queue="upkeep")
def find_tasks(directive: int) -> None:
    """Look for the tasks of a long text. One transaction: a kill in the middle leaves nothing behind, and done
    again it begins anew; done already, or being done, it does nothing."""
    try:
        _find(directive)
    except Exception:
        log.exception("directive %d could not be read", directive)
        problem = _("Gặp lỗi khi đọc, chưa có việc nào được ghi. Hãy thử lại hoặc báo người vận hành.")
        move = DIRECTIVE_MOVES["not_found"]
        Directive.objects.filter(pk=directive, state__in=move.froms).update(
            state=move.to, read_problem=problem, read_done=0
        )


@transaction.atomic
def _find(pk: int) -> None:
    from tinhso.domain.directives import finding, scoring

    with connection.cursor() as cursor:  # one at a time; whoever comes second finds nothing to do
        cursor.execute("select pg_try_advisory_xact_lock(hashtext('directives.find'), %s)", [pk])
        if not cursor.fetchone()[0]:
            return
    row = Directive.objects.select_related("document__issuer", "document__owner_unit__parent").get(pk=pk)
    if row.state != DirectiveState.FINDING:
        return
    at = timezone.now()
    with _Progress(pk) as progress:
        found = finding.find_tasks(row, at=at, progress=progress.say)
    row.state, row.read_done = DIRECTIVE_MOVES["found"].to, len(row.document.text)
    row.save(update_fields=["state", "read_done", "read_on", "reader_version"])
    scoring.count(row, at=at)
    audit.record("directive.tasks_found", row, by=None, at=at, tasks=len(found))


class _Progress:
    """Says how far the reading is, on a connection of its own, so that the page sees it before the commit."""

    def __init__(self, pk: int) -> None:
        self.pk = pk
        self.own: Any = None

    def __enter__(self) -> "_Progress":
        self.own = connection.copy()
        return self

    def say(self, done: int) -> None:
        with self.own.cursor() as cursor:
            cursor.execute(
                "update directives_directive set read_done = %s where document_id = %s", [done, self.pk]
            )

    def __exit__(self, *error: object) -> None:
        self.own.close()


@app.periodic(cron="*/5 * * * *")
@app.task(queue="upkeep", queueing_lock="directives.resume")
def resume_readings(timestamp: int) -> None:
    """Every five minutes: long texts whose worker was killed are read again. One that is being read is left alone
    by the lock in find_tasks."""
    for pk in (
        Directive.objects.filter(state=DirectiveState.FINDING).order_by("pk").values_list("pk", flat=True)
    ):
        ask_to_find(pk)


@app.task(queue="upkeep")
def read_annex(annex: int) -> None:
    """Read the rows of a large annex, for whoever took it in."""
    from tinhso.domain.directives.actions.read_annex import work

    work(annex)


@app.task(queue="upkeep")
def import_annex(annex: int) -> None:
    """Write an annex whose import was asked for, whole or not at all."""
    from tinhso.domain.directives.actions.import_annex import work

    work(annex)


@app.task(queue="upkeep")
def undo_annex(annex: int) -> None:
    """Take an imported annex back, whole or not at all."""
    from tinhso.domain.directives.actions.undo_annex import work

    work(annex)
