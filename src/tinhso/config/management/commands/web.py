import os
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from tinhso.config.serving import granian


class Command(BaseCommand):
    help = "Serve pages until stopped: the web process of a production installation (see docs/operate.md)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen and how many at once."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="processes")
        parser.add_argument("--threads", type=int, default=8, help="requests at once in each")

    def handle(self, *, host: str, port: int, workers: int, threads: int, **options: object) -> None:
        """Become the web server, as the database role behind row-level security."""
        command = granian(host, port, workers=workers, threads=threads)
        os.execvpe(command[0], command, os.environ | {"TINHSO_DATABASE_ROLE": "app"})
