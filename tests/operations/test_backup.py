"""A backup is worth what its restoration proves: real servers, real files, real damage."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("TINHSO_", "DATABASE_", "OWNER_", "WORKER_", "DJANGO_SETTINGS_MODULE")

pytestmark = pytest.mark.xdist_group("backup")


def tinhso(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.run(
        [sys.executable, "-m", "tinhso", *arguments],
        cwd=ROOT, env=kept | {"TINHSO_VAR": str(var)}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def ask(var: Path, query: str) -> str:
    """What a query answers in the installation of this folder, asked through its own shell."""
    code = (
        f"from django.db import connection as c; k = c.cursor(); k.execute({query!r}); print(k.fetchone()[0])"
    )
    return tinhso(var, "shell", "-v", "0", "-c", code).stdout.strip()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """An installation with the demo province, and its verified backup."""
    var = tmp_path_factory.mktemp("first")
    prepared = tinhso(var, "prepare", "--demo")
    assert prepared.returncode == 0, prepared.stderr
    made = tinhso(var, "backup", str(tmp_path_factory.mktemp("copies")), "--verify")
    assert made.returncode == 0, made.stderr
    yield var, Path(made.stdout.strip())


def test_a_restored_installation_is_the_same_to_the_digit(running, tmp_path: Path) -> None:
    var, copy = running
    manifest = json.loads((copy / "manifest.json").read_text())
    assert manifest["tables"]["duties_duty"][0] > 5 and manifest["files"]
    done = tinhso(tmp_path, "restore", str(copy))
    assert done.returncode == 0, done.stderr
    question = "select string_agg(title, '|' order by id) from duties_duty"
    assert ask(tmp_path, question) == ask(var, question) != ""
    for name in manifest["files"]:
        assert (tmp_path / "files" / name[:2] / name[2:4] / name).exists()
    # and the walls stand again
    assert ask(tmp_path, "select count(*) from pg_policies") == ask(var, "select count(*) from pg_policies")


def test_data_that_is_there_is_not_replaced_unasked(running) -> None:
    var, copy = running
    refused = tinhso(var, "restore", str(copy))
    assert refused.returncode == 1 and "--replace" in refused.stderr
    assert int(ask(var, "select count(*) from duties_duty")) > 5


@pytest.mark.parametrize("harm", ["dump", "file", "manifest"])
def test_a_damaged_backup_is_refused_and_says_what_is_damaged(running, tmp_path: Path, harm: str) -> None:
    _var, copy = running
    damaged = tmp_path / "copies"
    subprocess.run(["cp", "-r", str(copy.parent), str(damaged)], check=True)
    backup = damaged / copy.name
    if harm == "dump":
        with (backup / "database.dump").open("r+b") as file:
            file.seek(5000)
            file.write(b"\0\0\0\0")
        words = "database.dump"
    elif harm == "file":
        victim = next((damaged / "files").glob("??/??/*"))
        victim.write_bytes(b"other")
        words = victim.name
    else:
        (backup / "manifest.json").unlink()
        words = "thiếu"
    done = tinhso(tmp_path / "var", "restore", str(backup))
    assert done.returncode == 1 and words in done.stderr


def test_a_row_that_was_changed_in_the_copy_is_named_by_its_table(running, tmp_path: Path) -> None:
    """Not a broken file but a forged one: the dump's own hash is set right, a row's digest is not."""
    _var, copy = running
    forged = tmp_path / "copies"
    subprocess.run(["cp", "-r", str(copy.parent), str(forged)], check=True)
    manifest = forged / copy.name / "manifest.json"
    facts = json.loads(manifest.read_text())
    facts["tables"]["duties_duty"][1] = "1"
    manifest.write_text(json.dumps(facts))
    done = tinhso(tmp_path / "var", "restore", str(forged / copy.name))
    assert done.returncode == 1 and "duties_duty" in done.stderr


def test_a_second_backup_copies_only_new_files_and_names_what_rotted(running) -> None:
    var, copy = running
    store = copy.parent / "files"
    before = {path: path.stat().st_mtime_ns for path in store.glob("??/??/*")}
    again = tinhso(var, "backup", str(copy.parent))
    assert again.returncode == 0, again.stderr
    assert {path: path.stat().st_mtime_ns for path in store.glob("??/??/*")} == before
    victim = next((var / "files").glob("??/??/*"))
    whole = victim.read_bytes()
    victim.write_bytes(whole + b"x")
    try:
        refused = tinhso(var, "backup", str(copy.parent))
        assert refused.returncode == 1 and victim.name in refused.stderr
    finally:
        victim.write_bytes(whole)


DIGEST = """
import psycopg
from tinhso.config import env
from tinhso.config.operations.backup import SETTINGS, digests
connection = psycopg.connect(env.text("OWNER_DATABASE_URL"), autocommit=True)
connection.execute(SETTINGS)
first = dict(digests(connection))["duties_duty"]
connection.execute("cluster duties_duty using duties_duty_pkey")
connection.execute("update duties_duty set title = title")
second = dict(digests(connection))["duties_duty"]
connection.execute("update duties_duty set title = title || ' ' where id = (select min(id) from duties_duty)")
third = dict(digests(connection))["duties_duty"]
print(first == second, first == third)
"""


def test_the_digest_depends_on_every_row_and_not_on_their_order(tmp_path: Path, running) -> None:
    _var, copy = running
    assert tinhso(tmp_path, "restore", str(copy)).returncode == 0
    assert tinhso(tmp_path, "shell", "-v", "0", "-c", DIGEST).stdout.strip() == "True False"
