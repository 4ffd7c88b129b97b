from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from rich.console import Console

from tinhso.config.preparing import prepare


class Command(BaseCommand):
    help = "Bring the database, the static files and the province pack to this version. Run it before a new version serves."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--demo for a province to try things in."""
        parser.add_argument("--demo", action="store_true", help="also the demo people and documents")

    def handle(self, **options: object) -> None:
        """Every step, as the owner of the database."""
        prepare(Console(stderr=True), demo=bool(options["demo"]))
