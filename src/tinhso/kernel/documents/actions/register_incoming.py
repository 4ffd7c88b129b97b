"""To register a document that has arrived: its number of arrival, what it is, who handles it, its files. No task is
read from it; that is a directive's beginning."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from tinhso.kernel import audit
from tinhso.kernel.documents import arrivals, registering, taking
from tinhso.kernel.documents.linking import link_arrived
from tinhso.kernel.documents.models import Direction, OfficialDocument
from tinhso.kernel.documents.policies import demand_register
from tinhso.kernel.documents.registering import Facts
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def register_incoming(
    facts: Facts,
    *,
    upload: File | None = None,
    text: str = "",
    attachments: Sequence[File] = (),
    token: UUID | None = None,
    by: Scope,
    at: datetime,
) -> OfficialDocument:
    """Register a document in the own unit's book of arrivals, under the next number of the year in which it arrived
    (Decree 30/2020/NĐ-CP, Articles 20–22). The same `token` gives the same document.

    Citations that waited for its number are linked. Raises policies.NotAllowed, registering.FutureDocument,
    FutureArrival, ArrivedBeforeItsDay, NumberTaken, WordsTaken, SignerOutOfPost, OutOfReach (a forged unit), a kind
    of reading.Unreadable, secrecy.SecretMarked; then nothing is changed and no number is used.
    """
    demand_register(by)
    received_on = facts.received_on or timezone.localdate(at)
    registering.refuse_days(facts.issued_on, received_on, at=at)
    registering.refuse_forged(facts)
    words, taken = taking.words_of(upload, text)
    book = arrivals.book_on(by.unit_id, received_on, at=at)
    if (before := arrivals.arrived_with(token)) is not None:
        return before
    document = OfficialDocument(
        direction=Direction.INCOMING,
        text=words,
        owner_unit_id=by.unit_id,
        readers=[by.unit_id],
        received_on=received_on,
        received_at=at,
        received_by_id=by.person_id,
    )
    registering.say(document, facts)
    registering.give_to(document, facts.handling_unit_id)
    registering.put(document)
    registering.write_signers(document, facts.signers)
    registering.write_recipients(document, facts.recipients)
    entry = arrivals.take(document, book, token=token, by=by, at=at)
    link_arrived(document, by=by, at=at)
    taking.attach_files(document, attachments, by=by, at=at)
    if upload is not None and taken is not None:
        document.file = taking.keep_main(document, upload, taken, by=by, at=at)
        document.save(update_fields=["file"])
    audit.record(
        "document.registered",
        document,
        by=by,
        at=at,
        way="incoming",
        arrival=entry.number,
        number=document.number,
    )
    return document
