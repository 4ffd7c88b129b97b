"""Finding what was changed behind the application's back, and naming it.

One pass over the batches (chain, signature, leaves, rows), one over the entries that no batch holds. Everything
streams; nothing grows with the trace but the list of findings and, in the database, a hash of the ids.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from time import monotonic

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.audit.check_batches import BatchCheck, Progress
from tinhso.kernel.audit.check_strays import StrayCheck
from tinhso.kernel.audit.findings import Kind, Report
from tinhso.kernel.audit.roots import Root
from tinhso.kernel.audit.stored import Bounds

BIGGEST = 2**62


def verify(
    *,
    first: int | date | None = None,
    last: int | date | None = None,
    roots: Iterable[Root] = (),
    progress: Progress | None = None,
) -> Report:
    """Check the batches from `first` to `last` (numbers, or days on which they were sealed), all without them.

    Needs a role that sees every entry (owner or worker). `roots` are lines exported earlier: a batch that was
    replaced or cut off at the end shows only against them. `progress(entries, batches)` is called now and then.
    """
    began, report = monotonic(), Report()
    with _one_moment():
        bounds = Bounds(_number_of(first, since=True), _number_of(last, since=False))
        batches = BatchCheck(report, bounds, roots=_by_number(roots), progress=progress)
        batches.run()
        _check_what_was_exported(report, bounds, batches.unmet)
        StrayCheck(report, bounds, batches.gaps).run()
    report.seconds = monotonic() - began
    return report


@contextmanager
def _one_moment() -> Iterator[None]:
    """All questions see the database at one moment, while sealing goes on."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        yield


def _number_of(bound: int | date | None, *, since: bool) -> int:
    """A batch number: that of the first (last) batch sealed from (until) a day on; the very first and last for None."""
    if bound is None:
        return 0 if since else BIGGEST
    if not isinstance(bound, date):
        return bound
    midnight = datetime.combine(bound, datetime.min.time(), timezone.get_current_timezone())
    question, moment = (
        ("select min(number) from audit_batch where sealed_at >= %s", midnight)
        if since
        else ("select max(number) from audit_batch where sealed_at < %s", midnight + timedelta(days=1))
    )
    with connection.cursor() as cursor:
        cursor.execute(question, [moment])
        found = cursor.fetchone()[0]
    return found if found is not None else (BIGGEST if since else 0)


def _by_number(roots: Iterable[Root]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for root in roots:
        found.setdefault(root.number, set()).add(root.chain)
    return found


def _check_what_was_exported(report: Report, bounds: Bounds, unmet: Iterable[int]) -> None:
    """Exported batches that the pass did not come across; those in a gap are named already."""
    for number in sorted(unmet):
        if bounds.first <= number <= bounds.last and number > report.last_batch:
            report.found(
                Kind.CUT_OFF,
                _(
                    "Lô %(n)d đã được gửi ra ngoài nhưng nay không còn: phần cuối bị cắt (lô cuối hiện có: %(last)d)."
                )
                % {"n": number, "last": report.last_batch},
                batch=number,
            )
