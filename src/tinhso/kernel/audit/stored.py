"""A batch as it lies in the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tinhso.kernel.audit.canonical import TIME_FORMAT
from tinhso.kernel.audit.sealing import header_bytes

SELECT_BATCH = (
    "select b.number, b.era_id, e.cluster, b.opening, b.first_id, b.last_id, b.size, b.entry_ids, b.leaves, b.root,"
    f" b.previous, b.chain, b.horizon, b.next_transaction, {TIME_FORMAT.format('b.sealed_at')}, b.key_id, b.signature"
    " from audit_batch b left join audit_era e on e.id = b.era_id"
)


@dataclass(slots=True)
class StoredBatch:
    """One row of SELECT_BATCH."""

    number: int
    era: int
    cluster: int
    opening: bool
    first_id: int
    last_id: int
    size: int
    ids: list[int]
    leaves: bytes
    root: bytes
    previous: bytes
    chain: bytes
    horizon: int
    next_transaction: int
    sealed_at: str
    key_id: str
    signature: bytes

    @classmethod
    def read(cls, row: Sequence[Any]) -> "StoredBatch":
        """From a cursor's row."""
        values: list[Any] = [bytes(value) if isinstance(value, memoryview) else value for value in row]
        return cls(*values)

    def header(self) -> bytes:
        """What the batch says of itself, as it was chained if nobody touched it."""
        return header_bytes(
            cluster=self.cluster, first_id=self.first_id, horizon=self.horizon, key_id=self.key_id,
            last_id=self.last_id, next_transaction=self.next_transaction, number=self.number,
            opening=self.opening, root=self.root.hex(), sealed_at=self.sealed_at, size=self.size,
        )  # fmt: skip

    def leaf_list(self) -> list[bytes]:
        """The kept hash of each entry, in the order of `ids`."""
        return [self.leaves[i : i + 32] for i in range(0, len(self.leaves), 32)]


@dataclass(frozen=True)
class Bounds:
    """Which batches are looked at, both included."""

    first: int
    last: int

    @property
    def are_all(self) -> bool:
        """Whether nothing is left out."""
        return self.first <= 1 and self.last >= 2**62


@dataclass(frozen=True)
class Gap:
    """Batches that are gone, and the transactions whose entries they held: from `since`, before `until`."""

    first: int
    last: int
    since: int
    until: int
