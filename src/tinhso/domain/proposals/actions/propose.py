"""To propose: a unit asks something of a unit above it, or of somebody outside the province."""

import uuid
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from tinhso.domain.proposals import notices
from tinhso.domain.proposals.models import Proposal
from tinhso.domain.proposals.policies import demand, may_propose
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


class WrongDays(ValueError):
    """The answer would be due before the proposal was made, or the proposal lies in the future."""


class WrongAddressee(ValueError):
    """Not exactly one addressee, or the own unit."""


@transaction.atomic
def propose(
    *,
    title: str,
    reason: str = "",
    addressee_id: int | None = None,
    addressee_text: str = "",
    answer_due_on: date,
    proposed_on: date | None = None,
    field_of_work_id: int | None = None,
    document_text: str = "",
    token: uuid.UUID,
    by: Scope,
    at: datetime,
) -> Proposal:
    """Send the proposal; who may answer it in the addressee's unit is told. The same `token` gives back the first.

    Raises NotAllowed, WrongDays, WrongAddressee; then nothing is changed.
    """
    demand(may_propose(by))
    day, today = proposed_on or timezone.localdate(at), timezone.localdate(at)
    if answer_due_on < day or day > today:
        raise WrongDays(answer_due_on)
    addressee_text = addressee_text.strip()
    if (addressee_id is None) == (not addressee_text) or addressee_id == by.unit_id:
        raise WrongAddressee(addressee_text)
    readers = [by.unit_id, *([addressee_id] if addressee_id else [])]
    try:
        with transaction.atomic():
            made = Proposal.objects.create(
                title=title,
                reason=reason,
                proposer_id=by.unit_id,
                addressee_id=addressee_id,
                addressee_text=addressee_text,
                field_of_work_id=field_of_work_id,
                document_text=document_text.strip(),
                proposed_on=day,
                answer_due_on=answer_due_on,
                readers=readers,
                token=token,
                made_at=at,
                made_by_id=by.person_id,
            )
    except IntegrityError as error:
        if "token" not in str(error):
            raise
        return Proposal.objects.visible_to(by).get(token=token)
    audit.record(
        "proposal.made",
        made,
        by=by,
        at=at,
        addressee=addressee_id,
        outside=bool(addressee_text),
        due=answer_due_on,
    )
    notices.to_the_addressee(made, "proposal.made", by=by, at=at)
    return made
