"""Loading the Party's terms of a province pack."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tinhso.kernel.documents.models import Term
from tinhso.kernel.units.models import Unit

FILE = "terms.csv"


@transaction.atomic
def load(pack_dir: Path) -> int:
    """Bring the terms of `terms.csv` into the table; returns the number of rows written, none the second time.
    Raises ValueError naming the line where a unit is not known."""
    path = Path(pack_dir) / FILE
    if not path.exists():
        return 0
    written = 0
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            unit = Unit.objects.filter(key=row["unit"]).first()
            if unit is None:
                raise ValueError(f"{FILE}:{line}: unknown unit {row['unit']!r}")
            facts = {
                "during": DateRange(_day(row["from"]), _day(row["until"])),
                "source": row["source"],
                "verified": row["verified"] == "yes",
                "note": row["note"],
            }
            found = Term.objects.filter(unit=unit, name=row["name"]).first()
            if found and all(getattr(found, name) == value for name, value in facts.items()):
                continue
            Term.objects.update_or_create(unit=unit, name=row["name"], defaults=facts)
            written += 1
    return written


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
