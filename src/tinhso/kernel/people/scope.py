"""The scope of a request: who acts, in which post, and what that post reaches.

The database has the last word: `enter` calls its function tinhso_enter, which looks the post up, computes the
units below it and seals the result for this transaction with a key that the application cannot read. The
policies of row-level security believe only the seal (see walls.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction

from tinhso.kernel.people.roles import GRANTS, Permission, Reach, Role


@dataclass(frozen=True)
class Scope:
    """Somebody acting in a post, today."""

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

    def may(self, permission: Permission) -> bool:
        """Whether the post's role holds the permission; where it holds is the reach."""
        return permission in GRANTS[self.role]

    def reaches(self, unit_id: int) -> bool:
        """Whether the unit's work lies in what the post sees."""
        return self.reach == Reach.PROVINCE or unit_id in self.unit_ids


def posts_of(account_id: int) -> list[tuple[int, str, str]]:
    """The posts that the account holds today: (post id, title, unit name), oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("select post_id, title, unit_name from tinhso_posts_of(%s)", [account_id])
        return list(cursor.fetchall())


def enter(account_id: int, post_id: int | None = None) -> Scope | None:
    """Open the walls of this transaction for the account in the post (or in its first one). None, and closed
    walls, when it holds no such post today."""
    with connection.cursor() as cursor:
        cursor.execute("select * from tinhso_enter(%s, %s)", [account_id, post_id])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    person_id, person_name, held_post, title, unit_id, unit_name, role, reach, unit_ids = row
    return Scope(
        account_id=account_id,
        person_id=person_id,
        person_name=person_name,
        post_id=held_post,
        post_title=title,
        unit_id=unit_id,
        unit_name=unit_name,
        role=Role(role),
        reach=Reach(reach),
        unit_ids=tuple(unit_ids or ()),
    )


@contextmanager
def acting(account_id: int, post_id: int | None = None) -> Iterator[Scope | None]:
    """A transaction in which the account acts, for commands and tests."""
    with transaction.atomic():
        try:
            yield enter(account_id, post_id)
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
