"""To read an annex: which tables its file has, what their columns hold, and every row with what is wrong with it."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from tinhso.domain.directives.annex import keeping, tables, twins, working
from tinhso.domain.directives.annex import layout as layouts
from tinhso.domain.directives.annex.grid import Table
from tinhso.domain.directives.annex.layout import Layout
from tinhso.domain.directives.annex.names import Namer
from tinhso.domain.directives.annex.rows import Reader
from tinhso.domain.directives.models import Annex
from tinhso.domain.directives.unit_names import UnitNames
from tinhso.domain.directives.workflow import ANNEX_OVER, AnnexState
from tinhso.kernel import audit
from tinhso.kernel.documents import files
from tinhso.kernel.people.scope import Scope, enter
from tinhso.kernel.text import Refused
from tinhso.kernel.text.formats import VIETNAM

log = logging.getLogger(__name__)
MOST_ROWS = 50_000

NO_TABLE = gettext_noop("Trong tệp không có bảng nào. Tải lên tệp XLSX hoặc DOCX có bảng nhiệm vụ.")
TOO_MANY = gettext_noop("Bảng có quá 50.000 hàng. Hãy chia thành nhiều tệp.")
DAMAGED = gettext_noop("Không mở lại được tệp này. Hãy tải tệp lên lại.")
BROKEN = gettext_noop("Gặp lỗi khi đọc tệp. Hãy hủy lần này và tải tệp lên lại, hoặc báo người vận hành.")
TAKEN = gettext_noop("Bảng này của tệp đã được đưa vào ở một lần khác. Hãy hủy lần này và mở lần đó.")


@transaction.atomic
def read_annex(annex: Annex, *, by: Scope | None, at: datetime, shown: bool = False) -> Annex:
    """reading → checking, or unreadable with its reason; the rows of an earlier reading are replaced. Whole or not
    at all: a reading that is killed is done again from the beginning.

    The table and the meaning of columns that a person has said are kept. `shown`: how far it is, is written on the
    way. Called by whoever has claimed the directive, or by the worker.
    """
    working.one_at_a_time(annex.pk)
    annex = Annex.objects.select_related("directive__document", "file").get(pk=annex.pk)
    if annex.state != AnnexState.READING:
        return annex  # the job came twice
    found = _read_file(annex)
    if found is None:
        annex.state = AnnexState.UNREADABLE
    else:
        _read_rows(annex, *found, at=at, shown=shown)
        annex.state, annex.problem = AnnexState.CHECKING, ""
    annex.version += 1
    annex.beat_at = at
    annex.save()
    audit.record("annex.read", annex, by=by, at=at, state=annex.state, rows=annex.rows_read, tasks=annex.tasks_read,
                 wrong=annex.wrong)  # fmt: skip
    return annex


def _read_file(annex: Annex) -> tuple[Table, Layout] | None:
    """The chosen table with its layout; None, and the reason on the annex, where nothing can be read."""
    try:
        found = tables.read(files.bytes_of(annex.file), annex.file.kind)
    except (Refused, FileNotFoundError):
        annex.problem = DAMAGED
        return None
    layout_of = [layouts.find(table) for table in found]
    annex.tables = tables.described(found, layout_of)
    place = annex.table if annex.table is not None else tables.best(found, layout_of)
    if place is None or place >= len(found) or found[place].width < 2:
        annex.problem = NO_TABLE
        return None
    if len(found[place].rows) > MOST_ROWS:
        annex.problem = TOO_MANY
        return None
    if _taken_elsewhere(annex, place):
        annex.problem = TAKEN
        return None
    annex.table = place
    table = found[place]
    layout = _as_said(annex, layout_of[place] or tables.guessed(table))
    annex.labels, annex.keys, annex.begins = layout.labels, layout.keys, layout.begins + 1
    return table, layout


def _taken_elsewhere(annex: Annex, place: int) -> bool:
    same = Annex.objects.filter(directive=annex.directive_id, digest=annex.digest, table=place)
    return same.exclude(state__in=ANNEX_OVER).exclude(pk=annex.pk).exists()


def _as_said(annex: Annex, layout: Layout) -> Layout:
    """The layout with what a person has said of it."""
    if len(annex.keys) != len(layout.labels):
        return layout
    height = max(1, annex.begins - 1 - layout.top) if annex.begins else layout.height
    return Layout(layout.top, height, layout.labels, list(annex.keys))


def _read_rows(annex: Annex, table: Table, layout: Layout, *, at: datetime, shown: bool) -> None:
    document = annex.directive.document
    today = at.astimezone(VIETNAM).date()
    issued = document.issued_on or annex.directive.read_on or today
    namer = Namer(UnitNames(issued), today)
    reader = Reader(table, layout, issued, namer, with_hidden=annex.with_hidden)
    rows = twins.marked(reader.rows(), twins.of_annexes(annex))
    with working.progress_of(annex.pk, shown=shown) as progress:
        keeping.keep(annex, rows, namer, progress, max(1, len(table.rows) - layout.begins))


def work(pk: int) -> None:
    """The worker's part: read, and say on the annex's page how it ended."""
    annex = Annex.objects.get(pk=pk)
    try:
        with transaction.atomic():
            # Reading gives nobody anything: it is finished also for somebody who has left the post meanwhile.
            by = enter(annex.actor["account"], annex.actor["way"])
            read_annex(annex, by=by, at=timezone.now(), shown=True)
    except Exception:
        log.exception("reading annex %d failed", pk)
        waiting = Annex.objects.filter(pk=pk, state=AnnexState.READING)
        waiting.update(state=AnnexState.UNREADABLE, problem=BROKEN)
