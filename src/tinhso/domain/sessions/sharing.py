"""Who may read a session also opens its papers and its notice."""

from collections.abc import Iterable

from tinhso.domain.sessions.models import WorkingSession
from tinhso.kernel.documents import files
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.people.scope import Scope


def widen(session: WorkingSession, units: Iterable[int], *, by: Scope | None) -> None:
    """Further units read the session. None loses the right: who was there has heard it."""
    missing = set(units) - set(session.readers)
    if missing:
        session.readers = sorted({*session.readers, *missing})
        session.save(update_fields=["readers", "folded"])
    for paper in session.papers.select_related("file"):
        files.share(paper.file, session.readers)
    if session.notice is not None:
        open_document(session.notice, session.readers, by=by)


def open_document(document: OfficialDocument, units: Iterable[int], *, by: Scope | None) -> None:
    """The units read the document and its file, where it is ours to open (`by` None: the worker's act)."""
    if by is not None and not by.reaches(document.owner_unit_id):
        return
    if set(units) - set(document.readers):
        document.readers = sorted({*document.readers, *units})
        document.save(update_fields=["readers"])
    if document.file is not None:
        files.share(document.file, units)
