"""Row-level security is really there: what the apps declare is what the database's catalogue says."""

import pytest
from django.db import connection, transaction

from tinhso.kernel.people import walls

pytestmark = pytest.mark.django_db

# Tables that hold neither a unit's work nor personal data: the structure of the State, rules, days off,
# the framework's own, and the accounts that log in before any scope exists.
OPEN_TABLES = {
    "auth_group", "auth_group_permissions", "auth_permission", "django_content_type", "django_session",
    "django_migrations", "account_emailaddress", "account_emailconfirmation", "mfa_authenticator",
    "people_account", "people_account_groups", "people_account_user_permissions", "people_wallkey",
}  # fmt: skip
OPEN_PREFIXES = ("units_", "rules_", "calendar_", "procrastinate_")


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        return [name for (name,) in cursor.fetchall()]


def walled() -> list[str]:
    return [t for t in tables() if t not in OPEN_TABLES and not t.startswith(OPEN_PREFIXES)]


def test_every_table_with_unit_or_personal_data_is_behind_the_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relrowsecurity")
        secured = {name for (name,) in cursor.fetchall()}
    assert set(walled()) <= secured


def test_what_the_apps_declare_is_what_the_catalogue_says() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select distinct tablename from pg_policies")
        assert {name for (name,) in cursor.fetchall()} == set(walls.declared())


def test_the_application_without_a_scope_sees_no_row_of_any_walled_table() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role tinhso_app")
        for table in walled():
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,), table
        cursor.execute("reset role")


def test_a_scope_written_by_hand_opens_nothing() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role tinhso_app")
        cursor.execute(
            "select set_config('tinhso.scope', 'province|1|1', true), set_config('tinhso.seal', 'x', true)"
        )
        cursor.execute("select tinhso_reach(), tinhso_units(), tinhso_person()")
        assert cursor.fetchone() == ("", [], None)
        cursor.execute("reset role")


@pytest.mark.parametrize(
    "statement",
    [
        "select secret from people_wallkey",
        "select tinhso_seal('province|1|1')",
        "update audit_entry set event = 'x.y'",
        "delete from audit_entry",
        "alter table duties_duty disable row level security",
    ],
)
def test_the_application_may_not(statement: str) -> None:
    from django.db import ProgrammingError

    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role tinhso_app")
        cursor.execute(statement)
