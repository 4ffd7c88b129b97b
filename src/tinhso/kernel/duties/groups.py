"""Units named by their kind: "các sở, ban, ngành", "UBND các xã, phường"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.text import fold
from tinhso.kernel.units.models import Kind, Unit


@dataclass(frozen=True, slots=True)
class Group:
    """A kind of units, as people call it; `heard` are the words of documents, folded."""

    key: str
    label: object
    kinds: tuple[str, ...]
    heard: str


_ALL = (
    Group("communes", _("Tất cả xã, phường"), (Kind.COMMUNE,), r"\bcac (xa|phuong)\b|\bcap xa\b"),
    Group(
        "departments",
        _("Tất cả sở, ban, ngành"),
        (Kind.DEPARTMENT,),
        r"\bcac (so|ban|nganh)\b|\bcac co quan chuyen mon\b",
    ),
    Group("party", _("Tất cả cơ quan Đảng"), (Kind.PARTY,), r"\bcac (ban dang|co quan dang|dang uy)\b"),
    Group("front", _("Mặt trận và tất cả đoàn thể"), (Kind.FRONT,), r"\bcac (doan the|to chuc chinh tri)\b"),
)
GROUPS: Mapping[str, Group] = {group.key: group for group in _ALL}


def members(key: str, day: date, *, without: int | None = None) -> list[Unit]:
    """The units of a group on a day, in Vietnamese order; a unit gives nothing to itself. KeyError for a group that
    nobody knows."""
    units = Unit.objects.ours_on(day).filter(kind__in=GROUPS[key].kinds).order_by("sort_key", "id")
    return [unit for unit in units if unit.pk != without]


def heard_in(text: str) -> list[str]:
    """The groups that a text names: "UBND các xã, phường" -> communes."""
    folded = fold(text)
    return [group.key for group in _ALL if re.search(group.heard, folded)]
