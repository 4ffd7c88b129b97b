"""Each batch in its order: its place in the chain, its signature, its tree, its rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from tinhso.kernel.audit import keys, merkle
from tinhso.kernel.audit.canonical import ID, RECORDED_AT, SELECT, TRANSACTION, entry_bytes
from tinhso.kernel.audit.findings import Kind, Report
from tinhso.kernel.audit.keyring import Keyring
from tinhso.kernel.audit.sealing import NOTHING, chain_hash
from tinhso.kernel.audit.stored import SELECT_BATCH, Bounds, Gap, StoredBatch
from tinhso.kernel.audit.streaming import stream

TOGETHER = 10_000  # rows read at once
FEW = 100  # missing batches that are named one by one
CLOCK = timedelta(minutes=5)  # by how much a server's clock may have been put back
Progress = Callable[[int, int], None]


class Row(NamedTuple):
    """What is compared of an entry as it is now."""

    leaf: bytes
    recorded_at: str | None
    transaction: int


Rows = dict[int, Row]


@dataclass
class BatchCheck:
    """One pass. Afterwards `gaps` holds the batches that are gone, `unmet` the exported ones never met."""

    report: Report
    bounds: Bounds
    roots: dict[int, set[str]]
    progress: Progress | None = None
    gaps: list[Gap] = field(default_factory=list)
    unmet: set[int] = field(default_factory=set)

    def run(self) -> None:
        """Go through them."""
        self.unmet = set(self.roots)
        self.keys = Keyring.read(self.report)
        before = self._before_the_first()
        together: list[tuple[StoredBatch, StoredBatch | None]] = []
        count = 0
        for batch in self._batches():
            self._check_link(batch, before)
            self._check_signature(batch)
            self._check_export(batch)
            together.append((batch, before))
            before, count = batch, count + len(batch.ids)
            if count >= TOGETHER or len(together) >= 500:
                self._check_rows(together)
                together, count = [], 0
        self._check_rows(together)

    def _batches(self) -> Iterator[StoredBatch]:
        question = f"{SELECT_BATCH} where b.number between %s and %s order by b.number"
        for row in stream(question, [self.bounds.first, self.bounds.last], at_once=50):
            yield StoredBatch.read(row)

    def _before_the_first(self) -> StoredBatch | None:
        with connection.cursor() as cursor:
            cursor.execute(f"{SELECT_BATCH} where b.number = %s", [self.bounds.first - 1])
            row = cursor.fetchone()
        return StoredBatch.read(row) if row else None

    # --- the chain --------------------------------------------------------------------------------------------

    def _check_link(self, batch: StoredBatch, before: StoredBatch | None) -> None:
        number = batch.number
        expected = before.number + 1 if before else max(self.bounds.first, 1)
        if number > expected:
            self._note_gap(expected, number - 1, before, batch)
        elif (before or number == 1) and batch.previous != (before.chain if before else NOTHING):
            self.report.found(
                Kind.CHAIN, _("Lô %(n)d không nối với lô trước nó.") % {"n": number}, batch=number
            )
        if chain_hash(batch.previous, batch.header()) != batch.chain:
            self.report.found(
                Kind.BATCH,
                _("Những gì lô %(n)d ghi về mình (số, cỡ, gốc, giờ, khóa) không khớp giá trị chuỗi của nó.")
                % {"n": number},
                batch=number,
            )
        self.report.batches += 1
        self.report.last_batch, self.report.last_chain = number, batch.chain.hex()
        self.report.key_id = batch.key_id

    def _note_gap(self, first: int, last: int, before: StoredBatch | None, after: StoredBatch) -> None:
        self.gaps.append(Gap(first, last, before.horizon if before else 0, after.horizon))
        for number in range(first, min(last, first + FEW - 1) + 1):
            self.report.found(Kind.MISSING_BATCH, _("Thiếu lô %(n)d.") % {"n": number}, batch=number)
        if last >= first + FEW:
            self.report.found(
                Kind.MISSING_BATCH,
                _("Thiếu các lô từ %(first)d đến %(last)d.") % {"first": first + FEW, "last": last},
                batch=first + FEW,
            )

    def _check_signature(self, batch: StoredBatch) -> None:
        public, number = self.keys.public.get(batch.key_id), batch.number
        if public is None:
            says = _("Không biết khóa %(id)s đã ký lô %(n)d.") % {"id": batch.key_id, "n": number}
        elif not keys.is_signed(public, batch.signature, keys.BATCH, batch.chain):
            says = _("Chữ ký của lô %(n)d sai.") % {"n": number}
        elif not self.keys.was_current(batch.key_id, number):
            says = _("Lô %(n)d được ký bằng khóa không còn hoặc chưa dùng lúc đó.") % {"n": number}
        else:
            return
        self.report.found(Kind.SIGNATURE, says, batch=number)

    def _check_export(self, batch: StoredBatch) -> None:
        known = self.roots.get(batch.number)
        if known is None:
            return
        self.unmet.discard(batch.number)
        if known != {batch.chain.hex()}:
            self.report.found(
                Kind.REWRITTEN,
                _("Lô %(n)d khác với bản đã gửi ra ngoài: lịch sử đến lô này đã bị viết lại.")
                % {"n": batch.number},
                batch=batch.number,
            )

    # --- the rows ---------------------------------------------------------------------------------------------

    def _check_rows(self, together: list[tuple[StoredBatch, StoredBatch | None]]) -> None:
        rows = _rows_now([pk for batch, _before in together for pk in batch.ids])
        for batch, before in together:
            if self._leaves_are_true(batch, rows):
                self._compare(batch, rows)
            self._check_times(batch, before, rows)
            self.report.entries += len(batch.ids)
        if self.progress and together:
            self.progress(self.report.entries, self.report.batches)

    def _leaves_are_true(self, batch: StoredBatch, rows: Rows) -> bool:
        """False where only the kept hashes were changed: the rows give the signed root, so nothing else is wrong."""
        leaves = batch.leaf_list()
        if len(leaves) == len(batch.ids) == batch.size and merkle.root(leaves) == batch.root:
            return True
        now = [rows[pk].leaf for pk in batch.ids if pk in rows]
        rows_are_true = len(now) == batch.size and merkle.root(now) == batch.root
        says = (
            _("Các giá trị băm lưu trong lô %(n)d đã bị sửa; các dòng dấu vết thì nguyên vẹn.")
            if rows_are_true
            else _("Các giá trị băm lưu trong lô %(n)d không cho ra gốc đã ký.")
        )
        self.report.found(Kind.BATCH, says % {"n": batch.number}, batch=batch.number)
        return not rows_are_true

    def _compare(self, batch: StoredBatch, rows: Rows) -> None:
        leaves = batch.leaf_list()
        for place, pk in enumerate(batch.ids):
            row = rows.get(pk)
            if row is None:
                kind, says = Kind.MISSING, _("Dòng %(id)d của lô %(n)d đã bị xóa.")
            elif place >= len(leaves) or row.leaf != leaves[place]:
                kind = Kind.ALTERED
                says = _("Dòng %(id)d đã bị sửa: giá trị băm không còn như khi niêm phong trong lô %(n)d.")
            else:
                continue
            self.report.found(kind, says % {"id": pk, "n": batch.number}, entry=pk, batch=batch.number)

    def _check_times(self, batch: StoredBatch, before: StoredBatch | None, rows: Rows) -> None:
        """A transaction that began after the batch before was sealed cannot have written earlier than that; and
        nobody can have written after the batch was sealed."""
        comparable = before is not None and before.era == batch.era and not batch.opening
        latest = _stamp(batch.sealed_at, CLOCK)
        earliest = _stamp(before.sealed_at, -CLOCK) if before is not None and comparable else ""
        began_after = before.next_transaction if before is not None else 0
        for pk in batch.ids:
            row = rows.get(pk)
            if row is None or row.recorded_at is None:
                continue
            early = comparable and row.transaction >= began_after and row.recorded_at < earliest
            if early or row.recorded_at > latest:
                self.report.found(
                    Kind.TIME,
                    _("Dòng %(id)d ghi giờ %(time)s, không thể đúng: nó vào dấu vết ngay trước lô %(n)d.")
                    % {"id": pk, "time": row.recorded_at, "n": batch.number},
                    entry=pk,
                    batch=batch.number,
                )


def _rows_now(wanted: list[int]) -> Rows:
    rows: Rows = {}
    with connection.cursor() as cursor:
        cursor.execute(f"select {SELECT} from audit_entry e where e.id = any(%s)", [wanted])
        for row in cursor:
            leaf = merkle.leaf_hash(entry_bytes(row))
            rows[row[ID]] = Row(leaf, row[RECORDED_AT], row[TRANSACTION])
    return rows


def _stamp(moment: str, shift: timedelta) -> str:
    """A shifted time in canonical form, in which later times are greater texts."""
    return (datetime.fromisoformat(moment) + shift).isoformat(timespec="microseconds").replace("+00:00", "Z")
