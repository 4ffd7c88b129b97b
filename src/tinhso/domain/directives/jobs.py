"""What the worker does for directives."""

from collections.abc import Iterable

from django.db import transaction
from procrastinate.contrib.django import app

from tinhso.domain.directives.models import Directive
from tinhso.domain.directives.queries import directive_id_of
from tinhso.domain.directives.workflow import AnnexState
from tinhso.kernel.documents import files


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
    if document.file is not None:
        files.share(document.file, units)
    for annex in document.directive.annexes.filter(state=AnnexState.IMPORTED).select_related("file"):
        files.share(annex.file, units)


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
