"""Entries that no batch holds, and entries that two hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from tinhso.kernel.audit.findings import Kind, Report
from tinhso.kernel.audit.stored import Bounds, Gap
from tinhso.kernel.audit.streaming import stream

WAITING = timedelta(minutes=10)  # an entry that is not sealed for so long is a finding


class Place(NamedTuple):
    """Where sealing stands, and which transactions the database knows."""

    cut_id: int
    last: int | None
    horizon: int | None
    is_here: bool  # the sealer has sealed on this cluster
    oldest_running: int
    next_transaction: int
    at: datetime


@dataclass
class StrayCheck:
    """New entries wait to be sealed. Any other entry without a batch was put in later, or its batch was taken."""

    report: Report
    bounds: Bounds
    gaps: list[Gap]

    def run(self) -> None:
        """Look for both."""
        self._find_doubled()
        place = _place()
        for pk, transaction, recorded_at in self._without_a_batch():
            self._judge(pk, transaction, recorded_at, place)

    def _without_a_batch(self) -> Iterator[tuple[Any, ...]]:
        question = (
            "select e.id, e.transaction_id, e.recorded_at from audit_entry e where not exists"
            " (select 1 from (select unnest(entry_ids) as id from audit_batch) held where held.id = e.id)"
        )
        values: list[Any] = []
        if not self.bounds.are_all:
            question += (
                " and e.id between (select min(first_id) from audit_batch where number between %s and %s and size > 0)"
                " and (select max(last_id) from audit_batch where number between %s and %s)"
            )
            values = [self.bounds.first, self.bounds.last] * 2
        yield from stream(question + " order by e.id", values, at_once=5_000)

    def _find_doubled(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "select id, array_agg(number order by number) from (select unnest(entry_ids) as id, number"
                " from audit_batch where number between %s and %s) held group by id having count(*) > 1 order by id",
                [self.bounds.first, self.bounds.last],
            )
            for pk, numbers in cursor.fetchall():
                says = _("Dòng %(id)d nằm trong nhiều lô: %(numbers)s.")
                shown = ", ".join(map(str, numbers))
                self.report.found(
                    Kind.DOUBLED, says % {"id": pk, "numbers": shown}, entry=pk, batch=numbers[0]
                )

    def _judge(self, pk: int, transaction: int, recorded_at: datetime, place: Place | None) -> None:
        gap = next((gap for gap in self.gaps if gap.since <= transaction < gap.until), None)
        if gap is not None:
            says = _(
                "Dòng %(id)d không còn bằng chứng: lô của nó, một trong các lô %(first)d–%(last)d, đã mất."
            )
            found = says % {"id": pk, "first": gap.first, "last": gap.last}
            self.report.found(Kind.UNPROVEN, found, entry=pk, batch=gap.first)
        elif place is None or not place.is_here:
            self.report.unsealed += 1  # the sealer has not been here yet: all of this waits for it
        elif (
            pk <= place.cut_id or transaction < (place.horizon or 0) or transaction >= place.next_transaction
        ):
            says = _(
                "Dòng %(id)d không thuộc lô nào, dù đến lô %(n)d mọi dòng trước đó đã được niêm phong: dòng này bị chèn vào sau."
            )
            self.report.found(Kind.INSERTED, says % {"id": pk, "n": place.last or 0}, entry=pk)
        else:
            self.report.unsealed += 1
            if transaction < place.oldest_running and recorded_at < place.at - WAITING:
                says = _(
                    "Dòng %(id)d ghi lúc %(time)s vẫn chưa được niêm phong: hãy xem tiến trình niêm phong có chạy không."
                )
                found = says % {"id": pk, "time": recorded_at.astimezone(UTC).isoformat()}
                self.report.found(Kind.WAITING, found, entry=pk)


def _place() -> Place | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.cut_id, b.number, b.horizon, coalesce(b.era_id = e.id, false)"
            " and e.cluster = (select system_identifier from pg_control_system()),"
            " pg_snapshot_xmin(pg_current_snapshot())::text::bigint,"
            " pg_snapshot_xmax(pg_current_snapshot())::text::bigint, clock_timestamp()"
            " from (select * from audit_era order by id desc limit 1) e"
            " left join (select * from audit_batch order by number desc limit 1) b on true"
        )
        row = cursor.fetchone()
    return Place(*row) if row else None
