"""To say how much of a target each year brings."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from tinhso.domain.programmes import claims
from tinhso.domain.programmes.actions.add_node import split
from tinhso.domain.programmes.milestones import check
from tinhso.domain.programmes.models import Milestone, Target
from tinhso.kernel import audit
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def settle_milestones(
    pk: int, values: Mapping[int, Decimal] | None, *, by: Scope, at: datetime, version: int | None = None
) -> Target:
    """Replace the yearly milestones of a target; None makes them equal steps again.

    They end at the target and never turn back. Raises milestones.NotOnTheWay, OutOfReach (also where the
    target's own figure is not known), claims.ChangedMeanwhile, policies.NotAllowed.
    """
    node = claims.claim_node(pk, by=by, version=version)
    target = Target.objects.filter(node=node, end_value__isnull=False).first()
    if target is None or target.end_value is None:
        raise OutOfReach("programmes.target", pk)
    if values is None:
        split(target)
    else:
        check(
            values, baseline=target.baseline, end=target.end_value,
            baseline_year=target.baseline_year, end_year=target.end_year,
        )  # fmt: skip
        target.milestones.all().delete()
        rows = [Milestone(target=target, year=year, value=values[year]) for year in sorted(values)]
        Milestone.objects.bulk_create(rows)
    target.by_hand = values is not None
    target.save()
    claims.touch(node, by=by, at=at)
    node.save()
    audit.record("target.milestones_settled", node, by=by, at=at, by_hand=target.by_hand)
    return target
