"""What stands between an installed version and its first request: tables, texts, static files, the province pack."""

import time
from collections.abc import Callable

from django.core.management import call_command
from rich.console import Console

Step = tuple[str, Callable[[], object]]


def steps(*, demo: bool) -> list[Step]:
    """Each step with its label. All of them may run again; the second time they change nothing."""
    found: list[Step] = [
        ("Tạo bảng trong cơ sở dữ liệu", lambda: call_command("migrate", verbosity=0, interactive=False)),
        ("Dịch giao diện sang tiếng Anh", lambda: call_command("messages", "--compile")),
        ("Gom tệp tĩnh", lambda: call_command("collectstatic", verbosity=0, interactive=False, clear=True)),
        ("Nạp gói dữ liệu của tỉnh", lambda: call_command("load_pack", verbosity=0)),
    ]
    return [*found, ("Dựng tỉnh mẫu", lambda: call_command("demo"))] if demo else found


def prepare(console: Console, *, demo: bool) -> None:
    """Run every step, with its time."""
    for label, step in steps(demo=demo):
        began = time.monotonic()
        with console.status(label + " …"):
            step()
        console.print(f"[green]✓[/] {label} ({time.monotonic() - began:.1f} s)")
