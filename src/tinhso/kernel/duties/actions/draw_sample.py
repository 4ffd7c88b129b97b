"""To draw a random sample of the results confirmed in a period, each unit its share."""

import uuid
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tinhso.kernel import audit, rules
from tinhso.kernel.duties import sampling
from tinhso.kernel.duties.clock import day_of
from tinhso.kernel.duties.models import Sample, SampledResult
from tinhso.kernel.people.roles import Permission, Reach
from tinhso.kernel.people.scope import Scope


class MayNotSample(PermissionDenied):
    """The post does not confirm results."""


class NothingConfirmed(ValueError):
    """No result was confirmed in the period."""


class PeriodNotOver(ValueError):
    """The period must be over, so that the draw can be repeated; and it must begin before it ends."""


@transaction.atomic
def draw_sample(
    *,
    first: date,
    last: date,
    seed: str,
    by: Scope,
    at: datetime,
    percent: int | None = None,
    token: uuid.UUID | None = None,
) -> Sample:
    """Draw `percent` of each unit's results (default: rule duty.sample_percent), at least one of each.

    Of everything given at the top for the province's offices, else of what the own unit gave. The `seed` stands in
    the sample and in the trace: whoever repeats the draw gets the same. The same `token` twice draws once. Why:
    late or wrong results count as not completed (Thanh Hóa 2025; our own rule is unverified).
    Raises MayNotSample, PeriodNotOver, NothingConfirmed.
    """
    if not by.may(Permission.ASSIGN_DUTIES):
        raise MayNotSample("sampling is for the side that confirms")
    if token and (found := Sample.objects.filter(token=token, drawn_by=by.person_id).first()):
        return found
    if not first <= last < day_of(at):
        raise PeriodNotOver(last)
    percent = percent or rules.value("duty.sample_percent", day_of(at))
    top = by.reach == Reach.PROVINCE
    drawn = sampling.draw(
        unit_id=by.unit_id, top=top, first=first, last=last, percent=percent, seed=seed, at=at
    )
    if not drawn:
        raise NothingConfirmed(first)
    sample = Sample.objects.create(
        unit_id=by.unit_id,
        top=top,
        first=first,
        last=last,
        percent=percent,
        seed=seed,
        population=drawn[0].population,
        drawn_at=at,
        drawn_by_id=by.person_id,
        token=token,
    )
    SampledResult.objects.bulk_create(
        SampledResult(
            sample=sample,
            duty_id=one.duty_id,
            lead_unit_id=one.lead_unit_id,
            of_unit=one.of_unit,
            confirmed_at=one.confirmed_at,
        )
        for one in drawn
    )
    audit.record(
        "sample.drawn", sample, by=by, at=at, seed=seed, first=first, last=last, percent=percent,
        population=sample.population, drawn=len(drawn),
    )  # fmt: skip
    return sample
