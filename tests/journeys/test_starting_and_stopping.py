"""./run as an operator meets it: a port that is taken, a Ctrl-C, a kill in the middle, a second start."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import psutil

from tests.journeys.installation import Installation, command, free_port, start


def test_a_taken_port_is_explained(installation: Installation, tmp_path: Path) -> None:
    port = int(installation.address.rpartition(":")[2])
    told = subprocess.run(**command(tmp_path / "var", port), capture_output=True, text=True, timeout=120)
    assert told.returncode != 0
    assert f"--port {port + 1}" in told.stderr and "Traceback" not in told.stderr


def test_after_a_kill_in_the_middle_the_next_start_works_and_ctrl_c_leaves_nothing_behind(
    tmp_path: Path,
) -> None:
    var, port = tmp_path / "var", free_port()
    # Killed while it prepares the database …
    process = subprocess.Popen(**command(var, port), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    waited = time.monotonic()
    while not (var / "postgres" / "postmaster.pid").exists() and time.monotonic() - waited < 60:
        time.sleep(0.1)
    time.sleep(1.5)
    process.kill()
    process.wait()
    # … it starts whole; killed while it serves, its children end with it …
    served = start(var, port=port)
    family = psutil.Process(served.process.pid).children(recursive=True)
    assert family
    os.kill(served.process.pid, signal.SIGKILL)
    served.process.wait()
    _gone, alive = psutil.wait_procs(family, timeout=15)
    assert not [child for child in alive if child.is_running()]
    # … and the third start is quick, because everything is there.
    again = start(var, port=port)
    assert again.seconds < 30
    with urllib.request.urlopen(again.address + "/tai-khoan/login/", timeout=20) as page:
        assert page.status == 200
    assert again.stop() in (0, 130)
    assert not (var / "postgres" / "postmaster.pid").exists()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
