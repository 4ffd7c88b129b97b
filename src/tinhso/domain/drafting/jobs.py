"""What the worker does for drafts."""

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from tinhso.domain.drafting import sources
from tinhso.domain.drafting.models import Dossier
from tinhso.kernel.documents import files
from tinhso.kernel.documents.models import IssuedDocument
from tinhso.kernel.duties.models import Duty


def let_read(issued: IssuedDocument, units: set[int]) -> None:
    """These units read what was issued, and open its file."""
    document = issued.document
    document.readers = sorted({*document.readers, *units})
    document.save(update_fields=["readers"])
    files.share(issued.file, units)


def close_task(dossier: Dossier, at: datetime) -> None:
    """The issuing unit does not reach the task that asked for the draft: the worker answers it, after commit."""
    answer_unreached_task.defer(dossier=dossier.pk, at=at.isoformat())


@app.task(queue="upkeep")
@transaction.atomic
def answer_unreached_task(dossier: int, at: str) -> None:
    """Give the task its result, and those who asked what they asked for. Twice is once."""
    found = Dossier.objects.select_related("issued__document", "issued__file").get(pk=dossier)
    assert found.issued is not None and found.duty_id is not None
    duty = Duty.objects.get(pk=found.duty_id)
    let_read(found.issued, set(duty.readers))
    sources.answer_the_task(
        duty,
        text=sources.result_words(found),
        by=None,
        at=datetime.fromisoformat(at),
        files=[found.issued.file_id],
    )
