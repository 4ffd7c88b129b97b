"""Storing files: checked by content, kept by hash, written whole or not at all; and finding them again."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile

from tinhso.kernel import audit
from tinhso.kernel.documents.models import StoredFile
from tinhso.kernel.documents.reading import Empty, TooBig, Unreadable, read_text
from tinhso.kernel.documents.reading.kinds import Kind, kind_of
from tinhso.kernel.documents.secrecy import refuse_secrets
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise

KINDS = [kind.value for kind in Kind]
_WITH_TEXT = {Kind.PDF, Kind.DOCX, Kind.TXT}


def checked(upload: File) -> tuple[bytes, Kind]:
    """The upload's bytes and its kind. Raises a kind of `reading.Unreadable`, a sentence for the person."""
    limit = settings.MAX_UPLOAD_BYTES
    if (upload.size or 0) > limit:
        raise TooBig(limit)
    upload.seek(0)
    data = upload.read(limit + 1)
    if len(data) > limit:
        raise TooBig(limit)
    if not data:
        raise Empty()
    return data, kind_of(data, _ending_of(upload))


def store(upload: UploadedFile | File, *, by: Scope, at: datetime, readers: Iterable[int]) -> StoredFile:
    """Keep an upload so that the posts of `readers` (unit ids) and of the own unit may open it.

    Raises a kind of `reading.Unreadable` for what is not taken, and `secrecy.SecretMarked` where the text of
    a PDF, DOCX or TXT bears a mark of secrecy; then nothing is stored.
    """
    data, kind = checked(upload)
    if kind in _WITH_TEXT:
        with suppress(Unreadable):  # a scanned page is evidence too; only directives need their text
            refuse_secrets(read_text(data, limit=settings.MAX_UPLOAD_BYTES))
    return keep(data, kind, name=upload.name or "", by=by, at=at, readers=readers)


def keep(
    data: bytes, kind: Kind, *, name: str, by: Scope, at: datetime, readers: Iterable[int]
) -> StoredFile:
    """Write bytes that are already checked, and their row. Bytes come first: a row never lacks its file."""
    digest = digest_of(data)
    _write(digest, data)
    file = StoredFile.objects.create(
        sha256=digest,
        size=len(data),
        kind=kind.value,
        name=(normalise(Path(name.replace("\\", "/")).name) or f"tep.{kind.value}")[-200:],
        readers=sorted({*readers, by.unit_id}),
        stored_at=at,
        stored_by_id=by.person_id,
    )
    audit.record("file.stored", file, by=by, at=at, sha256=digest, size=len(data), kind=kind.value)
    return file


def visible_file(pk: int, scope: Scope) -> StoredFile:
    """The file, where the post may open it. Raises `OutOfReach` (404 and a trace) where not."""
    file = StoredFile.objects.visible_to(scope).filter(pk=pk).first()
    if file is None:
        raise OutOfReach("documents.storedfile", pk)
    return file


def share(file: StoredFile, units: Iterable[int]) -> None:
    """Let the posts of further units open the file."""
    missing = set(units) - set(file.readers)
    if missing:
        file.readers = sorted({*file.readers, *missing})
        file.save(update_fields=["readers"])


def digest_of(data: bytes) -> str:
    """The hash by which bytes are kept."""
    return hashlib.sha256(data).hexdigest()


def path_of(digest: str) -> Path:
    """Where the bytes with this hash lie."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest[2:4] / digest


def sweep(*, older_than: timedelta = timedelta(days=1), now: datetime) -> int:
    """Remove bytes that no row speaks of: what a broken transaction left behind. Returns how many files went.

    Sees all rows only as the worker or the owner; never call it from a request.
    """
    removed, before = 0, (now - older_than).timestamp()
    for path in Path(settings.MEDIA_ROOT).glob("??/??/*"):
        if path.stat().st_mtime < before and not StoredFile.objects.filter(sha256=path.name).exists():
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _write(digest: str, data: bytes) -> None:
    path = path_of(digest)
    if path.exists() and path.stat().st_size == len(data):
        os.utime(path)  # the sweep lets it live
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, waiting = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(waiting, 0o640)
        os.replace(waiting, path)
    except BaseException:
        Path(waiting).unlink(missing_ok=True)
        raise


def _ending_of(upload: File) -> str:
    return Path((upload.name or "").replace("\\", "/")).name
