import json
import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

from tinhso.config.operations.doctor import Finding, State, examine

MARKS = {State.OK: "[green]✓ ổn[/]", State.WARN: "[yellow]! lưu ý[/]", State.FAIL: "[red]✗ hỏng[/]"}


class Command(BaseCommand):
    help = "Look at this installation and say what is wrong and what to do. Exit code 1 when something is broken."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--json for machines."""
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, **options: object) -> None:
        """Examine, print, and fail where something is broken."""
        findings = dict(examine())
        if options["json"]:
            answer = {
                name: {"state": found.state, "says": found.says, "do": found.do}
                for name, found in findings.items()
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        else:
            _print(findings)
        if any(found.state == State.FAIL for found in findings.values()):
            sys.exit(1)


def _print(findings: dict[str, Finding]) -> None:
    table = Table("", "", "", "Việc cần làm", show_edge=False, pad_edge=False)
    for name, found in findings.items():
        table.add_row(name, MARKS[found.state], found.says, found.do)
    Console().print(table)
