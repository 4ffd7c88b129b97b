import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

import tinhso
from tinhso.config import env, local
from tinhso.config.operations import backup

STEPS = {"database": "Sao cơ sở dữ liệu", "digests": "Tính mã kiểm tra từng bảng", "files": "Sao các tệp"}
LAST = "last-backup.json"  # under var/: what the doctor reads


class Command(BaseCommand):
    help = "Copy the database and the files into a folder; --verify restores the copy into a scratch server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and whether to prove it."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--verify", action="store_true", help="restore into a scratch server and compare")

    def handle(self, *, folder: Path, verify: bool, **options: object) -> None:
        """Back up; the name of the backup on standard output."""
        console = Console(stderr=True)
        try:
            made = backup.back_up(
                env.text(local.ROLE_VARIABLES["owner"]),
                Path(settings.MEDIA_ROOT),
                folder.resolve(),
                version=tinhso.__version__,
                say=lambda step: console.print(STEPS[step] + " …"),
            )
        except backup.NotWhole as error:
            raise CommandError(f"Bản sao lưu không trọn vẹn: {error}. Không dùng bản này.") from None
        if verify:
            console.print("Khôi phục thử vào một máy chủ tạm và so từng bảng …")
            _prove(made)
        facts = {"at": datetime.now(UTC).isoformat(), "folder": str(made), "verified": verify}
        (local.var() / LAST).write_text(json.dumps(facts))
        self.stdout.write(str(made))


def _prove(made: Path) -> None:
    """Restore with the very command that a disaster would ask for, in a folder of its own."""
    ours = ("TINHSO_", "DATABASE_", "OWNER_", "WORKER_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    with tempfile.TemporaryDirectory(prefix="tinhso-restore-") as scratch:
        done = subprocess.run(
            [sys.executable, "-m", "tinhso", "restore", str(made)],
            env=kept | {"TINHSO_VAR": scratch, "TINHSO_PACK": str(settings.PACK_DIR)},
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise CommandError(f"Bản sao lưu KHÔNG khôi phục được:\n{done.stderr[-2000:]}")
