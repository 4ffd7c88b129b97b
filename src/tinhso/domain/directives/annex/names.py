"""Names of units in cells: cut into single names, and what each of them means on the document's day."""

import re
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property

from tinhso.domain.directives.extraction.agencies import Agencies
from tinhso.domain.directives.extraction.expand import Spelled
from tinhso.domain.directives.extraction.mentions import index_names
from tinhso.domain.directives.extraction.words import lowered
from tinhso.domain.directives.models.annex import Meaning
from tinhso.domain.directives.unit_names import UnitNames, heirs_today
from tinhso.kernel.text import fold, normalise
from tinhso.kernel.units.models import Unit

LONGEST = 300
SUGGESTIONS = 4
MOST_SEARCHED = 100  # unknown names for which near ones are looked up
_CUT = re.compile(r"\s*(?:;|\n|\||•)\s*")
_LIST_MARK = re.compile(r"^(?:[-–+*•]|\d{1,2}[.)])\s+")
_LEADS = re.compile(r"^(?:cơ quan |đơn vị )?chủ trì\s*:?\s+", re.IGNORECASE)
_HELPS = re.compile(
    r"[;,.\n]?\s*\(?(?:cơ quan |đơn vị )?phối hợp(?: thực hiện)?(?: với)?\s*:?\s+", re.IGNORECASE
)
_LEAD_BEHIND = re.compile(r"\s*\(?(?:là )?(?:cơ quan |đơn vị )?chủ trì\)?\s*[;,.]?\s*$", re.IGNORECASE)
_JOINT = re.compile(r"^(?:\s*,\s*|\s+và\s+|\s*,\s*và\s+)")
_GROUP = re.compile(
    r"^(?:cac|nhung|moi|tat ca|toan the|tung|ubnd cac|uy ban nhan dan cac|hdnd cac|dang uy cac|"
    r"so, ban, nganh|so, nganh|(?:co quan|don vi|dia phuong)(?:,? (?:va )?(?:co quan|don vi|dia phuong))* "
    r"(?:lien quan|co lien quan))\b"
)
_OUTSIDE_MARKS = re.compile(r"\b(?:lien quan|co lien quan)\b")


@dataclass(frozen=True, slots=True)
class Named:
    """The units that a row names, as written."""

    leads: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()


@dataclass(slots=True)
class Meant:
    """What a name means: a unit, only words (a group, somebody outside), or nobody knows yet."""

    meaning: str
    unit_id: int | None = None
    offers: list[int] = field(default_factory=list)


class Namer:
    """All names of an annex; each distinct cell and name is looked at once."""

    def __init__(self, names: UnitNames, today: date) -> None:
        self.names, self.today = names, today
        self._cells: dict[str, tuple[str, ...]] = {}
        self._rows: dict[tuple[str, str], Named] = {}
        self._known = index_names(tuple(name.name for name in names.known))

    def row(self, lead: str, coordinating: str) -> Named:
        """Who leads and who helps; "Sở A chủ trì, phối hợp với Sở B" in one cell is taken apart."""
        key = (lead, coordinating)
        if key not in self._rows:
            self._rows[key] = self._row(lead, coordinating)
        return self._rows[key]

    def _row(self, lead: str, coordinating: str) -> Named:
        first, helps = lead, [coordinating]
        if found := _HELPS.search(lead):
            first, helps = lead[: found.start()], [lead[found.end() :].rstrip(")"), coordinating]
        first = _LEAD_BEHIND.sub("", _LEADS.sub("", first.strip()))
        leads = self.cut(first)
        helpers = [name for cell in helps for name in self.cut(cell)]
        return Named(leads, tuple(name for name in dict.fromkeys(helpers) if name not in leads))

    def cut(self, cell: str) -> tuple[str, ...]:
        """The single names of a cell, as written."""
        if cell not in self._cells:
            pieces = (_LIST_MARK.sub("", piece).strip(" .,") for piece in _CUT.split(cell))
            found = [name for piece in pieces if piece for name in self._names_in(piece)]
            self._cells[cell] = tuple(dict.fromkeys(name[:LONGEST] for name in found if len(name) > 1))
        return self._cells[cell]

    def _names_in(self, piece: str) -> list[str]:
        if self.meaning(piece).meaning != Meaning.UNKNOWN:
            return [piece]
        text = Spelled(normalise(piece)).text
        agencies = Agencies(text, lowered(text), self._known)
        found: list[str] = []
        place = 0
        while place < len(text):
            mention = agencies.at(place)
            if mention is None:
                return [*found, text[place:].strip(" .,")] if text[place:].strip(" .,") else found
            rest = _JOINT.match(text[mention.end :])
            if rest is None and text[mention.end :].strip(" .,"):
                # More words behind the name: "Sở Y tế và các đơn vị liên quan" never gets here, "Sở Y tế (phòng A)" does.
                stop = re.compile(r"\s*[,;]\s*").search(text, mention.end)
                end = stop.start() if stop else len(text)
                found.append(text[place:end].strip(" .,"))
                place = stop.end() if stop else len(text)
                continue
            found += mention.names
            place = mention.end + (rest.end() if rest else len(text))
        return found

    def meaning(self, name: str) -> Meant:
        """What the name means by itself, without a person."""
        return self._meanings(name)

    @cached_property
    def _meanings(self) -> "_Meanings":
        return _Meanings(self.names, self.today)


class _Meanings:
    """Name → meaning, remembered."""

    def __init__(self, names: UnitNames, today: date) -> None:
        self.names, self.today = names, today
        self.known: dict[str, Meant] = {}
        self._units: dict[int, Unit] = {}

    def __call__(self, name: str) -> Meant:
        if name not in self.known:
            self.known[name] = self._of(name)
        return self.known[name]

    def _of(self, name: str) -> Meant:
        spelled = Spelled(normalise(name)).text
        unit_id = self.names.exact(name) or self.names.exact(spelled)
        if unit_id is not None:
            return self._alive(unit_id)
        if _GROUP.search(fold(spelled)) or _OUTSIDE_MARKS.search(fold(spelled)):
            return Meant(Meaning.WORDS)
        return Meant(Meaning.UNKNOWN)

    def _alive(self, unit_id: int) -> Meant:
        """A unit that is no more is not taken for its heir silently: the heirs are offered."""
        if unit_id not in self._units:
            self._units[unit_id] = Unit.objects.get(pk=unit_id)
        unit = self._units[unit_id]
        if self.today in unit.during:
            return Meant(Meaning.UNIT, unit_id)
        return Meant(
            Meaning.UNKNOWN,
            offers=list(dict.fromkeys(link.unit.pk for link in heirs_today(unit, self.today))),
        )


def offers(names: UnitNames, unknown: dict[str, Meant]) -> dict[str, list[int]]:
    """Near units of names that nobody knows: heirs of a former one, the same letters, few letters apart."""
    by_fold: dict[str, int] = {}
    for unit, _key, _kind, _role, text in names._rows:
        by_fold.setdefault(fold(text), unit)
    spelled = list(by_fold)
    found: dict[str, list[int]] = {}
    for name, meant in list(unknown.items())[:MOST_SEARCHED]:
        near = list(meant.offers)
        for words in dict.fromkeys((fold(name), fold(Spelled(normalise(name)).text))):
            near += [
                by_fold[match] for match in get_close_matches(words, spelled, n=SUGGESTIONS, cutoff=0.75)
            ]
        if not near:
            near = names.suggested(name, SUGGESTIONS)
        found[name] = list(dict.fromkeys(near))[:SUGGESTIONS]
    return found
