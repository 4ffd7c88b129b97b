"""To lay papers on the table: files that the session had before it."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from tinhso.domain.sessions import claims
from tinhso.domain.sessions.models import Paper, WorkingSession
from tinhso.domain.sessions.workflow import WRITABLE
from tinhso.kernel import audit
from tinhso.kernel.documents import files
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def lay_paper(session: WorkingSession, *, uploads: Iterable[File], by: Scope, at: datetime) -> list[Paper]:
    """Keep the files with the session; whoever reads it opens them. The same bytes lie there once.

    Raises a kind of reading.Unreadable, secrecy.SecretMarked, OutOfReach, policies.NotAllowed,
    claims.ChangedMeanwhile; then no file is kept.
    """
    session = claims.claim_session(session.pk, by=by, states=WRITABLE)
    there = set(session.papers.values_list("file__sha256", flat=True))
    laid = []
    for upload in uploads:
        file = files.store(upload, by=by, at=at, readers=session.readers)
        if file.sha256 in there:
            continue
        there.add(file.sha256)
        laid.append(
            Paper.objects.create(
                session=session, file=file, title=file.name, added_at=at, added_by_id=by.person_id
            )
        )
    if laid:
        audit.record("session.paper_laid", session, by=by, at=at, files=[one.file_id for one in laid])
    return laid
