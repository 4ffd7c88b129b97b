"""`tinhso up`: everything of one installation in one process group."""

import ctypes
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from tinhso.config import local
from tinhso.config.preparing import prepare
from tinhso.config.serving import granian

MINIMUM_FREE_BYTES = 300 * 1024 * 1024
PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """A child of ours ends when we are killed, whatever killed us (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Command(BaseCommand):
    help = "Prepare the database, then serve pages and run jobs until Ctrl-C."
    requires_system_checks: list[str] = []  # ./test runs them; a start should be quick

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and whether to show the demo province."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--no-demo", action="store_true", help="no demo people and documents")

    def handle(self, **options: object) -> None:
        """Check, prepare, serve."""
        self.console = Console(stderr=True)
        host, port = str(options["host"]), int(str(options["port"]))
        demo = not options["no_demo"]
        self._check(host, port)
        if "TINHSO_URL" not in os.environ:
            settings.SITE_URL = f"http://{host}:{port}"  # the demo's document prints where it is checked
        self._prepare(demo)
        self._serve(host, port, demo)

    def _check(self, host: str, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Không mở được {host}:{port} ({error.strerror}). Có thể chương trình khác đang dùng cổng này: "
                    f"hãy dừng nó, hoặc chạy ./run --port {port + 1}"
                ) from None
        free = shutil.disk_usage(local.var()).free
        if free < MINIMUM_FREE_BYTES:
            raise CommandError(
                f"Đĩa chỉ còn {free // 2**20} MB, cần ít nhất {MINIMUM_FREE_BYTES // 2**20} MB: "
                f"hãy giải phóng chỗ hoặc đặt TINHSO_VAR trỏ sang đĩa khác."
            )

    def _prepare(self, demo: bool) -> None:
        """Migrate and load only when the code or the pack changed since the last complete start."""
        stamp = local.var() / "prepared"
        wanted = self._digest(demo)
        if stamp.exists() and stamp.read_text() == wanted:
            return
        prepare(self.console, demo=demo)
        stamp.write_text(wanted)

    def _digest(self, demo: bool) -> str:
        digest = hashlib.sha256(str(demo).encode())
        watched = [settings.PACKAGE, settings.PACK_DIR]
        for folder in watched:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.suffix in {
                    ".py",
                    ".csv",
                    ".toml",
                    ".po",
                    ".css",
                    ".js",
                    ".svg",
                    ".txt",
                }:
                    status = path.stat()
                    digest.update(f"{path}:{status.st_size}:{status.st_mtime_ns}".encode())
        return digest.hexdigest()

    def _serve(self, host: str, port: int, demo: bool) -> None:
        address = f"http://{host}:{port}"
        shared = os.environ | {"TINHSO_URL": os.environ.get("TINHSO_URL", address)}
        if demo:
            shared["TINHSO_DEMO"] = "yes"
        commands = {"app": granian(host, port), "worker": [sys.executable, "-m", "tinhso", "worker"]}
        children = [
            subprocess.Popen(
                command,
                env=shared | {"TINHSO_DATABASE_ROLE": role},
                stdout=subprocess.DEVNULL,
                preexec_fn=_die_with_parent,
            )
            for role, command in commands.items()
        ]

        def stop(number: int, frame: FrameType | None) -> None:
            raise KeyboardInterrupt

        for asked in (signal.SIGINT, signal.SIGTERM):  # a shell may have started us deaf to Ctrl-C
            signal.signal(asked, stop)
        try:
            self._wait_until_it_answers(host, port, children)
            self._welcome(address, demo)
            while all(child.poll() is None for child in children):
                time.sleep(0.3)
            raise CommandError("Một tiến trình đã dừng bất ngờ; xem thông báo phía trên rồi chạy lại ./run.")
        except KeyboardInterrupt:
            self.console.print("Đang dừng …")
        finally:
            self._end(children)

    def _end(self, children: list[subprocess.Popen[bytes]]) -> None:
        """Ask each child to finish; whoever is impatient and asks us twice, or waits long, gets it at once."""
        for child in children:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        try:
            for child in children:
                child.wait(25)
        except (KeyboardInterrupt, subprocess.TimeoutExpired):
            for child in children:
                child.kill()

    def _wait_until_it_answers(self, host: str, port: int, children: list[subprocess.Popen[bytes]]) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and all(child.poll() is None for child in children):
            try:
                with socket.create_connection((host, port), timeout=1):
                    return
            except OSError:
                time.sleep(0.1)
        raise CommandError("Máy chủ web không khởi động được; xem thông báo phía trên.")

    def _welcome(self, address: str, demo: bool) -> None:
        self.console.print(f"\n[bold]Tỉnh Số[/] đang chạy tại [bold]{address}[/]  (Ctrl-C để dừng)\n")
        if demo:
            from tinhso.surfaces.demo.cast import ACCOUNTS, PASSWORD

            table = Table("Tài khoản mẫu", "Vai", title=f"Mật khẩu chung: {PASSWORD}", title_justify="left")
            for account in ACCOUNTS:
                table.add_row(account.username, str(account.what))
            self.console.print(table)
