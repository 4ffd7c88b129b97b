"""Whatever is done to the trace with the owner's password is found and named."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.kernel.audit import keys, roots
from tinhso.kernel.audit.findings import Finding, Kind, Report
from tinhso.kernel.audit.models import Batch, Entry
from tinhso.kernel.audit.tests.factories import AT, as_owner, committed, seal_everything, sealed
from tinhso.kernel.audit.verifying import verify

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]
ALTER = "update audit_entry set details = details || '{\"number\": 99}' where id = %s"


def named(report: Report) -> set[tuple[Kind, int | None]]:
    """What was found, by kind and entry (or batch where no entry is named)."""
    return {(found.kind, found.entry or found.batch) for found in report.findings}


def test_an_untouched_trace_is_whole() -> None:
    sealed(5, largest=2)
    committed(2)
    report = verify()
    assert report.is_whole and report.entries == 5 and report.unsealed == 2
    assert report.last_batch == Batch.objects.count() and report.entries_per_second > 0


def test_nothing_to_verify_is_whole() -> None:
    assert verify().is_whole


COLUMNS = [
    ("at", "at + interval '1 microsecond'"), ("recorded_at", "recorded_at - interval '1 second'"),
    ("event", "'thing.undone'"), ("subject_type", "'other'"), ("subject_id", "'7'"), ("actor_account_id", "1"),
    ("actor_person_id", "1"), ("actor_post_id", "1"), ("actor_unit_id", "1"),
    ("details", "details || '{\"more\": 1}'"), ("transaction_id", "transaction_id + 1"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "value"), COLUMNS, ids=[name for name, _ in COLUMNS])
def test_a_change_of_any_column_names_the_row(column: str, value: str) -> None:
    ids = sealed(4)
    as_owner(f"update audit_entry set {column} = {value} where id = %s", ids[2])
    assert named(verify()) == {(Kind.ALTERED, ids[2])}


def test_a_deleted_row_is_named() -> None:
    ids = sealed(4)
    as_owner("delete from audit_entry where id = %s", ids[1])
    assert named(verify()) == {(Kind.MISSING, ids[1])}


def insert_like(pk: int, **changed: str) -> int:
    """A row that looks like another one, with its own id."""
    columns = [field.column for field in Entry._meta.concrete_fields if field.column != "id"]
    values = ", ".join(changed.get(name, name) for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into audit_entry ({', '.join(columns)}) select {values} from audit_entry where id = %s returning id",
            [pk],
        )
        return int(cursor.fetchone()[0])


def test_a_row_that_is_put_into_the_past_is_named() -> None:
    ids = sealed(4)
    assert named(verify()) == set()
    inserted = insert_like(ids[0])
    assert named(verify()) == {(Kind.INSERTED, inserted)}


def test_a_row_of_a_transaction_that_does_not_exist_yet_is_named() -> None:
    ids = sealed(1)
    inserted = insert_like(ids[0], transaction_id="transaction_id + 1000000000")
    assert named(verify()) == {(Kind.INSERTED, inserted)}


def test_a_row_with_a_false_time_of_writing_is_named_even_when_it_was_sealed() -> None:
    ids = sealed(2)
    backdated = insert_like(
        ids[0],
        recorded_at="recorded_at - interval '1 day'",
        transaction_id="pg_current_xact_id()::text::bigint",
    )
    seal_everything()
    assert named(verify()) == {(Kind.TIME, backdated)}


def test_an_entry_that_waits_for_ten_minutes_is_named() -> None:
    sealed(1)
    waiting = committed(1)[0]
    as_owner(
        "update audit_entry set recorded_at = recorded_at - interval '11 minutes' where id = %s", waiting
    )
    assert named(verify()) == {(Kind.WAITING, waiting)}


def test_a_removed_batch_is_named_and_so_are_the_entries_that_lost_their_proof() -> None:
    sealed(1)
    lost = sealed(2)
    sealed(1)
    number = Batch.objects.get(entry_ids=lost).number
    as_owner("delete from audit_batch where number = %s", number)
    assert named(verify()) == {(Kind.MISSING_BATCH, number), *((Kind.UNPROVEN, pk) for pk in lost)}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("signature = set_byte(signature, 5, get_byte(signature, 5) # 1)", Kind.SIGNATURE),
        ("sealed_at = sealed_at - interval '1 second'", Kind.BATCH),
        ("horizon = horizon + 1", Kind.BATCH),
        ("leaves = set_byte(leaves, 40, get_byte(leaves, 40) # 1)", Kind.BATCH),
    ],
)
def test_a_changed_batch_is_named(change: str, kind: Kind) -> None:
    ids = sealed(3)
    number = Batch.objects.get(entry_ids=ids).number
    as_owner(f"update audit_batch set {change} where number = %s", number)
    assert named(verify()) == {(kind, number)}


def test_a_batch_that_is_made_anew_for_changed_rows_breaks_signature_and_chain() -> None:
    sealed(1)
    ids = sealed(2)
    sealed(1)
    number = Batch.objects.get(entry_ids=ids).number
    as_owner(ALTER, ids[0])
    forge(number)
    assert named(verify()) == {(Kind.SIGNATURE, number), (Kind.CHAIN, number + 1)}


def forge(number: int) -> None:
    """What somebody without the key would do: compute hashes and chain as the sealer does."""
    from tinhso.kernel.audit import merkle
    from tinhso.kernel.audit.check_batches import _rows_now
    from tinhso.kernel.audit.sealing import chain_hash
    from tinhso.kernel.audit.stored import SELECT_BATCH, StoredBatch

    with connection.cursor() as cursor:
        cursor.execute(SELECT_BATCH + " where b.number = %s", [number])
        batch = StoredBatch.read(cursor.fetchone())
    leaves = [_rows_now(batch.ids)[pk].leaf for pk in batch.ids]
    batch.leaves, batch.root = b"".join(leaves), merkle.root(leaves)
    as_owner(
        "update audit_batch set leaves = %s, root = %s, chain = %s where number = %s",
        batch.leaves, batch.root, chain_hash(batch.previous, batch.header()), number,
    )  # fmt: skip


def test_an_entry_in_two_batches_is_named() -> None:
    first, second = sealed(1), sealed(1)
    as_owner("update audit_batch set entry_ids = %s where entry_ids = %s::bigint[]", first, second)
    assert (Kind.DOUBLED, first[0]) in named(verify())


# --- against what was exported ------------------------------------------------------------------------------------


def exported() -> list[roots.Root]:
    return list(roots.parse(roots.lines()))


def test_exported_roots_agree_with_an_untouched_trace() -> None:
    sealed(5, largest=2)
    assert verify(roots=exported()).is_whole


def test_a_tail_that_was_cut_off_shows_against_exported_roots() -> None:
    sealed(1)
    last = sealed(2)
    known, number = exported(), Batch.objects.get(entry_ids=last).number
    as_owner("delete from audit_batch where number = %s", number)
    as_owner("delete from audit_entry where id = any(%s)", last)
    assert verify().is_whole  # from within nothing is left to see
    assert named(verify(roots=known)) == {(Kind.CUT_OFF, number)}


def test_an_operator_who_has_the_key_and_rewrites_history_is_caught_by_exported_roots() -> None:
    ids = sealed(2)
    known = exported()
    as_owner(ALTER, ids[0])
    as_owner("truncate audit_batch")
    seal_everything()
    as_owner("update audit_era set horizon = 0, cut_id = 0")
    seal_everything()
    report = verify(roots=known)
    assert {found.kind for found in report.findings} == {Kind.REWRITTEN}


# --- keys -----------------------------------------------------------------------------------------------------


def test_a_handed_over_key_is_trusted() -> None:
    sealed(1)
    keys.rotate(at=AT)
    sealed(1)
    assert verify().is_whole


def test_a_key_that_nobody_handed_over_is_named() -> None:
    sealed(1)
    keys.rotate(at=AT, lost=True)
    sealed(1)
    assert {found.kind for found in verify().findings} == {Kind.KEY}


def test_the_old_key_cannot_sign_on_after_the_handover() -> None:
    sealed(1)
    old, _new = keys.rotate(at=AT)
    sealed(1)
    batch = Batch.objects.latest("number")
    as_owner("update audit_key set after_batch = after_batch + 1 where key_id <> %s", old)
    assert (Kind.SIGNATURE, batch.number) in named(verify())


# --- parts ----------------------------------------------------------------------------------------------------


def test_a_part_can_be_verified_alone() -> None:
    first, second, third = sealed(2), sealed(2), sealed(2)
    as_owner(ALTER, first[0])
    as_owner(ALTER, third[0])
    number = Batch.objects.get(entry_ids=second).number
    assert verify(first=number, last=number).is_whole
    assert named(verify(first=number)) == {(Kind.ALTERED, third[0])}
    assert named(verify(last=number)) == {(Kind.ALTERED, first[0])}


def test_a_part_by_days() -> None:
    ids = sealed(2)
    as_owner(ALTER, ids[0])
    today = timezone.localdate()
    assert named(verify(first=today, last=today)) == {(Kind.ALTERED, ids[0])}
    assert verify(first=today + timedelta(days=1)).entries == 0
    assert verify(last=today - timedelta(days=1)).entries == 0


# --- the command ----------------------------------------------------------------------------------------------


def test_the_command_ends_with_1_and_names_the_row(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ids = sealed(3)
    call_command("audit", "roots")
    kept = tmp_path / "roots.jsonl"
    kept.write_text(capsys.readouterr().out)
    call_command("audit", "verify", "--roots", str(kept))
    assert "Nguyên vẹn" in capsys.readouterr().out
    as_owner(ALTER, ids[1])
    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify", "--roots", str(kept), "--json")
    found = json.loads(capsys.readouterr().out)
    assert ended.value.code == 1 and not found["whole"]
    assert [(one["kind"], one["entry"]) for one in found["findings"]] == [("altered", ids[1])]


# --- any tampering --------------------------------------------------------------------------------------------

ACTS: dict[str, tuple[Callable[[int], object], Kind]] = {
    "alter": (lambda pk: as_owner(ALTER, pk), Kind.ALTERED),
    "delete": (lambda pk: as_owner("delete from audit_entry where id = %s", pk), Kind.MISSING),
    "insert": (insert_like, Kind.INSERTED),
}


def test_any_mixture_of_changes_is_named_exactly() -> None:
    """One trace of many batches; each example changes it, verifies and rolls back."""
    ids = sealed(40, largest=7)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(st.sampled_from(ids), st.sampled_from(sorted(ACTS)), max_size=6))
    def holds(acts: dict[int, str]) -> None:
        with transaction.atomic():
            wanted = set()
            for pk, act in sorted(
                acts.items(), key=lambda one: one[1] != "insert"
            ):  # copies are made of true rows
                do, kind = ACTS[act]
                made = do(pk)
                wanted.add((kind, made if act == "insert" else pk))
            assert named(verify()) == wanted
            transaction.set_rollback(True)

    holds()


def test_a_finding_is_plain_data() -> None:
    assert Finding(Kind.ALTERED, 1, 2, "x").as_json() == {
        "kind": "altered",
        "entry": 1,
        "batch": 2,
        "says": "x",
    }
