"""Every committed entry comes into exactly one batch; batches are chained and signed."""

import stat
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, connections, transaction

from tinhso.kernel import audit
from tinhso.kernel.audit import keys, merkle, sealing, state
from tinhso.kernel.audit.models import Batch, Entry, Era, Key
from tinhso.kernel.audit.sealing import NOTHING, chain_hash
from tinhso.kernel.audit.stored import SELECT_BATCH, StoredBatch
from tinhso.kernel.audit.tests.factories import AT, as_owner, committed, seal_everything, sealed

pytestmark = pytest.mark.django_db(transaction=True)


def held() -> list[int]:
    """The ids in all batches, in their order."""
    return [pk for ids in Batch.objects.values_list("entry_ids", flat=True) for pk in ids]


def stored() -> list[StoredBatch]:
    with connection.cursor() as cursor:
        cursor.execute(SELECT_BATCH + " order by b.number")
        return [StoredBatch.read(row) for row in cursor.fetchall()]


def test_what_is_committed_is_sealed_once() -> None:
    first = committed(3)
    seal_everything()
    second = committed(2)
    seal_everything()
    assert held() == first + second
    assert sealing.seal_all() == sealing.Sealed(0, 0)


def test_batches_are_chained_signed_and_numbered_without_gaps() -> None:
    for _round in range(3):
        sealed(2)
    batches, key = stored(), Key.objects.get()
    assert [batch.number for batch in batches] == list(range(1, len(batches) + 1))
    before = NOTHING
    for batch in batches:
        assert batch.previous == before and batch.chain == chain_hash(before, batch.header())
        assert keys.is_signed(bytes(key.public_key), batch.signature, keys.BATCH, batch.chain)
        assert merkle.root(batch.leaf_list()) == batch.root
        before = batch.chain


def test_a_big_backlog_becomes_several_batches() -> None:
    sealed(1)
    ids = committed(11)
    seal_everything(largest=3, limit=5)
    assert held()[-11:] == ids
    assert max(batch.size for batch in stored()) == 3


def test_one_transaction_with_more_entries_than_a_round_is_sealed_whole() -> None:
    sealed(1)
    with transaction.atomic():
        for number in range(9):
            audit.record("thing.done", "thing", by=None, at=AT, number=number)
    seal_everything(largest=100, limit=4)
    assert stored()[-1].size == 9


def test_an_entry_that_is_committed_late_is_not_missed() -> None:
    sealed(1)
    slow = connections.create_connection("default")
    try:
        with slow.cursor() as cursor:
            cursor.execute("begin")
            cursor.execute(
                "insert into audit_entry (at, event, subject_type, subject_id, details)"
                " values (now(), 'thing.done', 'slow', '', '{}') returning id"
            )
            late = cursor.fetchone()[0]
            later = committed(2)
            sealing.seal_all()
            assert late not in held() and not set(later) & set(held())  # they wait for it
            assert state.sealing().unsealed == 2 and state.sealing().lag_seconds(AT) == 0
            cursor.execute("commit")
    finally:
        slow.close()
    seal_everything()
    assert sorted(held()) == sorted(Entry.objects.values_list("id", flat=True))
    assert late < min(later)


def test_a_rolled_back_entry_leaves_no_hole_in_the_proof() -> None:
    sealed(1)
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record("thing.done", "thing", by=None, at=AT)
        raise RuntimeError
    after = sealed(1)
    assert held()[-1:] == after and len(held()) == 2


def test_entries_written_in_a_savepoint_are_sealed() -> None:
    sealed(1)
    with transaction.atomic():
        with transaction.atomic():
            audit.record("thing.done", "inner", by=None, at=AT)
        audit.record("thing.done", "outer", by=None, at=AT)
    seal_everything()
    assert len(held()) == 3


def test_a_second_sealer_steps_back() -> None:
    sealed(1)
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [sealing.LOCK])
            assert sealing.seal() is None
    finally:
        other.close()


def test_the_chain_cannot_fork() -> None:
    sealed(1)
    sealed(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        as_owner(
            "insert into audit_batch select number + 100, era_id, opening, first_id, last_id, size, entry_ids, leaves,"
            " root, previous, chain, horizon, next_transaction, sealed_at, key_id, signature"
            " from audit_batch where number = 2"
        )


def test_a_dump_restored_into_another_cluster_is_sealed_from_where_it_stopped() -> None:
    """There transaction ids begin low again, while the restored entries bring theirs with them."""
    before = sealed(3)
    unsealed = committed(2)
    as_owner("update audit_era set cluster = 42")  # so it looks to the database that the dump came to
    as_owner("update audit_entry set transaction_id = transaction_id + 1000000 where id = any(%s)", unsealed)
    as_owner("update audit_batch set horizon = horizon + 1000000")
    assert not state.sealing().opened
    seal_everything()
    after = sealed(2)
    assert Era.objects.count() == 2
    assert held() == before + unsealed + after
    opening = stored()[-2]
    assert opening.opening and opening.ids == unsealed


def test_old_transaction_ids_that_come_round_again_are_not_sealed_twice() -> None:
    sealed(2)
    as_owner("update audit_era set cluster = 42")
    seal_everything()
    as_owner("update audit_entry set transaction_id = transaction_id + 3")  # as if just given out here
    after = sealed(4)
    assert held()[-4:] == after and len(held()) == 6


# --- the key ----------------------------------------------------------------------------------------------------


def test_the_key_is_made_at_the_first_start_for_the_owner_of_the_process_only(key_file: Path) -> None:
    sealed(1)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert keys.state() == keys.KeyState(key_file, Key.objects.get().key_id, "")
    assert [path.name for path in key_file.parent.iterdir()] == [key_file.name]


def test_a_key_that_others_can_read_does_not_sign(key_file: Path) -> None:
    sealed(1)
    key_file.chmod(0o644)
    committed(1)
    with pytest.raises(keys.KeyProblem, match="chmod 600"):
        seal_everything()


def test_a_lost_key_is_not_replaced_unnoticed(key_file: Path) -> None:
    sealed(1)
    committed(1)
    key_file.unlink()
    with pytest.raises(keys.KeyProblem, match="rotate --lost"):
        seal_everything()
    assert not key_file.exists() and "rotate --lost" in keys.state().problem


def test_a_foreign_key_does_not_sign(key_file: Path) -> None:
    sealed(1)
    key_file.unlink()
    keys._make(key_file)
    committed(1)
    with pytest.raises(keys.KeyProblem, match=Key.objects.get().key_id):
        seal_everything()


def test_the_old_key_hands_over_to_the_new_one(key_file: Path) -> None:
    sealed(1)
    old, new = keys.rotate(at=AT)
    sealed(1)
    assert [batch.key_id for batch in stored()] == [old, new]
    assert keys.load().key_id == new
    successor, first = Key.objects.get(pk=new), Key.objects.get(pk=old)
    assert keys.is_handed_over(successor, first) and not keys.is_handed_over(first, successor)


def test_a_kill_between_the_handover_and_the_renaming_of_the_file_is_made_good(key_file: Path) -> None:
    sealed(1)
    _old, new = keys.rotate(at=AT)
    replaced = next(path for path in key_file.parent.iterdir() if ".until-" in path.name)
    key_file.rename(key_file.with_name(key_file.name + ".next"))
    replaced.rename(key_file)
    sealed(1)
    assert stored()[-1].key_id == new and keys.load().key_id == new
