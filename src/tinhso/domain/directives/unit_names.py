"""Names of units in a text of a day: which unit a name says exactly, and which ones it may mean."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property

from tinhso.kernel.text import fold, normalise
from tinhso.kernel.units import queries
from tinhso.kernel.units.forms_of_name import form_of
from tinhso.kernel.units.gazetteer import COMMITTEES, SECTOR, KnownName
from tinhso.kernel.units.models import Kind, NameRole, Unit, UnitName
from tinhso.kernel.units.succession import Link, successors


class UnitNames:
    """All names of the units of a day, loaded once for a document."""

    def __init__(self, day: date) -> None:
        self.day = day

    @cached_property
    def _rows(self) -> list[tuple[int, str, str, str, str]]:
        names = UnitName.objects.filter(during__contains=self.day, unit__ours__contains=self.day).order_by(
            "id"
        )
        return list(names.values_list("unit_id", "unit__key", "unit__kind", "role", "text"))

    @cached_property
    def known(self) -> list[KnownName]:
        """For the extraction engine: what the units of the day are called."""
        return [
            KnownName(key, name, SECTOR if role == NameRole.SECTOR else kind)
            for _unit, key, kind, role, text in self._rows
            for name in _ways_to_say(text, kind)
        ]

    @cached_property
    def _exact(self) -> dict[str, set[int]]:
        return self._index(sectors=False)

    @cached_property
    def _sectors(self) -> dict[str, set[int]]:
        return self._index(sectors=True)

    def _index(self, *, sectors: bool) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for unit, _key, kind, role, text in self._rows:
            if (role == NameRole.SECTOR) == sectors:
                for name in _ways_to_say(text, kind):
                    found[spelling_key(name)].add(unit)
        return found

    @cached_property
    def _province(self) -> list[str]:
        return [normalise(text) for _u, _k, kind, role, text in self._rows if kind == Kind.PROVINCE]

    def exact(self, text: str) -> int | None:
        """The one unit that bears exactly this name on the day; no sector, no name of several units."""
        found = self.all_exact(text)
        return next(iter(found)) if len(found) == 1 else None

    def all_exact(self, text: str) -> set[int]:
        """Every unit that bears this name, also without a "tỉnh" behind it ("Sở Nội vụ tỉnh Tuyên Quang")."""
        for name in self._shorter(normalise(text)):
            if units := self._exact.get(spelling_key(name)):
                return units
        return set()

    def is_sector(self, text: str) -> bool:
        """Whether the text names a field or a sector rather than an office."""
        return bool(self._sectors.get(spelling_key(text))) or fold(text).startswith(("nganh ", "linh vuc "))

    def suggested(self, text: str, limit: int = 4) -> list[int]:
        """Units that a text may mean, best first: for a person to choose from."""
        if not text:
            return []
        units = list(self.all_exact(text) | self._sectors.get(spelling_key(text), set()))
        for found in queries.search(text, self.day, limit, former=False) if len(units) < limit else ():
            if found.id not in units:
                units.append(found.id)
        return units[:limit]

    def _shorter(self, text: str) -> Iterable[str]:
        yield text
        for tail in (" tỉnh", " của tỉnh", *(f" {name}" for name in self._province)):
            if text.lower().endswith(tail.lower()):
                yield text[: -len(tail)]


def heirs_today(unit: Unit, today: date) -> list[Link]:
    """Who answers today for a unit that is no more, with the field of work that each took; else nothing."""
    return [
        link for link in successors(unit, by=today) if today in link.unit.during and link.unit.pk != unit.pk
    ]


def spelling_key(text: str) -> str:
    """Equal for spellings that differ only in case, in blanks, and in where the tone stands (Hoà, Hòa)."""
    words = []
    for word in normalise(text).lower().replace("–", "-").split():
        marks = sorted(sign for sign in unicodedata.normalize("NFD", word) if unicodedata.combining(sign))
        words.append(fold(word) + "".join(marks) + "đ" * word.count("đ"))
    return " ".join(words)


def _ways_to_say(name: str, kind: str) -> list[str]:
    """A district or commune is also its People's Committee."""
    form = form_of(name)
    if kind not in (Kind.COMMUNE, Kind.DISTRICT) or not form:
        return [name]
    return [name, *(f"{committee} {form}{name[len(form) :]}" for committee in COMMITTEES)]
