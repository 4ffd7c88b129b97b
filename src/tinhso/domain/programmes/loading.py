"""Loading the province pack's chains of documents into the cascade."""

import tomllib
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from tinhso.domain.programmes.actions.add_node import Figures, Said, add_node
from tinhso.domain.programmes.actions.link_nodes import link_nodes
from tinhso.domain.programmes.models import Node
from tinhso.kernel.units.models import Unit

FILE = "programmes.toml"


@transaction.atomic
def load(pack_dir: Path, *, at: datetime) -> int:
    """Add the nodes of the file that are not there, by key, with their parents; what is there stays as people made
    it. Returns how many were added, none the second time. Raises ValueError naming what is not known."""
    path = Path(pack_dir) / FILE
    if not path.exists():
        return 0
    rows = Node.objects.exclude(key=None).order_by().values_list("key", "pk")
    known = {key: pk for key, pk in rows if key}
    added = 0
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["node"]:
        if row["key"] in known:
            continue
        parents = [_known(known, row, key) for key in row.get("under", [])]
        node = add_node(
            row["kind"], _said(row), parent_id=parents[0] if parents else None, key=row["key"], by=None, at=at
        )
        for parent in parents[1:]:
            link_nodes(parent, node.pk, by=None, at=at)
        known[row["key"]] = node.pk
        added += 1
    return added


def _known(known: dict[str, int], row: dict[str, Any], key: str) -> int:
    if key not in known:
        raise ValueError(f"{FILE}: {row['key']!r} hangs under {key!r}, which is not known before it")
    return known[key]


def _said(row: dict[str, Any]) -> Said:
    unit = Unit.objects.filter(key=row["owner"]).first()
    if unit is None:
        raise ValueError(f"{FILE}: {row['key']!r} is owned by the unknown unit {row['owner']!r}")
    return Said(
        title=row["title"],
        owner_unit_id=unit.pk,
        place=row.get("place", ""),
        unverified=row.get("unverified", ""),
        doc_type=row.get("type", ""),
        number=row.get("number", ""),
        issued_on=row.get("issued_on"),
        issuer_text=row.get("issuer", ""),
        figures=_figures(row["target"]) if "target" in row else None,
    )


def _figures(said: dict[str, Any]) -> Figures:
    """Figures as text in the file, so that 6.19 stays 6.19."""
    exact: dict[str, Any] = {name: Decimal(said[name]) for name in ("baseline", "end_value") if name in said}
    facts: dict[str, Any] = {**said, **exact}
    return Figures(**facts)
