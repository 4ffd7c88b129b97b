"""The real province on the eve of 1/7/2025, and the document that rearranged it, both out of the pack.

`eve(folder)` writes a pack in which the communes, districts and provinces of 30/6/2025 go on; `groups()` is what
became of the communes the next day: 330 → 124. Used by the tests and by bench/merger.py.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tinhso.kernel.units.actions.rearrange import Group
from tinhso.kernel.units.models import Kind, Unit
from tinhso.kernel.units.plan import NewUnit

PACK = Path(__file__).resolve().parents[2] / "packs" / "tuyen-quang"
THE_DAY = date(2025, 7, 1)
_DAY = THE_DAY.isoformat()


def _read(name: str) -> list[dict[str, str]]:
    with (PACK / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def eve(folder: Path) -> Path:
    """The pack as somebody would have written it in June 2025."""
    folder.mkdir(parents=True, exist_ok=True)
    units = _read("units.csv")
    kinds = {row["key"]: row["kind"] for row in units}
    born = {row["key"] for row in units if row["kind"] == Kind.COMMUNE and row["from"] == _DAY}
    kept = []
    for row in units:
        if row["key"] in born:
            continue
        if row["until"] == _DAY and row["kind"] in (Kind.COMMUNE, Kind.DISTRICT, Kind.PROVINCE):
            row["until"] = ""
        if row["kind"] == Kind.PROVINCE and row["from"] == _DAY:
            row["code"] = ""  # the old province still bears it
        kept.append(row)
    _write(folder / "units.csv", kept)
    told = [
        row
        for row in _read("successions.csv")
        if not (row["on"] == _DAY and kinds[row["predecessor"]] == "commune")
    ]
    _write(folder / "successions.csv", told)
    _write(folder / "aliases.csv", [row for row in _read("aliases.csv") if row["unit"] not in born])
    for name in ("pack.toml", "unit_changes.csv", "fields_of_work.csv", "field_holders.csv"):
        (folder / name).write_bytes((PACK / name).read_bytes())
    return folder


@dataclass(frozen=True)
class Became:
    """One line of the table: an old commune, what it went into, whole or a part."""

    old: str
    new: str
    extent: str


def table() -> list[Became]:
    """Who became what, as the pack says it."""
    kinds = {row["key"]: row["kind"] for row in _read("units.csv")}
    return [
        Became(row["predecessor"], row["successor"], row["extent"])
        for row in _read("successions.csv")
        if row["on"] == _DAY and kinds[row["predecessor"]] == Kind.COMMUNE
    ]


def groups() -> list[Group]:
    """The document as one act: each new commune with the old ones that go into it. The 13 others stay."""
    ids = dict(Unit.objects.values_list("key", "pk"))
    rows = {row["key"]: row for row in _read("units.csv")}
    whole, parts = defaultdict(list), defaultdict(list)
    for line in table():
        (whole if line.extent == "whole" else parts)[line.new].append(ids[line.old])
    return [
        Group(
            into=NewUnit(
                rows[key]["name"],
                Kind.COMMUNE,
                parent=ids["tinh-tuyen-quang"],
                code=rows[key]["code"],
                key=key,
            ),
            whole=whole[key],
            parts=parts[key],
        )
        for key in sorted({*whole, *parts})
    ]


def old_communes() -> list[Unit]:
    """The 330 of 30/6/2025."""
    return list(Unit.objects.filter(kind=Kind.COMMUNE, during__contains=date(2025, 6, 30)).order_by("pk"))
