"""A proof that one entry stood in the trace when its batch was signed, for somebody who trusts nobody here."""

from pathlib import Path
from typing import Any

from django.db import connection

from tinhso.kernel.audit import merkle
from tinhso.kernel.audit.canonical import SELECT, entry_bytes
from tinhso.kernel.audit.stored import SELECT_BATCH, StoredBatch

SCRIPT = Path(__file__).with_name("check_proof.py")
FORMAT = "tinhso-audit-proof-1"


class NotSealed(Exception):
    """The entry exists and waits for the next batch; seconds, when the sealer runs."""


class Unprovable(Exception):
    """The row no longer is what was sealed: run `tinhso audit verify`."""


def proof_of(entry_id: int) -> dict[str, Any]:
    """The proof as JSON data; `check_proof.py` checks it.

    Raises LookupError where the post (or role) sees no such entry, NotSealed, and Unprovable.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"select {SELECT} from audit_entry e where e.id = %s", [entry_id])
        row = cursor.fetchone()
        if row is None:
            raise LookupError(entry_id)
        cursor.execute(
            f"{SELECT_BATCH} where int8range(b.first_id, b.last_id, '[]'::text) @> %s::bigint"
            " and %s = any(b.entry_ids)",
            [entry_id, entry_id],
        )
        held = cursor.fetchone()
        if held is None:
            raise NotSealed(entry_id)
        batch = StoredBatch.read(held)
        cursor.execute("select public_key from audit_key where key_id = %s", [batch.key_id])
        public_key = bytes(cursor.fetchone()[0])
    entry, leaves, index = entry_bytes(row), batch.leaf_list(), batch.ids.index(entry_id)
    if merkle.leaf_hash(entry) != leaves[index] or merkle.root(leaves) != batch.root:
        raise Unprovable(entry_id)
    return {
        "format": FORMAT,
        "id": entry_id,
        "entry": entry.decode(),
        "index": index,
        "path": [step.hex() for step in merkle.path(leaves, index)],
        "batch": batch.header().decode(),
        "previous": batch.previous.hex(),
        "chain": batch.chain.hex(),
        "signature": batch.signature.hex(),
        "public_key": public_key.hex(),
    }


def script() -> str:
    """The stand-alone checker, as text."""
    return SCRIPT.read_text(encoding="utf-8")
