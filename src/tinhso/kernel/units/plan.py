"""What an act does to units, as plain data: it can be read, kept as JSON, and checked before anything is done.

A number below zero is a unit that the act itself brings into being: -1 is the first of `begins`.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from tinhso.kernel.units.models import Extent


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to come. `restores` is the ended unit that it brings back."""

    name: str
    kind: str
    parent: int | None = None
    code: str = ""
    key: str = ""
    restores: int | None = None


@dataclass(frozen=True, slots=True)
class Takeover:
    """`successor` takes over from `predecessor`: the whole, a part, or one field of work.

    `came_from`: only what an earlier act had brought from that unit (a reversal).
    """

    predecessor: int
    successor: int
    extent: str = Extent.WHOLE
    field: int | None = None
    came_from: int | None = None


@dataclass(slots=True)
class Plan:
    """All of an act. `shares` are units that live on and give a part away, so that somebody must say what."""

    begins: list[NewUnit] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    shares: list[int] = field(default_factory=list)
    heirs: list[int] = field(default_factory=list)  # to choose from, where no takeover says it
    takeovers: list[Takeover] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)

    # --- JSON ---------------------------------------------------------------------------------------------

    def as_json(self) -> dict[str, Any]:
        """For the column; keys of mappings become text."""
        return asdict(self)

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Plan":
        """From the column."""

        def by_number(mapping: dict[str, Any]) -> dict[int, Any]:
            return {int(key): value for key, value in mapping.items()}

        return cls(
            begins=[NewUnit(**unit) for unit in stored["begins"]],
            ends=list(stored["ends"]),
            shares=list(stored["shares"]),
            heirs=list(stored["heirs"]),
            takeovers=[Takeover(**takeover) for takeover in stored["takeovers"]],
            names=by_number(stored["names"]),
            parents=by_number(stored["parents"]),
            codes=by_number(stored["codes"]),
        )

    # --- questions ----------------------------------------------------------------------------------------

    def add(self, unit: "int | NewUnit") -> int:
        """The number of a target: that of an existing unit, or a negative one for a unit to come."""
        if isinstance(unit, int):
            return unit
        self.begins.append(unit)
        return -len(self.begins)

    @property
    def sources(self) -> list[int]:
        """Units whose objects move: those that end, those that share, those that give a field away."""
        return list(dict.fromkeys([*self.ends, *self.shares, *(t.predecessor for t in self.takeovers)]))

    @property
    def read_before(self) -> list[int]:
        """Units whose papers others come to read: the sources, and the ended units that come back."""
        return [*self.sources, *(new.restores for new in self.begins if new.restores)]

    @property
    def asks_all(self) -> set[int]:
        """Sources whose every object must have somewhere to go, or be said to stay."""
        return {*self.ends, *self.shares}

    @property
    def units(self) -> list[int]:
        """Every existing unit that the act changes or fills."""
        named = [
            *self.sources,
            *(t.successor for t in self.takeovers),
            *self.names,
            *self.parents,
            *self.codes,
            *self.heirs,
        ]
        return [unit for unit in dict.fromkeys(named) if unit > 0]

    def general(self, unit: int) -> list[int]:
        """Who takes over from a unit what no field and no origin names."""
        return [
            t.successor
            for t in self.takeovers
            if t.predecessor == unit and t.field is None and t.came_from is None
        ]

    def options(self, unit: int) -> list[int]:
        """Among whom a person may choose for an object of the unit; the unit itself where it lives on."""
        mine = [t.successor for t in self.takeovers if t.predecessor == unit]
        stays = [unit] if unit in self.shares else []
        return list(dict.fromkeys([*mine, *self.heirs, *stays]))

    def realised(self, units: dict[int, int]) -> "Plan":
        """The same with the units that have come into being in the place of negative numbers."""

        def real(number: int | None) -> Any:
            return units.get(number, number) if number is not None else None

        return Plan(
            begins=list(self.begins),
            ends=list(self.ends),
            shares=list(self.shares),
            heirs=[real(n) for n in self.heirs],
            takeovers=[
                Takeover(real(t.predecessor), real(t.successor), t.extent, t.field, t.came_from)
                for t in self.takeovers
            ],
            names={real(n): name for n, name in self.names.items()},
            parents={real(n): real(parent) for n, parent in self.parents.items()},
            codes={real(n): code for n, code in self.codes.items()},
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person answered: where this kind of a unit's objects goes, of one field or without (None: and all
    the rest), or this one object."""

    kind: str
    unit: int
    to: int
    field: int | None = None
    subject: int | None = None

    @property
    def about(self) -> tuple[str, int, int | None, int | None]:
        """What it answers; a later answer to the same question replaces the earlier one."""
        return self.kind, self.unit, self.field, self.subject


def decisions_of(stored: Iterable[dict[str, Any]]) -> list[Decision]:
    """From the column."""
    return [Decision(**row) for row in stored]
