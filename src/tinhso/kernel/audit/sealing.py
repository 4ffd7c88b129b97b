"""Making entries provable: every few seconds what is new becomes one batch, chained to the last and signed.

Which entries are new? Ids are no answer: they are given out in one order and committed in another. Each entry carries
the id of its transaction instead. A batch remembers a *horizon*, the oldest transaction that still ran when it was
made; everything below the horizon had ended and was seen. So the next batch is exactly the entries from the last
horizon up to the new one: none is missed, none is taken twice, and no writer is asked to wait. An entry of a
transaction that stays open for long is sealed when that has ended, and with it what began later.

A dump restored into another cluster brings old transaction ids with it: see Era.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from tinhso.kernel.audit import keys, merkle
from tinhso.kernel.audit.canonical import ID, SELECT, TIME_FORMAT, entry_bytes, json_bytes
from tinhso.kernel.audit.streaming import stream

LOCK = 7_403_112_205  # of the sealer against a second one
LARGEST = 20_000  # entries in one batch
ROUND = 100_000  # entries in one transaction of the sealer, unless a single writer made more
NOTHING = bytes(32)  # what stands before the first batch
_FORMAT = "tinhso-audit-batch-1"


@dataclass(frozen=True)
class Sealed:
    """What one round did; `more` where it stopped at ROUND."""

    batches: int
    entries: int
    more: bool = False


def seal(*, largest: int = LARGEST, limit: int = ROUND) -> Sealed | None:
    """Seal what is complete. None where another sealer is at work.

    All or nothing in one transaction. Raises keys.KeyProblem when it cannot sign.
    """
    _open_era()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return None
        place = _Place.find(cursor)
        if place is None:
            return Sealed(0, 0)
        key = keys.current()
        more = False
        if place.opening:
            rows = _unsealed_before(place.cut_id)
        else:
            place.horizon, more = _until(cursor, place, limit)
            if place.horizon <= place.since:
                return Sealed(0, 0)
            rows = _between(place)
        batches = entries = 0
        for ids, leaves in _chunks(rows, largest, empty=place.opening):
            place.add(cursor, key, ids, leaves)
            batches, entries = batches + 1, entries + len(ids)
        return Sealed(batches, entries, more)


def seal_all(**limits: int) -> Sealed:
    """Round after round until nothing complete is left; for the command and for catching up."""
    batches = entries = 0
    while done := seal(**limits):
        batches, entries = batches + done.batches, entries + done.entries
        if not done.batches and not done.more:
            break
    return Sealed(batches, entries)


def _open_era() -> None:
    """Note that the trace now lives in this cluster. Where a writer takes long, the next round asks again."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select tinhso_audit_open_era()")
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise


@dataclass
class _Place:
    """Where the chain ends, and what the next batch takes: transactions from `since` up to `horizon`."""

    number: int
    chain: bytes
    era: int
    cluster: int
    cut_id: int
    since: int
    horizon: int
    next_transaction: int
    opening: bool

    @classmethod
    def find(cls, cursor: Any) -> "_Place | None":
        """Read it after the lock was taken. None where this cluster's era is not open yet."""
        cursor.execute(
            "select e.id, e.cluster, e.cut_id, e.horizon, b.number, b.chain, b.era_id, b.horizon,"
            " pg_snapshot_xmin(pg_current_snapshot())::text::bigint,"
            " pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
            " from (select * from audit_era order by id desc limit 1) e"
            " left join (select * from audit_batch order by number desc limit 1) b on true"
            " where e.cluster = (select system_identifier from pg_control_system())"
        )
        row = cursor.fetchone()
        if row is None:
            return None
        era, cluster, cut_id, began, number, chain, last_era, last_horizon, oldest, upcoming = row
        opening = last_era != era
        since = began if opening else last_horizon
        return cls(
            number=number or 0,
            chain=bytes(chain) if chain else NOTHING,
            era=era,
            cluster=cluster,
            cut_id=cut_id,
            since=since,
            horizon=since if opening else oldest,
            next_transaction=since if opening else upcoming,
            opening=opening,
        )

    def add(self, cursor: Any, key: keys.SigningKey, ids: Sequence[int], leaves: Sequence[bytes]) -> None:
        """Write one batch and move to its end."""
        cursor.execute(
            f"select t, {TIME_FORMAT.format('t')} from (select date_trunc('microseconds', clock_timestamp())) c(t)"
        )
        sealed_at, shown = cursor.fetchone()
        self.number += 1
        root = merkle.root(leaves)
        header = header_bytes(
            cluster=self.cluster,
            first_id=ids[0] if ids else 0,
            horizon=self.horizon,
            key_id=key.key_id,
            last_id=ids[-1] if ids else 0,
            next_transaction=self.next_transaction,
            number=self.number,
            opening=self.opening,
            root=root.hex(),
            sealed_at=shown,
            size=len(ids),
        )
        previous, self.chain = self.chain, chain_hash(self.chain, header)
        cursor.execute(
            "insert into audit_batch (number, era_id, opening, first_id, last_id, size, entry_ids, leaves, root,"
            " previous, chain, horizon, next_transaction, sealed_at, key_id, signature)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                self.number, self.era, self.opening, ids[0] if ids else 0, ids[-1] if ids else 0, len(ids),
                list(ids), b"".join(leaves), root, previous, self.chain, self.horizon, self.next_transaction,
                sealed_at, key.key_id, key.sign(keys.BATCH, self.chain),
            ],
        )  # fmt: skip


def header_bytes(**fields: Any) -> bytes:
    """What a batch says of itself, as it is chained; fields as in `_Place.add`."""
    return json_bytes({"format": _FORMAT, **fields})


def chain_hash(previous: bytes, header: bytes) -> bytes:
    """The hash that stands for this batch and all before it."""
    return merkle.sha256(b"\x02" + previous + header).digest()


def _until(cursor: Any, place: _Place, limit: int) -> tuple[int, bool]:
    """Up to which transaction this round goes; whether that is short of the end. At least one transaction, however
    many entries it made."""
    cursor.execute(
        "with waiting as (select transaction_id from audit_entry where transaction_id >= %s and transaction_id < %s"
        " and id > %s order by transaction_id limit %s)"
        " select min(transaction_id), max(transaction_id), count(*) from waiting",
        [place.since, place.horizon, place.cut_id, limit + 1],
    )
    earliest, latest, count = cursor.fetchone()
    return (max(latest, earliest + 1), True) if count > limit else (place.horizon, False)


def _between(place: _Place) -> Iterator[Any]:
    return _rows(
        "e.transaction_id >= %s and e.transaction_id < %s and e.id > %s",
        [place.since, place.horizon, place.cut_id],
    )


def _unsealed_before(cut_id: int) -> Iterator[Any]:
    return _rows(
        "e.id <= %s and not exists (select 1 from (select unnest(entry_ids) as id from audit_batch) held"
        " where held.id = e.id)",
        [cut_id],
    )


def _rows(where: str, values: list[int]) -> Iterator[Any]:
    return stream(f"select {SELECT} from audit_entry e where {where} order by e.id", values, at_once=5_000)


def _chunks(rows: Iterator[Any], largest: int, *, empty: bool) -> Iterator[tuple[list[int], list[bytes]]]:
    """Ids and leaf hashes, `largest` at a time; one empty chunk where nothing came and `empty` is wanted."""
    ids: list[int] = []
    leaves: list[bytes] = []
    for row in rows:
        if len(ids) == largest:
            yield ids, leaves
            ids, leaves = [], []
            empty = False
        ids.append(row[ID])
        leaves.append(merkle.leaf_hash(entry_bytes(row)))
    if ids or empty:
        yield ids, leaves


def seconds() -> int:
    """How often the sealer looks (TINHSO_AUDIT_SEAL_SECONDS)."""
    return max(1, int(settings.AUDIT_SEAL_SECONDS))
