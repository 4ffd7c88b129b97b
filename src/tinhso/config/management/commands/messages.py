"""The English catalogue: collected, checked and compiled with Babel, so that no gettext binary is needed."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
CATALOGUE = settings.PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
# Ours instead of Babel's: no placeholders to fill in and no clock, so that two runs write the same bytes.
HEADER = r"""# English translations for Tỉnh Số. The messages themselves are Vietnamese.
# This file is distributed under the licence of the project, Apache-2.0.
msgid ""
msgstr ""
"Project-Id-Version: Tỉnh Số\n"
"Language: en\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)


class Command(BaseCommand):
    help = "English catalogue: --update adds what is missing, --check fails on gaps, --compile makes the .mo"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One of three things to do."""
        what = parser.add_mutually_exclusive_group(required=True)
        for name in ("update", "check", "compile"):
            what.add_argument(f"--{name}", action="store_true")

    def handle(self, **options: object) -> None:
        """Do it."""
        if options["compile"]:
            compile_catalogue()
            return
        catalogue, wanted = read(CATALOGUE), collect(settings.PACKAGE)
        if options["update"]:
            catalogue = merge(catalogue, wanted)
            CATALOGUE.write_bytes(dump(catalogue))
        gaps = [str(m.id) for m in wanted if m.id and not _translated(catalogue, m)]
        left_over = [str(m.id) for m in catalogue if m.id and (m.id, m.context) not in _keys(wanted)]
        self.stderr.write(
            f"{len(wanted)} messages, {len(gaps)} without English, {len(left_over)} no longer used"
        )
        if options["check"] and (gaps or left_over):
            shown = "\n".join(f"  - {text[:100]}" for text in (gaps + left_over)[:40])
            raise CommandError(
                f"The English catalogue is not true:\n{shown}\nRun `tinhso messages --update`."
            )


def compile_catalogue() -> None:
    """Write the .mo beside the .po when it is older."""
    target = CATALOGUE.with_suffix(".mo")
    if not target.exists() or target.stat().st_mtime < CATALOGUE.stat().st_mtime:
        with target.open("wb") as file:
            write_mo(file, read(CATALOGUE))


def read(path: Path) -> Catalog:
    """The catalogue as it stands."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale="en")
    catalogue.creation_date = NO_CLOCK  # Babel's default is now, and compiling writes it down
    return catalogue


def dump(catalogue: Catalog) -> bytes:
    """The .po: sorted, below our own header."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=110, sort_output=True, omit_header=True)
    return HEADER.encode() + buffer.getvalue()


def merge(old: Catalog, wanted: Catalog) -> Catalog:
    """What is wanted, with the translations that exist."""
    merged = Catalog(locale="en", fuzzy=False)
    for message in wanted:
        if message.id:
            known = old.get(message.id, message.context)
            same = known is not None and isinstance(known.id, tuple) == isinstance(message.id, tuple)
            merged.add(message.id, known.string if same else None, context=message.context)
    return merged


def collect(package: Path) -> Catalog:
    """Every Vietnamese message of code and templates."""
    catalogue = Catalog(locale="en", fuzzy=False)
    for path in sorted(package.rglob("*")):
        if path.suffix == ".py" and "tests" not in path.parts and "migrations" not in path.parts:
            source = path.read_bytes()
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            source = templatize(path.read_text(encoding="utf-8"), origin=str(path)).encode()
        else:
            continue
        for _line, message, _comments, context in extract("python", BytesIO(source), keywords=KEYWORDS):
            catalogue.add(message, context=context)
    return catalogue


def _keys(catalogue: Catalog) -> set[tuple[object, str | None]]:
    return {(m.id, m.context) for m in catalogue}


def _translated(catalogue: Catalog, wanted: object) -> bool:
    known = catalogue.get(wanted.id, wanted.context)  # type: ignore[attr-defined]
    if known is None or known.fuzzy or not known.string:
        return False
    return all(known.string) if isinstance(known.string, (list, tuple)) else True
