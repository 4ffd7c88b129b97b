"""What the two roles of the running product may do to the trace: add and read; seal; nothing else."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tinhso.kernel import audit
from tinhso.kernel.audit import keys, state
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.audit.sealing import seal_all
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of

TABLES = ["audit_entry", "audit_batch", "audit_era", "audit_key"]
ADD = "insert into audit_entry (at, event, subject_type, subject_id, details{}) values (now(), 'x.y', 'x', '', '{{}}'{})"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["tinhso_app", "tinhso_worker"])
@pytest.mark.parametrize(
    "statement",
    [
        *(f"delete from {table}" for table in TABLES),
        *(f"truncate {table} cascade" for table in TABLES),
        "update audit_entry set event = 'x.y'",
        "update audit_batch set size = 0",
        "update audit_era set cut_id = 0",
        "update audit_key set after_batch = 0",
        "insert into audit_era (cluster, cut_id, horizon, opened_at) values (1, 1, 1, now())",
        ADD.format(", transaction_id", ", 1"),
        ADD.format(", recorded_at", ", now() - interval '1 day'"),
        ADD.format(", id", ", 1"),
    ],
)
def test_neither_role_may(role: str, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"set local role {role}")
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["audit_batch", "audit_key", "audit_destination"])
def test_the_application_may_not_even_add_to(table: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("set local role tinhso_app")
        cursor.execute(f"insert into {table} select * from {table}")


@pytest.mark.django_db(transaction=True)
def test_the_worker_seals_with_its_own_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set role tinhso_worker")
    try:
        audit.record("thing.done", "thing", by=None, at=timezone.now())
        for _attempt in range(100):
            seal_all()
            if not state.unsealed_count() and state.sealing().opened:
                break
        keys.rotate(at=timezone.now())
        assert state.sealing().last_batch >= 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("reset role")


@pytest.mark.django_db
def test_leaders_and_administrators_read_all_and_others_their_own_units() -> None:
    cast = a_province()
    for who in (cast.science_officer, cast.culture_officer, cast.leader):
        audit.record("thing.done", "thing", by=scope_of(who), at=timezone.now())
    audit.record("thing.done", "thing", by=None, at=timezone.now())
    seen = {}
    with as_application():
        for name in ("leader", "administrator", "science_officer", "stranger"):
            scope_of(getattr(cast, name))
            seen[name] = Entry.objects.count()
    assert seen == {"leader": 4, "administrator": 4, "science_officer": 1, "stranger": 0}


@pytest.mark.django_db
def test_monitors_without_a_scope_see_the_state_and_no_entry() -> None:
    audit.record("thing.done", "thing", by=None, at=timezone.now())
    with as_application():
        assert state.sealing().unsealed >= 0 and state.lag_seconds() >= 0
        assert not Entry.objects.exists()
