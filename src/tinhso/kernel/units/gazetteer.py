"""The names by which documents of a day call our units, from the pack files alone (no Django, no database).

    for known in names_from_pack(Path("packs/tuyen-quang"), date(2021, 9, 27)):
        known.key, known.name, known.kind

Names keep their marks; compare them folded. One name may belong to several units. A name of kind `sector`
("ngành Thông tin và Truyền thông") suggests a unit and never decides it: a person chooses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tinhso.kernel.units.forms_of_name import form_of
from tinhso.kernel.units.pack import PackUnit, on, read

SECTOR = "sector"
COMMITTEES = ("UBND", "Ủy ban nhân dân")


@dataclass(frozen=True, slots=True)
class KnownName:
    key: str
    name: str
    kind: str  # the unit's kind, or "sector"


def names_from_pack(pack: Path, day: date, *, everything: bool = False) -> list[KnownName]:
    """Official names, short forms, abbreviations, spellings and "UBND xã …" of every unit of ours on a day.

    Longest first, so that a matcher that takes the first hit takes the whole name. With `everything` also the
    units of the neighbour province that joined later. Raises pack.BadPack.
    """
    data = read(pack)
    units = data.alive(day, everything=everything)
    found = {name for unit in units for name in _names_of(unit, day)}
    return sorted(found, key=lambda known: (-len(known.name), known.name, known.key))


def _names_of(unit: PackUnit, day: date) -> Iterator[KnownName]:
    official = on(unit.names, day)
    yield KnownName(unit.key, official, unit.kind)
    for name in (official, *_other_spellings(unit, day)):
        for committee in COMMITTEES if unit.kind in ("commune", "district") else ():
            yield KnownName(unit.key, f"{committee} {_lower_form(name)}", unit.kind)
    for alias in unit.aliases:
        if day in alias.during:
            yield KnownName(unit.key, alias.text, SECTOR if alias.role == "sector" else unit.kind)


def _other_spellings(unit: PackUnit, day: date) -> list[str]:
    return [a.text for a in unit.aliases if day in a.during and a.role in ("spelling", "abbreviation")]


def _lower_form(name: str) -> str:
    """'xã Thái Hòa' of 'Xã Thái Hòa': inside a name the word of kind is small ('TP Tuyên Quang' stays)."""
    form = form_of(name)
    return form + name[len(form) :] if form else name
