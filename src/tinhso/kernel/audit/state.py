"""How far sealing is: for monitors, `tinhso doctor` and the page of the trace."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone


@dataclass(frozen=True)
class Sealing:
    """`opened` is False until the sealer has run once on this database cluster; then nothing is counted yet."""

    opened: bool
    last_batch: int
    last_sealed_at: datetime | None
    unsealed: int
    oldest_unsealed_at: datetime | None

    def lag_seconds(self, now: datetime) -> float:
        """For how long the oldest entry waits to be sealed; 0 where none does."""
        return max(0.0, (now - self.oldest_unsealed_at).total_seconds()) if self.oldest_unsealed_at else 0.0


def sealing() -> Sealing:
    """Ask the database; needs no scope and shows no entry."""
    with connection.cursor() as cursor:
        cursor.execute("select opened, batch, sealed_at, unsealed, oldest from tinhso_audit_state()")
        opened, batch, sealed_at, unsealed, oldest = cursor.fetchone()
    return Sealing(opened, batch or 0, sealed_at, unsealed, oldest)


def lag_seconds() -> float:
    """For a gauge: the age of the oldest entry that is not sealed."""
    return sealing().lag_seconds(timezone.now())


def unsealed_count() -> int:
    """For a gauge: entries that are not sealed."""
    return sealing().unsealed


def batches_of(ids: list[int]) -> dict[int, int]:
    """Entry id -> the number of its batch, for those that are sealed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select i.id, b.number from unnest(%s::bigint[]) i(id) join audit_batch b"
            " on int8range(b.first_id, b.last_id, '[]'::text) @> i.id and i.id = any(b.entry_ids)",
            [ids],
        )
        return dict(cursor.fetchall())
