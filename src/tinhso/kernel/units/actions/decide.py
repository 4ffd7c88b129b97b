"""To decide a draft: its facts are written with their day, and its objects move on that day."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from tinhso.kernel import audit
from tinhso.kernel.text.formats import format_date
from tinhso.kernel.units import drafting, facts, refusals, routing
from tinhso.kernel.units.drafting import Actor
from tinhso.kernel.units.models import Involved, Reorganisation, State
from tinhso.kernel.units.plan import Plan
from tinhso.kernel.units.refusals import ActRefused


@transaction.atomic
def decide(act: Reorganisation, *, by: Actor | None, at: datetime) -> Reorganisation:
    """draft → decided. Names, codes, parents, fields and successions stand at once as dated rows; whatever hangs
    on the units is carried over by the worker on the effective day, or at once where that day has come.

    Raises ActRefused while something is not counted or not answered, or where the units have changed since the
    draft; AnotherActUnderWay where another act was quicker.
    """
    kept = Reorganisation.objects.select_for_update().get(pk=act.pk)
    if kept.state != State.DRAFT:
        raise ActRefused(refusals.HAS_MOVED_ON, state=kept.get_state_display())
    if kept.surveyed_at is None:
        raise ActRefused(refusals.NOT_COUNTED)
    if open_questions := routing.undecided(kept):
        raise ActRefused(refusals.UNDECIDED, n=len(open_questions))
    plan = Plan.of(kept.plan)
    drafting.check(plan, kept.effective_on, mine=kept)
    _claim(kept, plan.units)
    try:
        with transaction.atomic():
            born = facts.write(kept)
    except IntegrityError as error:  # what a constraint knows and no check above does
        raise ActRefused(
            refusals.FACT_OF_THE_DAY, unit=str(error).split('"')[1], day=format_date(kept.effective_on)
        ) from error
    _claim(kept, born.values())
    kept.realised = {str(number): unit for number, unit in born.items()}
    kept.state, kept.decided_at = State.DECIDED, at
    if by is not None:
        kept.decided_by, kept.decided_in_post, kept.decided_for = by.person_id, by.post_id, by.unit_id
    kept.save()
    routing.lay(kept)
    facts.refresh(kept, localdate(at))
    audit.record(
        "reorganisation.decided", kept, by=by, at=at,
        document=kept.document_number, effective_on=kept.effective_on, born=list(born.values()),
    )  # fmt: skip
    act.refresh_from_db()
    return kept


def _claim(act: Reorganisation, units: object) -> None:
    """One open act per unit: of two that are decided at once, the second waits here and is refused."""
    rows = [Involved(reorganisation=act, unit_id=unit, open=True) for unit in sorted(units)]  # type: ignore[call-overload]
    try:
        with transaction.atomic():
            Involved.objects.bulk_create(rows)
    except IntegrityError as error:
        others = Involved.objects.filter(unit__in=[row.unit_id for row in rows], open=True)
        other = others.exclude(reorganisation=act).select_related("unit", "reorganisation").first()
        if other is None:
            raise
        raise drafting.another_act(other) from error
