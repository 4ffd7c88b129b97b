"""Loading the province's list of causes of obstacles."""

import csv
from pathlib import Path

from django.db import transaction

from tinhso.kernel.duties.models import CauseGroup, ObstacleCause

FILE = "obstacle_causes.csv"


@transaction.atomic
def load(pack_dir: Path) -> int:
    """Bring `obstacle_causes.csv` into the table; returns the number of rows written, none the second time.

    A cause that the file no longer has is no longer offered; its obstacles keep it. Raises ValueError naming the
    line of an unknown group.
    """
    path = Path(pack_dir) / FILE
    if not path.exists():
        return 0
    written, named = 0, []
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            if row["group"] not in set(CauseGroup):
                raise ValueError(f"{FILE}:{line}: unknown group {row['group']!r}")
            facts = {
                "group": row["group"],
                "name": row["name"],
                "place": line - 1,
                "source": row["source"],
                "verified": row["verified"] == "yes",
                "offered": True,
            }
            named.append(row["code"])
            found = ObstacleCause.objects.filter(code=row["code"]).first()
            if found and all(getattr(found, name) == value for name, value in facts.items()):
                continue
            ObstacleCause.objects.update_or_create(code=row["code"], defaults=facts)
            written += 1
    written += ObstacleCause.objects.exclude(code__in=named).filter(offered=True).update(offered=False)
    return written
