from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Run the background jobs (mail, recounts) until stopped."

    def handle(self, **options: object) -> None:
        """One process, four jobs at a time; waits for the running ones when it is told to stop."""
        call_command("procrastinate", "worker", "--concurrency", "4", "--shutdown-graceful-timeout", "20")
