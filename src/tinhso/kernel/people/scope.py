"""The scope of a request: who acts, in which post, in whose stead, and what that reaches.

The database has the last word: `enter` calls its function tinhso_enter, which looks the post up, computes the
units below it and seals the result for this transaction with a key that the application cannot read. The
policies of row-level security believe only the seal (see walls.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tinhso.kernel.people.roles import GRANTS, Permission, Reach, Role


class Via(StrEnum):
    """By what right somebody acts. The values are what the database's functions say."""

    OWN = "own"
    DELEGATION = "delegation"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class Scope:
    """Somebody acting in a post, today. `person_*` is always the real person.

    `acting_for` is the holder in whose stead a delegate acts; `limits` the most that a delegation or an
    emergency allows, None for one's own post; `until` when that ends by itself.
    """

    account_id: int
    person_id: int
    person_name: str
    post_id: int
    post_title: str
    unit_id: int
    unit_name: str
    role: Role
    reach: Reach
    unit_ids: tuple[int, ...] = field(default=())
    via: Via = Via.OWN
    via_id: int | None = None
    acting_for: str = ""
    acting_for_id: int | None = None
    limits: frozenset[Permission] | None = None
    until: datetime | None = None

    def may(self, permission: Permission) -> bool:
        """Whether the post's role holds the permission, within the limits; where it holds is the reach."""
        return permission in GRANTS[self.role] and (self.limits is None or permission in self.limits)

    def reaches(self, unit_id: int) -> bool:
        """Whether the unit's work lies in what the post sees."""
        return self.reach == Reach.PROVINCE or unit_id in self.unit_ids

    @property
    def in_own_right(self) -> bool:
        """Acts in a post of their own: only then may somebody delegate or ask for emergency access."""
        return self.via == Via.OWN

    @property
    def trace(self) -> dict[str, int]:
        """What the audit trail adds to every entry of somebody who stands in: by which right, and for whom."""
        if self.via_id is None:
            return {}
        for_whom = {"acting_for": self.acting_for_id} if self.acting_for_id else {}
        return {str(self.via): self.via_id, **for_whom}

    @property
    def last_day(self) -> date | None:
        """The last day of a delegation, as people say it."""
        return _last_day(self.until)

    @property
    def key(self) -> str:
        """How a session remembers this way of acting."""
        return _key(self.via, self.via_id or self.post_id)


@dataclass(frozen=True)
class Way:
    """A post that an account may act in today, and by what right."""

    via: Via
    id: int  # of the post, the delegation or the emergency access
    post_id: int
    title: str
    unit_name: str
    acting_for: str
    until: datetime | None

    @property
    def last_day(self) -> date | None:
        """The last day of a delegation, as people say it."""
        return _last_day(self.until)

    @property
    def key(self) -> str:
        """What to give to `enter`."""
        return _key(self.via, self.id)


def posts_of(account_id: int) -> list[Way]:
    """The ways in which the account may act today: own posts first, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("select * from tinhso_posts_of(%s)", [account_id])
        return [Way(Via(via), *rest) for via, *rest in cursor.fetchall()]


def enter(account_id: int, wanted: int | str | None = None) -> Scope | None:
    """Open the walls of this transaction for the account in the wanted post (or in its first own one).

    `wanted` is the id of an own post or the key of a Way. None, and closed walls, when the account has no
    such right today.
    """
    via, key = _read(wanted)
    asked = [key if via == each else None for each in Via]
    with connection.cursor() as cursor:
        cursor.execute("select * from tinhso_enter(%s, %s, %s, %s)", [account_id, *asked])
        row = cursor.fetchone()
    return _scope(account_id, row) if row and row[0] is not None else None


def _scope(account_id: int, row: tuple[Any, ...]) -> Scope:
    person_id, person_name, post_id, title, unit_id, unit_name, role, reach, unit_ids, *standing = row
    via, via_id, acting_for_id, acting_for, limits, until = standing
    return Scope(
        account_id=account_id,
        person_id=person_id,
        person_name=person_name,
        post_id=post_id,
        post_title=title,
        unit_id=unit_id,
        unit_name=unit_name,
        role=Role(role),
        reach=Reach(reach),
        unit_ids=tuple(unit_ids or ()),
        via=Via(via),
        via_id=via_id,
        acting_for=acting_for or "",
        acting_for_id=acting_for_id,
        limits=None if limits is None else permissions_named(limits),
        until=until,
    )


def permissions_named(names: list[str]) -> frozenset[Permission]:
    """Names as they are stored; those of another version of the program are left out."""
    return frozenset(Permission[name] for name in names if name in Permission.__members__)


def _last_day(until: datetime | None) -> date | None:
    return timezone.localdate(until - timedelta(seconds=1)) if until else None


def _key(via: Via, key: int) -> str:
    return str(key) if via == Via.OWN else f"{via}-{key}"


def _read(wanted: int | str | None) -> tuple[Via, int | None]:
    if wanted is None:
        return Via.OWN, None
    kind, _dash, number = str(wanted).rpartition("-")
    if not number.isdecimal() or len(number) > 18 or kind not in {"", Via.DELEGATION, Via.EMERGENCY}:
        return Via.OWN, 0  # no post has this id
    return Via(kind or Via.OWN), int(number)


@contextmanager
def acting(account_id: int, wanted: int | str | None = None) -> Iterator[Scope | None]:
    """A transaction in which the account acts, for commands and tests."""
    with transaction.atomic():
        try:
            yield enter(account_id, wanted)
        finally:
            leave()


def leave() -> None:
    """Close the walls again, and the door (door.py)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('tinhso.scope', '', true), set_config('tinhso.seal', '', true),"
            " set_config('tinhso.door', '', true), set_config('tinhso.door_seal', '', true)"
        )


def step_back() -> None:
    """Close the walls; the account stays at the door."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('tinhso.scope', '', true), set_config('tinhso.seal', '', true)")
