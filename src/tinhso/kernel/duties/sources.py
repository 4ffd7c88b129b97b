"""What raises duties. Each domain registers its key from its own `apps.py: ready()`:

    sources.register("directives.task", label=_("Nhiệm vụ của văn bản"), url_of=address_of_a_task)

so that "the sentence it came from" is one click away from every duty, and the kernel knows no domain.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DIRECT = "duties.direct"  # given on the page "Giao việc"; source_id is who gave it and the token of the form
SUBDUTY = "duties.subduty"  # a duty given onward inside another one; source_id is the token of the form

ORDER = "duties.order"  # a unit's part of an order; source_id is the order and the unit
RECURRENCE = "duties.recurrence"  # a period of recurring work; source_id is the recurrence and the period


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of origin. `names_of` gives the names of `Duty.origin` keys, for the board by document."""

    key: str
    label: object
    url_of: Callable[[str], str] | None = None
    names_of: Callable[[Sequence[str]], Mapping[str, tuple[str, str]]] | None = None
    let_read: Callable[[str, Sequence[int]], None] | None = None
    place_of: Callable[[str], str] | None = None
    changes_of: Callable[[int], Sequence[tuple[str, str]]] | None = None


_known: dict[str, Source] = {}
# What says why a duty exists: (duty, scope) → words and the address of the whole answer, or None.
Reason = Callable[[Any, Any], tuple[object, str] | None]
_reasons: dict[str, Reason] = {}


def register(
    key: str,
    *,
    label: object,
    url_of: Callable[[str], str] | None = None,
    names_of: Callable[[Sequence[str]], Mapping[str, tuple[str, str]]] | None = None,
    let_read: Callable[[str, Sequence[int]], None] | None = None,
    place_of: Callable[[str], str] | None = None,
    changes_of: Callable[[int], Sequence[tuple[str, str]]] | None = None,
) -> None:
    """Make a source known; the same key replaces. `url_of(source_id)` is the page of what raised the duty;
    `names_of(origins)` answers origin → (name, address) for the origins that are this domain's;
    `let_read(origin, units)` opens what stands behind the origin to units that have come to work on it;
    `place_of(source_id)` says in words where in its paper it stands, "" where that is not known.
    `changes_of(duty)` answers (name, address) of what later changed the duty: another deadline, another lead, an end."""
    _known[key] = Source(key, label, url_of, names_of, let_read, place_of, changes_of)


def known() -> Mapping[str, Source]:
    """All sources by key."""
    return _known


def label_of(source: str) -> object:
    """What the source is called; the bare key where its domain is not installed."""
    return _known[source].label if source in _known else source


def url_of(source: str, source_id: str) -> str:
    """Where the duty came from, or "" where there is no page of it."""
    known_source = _known.get(source)
    return known_source.url_of(source_id) if known_source and known_source.url_of else ""


def place_of(source: str, source_id: str) -> str:
    """ "Thông báo 12/TB-UBND ngày …, đoạn 3", or "" where the source says no place."""
    known_source = _known.get(source)
    return known_source.place_of(source_id) if known_source and known_source.place_of else ""


def names_of(origins: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Name and address of each origin that a registered domain knows."""
    named: dict[str, tuple[str, str]] = {}
    for source in _known.values():
        if source.names_of:
            named |= source.names_of(origins)
    return named


def let_read(origin: str, units: Sequence[int]) -> None:
    """A duty reached further units, by transfer or as a part: they may read what it came from."""
    for source in _known.values():
        if source.let_read and origin:
            source.let_read(origin, units)


def register_reason(key: str, reason: Reason) -> None:
    """Let a domain say, on the duty's page, what the duty serves; the same key replaces."""
    _reasons[key] = reason


def reasons_of(duty: Any, scope: Any) -> list[tuple[object, str]]:
    """Words and address from each domain that knows why the duty exists."""
    return [found for reason in _reasons.values() if (found := reason(duty, scope))]


def changes_of(duty: int) -> list[tuple[str, str]]:
    """What later changed the duty, of every registered domain: (name, address)."""
    return [one for source in _known.values() if source.changes_of for one in source.changes_of(duty)]
