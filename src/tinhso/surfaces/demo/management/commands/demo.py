from django.core.management.base import BaseCommand
from django.utils import timezone

from tinhso.surfaces.demo import story


class Command(BaseCommand):
    help = "Build the demo: fictional people in real units, two directives, duties in every state."

    def handle(self, **options: object) -> None:
        """A second run changes nothing."""
        story.tell(timezone.localdate())
