"""Figures over time: how clear the documents of each unit are, and how well texts are read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from tinhso.domain.directives.extraction.measuring import Measured
from tinhso.domain.directives.models import Directive, TaskLabel
from tinhso.kernel.people.scope import Scope

QUARTERS = 8
ROMAN = ("I", "II", "III", "IV")
MONTHS = 12
Key = tuple[str, int, int]  # who issued, year, quarter


@dataclass(slots=True)
class Clear:
    """Documents of one unit in one quarter, added up."""

    unit: str = ""
    year: int = 0
    quarter: int = 0
    documents: int = 0
    tasks: int = 0
    clear_tasks: int = 0
    asked: int = 0
    clear: int = 0
    missing: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float | None:
        """Of all marks of all tasks the share that is clear."""
        return self.clear / self.asked if self.asked else None

    @property
    def period(self) -> str:
        return _("Quý %(quarter)s/%(year)s") % {
            "quarter": ROMAN[self.quarter - 1],
            "year": self.year,
        }

    def add(self, directive: Directive) -> None:
        """Count one document in."""
        self.documents += 1
        self.tasks += directive.counted_tasks or 0
        self.clear_tasks += directive.clear_tasks
        self.asked += directive.asked_marks
        self.clear += directive.clear_marks
        self.missing.update(directive.missing_marks)


def quarters_until(day: date) -> list[tuple[int, int]]:
    """The last QUARTERS quarters, the one of `day` last."""
    last = day.year * 4 + (day.month - 1) // 3
    return [(n // 4, n % 4 + 1) for n in range(last - QUARTERS + 1, last + 1)]


def clarity_of_units(scope: Scope, *, today: date) -> list[Clear]:
    """By issuing unit and quarter, of the documents that the post may read; the newest quarter first."""
    first = quarters_until(today)[0]
    rows = (
        Directive.objects.visible_to(scope)
        .filter(counted_tasks__gt=0, document__issued_on__gte=date(first[0], first[1] * 3 - 2, 1))
        .select_related("document__issuer")
        .only("counted_tasks", "clear_tasks", "asked_marks", "clear_marks", "missing_marks",
              "document__issued_on", "document__issuer_text", "document__issuer__name")
        .order_by("pk")
    )  # fmt: skip
    found: dict[Key, Clear] = {}
    for directive in rows.iterator(chunk_size=2_000):
        day = directive.document.issued_on
        assert day is not None
        issuer = directive.document.issuer
        name = issuer.name if issuer else directive.document.issuer_text or _("Chưa ghi cơ quan ban hành")
        key = (name, day.year, (day.month - 1) // 3 + 1)
        found.setdefault(key, Clear(*key)).add(directive)
    return sorted(found.values(), key=lambda row: (-row.year, -row.quarter, row.unit))


def by_quarter(rows: Iterable[Clear], *, today: date) -> list[tuple[str, float | None]]:
    """(quarter, share in per cent) of all rows together, for the chart; None where nothing was issued."""
    totals = {key: Clear("", *key) for key in quarters_until(today)}
    for row in rows:
        total = totals.get((row.year, row.quarter))
        if total is not None:
            total.asked += row.asked
            total.clear += row.clear
    return [
        (
            f"{ROMAN[total.quarter - 1]}/{total.year % 100:02}",
            round(100 * total.share, 1) if total.share is not None else None,
        )
        for total in totals.values()
    ]


def months_until(day: date) -> list[tuple[int, int]]:
    """The last MONTHS months, the one of `day` last."""
    last = day.year * 12 + day.month - 1
    return [(n // 12, n % 12 + 1) for n in range(last - MONTHS + 1, last + 1)]


def quality_by_month(scope: Scope, *, today: date) -> dict[tuple[int, int], Measured]:
    """What the machine said beside what people decided, by month of the decision; the last one of a task counts."""
    from django.utils import timezone

    measured = {month: Measured() for month in months_until(today)}
    first = min(measured)
    labels = (
        TaskLabel.objects.filter(
            directive__in=Directive.objects.visible_to(scope), at__date__gte=date(*first, 1)
        )
        .order_by("task_id", "-id")
        .distinct("task_id")
    )
    for at, machine, decided in labels.values_list("at", "machine", "decided").iterator(chunk_size=2_000):
        day = timezone.localtime(at).date()
        if (day.year, day.month) in measured:
            measured[day.year, day.month].add_pair(machine, decided)
    return measured
