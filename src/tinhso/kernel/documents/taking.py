"""Taking files into a register: the one that is the document, with its words where it has any, and what came with it."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.core.files.base import File

from tinhso.kernel.documents import files, reading
from tinhso.kernel.documents.models import DocumentAttachment, OfficialDocument, StoredFile
from tinhso.kernel.documents.reading.kinds import Kind
from tinhso.kernel.documents.secrecy import refuse_secrets
from tinhso.kernel.people.scope import Scope

_WITH_WORDS = {Kind.PDF, Kind.DOCX, Kind.TXT}


def words_of(upload: File | None, text: str) -> tuple[str, files.Checked | None]:
    """The words of an upload or what was pasted; none for a scan: the register keeps papers too. Raises a kind of
    `reading.Unreadable` for a file that is not taken at all, and `secrecy.SecretMarked`."""
    if upload is None:
        words = reading.clean_text(text) if text.strip() else ""
        refuse_secrets(words)
        return words, None
    taken = files.checked(upload)
    words = ""
    if taken.kind in _WITH_WORDS:
        with suppress(reading.Unreadable):
            words = reading.read_text(taken.data, upload.name or "", limit=len(taken.data))
    refuse_secrets(words)
    return words, taken


def keep_main(
    document: OfficialDocument, upload: File, taken: files.Checked, *, by: Scope, at: datetime
) -> StoredFile:
    """Keep the bytes of what is the document; last, so that they are written only for one that is complete."""
    return files.keep(
        taken.data,
        taken.kind,
        name=upload.name or "",
        scan=taken.scan,
        by=by,
        at=at,
        readers=document.readers,
    )


def attach_files(
    document: OfficialDocument, uploads: Iterable[File], *, by: Scope, at: datetime
) -> list[DocumentAttachment]:
    """Keep the uploads beside the document, for whoever reads it. Raises as `files.store`."""
    made = []
    for upload in uploads:
        file = files.store(upload, by=by, at=at, readers=document.readers)
        made.append(
            DocumentAttachment.objects.create(
                document=document, file=file, attached_at=at, attached_by_id=by.person_id
            )
        )
    return made


def share_all(document: OfficialDocument) -> None:
    """Let whoever reads the document open its files."""
    kept = [document.file] if document.file else []
    attached = document.attachments.select_related("file")
    for file in [*kept, *(row.file for row in attached)]:
        files.share(file, document.readers)
