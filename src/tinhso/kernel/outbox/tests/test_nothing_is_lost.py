"""Kill anything at any moment: what was committed arrives, what was not does not, and twice only where we say so.

Real processes: a PostgreSQL of its own, a writer behind the walls, two workers whose clocks are wrong by six hours
each way, a mail server. For half a minute a seeded chance kills them with SIGKILL and brings them back.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
import pytest

from tinhso.kernel.outbox.tests.servers import free_port

pytestmark = pytest.mark.alone
ROOT = Path(__file__).resolve().parents[5]
OURS = ("TINHSO_", "DATABASE_", "OWNER_", "WORKER_", "DJANGO_SETTINGS_MODULE")
SEED = 20261124
ACTORS = ["mail", "writer", "worker+6", "worker-6"]
VICTIMS = 3 * ["worker+6", "worker-6", "database"] + 2 * ["mail", "writer"]
MOST_SECONDS = 28.0  # of killing, on a busy machine
PATIENCE = 45.0  # until everything has arrived


@dataclass
class Stage:
    """The processes by name, and how often each was killed."""

    folder: Path
    port: int
    urls: dict[str, str] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)

    def environment(self, role: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return kept | {
            **self.urls,
            "TINHSO_VAR": str(self.folder),
            "TINHSO_SECRET_KEY": "of-the-chaos-test",
            "TINHSO_DATABASE_ROLE": role,
            "TINHSO_MAIL_HOST": "127.0.0.1",
            "TINHSO_MAIL_PORT": str(self.port),
            "TINHSO_OUTBOX_GRACE_SECONDS": "6",
        }

    def run(self, name: str, role: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "tinhso.kernel.outbox.tests.stage", *arguments],
                cwd=ROOT,
                env=self.environment(role),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if role == "owner" else log,
                stderr=log,
            )
        return self.running[name]

    def start(self, name: str) -> None:
        if name == "database":
            self.urls = {}
            said = self.run(name, "owner", "database").stdout.readline()  # type: ignore[union-attr]
            self.urls = json.loads(said)
        elif name == "mail":
            self.run(name, "app", "mail", str(self.port), str(self.folder / "letters"))
        elif name == "writer":
            self.run(name, "app", "writer", str(self.folder / "kept"), *self.people)
        else:
            hours = {"worker+6": "6", "worker-6": "-6"}[name]
            self.run(name, "worker", "clock", hours, "worker")

    def kill(self, name: str) -> None:
        self.kills[name.rstrip("+-6")] += 1
        if name == "database":
            note = self.folder / "postgres/postmaster.pid"
            postmaster = psutil.Process(int(note.read_text().split()[0]))
            for process in [postmaster, *postmaster.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            # Where nobody collects the dead they look alive, and the next server would keep away from them.
            for left in [note, *note.parent.glob(".s.PGSQL.*")]:
                left.unlink(missing_ok=True)
        self.running[name].send_signal(signal.SIGKILL)
        self.running.pop(name).wait(10)

    def ask(self, question: str) -> list[tuple]:
        with psycopg.connect(self.urls["OWNER_DATABASE_URL"]) as connection:
            return connection.execute(question).fetchall()

    def wait_for_letters(self, more: int, *, seconds: float) -> None:
        """Until so many more came in: a kill is worth something while work is going on."""
        wanted, until = len(self.lines("letters")) + more, time.monotonic() + seconds
        while len(self.lines("letters")) < wanted and time.monotonic() < until:
            time.sleep(0.02)

    def condition(self) -> dict[str, list[tuple]]:
        """What a reader of a failure wants to know first."""
        return {
            "killed": list(self.kills.items()),
            "deliveries": self.ask(
                "select state, problem, sender, count(*) from outbox_delivery group by 1, 2, 3"
            ),
            "unplanned": self.ask("select count(*) from outbox_notice where planned_at is null"),
            "lines": self.ask("select *, clock_timestamp() from outbox_line"),
            "pulses": self.ask("select *, clock_timestamp() from outbox_pulse"),
            "letters": [(len(self.lines("letters")),)],
        }

    def lines(self, name: str) -> list[str]:
        """What a process noted; a last line without its end was cut off by a kill."""
        path = self.folder / name
        return path.read_text().split("\n")[:-1] if path.exists() else []


@pytest.fixture
def stage() -> Iterator[Stage]:
    with tempfile.TemporaryDirectory(prefix="ts", ignore_cleanup_errors=True) as folder:
        made = Stage(Path(folder), free_port())
        try:
            made.start("database")
            staged = json.loads(made.run("people", "owner", "people").communicate(timeout=60)[0])
            made.running.pop("people")
            made.people = [str(staged["leader"]), *map(str, staged["people"])]
            yield made
        finally:
            for log in Path(folder).glob("*.log"):  # pytest shows it where the test failed
                print(f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}")
            for name in sorted(made.running, key="database".__eq__):  # the database last
                made.kill(name)


def unfinished(stage: Stage) -> int:
    """Notices that nobody planned, and deliveries under way."""
    return int(
        stage.ask(
            "select (select count(*) from outbox_notice where planned_at is null)"
            " + (select count(*) from outbox_delivery where state in ('waiting', 'sending'))"
        )[0][0]
    )


def test_nothing_is_lost_and_little_is_doubled_whoever_is_killed(stage: Stage) -> None:
    chance = random.Random(SEED)
    victims = chance.sample(VICTIMS, len(VICTIMS))
    for name in ACTORS:
        stage.start(name)
    until = time.monotonic() + MOST_SECONDS
    for victim in victims:
        if time.monotonic() < until or not stage.kills[victim.rstrip("+-6")]:
            stage.wait_for_letters(4, seconds=4)
            time.sleep(chance.uniform(0, 0.2))
            stage.kill(victim)
            if victim == "mail":
                time.sleep(chance.uniform(0.5, 2.0))  # an outage
            stage.start(victim)
    stage.wait_for_letters(4, seconds=10)
    stage.kill("writer")
    patience = time.monotonic() + PATIENCE
    while unfinished(stage) and time.monotonic() < patience:
        time.sleep(0.3)
    assert unfinished(stage) == 0, stage.condition()

    notices = {text for (text,) in stage.ask("select distinct text from outbox_notice")}
    deliveries = dict(stage.ask("select id::text, doubts from outbox_delivery where state = 'sent'"))
    told = stage.ask("select count(*) from outbox_notice")[0][0]
    letters = [json.loads(line) for line in stage.lines("letters")]
    copies = Counter(letter["reference"] for letter in letters)
    more = sum(copies.values()) - len(copies)
    print(f"\n{told} notices, {len(letters)} letters, {more} doubled; killed {dict(stage.kills)}")

    assert told > 20 and min(stage.kills[n] for n in ("database", "worker", "mail", "writer")) > 0
    # durable: what the writer saw committed is there; what it took back is not, and was never mailed
    assert {f"kept {key}" for key in stage.lines("kept")} <= notices
    assert not any(text.startswith("taken back") for text in notices)
    assert all(letter["text"].splitlines()[0] in notices for letter in letters)
    # nothing lost: each notice has one delivery, each delivery a letter
    assert len(deliveries) == told and set(copies) == set(deliveries)
    # doubled only by a kill between the mail server's keeping and our mark, said in the row, under one Message-ID
    assert all(copies[reference] <= 1 + doubts for reference, doubts in deliveries.items())
    assert more <= stage.kills["worker"] + stage.kills["mail"]
