"""To accept an invitation: the visitor with the code gets an account and, from the stated day, the post.

The visitor has no scope and no rights: two functions of the database look the code up and use it (walls.py).
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction

from tinhso.kernel import audit
from tinhso.kernel.people.coming_and_going import Invitation, hash_of


class NoSuchCode(Exception):
    """Nobody was given this code, or a newer one replaced it."""


class NotOpen(Exception):
    """The invitation was used, revoked or has expired: `state` says which."""

    def __init__(self, state: Invitation.State) -> None:
        self.state = state
        super().__init__(state)


class NameTaken(Exception):
    """`field` ("username" or "email") belongs to another account."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field)


class PostTaken(Exception):
    """Somebody else holds the post on that day, or it has ended: an administrator has to mend it."""


@dataclass(frozen=True)
class Invited:
    """What a code opens."""

    id: int
    full_name: str
    title: str
    unit_name: str
    begins_on: date
    email: str
    username: str


@dataclass(frozen=True)
class NewHolder:
    """Who has just come to be, as the trace wants an actor."""

    account_id: int
    person_id: int
    post_id: int
    unit_id: int


def look_up(code: str, *, at: datetime) -> Invited:
    """What the code invites to. Raises NoSuchCode, NotOpen."""
    with connection.cursor() as cursor:
        cursor.execute("select * from tinhso_invitation(%s)", [hash_of(code)])
        row = cursor.fetchone()
    if row is None:
        raise NoSuchCode
    *facts, expires_at, used_at, revoked_at = row
    state = Invitation(expires_at=expires_at, used_at=used_at, revoked_at=revoked_at).state(at)
    if state != Invitation.State.WAITING:
        raise NotOpen(state)
    return Invited(*facts)


# Named constraint -> what it means to the visitor.
_TAKEN = {"people_account_username_key": "username", "an_email_is_of_one_account": "email"}


def accept_invitation(
    code: str, *, username: str, email: str, password: str, by: None = None, at: datetime
) -> NewHolder:
    """Use the code, once: of two at the same moment one wins. The database's own clock decides on expiry.

    Raises NoSuchCode, NotOpen, NameTaken, PostTaken; then nothing has changed.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select * from tinhso_accept_invitation(%s, %s, %s, %s)",
                [hash_of(code), username, email, make_password(password)],
            )
            row = cursor.fetchone()
            if row is None:
                raise NoSuchCode
            invitation_id, *ids = row
            holder = NewHolder(*ids)
            audit.record("invitation.accepted", "people.invitation", by=holder, at=at, id=invitation_id)
            return holder
    except NoSuchCode:
        look_up(code, at=at)  # says better why, where the code is known
        raise
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
        if constraint in _TAKEN:
            raise NameTaken(_TAKEN[constraint]) from error
        if constraint in {"a_post_has_one_holder_at_a_time", "an_ended_post_has_no_holder"}:
            raise PostTaken from error
        raise
