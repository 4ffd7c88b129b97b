"""Kinds of events, as people choose between them. Every room names its own from its `apps.py: ready()`.

    kinds.register("duty.to_do", _("Việc giao cho đơn vị tôi"), events={"duty.open", "duty.return_result"})

An event that no kind names belongs to the kind "other".
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.outbox.models import Manner


@dataclass(frozen=True)
class Kind:
    """A group of events with the manner in which it is told to whoever did not choose."""

    key: str
    label: object
    manner: Manner = Manner.NOW


OTHER = Kind("other", _("Thông báo khác"))
_kinds: dict[str, Kind] = {}
_of_event: dict[str, Kind] = {}


def register(key: str, label: object, *, events: Iterable[str], manner: Manner = Manner.NOW) -> None:
    """Name a kind; the same key replaces."""
    kind = Kind(key, label, manner)
    _kinds[key] = kind
    _of_event.update(dict.fromkeys(events, kind))


def of(event: str) -> Kind:
    """The kind of an event."""
    return _of_event.get(event, OTHER)


def known() -> list[Kind]:
    """All kinds in the order of their registration, "other" last."""
    return [*_kinds.values(), OTHER]
