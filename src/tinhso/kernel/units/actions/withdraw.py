"""To withdraw an act before its day: as though it had not been decided; the act itself stays on record."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.timezone import localdate

from tinhso.kernel import audit
from tinhso.kernel.units import facts, refusals
from tinhso.kernel.units.drafting import Actor
from tinhso.kernel.units.models import Involved, Reorganisation, Route, State, Unit
from tinhso.kernel.units.refusals import ActRefused


@transaction.atomic
def withdraw(act: Reorganisation, *, by: Actor | None, at: datetime) -> Reorganisation:
    """draft or decided → withdrawn. Facts that have not come to hold go; no day's truth changes.

    Raises ActRefused once the effective day has come (actions/reverse.py is for that), or where something
    already hangs on a unit that was to come.
    """
    kept = Reorganisation.objects.select_for_update().get(pk=act.pk)
    if kept.state not in (State.DRAFT, State.DECIDED):
        raise ActRefused(refusals.HAS_MOVED_ON, state=kept.get_state_display())
    if kept.state == State.DECIDED:
        if kept.effective_on <= localdate(at):
            raise ActRefused(refusals.ALREADY_IN_FORCE)
        _take_back(kept, at)
    kept.state = State.WITHDRAWN
    kept.save()
    audit.record("reorganisation.withdrawn", kept, by=by, at=at)
    act.refresh_from_db()
    return kept


def _take_back(act: Reorganisation, at: datetime) -> None:
    born = set(act.realised.values())
    Route.objects.filter(reorganisation=act).delete()
    act.involved.filter(unit__in=born).delete()
    Involved.objects.filter(reorganisation=act).update(open=False)
    try:
        facts.undo(act)
    except ProtectedError as error:
        name = Unit.objects.filter(pk__in=born).values_list("name", flat=True).first()
        raise ActRefused(refusals.IN_USE, unit=name or "") from error
    facts.refresh(act, localdate(at))
