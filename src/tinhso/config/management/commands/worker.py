from django.core.management import call_command
from django.core.management.base import BaseCommand

from tinhso.kernel.audit import sealer


class Command(BaseCommand):
    help = "Run the background jobs (mail, recounts) and seal the trace until stopped."

    def handle(self, **options: object) -> None:
        """One process, four jobs at a time; waits for the running ones when it is told to stop."""
        with sealer.running():
            call_command("procrastinate", "worker", "--concurrency", "4", "--shutdown-graceful-timeout", "20")
