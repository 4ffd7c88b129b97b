"""Row-level security is really there: which tables hold unit or personal data is computed from the database's
catalogue, each of them gets a row, and the application without a scope sees none."""

import re

import pytest
from django.apps import apps
from django.db import connection, transaction

from tinhso.kernel.people import walls

pytestmark = pytest.mark.django_db

# Where the data of a unit or of a person begins: whoever points at these, or names them in a column.
HEARTS = {"units_unit", "people_person", "people_account"}
TELLING_COLUMN = re.compile(
    r"(^|_)(unit|person|account|user)_ids?$|^readers$|^email$|(^|_)address$|^personal_number$|(^|_)phone$"
)

# Exceptions are by rule, with their reason. What points at them is not thereby held.
PUBLIC_ROOMS = {
    "units": "the structure of the State is public: which offices there are, their names, codes and heirs",
    "calendar": "days off are published",
    "rules": "the province's rules are for everybody to read",
    "contenttypes": "the framework's list of kinds of rows",
    "auth": "the framework's list of permissions; nobody is named (who holds them: people_account_*)",
}
UNREADABLE = {
    "django_migrations": "history of the schema; the application has no right to it",
    "people_wallkey": "the key of the seal; the application has no right to it",
}


def ask(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall()


def tables() -> set[str]:
    found = ask(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'm', 'v')"
    )
    return {name for (name,) in found}


def public_tables() -> set[str]:
    """The tables of the public rooms, by the app that owns the model."""
    models = [
        m for label in PUBLIC_ROOMS for m in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    return {model._meta.db_table for model in models}


def references() -> list[tuple[str, str]]:
    """(table, table that it points at), every foreign key of the database."""
    return [
        (table, target)
        for table, target in ask(
            "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint where contype = 'f'"
        )
    ]


def held_tables() -> set[str]:
    """Every table that holds data of a unit or of a person: it names one, or is tied by foreign keys, in either
    direction, to a table that does."""
    columns = ask(
        "select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid"
        " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'm', 'v') and a.attnum > 0"
    )
    links = references()
    held = {table for table, column in columns if TELLING_COLUMN.search(column)}
    held |= {table for table, target in links if target in HEARTS} | HEARTS
    apart = public_tables() | set(UNREADABLE)
    held -= apart
    while True:
        near = {table for table, target in links if target in held}
        near |= {target for table, target in links if table in held}
        if near - apart <= held:
            return held
        held |= near - apart


def test_the_computation_sees_what_it_must() -> None:
    held = held_tables()
    assert {"duties_duty", "duties_step", "audit_entry", "outbox_notice", "documents_storedfile"} <= held
    assert {
        "people_account",
        "account_emailaddress",
        "mfa_authenticator",
        "people_session",
        "people_attempt",
    } <= held
    assert "directives_taskcoordination" in held and "units_unit" not in held and "rules_rule" not in held


def test_nothing_stands_outside_the_walls_but_what_a_rule_says() -> None:
    """Not only the held tables: a table that is neither walled, nor public, nor without any right is a mistake."""
    outside = tables() - set(walls.declared()) - public_tables() - set(UNREADABLE)
    assert outside == set()


def test_every_table_that_holds_data_is_behind_a_wall() -> None:
    secured = {name for (name,) in ask("select relname from pg_class where relrowsecurity")}
    assert held_tables() <= secured


def test_what_the_apps_declare_is_what_the_catalogue_says() -> None:
    policies = {table for (table,) in ask("select distinct tablename from pg_policies")}
    assert policies == set(walls.declared())
    for table, conditions in walls.declared().items():
        commands = {c.lower() for (c,) in ask("select cmd from pg_policies where tablename = %s", table)}
        assert commands == set(conditions) | {"all"}, table  # the worker's policy is for all


def test_the_application_without_a_scope_sees_and_changes_no_row_of_any_table() -> None:
    proved, reached = 0, set()
    with transaction.atomic(), connection.cursor() as cursor:
        for table in sorted(held_tables() | set(walls.declared())):
            put_a_row_into(table)
            cursor.execute(f'select count(*) from "{table}"')
            assert cursor.fetchone()[0] > 0, f"{table} is empty: nothing would be proved"
            column = ask(
                "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0"
                " and not attisdropped and attgenerated = '' and attidentity = '' order by attnum limit 1",
                table,
            )[0][0]
            for statement in (
                *([] if table in public_tables() else [f'select 1 from "{table}"']),  # what is public is read
                f'select 1 from "{table}" for update',
                f'update "{table}" set "{column}" = "{column}"',
                f'delete from "{table}"',
            ):
                proved += 1
                if rows_that(statement):
                    reached.add(statement)
        transaction.set_rollback(True)
    assert reached == set()
    assert proved > 100


def test_no_function_of_the_owner_looks_into_tables_that_a_caller_made() -> None:
    """pg_temp, unnamed in a search_path, is searched first: a temporary table would pass for one of ours."""
    weak = ask(
        "select p.proname from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace"
        " and coalesce(array_to_string(p.proconfig, ','), '') not like '%%search_path=%%pg_temp%%'"
    )
    assert [name for (name,) in weak] == []


def test_the_proof_would_notice_an_open_table() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "create table forgotten (id bigserial primary key, note text not null, person_id bigint)"
        )
        cursor.execute(
            "create table forgotten_child (id bigserial primary key, parent_id bigint references forgotten)"
        )
        cursor.execute("grant select, delete on forgotten, forgotten_child to tinhso_app")
        assert {"forgotten", "forgotten_child"} <= held_tables()
        put_a_row_into("forgotten")
        assert rows_that("select 1 from forgotten") == 1
        transaction.set_rollback(True)


def rows_that(statement: str) -> int:
    """How many rows the application changes with it; none where it has no right at all."""
    from django.db import ProgrammingError

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local role tinhso_app")
            cursor.execute(statement)
            rows = cursor.rowcount
            cursor.execute("reset role")
            return rows
    except ProgrammingError as error:
        assert "permission denied" in str(error)
        return 0


def put_a_row_into(table: str) -> None:
    """One row of made-up values, whatever the table: its constraints and triggers go first, and come back with
    the rollback. A table that somebody adds tomorrow is proved like the others."""
    drops = ask(
        "select format('alter table %%s drop constraint %%I cascade', conrelid::regclass, conname)"
        " from pg_constraint where conrelid = %s::regclass and contype in ('c', 'f', 'x', 'u')",
        table,
    )
    columns = ask(
        "select attname, format_type(atttypid, null), atttypid::regtype::text, t.typtype, t.oid::int"
        " from pg_attribute a join pg_type t on t.oid = a.atttypid where attrelid = %s::regclass and attnum > 0"
        " and not attisdropped and attnotnull and not atthasdef and attidentity = '' and attgenerated = ''",
        table,
    )
    with connection.cursor() as cursor:
        cursor.execute(f'alter table "{table}" disable trigger user')
        for (drop,) in drops:
            cursor.execute(drop)
        names = ", ".join(f'"{name}"' for name, *_rest in columns)
        values = ", ".join(made_up(*rest) for _name, *rest in columns)
        into = f"({names}) values ({values})" if columns else "default values"
        cursor.execute(f'insert into "{table}" {into}')


MADE_UP = {
    "boolean": "true", "jsonb": "'{}'", "uuid": "gen_random_uuid()", "bytea": "'x'", "inet": "'192.0.2.1'",
    "timestamp with time zone": "now()", "date": "current_date", "time without time zone": "'08:00'",
    "interval": "'1 day'", "daterange": "'[2020-01-01,)'", "tstzrange": "'[2020-01-01,)'",
}  # fmt: skip


def made_up(shown: str, kind: str, typtype: str, oid: int) -> str:
    if kind.endswith("[]"):
        return f"'{{}}'::{kind}"
    if typtype == "e":
        return f"(select enumlabel::{kind} from pg_enum where enumtypid = {oid} limit 1)"
    if kind in MADE_UP:
        return f"{MADE_UP[kind]}::{kind}"
    return f"'7'::{kind}"  # numbers and texts of any length


@pytest.mark.parametrize(
    "statement",
    [
        "select secret from people_wallkey",
        "select tinhso_seal('scope|province|1|1')",
        "select tinhso_open_door(1)",
        "select data from people_session",
        "select key_hash from people_session",
        "insert into people_session (key_hash, data) values ('x', 'x')",
        "insert into people_attempt (at, kind, unknown, known_device) values (now(), 'password', 1, true)",
        "update audit_entry set event = 'x.y'",
        "delete from audit_entry",
        "alter table duties_duty disable row level security",
        "drop policy all_within_the_scope on people_person",
        "create function public.tinhso_reach() returns text language sql as 'select 1'",
        "create schema evil",
        "set role tinhso_worker",
    ],
)
def test_the_application_may_not(statement: str) -> None:
    from django.db import ProgrammingError

    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session authorization tinhso_app")
        cursor.execute(statement)
