"""What the worker does for directives."""

from collections.abc import Iterable

from django.db import transaction
from procrastinate.contrib.django import app

from tinhso.domain.directives.models import Directive
from tinhso.domain.directives.queries import directive_id_of
from tinhso.kernel.documents.taking import share_all


def let_read(origin: str, units: Iterable[int]) -> None:
    """A duty of this origin reached further units: they may read its document, after commit.

    A job, because whoever hands a duty on need not be who may change the document.
    """
    if (directive := directive_id_of(origin)) is not None:
        let_units_read.defer(directive=directive, units=sorted(set(units)))


@app.task(queue="upkeep")
@transaction.atomic
def let_units_read(directive: int, units: list[int]) -> None:
    """Add the units to the readers of the document and its file. Twice is once."""
    document = Directive.objects.select_related("document__file").get(pk=directive).document
    if set(units) - set(document.readers):
        document.readers = sorted({*document.readers, *units})
        document.save(update_fields=["readers"])
    share_all(document)
