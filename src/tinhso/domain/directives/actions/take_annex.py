"""To take in a file with an annex of a directive: it is kept and read; nothing is imported yet."""

from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from tinhso.domain.directives import claims, jobs
from tinhso.domain.directives.actions.read_annex import read_annex
from tinhso.domain.directives.annex import tables, working
from tinhso.domain.directives.models import Annex, Directive
from tinhso.domain.directives.workflow import ANNEX_OVER, AnnexState
from tinhso.kernel import audit
from tinhso.kernel.documents import files
from tinhso.kernel.documents.secrecy import refuse_secrets
from tinhso.kernel.people.scope import Scope


@dataclass
class AlreadyTaken(Exception):
    """The very same file was taken in for this directive before."""

    annex: Annex


class NoTables(ValueError):
    """Neither XLSX nor DOCX."""


class NotDescribed(ValueError):
    """Names of units and times without a year are read on the document's day, so it must be known."""


@transaction.atomic
def take_annex(directive: Directive, *, upload: File, by: Scope, at: datetime, label: str = "") -> Annex:
    """Keep the upload in the name of the own unit and read it: at once where it is small, else by the worker.

    Raises AlreadyTaken, NoTables, NotDescribed, a kind of reading.Unreadable, secrecy.SecretMarked, OutOfReach,
    policies.NotAllowed; then nothing is stored.
    """
    directive = claims.claim_directive(directive.pk, by=by)
    if directive.read_on is None:
        raise NotDescribed()
    taken = files.checked(upload)
    if taken.kind not in tables.KINDS:
        raise NoTables(taken.kind.value)
    digest = files.digest_of(taken.data)
    earlier = directive.annexes.filter(digest=digest).exclude(state__in=ANNEX_OVER).first()
    if earlier is not None:
        raise AlreadyTaken(earlier)
    refuse_secrets(tables.head(tables.read(taken.data, taken.kind)))
    readers = directive.document.readers
    file = files.keep(
        taken.data, taken.kind, name=upload.name or "", scan=taken.scan, by=by, at=at, readers=readers
    )
    annex = Annex.objects.create(
        directive=directive,
        file=file,
        digest=digest,
        name=file.name[:200],
        label=label.strip()[:120],
        state=AnnexState.READING,
        beat_at=at,
        actor=working.actor_of(by),
        made_at=at,
        made_by_id=by.person_id,
    )
    audit.record("annex.taken", annex, by=by, at=at, directive=directive.pk, file=file.pk)
    if file.size <= working.AT_ONCE_BYTES:
        return read_annex(annex, by=by, at=at)
    jobs.read_annex.defer(annex=annex.pk)
    return annex
