"""Storing files: checked by content, kept by hash, written whole or not at all; and finding them again."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from procrastinate.contrib.django import app

from tinhso.kernel import audit
from tinhso.kernel.documents import images, previews, scanning
from tinhso.kernel.documents.models import StoredFile
from tinhso.kernel.documents.reading import Empty, TooBig, Unreadable, read_text
from tinhso.kernel.documents.reading.inspection import inspect
from tinhso.kernel.documents.reading.kinds import Kind, kind_of
from tinhso.kernel.documents.scanning import Infected, NoAnswer, Scan
from tinhso.kernel.documents.secrecy import refuse_secrets
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise

KINDS = [kind.value for kind in Kind]
_WITH_TEXT = {Kind.PDF, Kind.DOCX, Kind.TXT}


@dataclass(frozen=True, slots=True)
class Checked:
    """An upload that is taken: its bytes as they will be kept, its kind, what the scanner said."""

    data: bytes
    kind: Kind
    scan: Scan = Scan.UNSCANNED


def checked(upload: File) -> Checked:
    """Look at an upload before anything is kept: size, kind, scanner, what it carries; pictures lose their
    metadata. Raises a kind of `reading.Unreadable`, a sentence for the person; give it to `record_refusal`."""
    limit = settings.MAX_UPLOAD_BYTES
    if (upload.size or 0) > limit:
        raise TooBig(limit)
    upload.seek(0)
    data = upload.read(limit + 1)
    if len(data) > limit:
        raise TooBig(limit)
    if not data:
        raise Empty()
    kind = kind_of(data, _ending_of(upload))
    try:
        scan = scanning.scanned(data)
    except Infected as found:
        raise Infected(found.signature, hashlib.sha256(data).hexdigest()) from found
    inspect(data, kind)
    if kind in images.PICTURES:
        data = images.cleaned(data, kind)
    return Checked(data, kind, scan)


def record_refusal(refused: Exception, *, by: Scope, at: datetime) -> None:
    """Leave a trace of an infected upload. Call it where the refusal is shown, outside of the transaction that
    it ended: other refusals are slips and leave none."""
    if isinstance(refused, Infected):
        audit.record(
            "file.refused_infected",
            "documents.storedfile",
            by=by,
            at=at,
            signature=refused.signature,
            sha256=refused.sha256,
        )


def store(upload: UploadedFile | File, *, by: Scope, at: datetime, readers: Iterable[int]) -> StoredFile:
    """Keep an upload so that the posts of `readers` (unit ids) and of the own unit may open it.

    Raises a kind of `reading.Unreadable` for what is not taken, and `secrecy.SecretMarked` where the text of
    a PDF, DOCX or TXT bears a mark of secrecy; then nothing is stored.
    """
    taken = checked(upload)
    if taken.kind in _WITH_TEXT:
        with suppress(Unreadable):  # a scanned page is evidence too; only directives need their text
            refuse_secrets(read_text(taken.data, limit=settings.MAX_UPLOAD_BYTES))
    return keep(
        taken.data, taken.kind, name=upload.name or "", scan=taken.scan, by=by, at=at, readers=readers
    )


def keep(
    data: bytes,
    kind: Kind,
    *,
    name: str,
    by: Scope,
    at: datetime,
    readers: Iterable[int],
    scan: Scan = Scan.UNSCANNED,
) -> StoredFile:
    """Write bytes that are already checked, and their row. Bytes come first: a row never lacks its file."""
    digest = digest_of(data)
    _write(digest, data)
    file = StoredFile.objects.create(
        sha256=digest,
        size=len(data),
        kind=kind.value,
        name=safe_name(name, kind),
        readers=sorted({*readers, by.unit_id}),
        scan=scan,
        scanned_at=at if scan is Scan.CLEAN else None,
        stored_at=at,
        stored_by_id=by.person_id,
    )
    audit.record(
        "file.stored", file, by=by, at=at, sha256=digest, size=len(data), kind=kind.value, scan=scan.value
    )
    if kind is Kind.PDF or kind in images.PICTURES:
        app.configure_task("documents.preview", queue="upkeep").defer(file=file.pk)
    return file


def safe_name(name: str, kind: Kind) -> str:
    """The last part of a name, in one spelling, without signs that turn or break a line."""
    last = normalise(Path(name.replace("\\", "/").replace("\0", "")).name)
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').strip(". ")
    stem, dot, ending = kept.rpartition(".")
    if len(kept) > 200:
        kept = stem[: 199 - len(ending)] + dot + ending if dot and len(ending) < 10 else kept[:200]
    return kept or f"tep.{kind.value}"


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


def bytes_of(file: StoredFile) -> bytes:
    """The content. Raises FileNotFoundError where the disk lost it."""
    return path_of(file.sha256).read_bytes()


def scan_again(file: StoredFile, *, at: datetime) -> Scan:
    """Scan a file that was not scanned on arrival: out of quarantine, or gone. The worker's act: the same bytes
    of other uploads share what is found. The file stays as it is where the scanner does not answer."""
    try:
        found = scanning.ask(bytes_of(file))
    except (NoAnswer, FileNotFoundError):
        return Scan(file.scan)
    state = Scan.INFECTED if found else Scan.CLEAN
    with transaction.atomic():
        same = StoredFile.objects.filter(sha256=file.sha256).exclude(scan=Scan.INFECTED)
        for one in same.select_for_update():
            one.scan, one.scanned_at = state, at
            one.save(update_fields=["scan", "scanned_at"])
            if found:
                audit.record("file.found_infected", one, by=None, at=at, signature=found, sha256=one.sha256)
    if found:
        path_of(file.sha256).unlink(missing_ok=True)
        previews.remove(file.sha256)
    return state


def sweep(*, older_than: timedelta = timedelta(days=1), now: datetime) -> int:
    """Remove bytes that no row speaks of, with their previews: what a broken transaction left behind. Returns how
    many files went.

    Sees all rows only as the worker or the owner; never call it from a request.
    """
    removed, before = 0, (now - older_than).timestamp()
    root = Path(settings.MEDIA_ROOT)
    for path in [*root.glob("??/??/*"), *root.glob(f"{previews.FOLDER}/??/??/*")]:
        digest = path.name.rpartition("-")[0] or path.name
        if path.stat().st_mtime < before and not StoredFile.objects.filter(sha256=digest).exists():
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
