"""To take in a directive: a file or pasted words become a document, and its sentences candidate tasks."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction

from tinhso.domain.directives import finding, jobs, policies, scoring
from tinhso.domain.directives.models import Directive
from tinhso.domain.directives.workflow import DirectiveState
from tinhso.kernel import audit
from tinhso.kernel.documents import files, reading, registering
from tinhso.kernel.documents.heading import Heading, read_heading
from tinhso.kernel.documents.language import NotVietnamese, is_vietnamese
from tinhso.kernel.documents.linking import link_arrived
from tinhso.kernel.documents.models import OfficialDocument, Side
from tinhso.kernel.documents.secrecy import refuse_secrets
from tinhso.kernel.people.scope import Scope


@dataclass
class AlreadyRead(Exception):
    """The unit has taken in these very words before."""

    document: OfficialDocument


@dataclass(frozen=True, slots=True)
class Details:
    """What a person says of the document; empty where they do not."""

    number: str = ""
    doc_type: str = ""
    issuer_id: int | None = None
    issuer_text: str = ""
    issued_on: date | None = None
    abstract: str = ""
    urgency: str = ""
    side: str = ""


def read_document(
    *, by: Scope, at: datetime, upload: File | None = None, text: str = "", details: Details | None = None
) -> Directive:
    """Take in an upload or a pasted text, in the name of the own unit.

    With the date in `details` the candidate tasks are found at once (state checking), those of a long text by the
    worker (state finding); without it the heading is read for a guess, and a person checks it first (state read;
    describe_document goes on).

    Raises policies.NotAllowed, a kind of reading.Unreadable, secrecy.SecretMarked, language.NotVietnamese,
    AlreadyRead, registering.FutureDocument, registering.NumberTaken (the unit's register has a document of this
    number in this series); then nothing is stored.
    """
    policies.demand_receive(by)
    words, taken = _words(upload, text)
    refuse_secrets(words)
    if not is_vietnamese(words):
        raise NotVietnamese()
    details = details or Details()
    registering.refuse_days(details.issued_on, None, at=at)
    heading = read_heading(words)
    try:
        with transaction.atomic():
            return _keep(words, taken, upload, details, heading, by=by, at=at)
    except registering.WordsTaken as same:
        raise AlreadyRead(same.document) from same


def _words(upload: File | None, text: str) -> tuple[str, files.Checked | None]:
    if upload is None:
        return reading.clean_text(text), None
    taken = files.checked(upload)
    return reading.read_text(taken.data, upload.name or "", limit=len(taken.data)), taken


def _keep(
    words: str,
    taken: files.Checked | None,
    upload: File | None,
    details: Details,
    heading: Heading,
    *,
    by: Scope,
    at: datetime,
) -> Directive:
    document = OfficialDocument(
        number_raw=details.number,
        doc_type=details.doc_type,
        side=details.side or (Side.PARTY if heading.party else Side.STATE),
        issuer_id=details.issuer_id,
        issuer_text=details.issuer_text,
        issued_on=details.issued_on,
        abstract=details.abstract or heading.abstract,
        urgency=details.urgency or heading.urgency,
        text=words,
        owner_unit_id=by.unit_id,
        readers=[by.unit_id],
        received_at=at,
        received_by_id=by.person_id,
    )
    registering.put(document)
    link_arrived(document, by=by, at=at)
    directive = Directive.objects.create(
        document=document, state=DirectiveState.READ, guessed=guess(heading, details)
    )
    if details.issued_on:
        look_for_tasks(directive, at=at)
    if upload is not None and taken is not None:
        # Last, so that bytes are written only for a document that is otherwise complete.
        document.file = files.keep(
            taken.data,
            taken.kind,
            name=upload.name or "",
            scan=taken.scan,
            by=by,
            at=at,
            readers=[by.unit_id],
        )
        document.save()
    audit.record(
        "directive.read", directive, by=by, at=at, tasks=directive.tasks.count(), file=document.file_id
    )
    return directive


def look_for_tasks(directive: Directive, *, at: datetime) -> None:
    """Find the candidates now, or leave a long text to the worker (state finding), after commit."""
    if finding.is_long(directive.document.text):
        directive.state, directive.read_done, directive.read_problem = DirectiveState.FINDING, 0, ""
        directive.read_on = directive.document.issued_on
        directive.save()
        jobs.ask_to_find(directive.pk)
        return
    finding.find_tasks(directive, at=at)
    directive.state = DirectiveState.CHECKING
    directive.save()
    scoring.count(directive, at=at)


def guess(heading: Heading, details: Details) -> dict[str, str]:
    """What the heading seems to say where the person said nothing: shown in the form, marked as a guess."""
    seen = {
        "number": heading.number,
        "doc_type": heading.type_code,
        "issuer_text": heading.issuer,
        "issued_on": heading.issued_on.isoformat() if heading.issued_on else "",
        "urgency": heading.urgency,
    }
    return {key: value for key, value in seen.items() if value and not getattr(details, key)}
