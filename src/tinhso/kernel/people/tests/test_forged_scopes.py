"""Forged scopes open nothing. Everything here is done by the application's own role on connections of its own, as
somebody would who can make the web process run SQL of theirs.

The trust boundary is said where it runs: the web process is believed when it says whose session it serves
(tinhso_enter, tinhso_come_back). Nothing else that a statement sets, copies or shadows is believed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import psycopg
import pytest
from django.db import connection

from tinhso.kernel.people.models import Account, Post
from tinhso.kernel.people.tests.cast import Province, a_province, a_unit, an_officer_of

pytestmark = pytest.mark.django_db(transaction=True)

CLOSED = ("", None, [], None, "")


@pytest.fixture
def cast() -> Province:
    return a_province()


@contextmanager
def the_application() -> Iterator[psycopg.Connection[Any]]:
    """A connection that logs in as the web process does."""
    parameters = connection.get_connection_params()
    kept = {key: parameters[key] for key in ("dbname", "host", "port") if parameters.get(key)}
    with psycopg.connect(**kept, user="tinhso_app", autocommit=True) as opened:
        yield opened


@pytest.fixture
def app() -> Iterator[psycopg.Connection[Any]]:
    with the_application() as opened:
        yield opened


def one(app: psycopg.Connection[Any], sql: str, *values: Any) -> Any:
    row = app.execute(sql, values).fetchone()  # type: ignore[arg-type]
    return row[0] if row and len(row) == 1 else row


def scope_now(app: psycopg.Connection[Any]) -> Any:
    return one(app, "select tinhso_reach(), tinhso_person(), tinhso_units(), tinhso_account(), tinhso_role()")


def sees_people(app: psycopg.Connection[Any]) -> int:
    return int(one(app, "select count(*) from people_person"))


def enter(app: psycopg.Connection[Any], account: Account) -> None:
    app.execute("select * from tinhso_enter(%s, null)", [account.pk])


SETTINGS = ("tinhso.scope", "tinhso.seal", "tinhso.door", "tinhso.door_seal")


def copied(app: psycopg.Connection[Any]) -> dict[str, str]:
    return {name: one(app, "select current_setting(%s, true)", name) or "" for name in SETTINGS}


def pasted(app: psycopg.Connection[Any], settings: dict[str, str], local: bool = True) -> None:
    for name, value in settings.items():
        app.execute("select set_config(%s, %s, %s)", [name, value, local])


def test_the_real_thing_opens_the_walls(cast: Province, app: psycopg.Connection[Any]) -> None:
    with app.transaction():
        enter(app, cast.leader)
        assert scope_now(app)[0] == "province" and sees_people(app) > 5
    assert scope_now(app) == CLOSED and sees_people(app) == 0


@pytest.mark.parametrize(
    ("scope", "seal"),
    [
        ("province|1|1|1|administrator|1|1", ""),
        ("province|1|1|1|administrator|1|1", "0" * 64),
        ("province|1|{1}|1|administrator|1|1", "x"),
        ("province", "province"),
        ("' or true --", "' or true --"),
        ("province|1|1) or (1=1|1|administrator|1|1", "'); select tinhso_seal('x'); --"),
        ("|||||||", ""),
        ("province\x01|\t|1,1|1|administrator", "\\x"),
        ("𝓹rovince|1|1|1|administrator", "ừ"),
    ],
)
def test_a_scope_written_by_hand_opens_nothing(
    cast: Province, app: psycopg.Connection[Any], scope: str, seal: str
) -> None:
    for local in (True, False):
        with app.transaction():
            pasted(
                app,
                {"tinhso.scope": scope, "tinhso.seal": seal, "tinhso.door": "1", "tinhso.door_seal": seal},
                local,
            )
            assert scope_now(app) == CLOSED and sees_people(app) == 0
            assert one(app, "select tinhso_account_at_the_door()") is None
            assert one(app, "select count(*) from people_account") == 0


def test_a_seal_fits_no_other_scope_not_even_with_one_letter_changed(
    cast: Province, app: psycopg.Connection[Any]
) -> None:
    with app.transaction():
        enter(app, cast.science_officer)
        real = copied(app)
        for old, new in (
            ("units", "province"),
            ("officer", "administrator"),
            ("|", "||"),
            (str(cast.science.pk), "1"),
        ):
            pasted(app, {**real, "tinhso.scope": real["tinhso.scope"].replace(old, new, 1)})
            assert scope_now(app) == CLOSED, (old, new)
        pasted(app, real)
        assert scope_now(app)[0] == "units"


def test_a_seal_is_worth_nothing_in_another_transaction_or_another_backend(
    cast: Province, app: psycopg.Connection[Any]
) -> None:
    with app.transaction():
        enter(app, cast.leader)
        app.execute("select * from tinhso_come_back(%s)", [cast.leader.pk])
        real = copied(app)
        with the_application() as other, other.transaction():
            pasted(other, real)
            assert scope_now(other) == CLOSED and sees_people(other) == 0
            assert one(other, "select tinhso_account_at_the_door()") is None
    for local in (True, False):
        with app.transaction():
            pasted(app, real, local)
            assert scope_now(app) == CLOSED and one(app, "select tinhso_account_at_the_door()") is None


def test_the_seal_does_not_depend_on_how_the_caller_writes_time(
    cast: Province, app: psycopg.Connection[Any]
) -> None:
    """The seal holds the transaction's time as a number. Were it text, a zone that shifts a later time back to an
    earlier one would make an old seal fit again."""
    with app.transaction():
        enter(app, cast.leader)
        for style in ("SQL, DMY", "Postgres, MDY", "German", "ISO"):
            app.execute(
                "select set_config('DateStyle', %s, true), set_config('TimeZone', '<X>-9', true)", [style]
            )
            assert scope_now(app)[0] == "province"


def test_after_leaving_nothing_is_open(cast: Province, app: psycopg.Connection[Any]) -> None:
    from tinhso.kernel.people import scope as scopes

    assert scopes.leave.__doc__ and "door" in scopes.leave.__doc__
    with app.transaction():
        app.execute("select * from tinhso_come_back(%s)", [cast.leader.pk])
        enter(app, cast.leader)
        pasted(app, dict.fromkeys(SETTINGS, ""))
        assert scope_now(app) == CLOSED and one(app, "select tinhso_account_at_the_door()") is None


def test_a_failed_entry_closes_what_was_open(cast: Province, app: psycopg.Connection[Any]) -> None:
    with app.transaction():
        enter(app, cast.leader)
        app.execute("select * from tinhso_enter(%s, null)", [10**9])
        assert scope_now(app) == CLOSED
        enter(app, cast.leader)
        app.execute("select * from tinhso_enter(%s, %s)", [cast.science_officer.pk, 10**9])
        assert scope_now(app) == CLOSED


def test_the_seal_of_the_door_is_no_scope_and_the_other_way_round(
    cast: Province, app: psycopg.Connection[Any]
) -> None:
    with app.transaction():
        app.execute("select * from tinhso_come_back(%s)", [cast.leader.pk])
        real = copied(app)
        for scope in (real["tinhso.door"], f"door|{real['tinhso.door']}", f"|{real['tinhso.door']}"):
            pasted(app, {"tinhso.scope": scope, "tinhso.seal": real["tinhso.door_seal"]})
            assert scope_now(app) == CLOSED
    with app.transaction():
        enter(app, cast.leader)
        real = copied(app)
        pasted(app, {"tinhso.door": real["tinhso.scope"], "tinhso.door_seal": real["tinhso.seal"]})
        assert one(app, "select tinhso_account_at_the_door()") == cast.leader.pk, (
            "the scope's own, not the forgery's"
        )
        pasted(app, {"tinhso.scope": "", "tinhso.seal": ""})
        assert one(app, "select tinhso_account_at_the_door()") is None


def test_a_role_that_changed_is_entered_as_it_is_now(cast: Province, app: psycopg.Connection[Any]) -> None:
    with app.transaction():
        enter(app, cast.leader)
        real = copied(app)
    Post.objects.filter(tenures__person=cast.leader.person).update(role="officer")
    with app.transaction():
        pasted(app, real)
        assert scope_now(app) == CLOSED, "the scope of before the change is gone with its transaction"
        enter(app, cast.leader)
        assert scope_now(app)[0] == "units" and scope_now(app)[4] == "officer"


@pytest.mark.parametrize(
    "shadow",
    [
        "create temp table people_account as select 1::bigint id, 1::bigint person_id, true is_active",
        "create temp table people_post as select 1::bigint id, 'administrator'::varchar as role, 1::bigint unit_id",
        "create temp table people_wallkey as select 'x'::bytea secret",
        "create temp view people_wallkey as select 'x'::bytea secret",
    ],
)
def test_a_temporary_table_cannot_pass_for_ours(
    cast: Province, app: psycopg.Connection[Any], shadow: str
) -> None:
    app.execute(shadow)  # type: ignore[arg-type]
    for path in ("pg_temp, public", "pg_temp", '"$user", public'):
        app.execute("select set_config('search_path', %s, false)", [path])
        with app.transaction():
            if path != "pg_temp":
                app.execute("select * from public.tinhso_enter(%s, null)", [cast.science_officer.pk])
                assert one(app, "select public.tinhso_reach(), public.tinhso_role()") == ("units", "officer")
            pasted(app, {"tinhso.scope": "province|1|1|1|administrator|1|1", "tinhso.seal": "x"})
            assert one(app, "select public.tinhso_reach()") == ""


@pytest.mark.parametrize("kind", ["table", "view"])
def test_a_key_of_the_forgers_own_seals_nothing(
    cast: Province, app: psycopg.Connection[Any], kind: str
) -> None:
    """The forger knows how a seal is made and brings a key along: found first, it would be believed."""
    app.execute(f"create temp {kind} people_wallkey as select 'x'::bytea as secret")  # type: ignore[arg-type]
    with app.transaction():
        backend, now = one(app, "select pg_backend_pid(), extract(epoch from now())::text")
        scope = "province|1|1|1|administrator|1|1"
        inner = sha256(b"x" + f"scope|{scope}|{backend}|{now}".encode()).digest()
        pasted(app, {"tinhso.scope": scope, "tinhso.seal": sha256(b"x" + inner).hexdigest()})
        assert scope_now(app) == CLOSED and sees_people(app) == 0


def test_a_function_in_the_temporary_schema_is_not_called(
    cast: Province, app: psycopg.Connection[Any]
) -> None:
    app.execute("create temp table t (x int)")  # makes the schema
    for name in ("tinhso_scope_part(part int)", "tinhso_seal(scope text)", "tinhso_account()"):
        returned = "bigint" if name.startswith("tinhso_account") else "text"
        value = "1" if returned == "bigint" else "'province'"
        app.execute(
            f"create function pg_temp.{name} returns {returned} language sql as $$ select {value}::{returned} $$"
        )  # type: ignore[arg-type]
    app.execute("set search_path = pg_temp, public")
    with app.transaction():
        pasted(app, {"tinhso.scope": "province|1|1|1|administrator|1|1", "tinhso.seal": "province"})
        assert scope_now(app) == CLOSED and sees_people(app) == 0
        pasted(app, {"tinhso.door": "1", "tinhso.door_seal": "province"})
        assert one(app, "select tinhso_account_at_the_door()") is None


def test_a_policy_cannot_be_made_to_leak_by_a_cheap_function(
    cast: Province, app: psycopg.Connection[Any]
) -> None:
    """A function that costs nothing might be asked before the wall; unless it is leakproof, it never sees a row."""
    app.execute("create temp table heard (what text)")
    app.execute(
        "create function pg_temp.listen(what text) returns boolean language plpgsql cost 0.0000001 as"
        " $$ begin insert into heard values (what); return true; end $$"
    )
    with app.transaction():
        enter(app, cast.stranger)
        app.execute("select * from audit_entry where pg_temp.listen(event)")
        app.execute("select * from people_account where pg_temp.listen(password)")
    assert set(app.execute("select what from heard").fetchall()) <= {(cast.stranger.password,)}


def test_the_door_opens_one_account_and_no_other(cast: Province, app: psycopg.Connection[Any]) -> None:
    with app.transaction():
        app.execute("select * from tinhso_knock(%s)", [cast.science_officer.username])
        seen = app.execute("select id from people_account").fetchall()
        assert seen == [(cast.science_officer.pk,)] and sees_people(app) == 0
        app.execute("select * from tinhso_knock(%s)", ["%"])
        app.execute("select * from tinhso_knock(%s)", ["' or 1=1 --"])
        assert one(app, "select count(*) from people_account") == 1


@pytest.mark.parametrize(
    "change",
    [
        "person_id = {leader}",
        "is_superuser = true",
        "is_active = not is_active",
        "username = 'nguoi-khac'",
        "id = id + 1000000",
    ],
)
def test_an_account_cannot_make_itself_somebody_else(
    cast: Province, app: psycopg.Connection[Any], change: str
) -> None:
    with pytest.raises(psycopg.errors.Error), app.transaction():
        enter(app, cast.science_officer)
        statement = f"update people_account set {change.format(leader=cast.leader.person_id)} where id = {cast.science_officer.pk}"
        app.execute(statement)  # type: ignore[arg-type]


def test_an_account_changes_its_own_secrets_and_nobody_elses(
    cast: Province, app: psycopg.Connection[Any]
) -> None:
    with app.transaction():
        enter(app, cast.science_officer)
        assert app.execute("update people_account set password = 'x'").rowcount == 1
    untouched = Account.objects.exclude(pk=cast.science_officer.pk).filter(password="x")
    assert not untouched.exists()


def test_sessions_are_found_by_key_and_never_listed(cast: Province, app: psycopg.Connection[Any]) -> None:
    from tinhso.kernel.people.sessions import SessionStore

    store = SessionStore()
    store["_auth_user_id"] = str(cast.leader.pk)
    store.save()
    assert one(app, "select data from tinhso_session_read(%s)", store.session_key)
    for guess in ("", "%", "' or true --", str(cast.leader.pk)):
        assert one(app, "select count(*) from tinhso_session_read(%s)", guess) == 0
    with app.transaction():
        enter(app, cast.science_officer)
        assert one(app, "select count(*) from people_session") == 0
        enter(app, cast.leader)
        assert one(app, "select count(*) from people_session") == 1
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("select data from people_session")


def test_nobody_but_an_administrator_reads_accounts_jobs_or_sessions_of_others(
    cast: Province, app: psycopg.Connection[Any]
) -> None:
    from tinhso.kernel.people import jobs

    jobs.mail_password_link.defer(account_id=1, language="vi")
    with app.transaction():
        for account, sees in ((cast.leader, False), (cast.science_head, False), (cast.administrator, True)):
            enter(app, account)
            assert (one(app, "select count(*) from people_account") > 1) is sees
            assert (one(app, "select count(*) from procrastinate_jobs") > 0) is sees


def test_the_application_leaves_jobs_that_it_cannot_read(
    cast: Province, app: psycopg.Connection[Any]
) -> None:
    left = one(
        app,
        "select procrastinate_defer_jobs_v1(array[row('mail', 'x', 0, null, null, '{}'::jsonb, null)"
        "::procrastinate_job_to_defer_v1])",
    )
    assert len(left) == 1
    assert one(app, "select count(*) from procrastinate_jobs") == 0
    assert app.execute("delete from procrastinate_jobs").rowcount == 0


def test_what_the_database_believes_the_web_process(cast: Province, app: psycopg.Connection[Any]) -> None:
    """The boundary, in a test so that nobody mistakes it: whoever runs SQL as the web process may enter as anybody
    who holds a post today; the scope is then exactly that post's, and an account without a post enters nothing."""
    with app.transaction():
        enter(app, cast.science_officer)
        enter(app, cast.leader)
        assert scope_now(app)[3] == cast.leader.pk
        nobody = an_officer_of(a_unit("Phòng không còn"), until=None)
        nobody.is_active = False
        nobody.save()
        enter(app, nobody)
        assert scope_now(app) == CLOSED
