from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from tinhso.domain.programmes import loading as programmes
from tinhso.kernel import calendar, rules
from tinhso.kernel.documents import loading as documents
from tinhso.kernel.duties import loading as duties
from tinhso.kernel.units import loading as units


class Command(BaseCommand):
    help = "Load the province pack: rules, days off, units, terms of the Party. A second run changes nothing."

    def handle(self, **options: object) -> None:
        """All of the pack or nothing of it."""
        pack = settings.PACK_DIR
        with transaction.atomic():
            loaded = {
                "rules": rules.load(pack),
                "days off": calendar.load(pack),
                "units": units.load(pack, at=timezone.now()),
                "causes of obstacles": duties.load(pack),
                "terms of the Party": documents.load(pack),
                "chains of documents": programmes.load(pack, at=timezone.now()),
            }
        if options["verbosity"]:
            for name, count in loaded.items():
                self.stderr.write(f"{name}: {count}")
