"""To transfer a duty to another lead unit: the same duty, a new lead, accepted anew."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from tinhso.kernel.duties import clock, notices, sources, steps
from tinhso.kernel.duties.basis import Basis
from tinhso.kernel.duties.models import Coordination, Duty
from tinhso.kernel.duties.workflow import State
from tinhso.kernel.people.scope import Scope


class SameLead(ValueError):
    """The unit leads the duty already."""


@transaction.atomic
def transfer(
    duty: Duty,
    *,
    to_unit_id: int,
    reason: str,
    by: Scope | None,
    at: datetime,
    basis: Basis | None = None,
) -> Duty:
    """→ đã giao at the new lead. Past days count for the former lead, which keeps the right to read.

    Parts that the former lead gave onward are from now on the new lead's to confirm. The deadline stays.
    `basis` is the document that says so.
    Raises NotAllowed, NoteNeeded, AlreadyMoved, SameLead.
    """
    former = duty.lead_unit_id
    if to_unit_id == former:
        raise SameLead(to_unit_id)
    readers = list(dict.fromkeys([*duty.readers, to_unit_id]))
    step = steps.make(
        duty,
        "transfer",
        by=by,
        at=at,
        note=reason,
        basis=basis,
        lead_unit_id=to_unit_id,
        readers=readers,
        accepted_at=None,
        submitted_at=None,
        trace={"former": former, "lead": to_unit_id},
    )
    Coordination.objects.filter(duty=duty, unit_id=to_unit_id).delete()
    _parts(duty, former, at=at)
    clock.stand(duty, at=at)
    sources.let_read(duty.origin, [to_unit_id])
    text = notices.words(gettext_noop("Việc được chuyển đến: %(title)s%(due)s."), duty)
    notices.tell_the_lead(duty, step, text, by=by, at=at)
    return duty


def _parts(duty: Duty, former: int, *, at: datetime) -> None:
    """The parts, and theirs: the new lead sees all of them, and confirms those that the former lead gave."""
    below = [duty.pk]
    while parts := list(Duty.objects.filter(parent__in=below).select_for_update(of=("self",))):
        for part in parts:
            part.readers = list(dict.fromkeys([*part.readers, duty.lead_unit_id]))
            if part.parent_id == duty.pk and part.assigner_unit_id == former and part.is_open:
                part.assigner_unit_id = duty.lead_unit_id
            part.save(update_fields=["readers", "assigner_unit"])
            if part.state != State.STOPPED:
                clock.stand(part, at=at)
        below = [part.pk for part in parts]
