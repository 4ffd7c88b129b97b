"""Questions about the books of numbers."""

from datetime import date

from tinhso.kernel.documents.models import NumberSeries, SeriesNumber
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope


def visible_series(pk: int, scope: Scope) -> NumberSeries:
    """The series where the post reaches its issuer. Raises `OutOfReach`."""
    series = NumberSeries.objects.select_related("issuer", "term").filter(pk=pk).first()
    if series is None or not scope.reaches(series.issuer_id):
        raise OutOfReach("documents.numberseries", pk)
    return series


def visible_number(pk: int, scope: Scope) -> SeriesNumber:
    """One number of a book that the post reaches. Raises `OutOfReach`."""
    rows = SeriesNumber.objects.visible_to(scope).select_related("series__term", "issuer", "given_by")
    entry = rows.filter(pk=pk).first()
    if entry is None:
        raise OutOfReach("documents.seriesnumber", pk)
    return entry


def gaps(series: NumberSeries) -> list[tuple[int, int]]:
    """The numbers that are not in the book though later ones are: (first, last) of each run. They come from
    paper books that were entered in part, never from the system."""
    present = series.numbers.filter(letter="").order_by("number").values_list("number", flat=True)
    missing: list[tuple[int, int]] = []
    following = 1
    for number in present.iterator():
        if number > following:
            missing.append((following, number - 1))
        following = number + 1
    if following <= series.last:
        missing.append((following, series.last))
    return missing


def overdue(series: NumberSeries, today: date) -> int:
    """How many numbers are held longer than they were meant to."""
    return series.numbers.filter(state=SeriesNumber.State.RESERVED, held_until__lt=today).count()
