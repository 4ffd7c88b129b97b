"""To register a document that the own unit, or the body that it serves, has issued outside of the system: on paper,
or before the system came."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from tinhso.kernel import audit
from tinhso.kernel.documents import numbering, registering, taking
from tinhso.kernel.documents.actions.enter_paper_number import enter_paper_number
from tinhso.kernel.documents.linking import link_arrived
from tinhso.kernel.documents.models import Direction, OfficialDocument, SeriesNumber
from tinhso.kernel.documents.numbering import NoTerm, NotNumbered, NotThen, Numbering
from tinhso.kernel.documents.numbers import parse_number
from tinhso.kernel.documents.policies import demand_register
from tinhso.kernel.documents.registering import Facts, NumberTaken
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.units.models import Unit
from tinhso.kernel.units.queries import predecessors


class NotYourPaper(PermissionDenied):
    """Neither the own unit nor a body that it serves issued it, nor a unit that either took over from."""


@transaction.atomic
def register_issued(
    facts: Facts,
    *,
    upload: File | None = None,
    text: str = "",
    attachments: Sequence[File] = (),
    by: Scope,
    at: datetime,
) -> OfficialDocument:
    """Register a paper that bears a number of our own series. Where the book of that series has the number without
    its paper, they are brought together; where the book does not have it, it is entered, so that nobody gets it again.

    Raises policies.NotAllowed, NotYourPaper and what register_incoming raises; then nothing is changed.
    """
    demand_register(by)
    registering.refuse_days(facts.issued_on, None, at=at)
    registering.refuse_forged(facts)
    if facts.issuer_id not in issuers_for(by, at=at):
        raise NotYourPaper(f"unit {by.unit_id} does not register for unit {facts.issuer_id}")
    words, taken = taking.words_of(upload, text)
    document = OfficialDocument(
        direction=Direction.ISSUED,
        text=words,
        owner_unit_id=by.unit_id,
        readers=[by.unit_id],
        received_at=at,
        received_by_id=by.person_id,
    )
    registering.say(document, facts)
    registering.give_to(document, facts.handling_unit_id)
    registering.put(document)
    _bring_together(document, by=by, at=at)
    registering.write_signers(document, facts.signers)
    registering.write_recipients(document, facts.recipients)
    link_arrived(document, by=by, at=at)
    taking.attach_files(document, attachments, by=by, at=at)
    if upload is not None and taken is not None:
        document.file = taking.keep_main(document, upload, taken, by=by, at=at)
        document.save(update_fields=["file"])
    audit.record("document.registered", document, by=by, at=at, way="issued", number=document.number)
    return document


def issuers_for(by: Scope, *, at: datetime) -> list[int]:
    """The units whose papers the post registers as issued: its own, the body its office serves, and the units that
    these took over from."""
    today = timezone.localdate(at)
    mine = numbering.numbers_for(by, today) or [by.unit_id]
    former = [
        link.unit.pk
        for unit in Unit.objects.filter(pk__in=mine).order_by("pk")
        for link in predecessors(unit)
    ]
    return list(dict.fromkeys([*mine, *former]))


def _bring_together(document: OfficialDocument, *, by: Scope, at: datetime) -> None:
    if document.issued_on is None or not document.number:
        return
    rows = SeriesNumber.objects.select_for_update().filter(issuer=document.issuer_id, text=document.number)
    entry = rows.filter(on=document.issued_on, state=SeriesNumber.State.TAKEN).order_by("pk").first()
    if entry is None:
        entry = _entered(document, by=by, at=at)
    if entry is None:
        return
    if entry.document is not None:
        raise NumberTaken(entry.document)
    entry.document = document
    entry.save(update_fields=["document"])


def _entered(document: OfficialDocument, *, by: Scope, at: datetime) -> SeriesNumber | None:
    """The number, put into the book from paper; None where the post keeps no such book or the number is none that
    runs in one. Raises `AlreadyGiven` where it is held or cancelled there."""
    number, day = parse_number(document.number), document.issued_on
    found = re.fullmatch(r"(\d+)([a-z]?)", number.number)
    if (
        day is None
        or not found
        or document.issuer_id not in numbering.numbers_for(by, timezone.localdate(at))
    ):
        return None
    wanted = Numbering(
        issuer=Unit.objects.get(pk=document.issuer_id),
        doc_type=document.doc_type,
        side=document.side,
        symbol=number.body,
        drafter=number.drafter,
        normative=number.year is not None,
    )
    try:
        return enter_paper_number(
            wanted,
            number=int(found[1]),
            letter=found[2],
            on=day,
            abstract=document.abstract,
            jump=True,
            by=by,
            at=at,
        )
    except (NotNumbered, NotThen, NoTerm):
        return None
