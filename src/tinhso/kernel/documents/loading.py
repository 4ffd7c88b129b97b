"""Loading the Party's terms of a province pack, and reading its register of well-known documents."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tinhso.kernel.documents.models import Direction, Term
from tinhso.kernel.documents.registering import Facts
from tinhso.kernel.units.models import FieldOfWork, Unit

FILE = "terms.csv"
DOCUMENTS, RELATIONS = "documents.csv", "document_relations.csv"


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A real document as the pack knows it: which way it goes for the province, and what it is."""

    way: Direction
    facts: Facts


@dataclass(frozen=True, slots=True)
class KnownRelation:
    """What a known document does with another one; both by number and day."""

    number: str
    issued_on: date
    kind: str
    other: str
    other_issued_on: date | None


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


def known_documents(pack_dir: Path) -> Iterator[KnownDocument]:
    """The documents of the pack, oldest first. Raises ValueError naming the line where a unit or field is not known."""
    for line, row in _rows(pack_dir, DOCUMENTS):
        yield KnownDocument(
            Direction(row["way"]),
            Facts(
                number=row["number"],
                doc_type=row["type"],
                side=row["side"],
                issuer_id=_key(Unit, row["issuer"], line),
                issuer_text=row["issuer_text"],
                issued_on=date.fromisoformat(row["issued_on"]),
                abstract=row["abstract"],
                field_id=_key(FieldOfWork, row["field"], line),
            ),
        )


def known_relations(pack_dir: Path) -> Iterator[KnownRelation]:
    """How they hang together."""
    for _line, row in _rows(pack_dir, RELATIONS):
        issued_on = date.fromisoformat(row["issued_on"])
        yield KnownRelation(row["number"], issued_on, row["what"], row["other"], _day(row["other_issued_on"]))


def _rows(pack_dir: Path, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    path = Path(pack_dir) / name
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from enumerate(csv.DictReader(file), 2)


def _key(model: type[Unit] | type[FieldOfWork], key: str, line: int) -> int | None:
    if not key:
        return None
    found = model.objects.filter(key=key).values_list("pk", flat=True).first()
    if found is None:
        raise ValueError(f"{DOCUMENTS}:{line}: unknown {model._meta.model_name} {key!r}")
    return int(found)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
