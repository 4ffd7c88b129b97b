"""To answer where something goes that has several heirs, or none: ask, never default."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.units import refusals, routing
from tinhso.kernel.units.drafting import Actor
from tinhso.kernel.units.facts import FIELDS
from tinhso.kernel.units.models import Reorganisation, State
from tinhso.kernel.units.plan import Decision, Plan, decisions_of
from tinhso.kernel.units.refusals import ActRefused


@transaction.atomic
def answer(
    act: Reorganisation, decisions: Iterable[Decision], *, by: Actor | None, at: datetime
) -> Reorganisation:
    """Keep the answers; a later one to the same question replaces the earlier one while the act is a draft.

    While the act runs, answers are for what arrived after it was decided; their objects are then looked at anew.
    Raises ActRefused for a target that the act does not name, or when the act is past answering.
    """
    kept = Reorganisation.objects.select_for_update().get(pk=act.pk)
    if kept.state not in (State.DRAFT, State.RUNNING):
        raise ActRefused(refusals.HAS_MOVED_ON, state=kept.get_state_display())
    plan = Plan.of(kept.plan)
    by_question = {row.about: row for row in decisions_of(kept.decisions)}
    new = list(decisions)
    for decision in new:
        if decision.to not in plan.options(decision.unit):
            raise ActRefused(refusals.NO_SUCH_CHOICE)
        if kept.state == State.RUNNING and (decision.about in by_question or decision.kind == FIELDS):
            raise ActRefused(refusals.HAS_MOVED_ON, state=kept.get_state_display())
        by_question[decision.about] = decision
    kept.decisions = [asdict(row) for row in by_question.values()]
    kept.save(update_fields=["decisions"])
    if kept.state == State.RUNNING:
        routing.lay(kept)
        kept.stages.filter(kind__in={row.kind for row in new}).update(cursor=0, done_at=None)
    audit.record(
        "reorganisation.answered", kept, by=by, at=at, answers=[asdict(row) for row in new[:50]], n=len(new)
    )
    act.refresh_from_db()
    return kept
