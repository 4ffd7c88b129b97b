"""Memory of the whole process group of `tinhso up`, idle.

    python bench/memory.py [--requests 50] [--idle 20]

Starts `tinhso up` in a folder of its own, opens some pages, waits, and adds up the proportional set size of every
process of the group (/proc/PID/smaps_rollup): shared pages count once, divided among those who share them. What
PostgreSQL keeps in its shared buffers is its page cache; it is shown apart and not in the sum (Pss_Shmem).
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil
from _installation import ROOT, arguments, free_port, wait_for

BAR = 400


def kilobytes(pid: int) -> tuple[int, int]:
    """(proportional set size without shared memory, shared memory) of a process."""
    facts = dict.fromkeys(("Pss", "Pss_Shmem"), 0)
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        name, _colon, rest = line.partition(":")
        if name in facts:
            facts[name] = int(rest.split()[0])
    return facts["Pss"] - facts["Pss_Shmem"], facts["Pss_Shmem"]


def what(process: psutil.Process) -> str:
    """Web, worker, tinhso up, or a process of PostgreSQL."""
    line = " ".join(process.cmdline())
    for mark, name in (("granian", "web"), ("worker", "worker"), ("tinhso up", "up"), ("-m tinhso", "up")):
        if mark in line and "postgres" not in line:
            return name
    return "postgres" if "postgres" in line else line[:40]


def group_of(up: psutil.Process, var: Path) -> list[psutil.Process]:
    """The children of `up`, and the server that works on its folder (it is nobody's child)."""
    members = [up, *up.children(recursive=True)]
    post = psutil.Process(int((var / "postgres" / "postmaster.pid").read_text().split()[0]))
    return list(
        {process.pid: process for process in [*members, post, *post.children(recursive=True)]}.values()
    )


def main() -> None:
    asked = arguments(__doc__, requests=(50, "pages opened before"), idle=(20, "seconds of rest"))
    with tempfile.TemporaryDirectory(prefix="tinhso-bench-memory-") as folder:
        var, port = Path(asked.keep or folder) / "var", free_port()
        environment = os.environ | {"TINHSO_VAR": str(var), "PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-m", "tinhso", "up", "--port", str(port), "--no-demo"]
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            wait_for(port, 300)
            for _ in range(asked.requests):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/tai-khoan/login/").read()
            time.sleep(asked.idle)
            sums: dict[str, int] = {}
            shared = 0
            for member in group_of(psutil.Process(process.pid), var):
                own, buffers = kilobytes(member.pid)
                sums[what(member)] = sums.get(what(member), 0) + own
                shared += buffers
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)
    for name, size in sorted(sums.items()):
        print(f"{name:10} {size / 1024:7.1f} MB")
    total = sum(sums.values()) / 1024
    print(f"{'together':10} {total:7.1f} MB   (bar {BAR}){'' if total < BAR else '  over the bar'}")
    print(f"{'buffers':10} {shared / 1024:7.1f} MB   PostgreSQL's page cache, not in the sum")


if __name__ == "__main__":
    main()
