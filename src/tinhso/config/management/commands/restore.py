from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from tinhso.config import env, local
from tinhso.config.operations import backup

STEPS = {
    "database": "Khôi phục cơ sở dữ liệu",
    "digests": "So mã kiểm tra từng bảng",
    "files": "Khôi phục các tệp",
}


class Command(BaseCommand):
    help = "Bring a backup (one folder of `tinhso backup`) into this installation and compare every digest."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which backup, and whether data that is there may go."""
        parser.add_argument("backup", type=Path)
        parser.add_argument("--replace", action="store_true", help="drop what the database holds now")

    def handle(self, *, backup: Path, replace: bool, **options: object) -> None:
        """Restore, compare, then migrate to this version's tables."""
        console = Console(stderr=True)
        manifest = _restored(backup.resolve(), replace, console)
        call_command("migrate", verbosity=0, interactive=False)
        rows = sum(rows for rows, _digest in manifest["tables"].values())
        console.print(
            f"[green]✓[/] Đã khôi phục bản {manifest['made_at'][:16]}: {len(manifest['tables'])} bảng, {rows} dòng, "
            f"{len(manifest['files'])} tệp; mọi mã kiểm tra đều khớp. Chạy lại các tiến trình web và worker."
        )


def _restored(folder: Path, replace: bool, console: Console) -> dict[str, dict[str, list[int]]]:
    try:
        return backup.restore(
            env.text(local.ROLE_VARIABLES["owner"]),
            Path(settings.MEDIA_ROOT),
            folder,
            replace=replace,
            say=lambda step: console.print(STEPS[step] + " …"),
        )
    except backup.NotEmpty:
        raise CommandError(
            "Cơ sở dữ liệu đang có dữ liệu. Sao lưu trước, rồi thêm --replace nếu thật sự muốn thay thế."
        ) from None
    except FileNotFoundError as error:
        raise CommandError(f"Không phải một bản sao lưu trọn vẹn: thiếu {error.filename}.") from None
    except backup.NotWhole as error:
        raise CommandError(f"Bản khôi phục khác bản gốc: {error}. Đừng đưa vào dùng.") from None
