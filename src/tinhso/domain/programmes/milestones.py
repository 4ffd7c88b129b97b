"""A target of several years in yearly steps. Arithmetic only: no ORM, no clock."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal


class NotOnTheWay(ValueError):
    """The milestones leave the way from the baseline to the target; `year` is the first that does, `why` is
    "missing", "end" (the last one is not the target) or "turn" (a step in the wrong direction)."""

    def __init__(self, year: int, why: str) -> None:
        super().__init__(f"{year}: {why}")
        self.year, self.why = year, why


def years(baseline_year: int, end_year: int) -> range:
    """The years that have a milestone: each one after the baseline up to the end."""
    return range(baseline_year + 1, end_year + 1)


def linear(
    baseline: Decimal, end: Decimal, *, baseline_year: int, end_year: int, decimals: int | None = None
) -> dict[int, Decimal]:
    """Equal steps from the baseline to the target, rounded to the digits in which the two are written.

    Rounding keeps the order, so the steps never turn; the last one is the target itself.
    """
    digits = max(places(baseline), places(end)) if decimals is None else decimals
    steps = years(baseline_year, end_year)
    unit = Decimal(1).scaleb(-digits)
    found = {
        year: (baseline + (end - baseline) * n / len(steps)).quantize(unit, ROUND_HALF_UP)
        for n, year in enumerate(steps, start=1)
    }
    if steps:
        found[end_year] = end
    return found


def places(value: Decimal) -> int:
    """Digits after the comma, without idle zeros."""
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def check(
    values: Mapping[int, Decimal],
    *,
    baseline: Decimal | None,
    end: Decimal,
    baseline_year: int,
    end_year: int,
) -> None:
    """Raise NotOnTheWay unless the values lead from the baseline to the target without turning back."""
    before = baseline
    rising = baseline is None or end >= baseline
    for year in years(baseline_year, end_year):
        value = values.get(year)
        if value is None:
            raise NotOnTheWay(year, "missing")
        if before is not None and (value < before if rising else value > before):
            raise NotOnTheWay(year, "turn")
        if value > end if rising else value < end:
            raise NotOnTheWay(year, "turn")
        before = value
    if values.get(end_year) != end:
        raise NotOnTheWay(end_year, "end")
