from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from tinhso.kernel.duties import tally


class Command(BaseCommand):
    help = "Care for the duties: `recount` compares the board's tally with the rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One verb so far."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        recount = verbs.add_parser("recount", help="compare the tally with the rows, or make it anew")
        recount.add_argument("--rebuild", action="store_true", help="make it anew; writers wait meanwhile")

    def handle(self, **options: object) -> None:
        """Say what differs and fail, so that a monitor can run it."""
        if options["rebuild"]:
            tally.rebuild()
        found = tally.differences()
        for which, day, lead, assigner, source, top in found:
            self.stdout.write(f"{which} {day:%Y-%m-%d} lead={lead} assigner={assigner} {source} top={top}")
        if found:
            raise CommandError(
                "The tally differs from the rows. Make it anew: tinhso duties recount --rebuild"
            )
        self.stdout.write("The tally is what the rows say.")
