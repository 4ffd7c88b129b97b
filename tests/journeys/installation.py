"""A whole installation, started as a newcomer starts it, and people at their screens."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "tinh-so-demo"
OURS = ("TINHSO_", "DATABASE_", "OWNER_", "WORKER_", "DJANGO_SETTINGS_MODULE")


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Installation:
    """A running `tinhso up`."""

    process: subprocess.Popen[bytes]
    address: str
    var: Path
    seconds: float
    log: Path

    def stop(self, with_signal: int = signal.SIGINT) -> int:
        """End it as Ctrl-C does; the exit code."""
        self.process.send_signal(with_signal)
        return self.process.wait(60)


def command(var: Path, port: int, *arguments: str) -> dict[str, Any]:
    """What starts `tinhso up` in a folder of its own, free of this process's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {
        "args": [sys.executable, "-m", "tinhso", "up", "--port", str(port), *arguments],
        "cwd": ROOT,
        "env": kept | {"TINHSO_VAR": str(var)},
    }


def start(var: Path, *arguments: str, port: int | None = None, wait: float = 180) -> Installation:
    """Start and wait until it answers; AssertionError with the end of its log when it does not."""
    port = port or free_port()
    began = time.monotonic()
    log = var.parent / f"{var.name}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(**command(var, port, *arguments), stderr=output, stdout=output)
    address = f"http://127.0.0.1:{port}"
    while time.monotonic() - began < wait and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return Installation(process, address, var, time.monotonic() - began, log)
        except OSError:
            time.sleep(0.05)
    process.kill()
    raise AssertionError(f"tinhso up does not answer:\n{log.read_text(errors='replace')[-3000:]}")


class Visitor:
    """Somebody at a screen."""

    def __init__(self, chromium: Any, address: str, *, javascript: bool = True, width: int = 1280) -> None:
        self.context = chromium.new_context(
            java_script_enabled=javascript, viewport={"width": width, "height": 900}, locale="vi-VN"
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.address = address

    def go(self, path: str) -> Any:
        """Open an address of the installation."""
        return self.page.goto(self.address + path)

    def log_in(self, username: str) -> "Visitor":
        """Through the login page, with the demo's password."""
        self.go("/tai-khoan/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main form button")
        self.page.wait_for_url(lambda url: "/login" not in url)
        return self

    @property
    def text(self) -> str:
        """What the page says."""
        return str(self.page.inner_text("body"))

    def leave(self) -> None:
        """Close the screen."""
        self.context.close()
